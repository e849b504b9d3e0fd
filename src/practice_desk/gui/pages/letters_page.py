"""The Letters page of a chart: what left the clinic, as it left."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter import Letter
from practice_desk.domain.letter_choice import Item, ItemSort
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.dose_calendar_dialog import DoseCalendarDialog
from practice_desk.gui.dialogs.letter_dialog import LetterDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.letters.compose_model import Wanted, wanted_of
from practice_desk.gui.letters.composer import DRAFT_KIND, LetterComposer
from practice_desk.gui.letters.patient_menu import PatientMenu
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.letter_view import (
    COLUMNS,
    LetterRow,
    letter_facts,
    letter_rows,
    suggested_events,
)
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.letter_panel import LetterPanel
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE
from practice_desk.letters.registry import LETTER_KINDS
from practice_desk.services import letters
from practice_desk.services.charts import Chart
from practice_desk.services.letter_board import FollowedLetter
from practice_desk.services.letter_conversation import cases_of
from practice_desk.services.letter_events import unsent_in

_WIDE: Final = 1  # the column that takes the room that is left


class LettersForm(Form):
    """`ui/letters_page.ui`."""

    ui = "letters_page.ui"
    heading: QLabel
    save_copy: QPushButton
    for_patient: QPushButton
    new_letter: QPushButton
    stack: QStackedWidget
    list_page: QWidget
    empty_page: QWidget
    empty: EmptyState
    facts: QLabel
    letters: QTableView
    preview: PdfPreview


class LetterTable(CellsTable[LetterRow]):
    """The letters of one chart."""

    headers: ClassVar[tuple[str, ...]] = COLUMNS


class LettersPage(ChartPage):
    """Sent letters with the exact pages that were sent, read back and checked."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({DRAFT_KIND, "letter step"})

    copy_saved = Signal(str)
    """Emits the letter's number once a copy was written."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = LettersForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.form.root)
        self.model = LetterTable()
        self.composer: LetterDialog | None = None
        self.panel = LetterPanel(context)
        self._chart: Chart | None = None
        self.papers = PatientMenu(
            context,
            self.form.for_patient,
            lambda kind: self.open_wanted(Wanted(kind)),
            self.make_calendar,
            self.page_wanted.emit,
        )
        self._set_up()

    def show_chart(self, chart: Chart) -> None:
        """Show a chart's letters, the newest selected."""
        former, self._chart = self.selected, chart
        cases = cases_of(chart.letters, chart.letter_entries)
        self.model.show_rows(letter_rows(cases, self.context.today()))
        form = self.form
        form.stack.setCurrentWidget(form.list_page if self.model.rows else form.empty_page)
        may_send = self.context.may(Operation.SEND_LETTER, chart.patient.id)
        form.new_letter.setVisible(may_send)
        self.papers.offer(chart.patient, self)
        form.save_copy.setVisible(may_send)
        form.empty.button.setVisible(may_send)
        ids = [row.letter.id for row in self.model.rows]
        place = ids.index(former.id) if former is not None and former.id in ids else 0
        if self.model.rows:
            form.letters.selectRow(place)
        self._show_selected()

    @property
    def selected(self) -> Letter | None:
        """The selected letter."""
        index = self.form.letters.currentIndex()
        if not index.isValid() or index.row() >= len(self.model.rows):
            return None
        return self.model.rows[index.row()].letter

    def write_letter(self) -> None:
        """Open the composer for what the pharmacy was not told lately."""
        chart = self._chart
        if chart is None:
            return
        unsent = unsent_in(chart.plan, chart.letters)
        chosen = suggested_events(unsent, self.context.today(), None)
        self._compose(Wanted.events(MEDICATION_NOTICE, chosen))

    def open_wanted(self, wanted: object) -> None:
        """Open the composer for the letter that another page asks for."""
        if isinstance(wanted, Wanted):
            self._compose(wanted)

    def go_on(self, draft: Draft) -> bool:
        """Open the composer again for what was written, or the form of a step of a letter."""
        if draft.kind != DRAFT_KIND:
            return self.panel.go_on(draft)
        wanted = wanted_of(draft)
        return wanted is not None and self._compose(wanted, draft)

    def _compose(self, wanted: Wanted, draft: Draft | None = None) -> bool:
        """Open the composer where it may be; return whether it is open."""
        chart = self._chart
        if chart is None or self.composer is not None:
            return False
        if not self.context.may(Operation.SEND_LETTER, chart.patient.id):
            return False
        composer = LetterComposer(self.context, chart.patient, wanted, self)
        self.composer = composer
        composer.finished.connect(self._composer_closed)
        composer.open()
        if draft is not None:
            composer.put_draft(draft)
        return True

    def replace_letter(self, followed: FollowedLetter) -> None:
        """Open the composer for a letter that replaces one that was sent."""
        chart, former = self._chart, followed.letter.case.letter
        if chart is not None and former.patient_id == chart.patient.id:
            told = tuple(Item(ItemSort.PLAN_EVENT, number) for number in former.event_ids)
            self._compose(Wanted(former.kind, told, replaces=former.id))

    def make_calendar(self) -> None:
        """Open the dose calendar for the patient."""
        chart = self._chart
        if chart is None or self.composer is not None:
            return
        if not self.context.may(Operation.SEND_LETTER, chart.patient.id):
            return
        self.composer = DoseCalendarDialog(self.context, chart.patient, self)
        self.composer.finished.connect(self._composer_closed)
        self.composer.open()

    def save_copy_to(self, path: Path) -> None:
        """Write the selected letter's exact bytes to a file."""
        letter = self.selected
        if letter is None or letter.id is None:
            return
        context, letter_id, patient_id = self.context, letter.id, letter.patient_id
        context.tasks.run(
            lambda: letters.save_letter_copy(context.clinic, patient_id, letter_id, path),
            done=lambda _: self._copy_saved(letter),
            failed=context.messages.show_error,
            parent=self,
        )

    def show_record(self, key: RecordKey) -> None:
        """Select the letter that *key* names."""
        for place, row in enumerate(self.model.rows):
            if row.letter.id == key.id:
                self.form.letters.selectRow(place)

    def flush(self) -> bool:
        """Return False while a letter is being composed."""
        return self.composer is None

    def _set_up(self) -> None:
        form = self.form
        form.preview.tasks = self.context.tasks
        beside = form.root.findChild(QVBoxLayout, "preview_rows")
        assert beside is not None  # it is in the form
        beside.insertWidget(0, self.panel, 3)
        beside.setStretch(2, 4)
        self.panel.add_keys(form.letters)
        self.panel.replaced_kinds = frozenset(kind.code for kind in LETTER_KINDS)
        self.panel.replace_wanted.connect(self.replace_letter)
        table = form.letters
        table.setModel(self.model)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(38)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column in range(len(COLUMNS)):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                column, mode.Stretch if column == _WIDE else mode.ResizeToContents
            )
        table.selectionModel().currentRowChanged.connect(self._show_selected)
        form.empty.show_state(
            "mail",
            "Letters sent for this patient will be here, exactly as they were sent.",
            "Write a letter",
        )
        set_icon(form.new_letter, "mail", "on_accent")
        set_icon(form.save_copy, "save")
        form.empty.action_triggered.connect(self.write_letter)
        form.new_letter.clicked.connect(self.write_letter)
        form.save_copy.clicked.connect(self._ask_file)

    def _show_selected(self) -> None:
        letter = self.selected
        self.form.save_copy.setEnabled(letter is not None)
        people = {} if self._chart is None else self._chart.people
        self.form.facts.setText("" if letter is None else letter_facts(letter, people))
        if letter is None or letter.id is None:
            self.form.preview.show_message("")
            self.panel.show_nothing()
            return
        self.panel.follow(letter.patient_id, letter.id)
        context, letter_id = self.context, letter.id
        context.tasks.run(
            lambda: letters.letter_bytes(context.clinic, letter.patient_id, letter_id),
            done=lambda pdf: self._show_bytes(letter_id, pdf),
            failed=self._unreadable,
            parent=self,
        )

    def _show_bytes(self, letter_id: int, pdf: bytes) -> None:
        letter = self.selected
        if letter is not None and letter.id == letter_id:
            self.form.preview.show_pdf(pdf)

    def _unreadable(self, error: ExpectedError) -> None:
        self.form.preview.show_message(error.sentence)
        self.context.messages.show_error(error)

    def _ask_file(self) -> None:
        letter = self.selected
        if letter is None:
            return
        ask_where_to_save(
            self,
            "Save a copy of the letter",
            PDF,
            letters.suggested_file_name(letter.code),
            self.save_copy_to,
        )

    def _copy_saved(self, letter: Letter) -> None:
        self.context.messages.success(f"A copy of letter {letter.code} was saved.")
        self.copy_saved.emit(letter.code)

    def _composer_closed(self) -> None:
        self.composer = None
