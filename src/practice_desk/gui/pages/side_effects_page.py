"""The Side effects page: what was told, where each stands, and what is done about it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.letter_choice import ItemSort
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui import icons
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.dialogs.side_effect_dialog import SideEffectDialog
from practice_desk.gui.dialogs.side_effect_follow_dialogs import (
    HandoverDialog,
    ReplyDialog,
    ToldAgainDialog,
)
from practice_desk.gui.dialogs.side_effect_review_dialog import SideEffectReviewDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.entry_link import show_entries
from practice_desk.gui.letters.compose_model import Wanted, letter_about
from practice_desk.gui.messages import Level
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.plan_cause import WantedChange
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.models.side_effect_rows import HEADERS, case_rows
from practice_desk.gui.models.side_effect_story import changes_to_make, story
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.message_button import MessageButton
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.services.charts import Chart
from practice_desk.services.patient_papers import side_effect_form_draft
from practice_desk.services.side_effect_basis import ReviewBasis

_IN_TABLE = Qt.ShortcutContext.WidgetWithChildrenShortcut
_EMPTY = (
    "No side effect is open. What a patient tells is kept here in their own words, and stays open "
    "until it is decided about."
)


class SideEffectsPage(ChartPage):
    """Open ones first, closed ones folded; below, the selected one from its words to its end."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {
            SideEffectDialog.draft_kind,
            SideEffectReviewDialog.draft_kind,
            ToldAgainDialog.draft_kind,
            HandoverDialog.draft_kind,
            ReplyDialog.draft_kind,
        }
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.show_closed = QCheckBox("Show &closed ones")
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.side_effects = RecordSection(
            "Side effects", HEADERS, _EMPTY, add="Report…", change="Review…"
        )
        self.print_form = QPushButton("Print a &form…")
        self.print_form.setProperty("kind", "quiet")
        self.print_form.setToolTip("On paper, for the patient to fill in at home")
        self.told = QPushButton("How it is &now…")
        self.hand_over = QPushButton("&Hand over…")
        self.write = QPushButton("&Write…")
        self.write.setToolTip("A question or an answer: it decides nothing")
        self.letter = QPushButton("&Letter…")
        self.letter.setToolTip("Tell the pharmacy of it, and ask")
        self.fda = QPushButton("&FDA report…")
        self.fda.setToolTip("The blocks of MedWatch Form 3500, filled in from the chart")
        self.source = QPushButton("So&urce…")
        self.source.setToolTip("What the clinical pack says of it, from where, and its review")
        self.open_change = QPushButton("Open the &plan change")
        icons.set_icon(self.open_change, "arrow-right")
        self.label = LabelControl(context, self).follow(self.side_effects.table)
        self.message = MessageButton(context, self, self._message_about)
        self.reading = Card("", elides=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The selected side effect, from its first words on")
        self._lay_out()
        self._connect()

    def show_chart(self, chart: Chart) -> None:
        """Show the side effects of *chart*."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
            self.show_closed.setChecked(False)
        self._chart = chart
        self.label.show_chart(chart)
        self._fill()

    def take_focus(self) -> None:
        """Let the keys work at once."""
        self.side_effects.table.setFocus()

    def open_wanted(self, wanted: object) -> None:
        """Select the side effect with this id and open its review."""
        if isinstance(wanted, int):
            self._select(wanted)
            self.review()

    def report(self) -> None:
        """Open the form for a new report."""
        if self._chart is not None and self._may(Operation.REPORT_SIDE_EFFECT):
            SideEffectDialog(self.context, self._chart, self).open()

    def print_paper(self) -> None:
        """Show the form on which the patient writes a side effect down, to be printed."""
        if self._chart is not None and self._may(Operation.REPORT_SIDE_EFFECT):
            patient = self._chart.patient
            PatientPaperDialog(self.context, patient, side_effect_form_draft, self).open()

    def review(self) -> None:
        """Open the review of the selected one."""
        case = self._selected()
        if case is not None and not case.retracted_reason:
            if self._may(Operation.REVIEW_SIDE_EFFECT):
                self._review_form(case).open()
            elif self._may(Operation.REPORT_SIDE_EFFECT):
                self._tell_again()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        chart, target = self._chart, draft.body.get("target")
        if chart is None or chart.patient.id != draft.patient_id or not isinstance(target, dict):
            return False
        if draft.kind == SideEffectDialog.draft_kind:
            dialog: QDialog = SideEffectDialog(self.context, chart, self)
        else:
            found = [case for case in chart.side_effects if case.id == target.get("id")]
            if not found:
                return False
            dialog = self._form_of(draft.kind, found[0])
        dialog.open()
        assert isinstance(
            dialog,
            SideEffectDialog
            | SideEffectReviewDialog
            | ToldAgainDialog
            | HandoverDialog
            | ReplyDialog,
        )
        dialog.put_draft(draft)
        return True

    def _form_of(self, kind: str, case: SideEffectCase) -> QDialog:
        assert self._chart is not None  # the caller has looked
        patient, people = self._chart.patient, self._chart.people
        if kind == ToldAgainDialog.draft_kind:
            return ToldAgainDialog(self.context, patient, case, self)
        if kind == HandoverDialog.draft_kind:
            return HandoverDialog(self.context, patient, case, people, self._chart.owners, self)
        if kind == ReplyDialog.draft_kind:
            return ReplyDialog(self.context, patient, case, people, self)
        return self._review_form(case)

    def _review_form(self, case: SideEffectCase) -> SideEffectReviewDialog:
        assert self._chart is not None  # a row was chosen
        basis = ReviewBasis(self._chart, case, self.context.today())
        dialog = SideEffectReviewDialog(self.context, basis, self)
        dialog.decided.connect(self._decided)
        dialog.saved.connect(lambda _saved: self._was_reviewed(case.id or 0))
        return dialog

    def _decided(self, wanted: WantedChange) -> None:
        if self._may(Operation.CHANGE_PLAN):
            self.wanted.emit("Plan", wanted)

    def _may(self, operation: Operation) -> bool:
        return self._chart is not None and self.context.may(operation, self._chart.patient.id)

    def _may_retract(self, case: SideEffectCase) -> bool:
        if self._may(Operation.REVIEW_SIDE_EFFECT):
            return True
        mine = case.may_be_retracted_by(self.context.clinic.session.user_name)
        return mine and self._may(Operation.REPORT_SIDE_EFFECT)

    def _selected(self) -> SideEffectCase | None:
        row = self.side_effects.table.chosen
        return row.record if row is not None and isinstance(row.record, SideEffectCase) else None

    def _select(self, report_id: int) -> None:
        chart = self._chart
        if chart is None:
            return
        closed = {case.id for case in chart.side_effects if not case.is_open}
        if report_id in closed:
            self.show_closed.setChecked(True)
        self.side_effects.table.choose(lambda record: _is(record, report_id))

    def _fill(self) -> None:
        chart = self._chart
        if chart is None:
            return
        closed = [case for case in chart.side_effects if not case.is_open]
        count = sum(not case.retracted_reason for case in closed)
        self.show_closed.setText(f"Show &closed ones ({count})")
        self.show_closed.setVisible(count > 0)
        shown = [
            case
            for case in chart.side_effects
            if case.is_open or case.retracted_reason or self.show_closed.isChecked()
        ]
        chosen = self._selected()
        rows = case_rows(shown, chart.plan, chart.people)
        self.side_effects.show_rows(rows, with_retracted=self.show_retracted.isChecked())
        self.side_effects.offer_changes(self._may(Operation.REPORT_SIDE_EFFECT))
        self.print_form.setVisible(self._may(Operation.REPORT_SIDE_EFFECT))
        self.side_effects.change.setVisible(self._may(Operation.REVIEW_SIDE_EFFECT))
        table = self.side_effects.table
        if chosen is None or not table.choose(lambda record: _is(record, chosen.id), focus=False):
            table.choose(lambda _record: True, focus=False)
        self._show_selected()

    def _show_selected(self) -> None:
        case, chart = self._selected(), self._chart
        self.side_effects.retract.setVisible(case is not None and self._may_retract(case))
        self.reading.setVisible(case is not None)
        if case is None or chart is None:
            self.text.clear()
            return
        self.reading.set_title(case.effect)
        self.text.setPlainText(story(case, chart.people, chart.plan))
        standing = not case.retracted_reason and self._may(Operation.REPORT_SIDE_EFFECT)
        self.told.setVisible(standing)
        self.hand_over.setVisible(standing and case.is_open)
        self.write.setVisible(standing)
        self.source.setVisible(bool(case.effect_id))
        self.letter.setVisible(standing and self._letter_about(case) is not None)
        self.fda.setVisible(case.is_serious and self._may(Operation.SEND_LETTER))
        undone = changes_to_make(case, chart.plan) if self._may(Operation.CHANGE_PLAN) else ()
        more = f" ({len(undone)} to make)" if len(undone) > 1 else ""
        self.open_change.setText(f"Open the &plan change{more}")
        self.open_change.setVisible(bool(undone))

    def _tell_again(self) -> None:
        if self._chart is not None and (case := self._selected()) is not None:
            ToldAgainDialog(self.context, self._chart.patient, case, self).open()

    def _hand_over(self) -> None:
        if self._chart is not None and (case := self._selected()) is not None:
            chart = self._chart
            HandoverDialog(
                self.context, chart.patient, case, chart.people, chart.owners, self
            ).open()

    def _write(self) -> None:
        if self._chart is not None and (case := self._selected()) is not None:
            patient, people = self._chart.patient, self._chart.people
            ReplyDialog(self.context, patient, case, people, self).open()

    def _letter_about(self, case: SideEffectCase) -> Wanted | None:
        if not self._may(Operation.SEND_LETTER):
            return None
        return letter_about(ItemSort.SIDE_EFFECT, case.id or 0)

    def _write_letter(self) -> None:
        if (case := self._selected()) is not None:
            wanted = self._letter_about(case)
            if wanted is not None:
                self.wanted.emit("Letters", wanted)

    def _was_reviewed(self, report_id: int) -> None:
        """Offer the letter about what was decided, to be written now or later."""
        wanted = letter_about(ItemSort.SIDE_EFFECT, report_id)
        if wanted is not None and self._may(Operation.SEND_LETTER):
            self.context.messages.show_message(
                Level.SUCCESS,
                "The decision is in the chart.",
                action="Write the letter",
                on_action=lambda: self.wanted.emit("Letters", wanted),
            )

    def _report_to_fda(self) -> None:
        from practice_desk.gui.dialogs.medwatch_dialog import MedwatchDialog  # when it is opened

        if self._chart is not None and (case := self._selected()) is not None:
            MedwatchDialog(self.context, self._chart.patient, case.id or 0, self).open()

    def _show_source(self) -> None:
        if (case := self._selected()) is not None and case.effect_id:
            show_entries(self.context, (EntryKey(EntryKind.SIDE_EFFECT, case.effect_id),), self)

    def _open_change(self) -> None:
        if self._chart is not None and (case := self._selected()) is not None:
            for wanted in changes_to_make(case, self._chart.plan)[:1]:
                self._decided(wanted)

    def _retract(self, row: RecordRow) -> None:
        chart, case = self._chart, row.record
        if chart is None or chart.patient.id is None or not isinstance(case, SideEffectCase):
            return
        words = " · ".join(cell for cell in row.cells if cell)
        retract, about = retraction_of(chart.patient.id, case), target_of(case, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _connect(self) -> None:
        section = self.side_effects
        self.show_retracted.toggled.connect(self._fill)
        self.show_closed.toggled.connect(self._fill)
        section.add_wanted.connect(self.report)
        section.change_wanted.connect(lambda _record: self.review())
        section.retract_wanted.connect(self._retract)
        section.table.itemSelectionChanged.connect(self._show_selected)
        self.print_form.clicked.connect(self.print_paper)
        self.told.clicked.connect(self._tell_again)
        self.hand_over.clicked.connect(self._hand_over)
        self.write.clicked.connect(self._write)
        self.letter.clicked.connect(self._write_letter)
        self.fda.clicked.connect(self._report_to_fda)
        self.open_change.clicked.connect(self._open_change)
        self.source.clicked.connect(self._show_source)
        for key, call in (("N", self.report), ("R", self.review)):
            shortcut = QShortcut(QKeySequence(key), section.table, call)
            shortcut.setContext(_IN_TABLE)
        section.add.setToolTip("Report (n, in the list)")
        section.change.setToolTip("Review (r, in the list)")

    def _message_about(self) -> tuple[int, RecordKey] | None:
        case = self._selected()
        if case is None:
            return None
        return case.report.patient_id, RecordKey("adverse_event", case.id or 0)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.print_form)
        top.addStretch(1)
        top.addWidget(self.message)
        top.addWidget(self.show_closed)
        top.addWidget(self.show_retracted)
        buttons = (
            self.open_change, self.told, self.hand_over, self.write, self.letter, self.fda,
            self.source,
        )  # fmt: skip
        for button in (self.label, *buttons):
            self.reading.add_header_widget(button)
        self.reading.body.addWidget(self.text, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 6, 16)
        rows.setSpacing(14)
        rows.addLayout(top)
        rows.addWidget(self.side_effects)
        rows.addWidget(self.reading, 1)


def _is(record: object, report_id: int | None) -> bool:
    return isinstance(record, SideEffectCase) and record.id == report_id
