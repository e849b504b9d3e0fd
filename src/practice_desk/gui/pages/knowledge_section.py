"""The clinical pack in the settings: entries with their sources and reviews, and own entries."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.entry_dialogs import (
    EntryCorrectionDialog,
    EntryReviewDialog,
    Judgement,
)
from practice_desk.gui.dialogs.own_entry_dialogs import OwnInteractionDialog, OwnMedicationDialog
from practice_desk.gui.dialogs.own_rule_dialogs import (
    OwnAllergyRuleDialog,
    OwnCheckDialog,
    OwnPatientRuleDialog,
)
from practice_desk.gui.dialogs.pack_dialog import PackDialog
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.messages import Level
from practice_desk.gui.models.knowledge_view import (
    EntryTable,
    StateChoice,
    narrowed,
    pack_line,
    share_line,
)
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.entry_sheet import EntrySheet
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.table_columns import set_columns
from practice_desk.gui.wording import write_count
from practice_desk.knowledge.entry_words import KIND_WORDS
from practice_desk.knowledge.pack_file import SUFFIX
from practice_desk.services.knowledge_entries import (
    OWNERS_OWN,
    EntryDetail,
    EntryList,
    EntrySaved,
    list_entries,
    read_entry,
)
from practice_desk.services.knowledge_packs import PackHistory, PackSource, pack_history
from practice_desk.services.knowledge_usage import ReviewShare, count_plans, review_share
from practice_desk.services.own_instruments import add_measure, read_measure_file

OwnDialog = (
    OwnMedicationDialog
    | OwnInteractionDialog
    | OwnPatientRuleDialog
    | OwnCheckDialog
    | OwnAllergyRuleDialog
)
OWN_ENTRIES: dict[str, type[OwnDialog]] = {
    "&Medication…": OwnMedicationDialog,
    "&Interaction…": OwnInteractionDialog,
    "&Patient rule: condition, age, pregnancy…": OwnPatientRuleDialog,
    "&Check to monitor…": OwnCheckDialog,
    "&Allergy cross-reaction…": OwnAllergyRuleDialog,
}
"""What a clinic can add, by the words of the menu."""
_ROW_HEIGHT = 34
_COUNTED_AT_ONCE = 500
"""Plans that are looked through within a second or two."""
_WIDTHS = (300, 110, 116, 190)


class KnowledgeForm(Form):
    """``ui/knowledge.ui``."""

    ui = "knowledge.ui"
    count: QLabel
    add_own: QPushButton
    load_pack: QPushButton
    state_of_pack: Banner
    strip: ProgressStrip
    share: QLabel
    count_use: QPushButton
    search: QLineEdit
    kind: QComboBox
    state: QComboBox
    halves: QSplitter
    entries: QTableView
    sheet_scroll: QScrollArea
    sheet: EntrySheet
    accept: QPushButton
    correct: QPushButton
    reject: QPushButton
    take_back: QPushButton


class KnowledgeSection(QWidget):
    """Reads when it comes forward, and again when something was said of an entry."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.form = form = KnowledgeForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.model = EntryTable()
        self.detail: EntryDetail | None = None
        self._list: EntryList | None = None
        self._used: dict[EntryKey, int] = {}
        self._wanted: EntryKey | None = None
        self.counting = LongWork(form.strip, self)
        self._set_up()
        context.events.store_changed.connect(self._changed)

    def load(self) -> None:
        """Read the entries again, and how much of what is used was reviewed."""
        context = self._context
        context.tasks.run(lambda: list_entries(context.clinic), done=self._show, parent=self)
        self._offer()
        if context.may(Operation.EDIT_KNOWLEDGE):
            context.tasks.run(
                lambda: count_plans(context.clinic), done=self._offer_count, parent=self
            )

    def count_use(self) -> None:
        """Count what current plans rest on, and what of it was reviewed."""
        context = self._context
        if self.counting.is_running:
            return
        self.form.count_use.hide()
        self.counting.run(
            context.long_work,
            lambda progress: review_share(context.clinic, progress),
            "Counting what current patients' plans rest on…",
            done=self._show_share,
            failed=self._share_failed,
        )

    def show_entry(self, key: EntryKey) -> None:
        """Bring one entry forward, whatever the list was narrowed to."""
        form = self.form
        for choice in (form.kind, form.state):
            choice.setCurrentIndex(0)
        form.search.clear()
        self._wanted = key
        self._narrow()

    def judge(self, judgement: Judgement) -> None:
        """Open the dialog that says something of the chosen entry."""
        if self.detail is not None:
            self._open(EntryReviewDialog(self._context, judgement, self.detail, self.window()))

    def correct(self) -> None:
        """Open the dialog that corrects the chosen entry."""
        if self.detail is not None:
            self._open(EntryCorrectionDialog(self._context, self.detail, self.window()))

    def add_own(self, kind: type[OwnDialog]) -> OwnDialog:
        """Open the dialog for an entry of the clinic's own."""
        dialog = kind(self._context, self.window())
        dialog.saved.connect(lambda saved: self.show_entry(saved.key))
        self._open(dialog)
        return dialog

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        for kind in OWN_ENTRIES.values():
            if draft.kind == kind.draft_kind:
                self.add_own(kind).put_draft(draft)
                return True
        target = draft.body.get("target")
        if not isinstance(target, dict):
            return False
        key = EntryKey(EntryKind(str(target["kind"])), str(target["entry"]))
        context = self._context

        def show(detail: EntryDetail) -> None:
            self.show_entry(key)
            dialog = EntryCorrectionDialog(context, detail, self.window())
            self._open(dialog)
            dialog.put_draft(draft)

        context.tasks.run(lambda: read_entry(context.clinic, key), done=show, parent=self)
        return True

    def examine(self, source: PackSource) -> PackDialog:
        """Open the dialog that compares another pack with the one in use."""
        dialog = PackDialog(self._context, source, self.window())
        self._open(dialog)
        return dialog

    def _set_up(self) -> None:
        form = self.form
        form.kind.addItem("All", "")
        for kind, words in KIND_WORDS.items():
            form.kind.addItem(words, kind)
        for state in StateChoice:
            form.state.addItem(state.value, state)
        table = form.entries
        table.setModel(self.model)
        set_columns(table, _WIDTHS, 0, _ROW_HEIGHT)
        table.selectionModel().currentRowChanged.connect(self._choose)
        form.halves.setSizes([680, 460])
        form.sheet_scroll.viewport().setAutoFillBackground(False)
        form.sheet.setAutoFillBackground(False)
        form.search.textChanged.connect(self._narrow)
        form.kind.currentIndexChanged.connect(self._narrow)
        form.state.currentIndexChanged.connect(self._narrow)
        form.accept.clicked.connect(lambda: self.judge(Judgement.ACCEPT))
        form.reject.clicked.connect(lambda: self.judge(Judgement.REJECT))
        form.take_back.clicked.connect(lambda: self.judge(Judgement.TAKE_BACK))
        form.correct.clicked.connect(self.correct)
        menu = QMenu(form.add_own)
        for title, dialog in OWN_ENTRIES.items():
            menu.addAction(title, partial(self.add_own, dialog))
        menu.addAction("A &measure from a file…", self._ask_measure)
        form.add_own.setMenu(menu)
        form.load_pack.clicked.connect(self._ask_pack)
        form.count_use.hide()
        form.count_use.clicked.connect(self.count_use)
        self._offer()

    def _offer(self) -> None:
        """Show what the person at the keyboard may do, and what suits the chosen entry."""
        form, may = self.form, self._context.may
        reviews, edits = may(Operation.REVIEW_KNOWLEDGE), may(Operation.EDIT_KNOWLEDGE)
        for button in (form.accept, form.reject):
            button.setVisible(reviews)
        for button in (form.correct, form.take_back, form.add_own):
            button.setVisible(edits)
        form.load_pack.setVisible(may(Operation.CHOOSE_PACK))
        detail = self.detail
        form.accept.setEnabled(detail is not None)
        changeable = detail is not None and detail.line.key.kind not in OWNERS_OWN
        for button in (form.correct, form.reject):
            button.setEnabled(changeable)
            owners = "Wording and scoring of a measure are its owner’s."
            button.setToolTip("" if changeable or detail is None else owners)
        said = detail is not None and bool(detail.history)
        form.take_back.setEnabled(said)

    def _show(self, found: EntryList) -> None:
        self._list = found
        self.form.state_of_pack.say(*pack_line(found.pack, self._context.clinic.today()))
        self._narrow()

    def _narrow(self) -> None:
        if self._list is None:
            return
        form = self.form
        wanted = self._wanted or (self.detail.line.key if self.detail else None)
        chosen: str = form.kind.currentData()
        kind = EntryKind(chosen) if chosen else None
        state: StateChoice = form.state.currentData()
        rows = narrowed(self._list.lines, form.search.text(), kind, state, self._used)
        self.model.show_rows(rows)
        form.count.setText(write_count(len(rows), "entry", "entries"))
        place = next((n for n, row in enumerate(rows) if row.line.key == wanted), 0)
        if rows:
            form.entries.setCurrentIndex(self.model.index(place, 0))
            form.entries.scrollTo(self.model.index(place, 0))
        else:
            self._show_detail(None)

    def _choose(self, current: QModelIndex) -> None:
        if not current.isValid():
            return
        self._wanted = None
        context, key = self._context, self.model.row(current).line.key
        context.tasks.run(
            lambda: read_entry(context.clinic, key), done=self._show_detail, parent=self
        )

    def _show_detail(self, detail: EntryDetail | None) -> None:
        self.detail = detail
        if detail is None:
            self.form.sheet.clear()
        else:
            self.form.sheet.show_entry(detail)
        self._offer()

    def _offer_count(self, plans: int) -> None:
        """Count at once where that is quick; a large clinic is asked."""
        if plans <= _COUNTED_AT_ONCE:
            self.count_use()
        else:
            self.form.count_use.show()

    def _show_share(self, share: ReviewShare) -> None:
        self._used = dict(share.waiting)
        self.form.share.setText(share_line(share))
        if self.form.state.currentData() is StateChoice.USED:
            self._narrow()

    def _share_failed(self, error: ExpectedError) -> None:
        if not isinstance(error, Cancelled):
            self._context.messages.show_error(error)
        self.form.share.setText("What is in use was not counted.")
        self.form.count_use.show()

    def _open(self, dialog: QDialog) -> None:
        dialog.setModal(True)
        dialog.open()

    def _ask_pack(self) -> None:
        context = self._context
        context.tasks.run(lambda: pack_history(context.clinic), done=self._offer_packs, parent=self)

    def _offer_packs(self, history: PackHistory) -> None:
        """Offer a file, and every pack that was used before."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("From a &file…", self._ask_file)
        if not history.is_delivered:
            words = f"Back to pack {history.delivered.version}, which the program brings…"
            menu.addAction(words, lambda: self.examine(None))
        in_use = history.choices[0].document_id if history.choices else None
        offered = {in_use, None}
        for choice in history.choices:
            if choice.document_id not in offered:
                offered.add(choice.document_id)
                words = f"Back to pack {choice.version}, loaded before…"
                menu.addAction(words, partial(self.examine, choice))
        button = self.form.load_pack
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Load a clinical pack")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"Clinical pack (*{SUFFIX})")
        dialog.fileSelected.connect(lambda name: self.examine(Path(name)))
        dialog.open()

    def _ask_measure(self) -> None:
        dialog = QFileDialog(self, "Add a measure of the clinic’s own")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("Measure (*.yaml *.yml)")
        dialog.fileSelected.connect(lambda name: self.add_measure(Path(name)))
        dialog.open()

    def add_measure(self, path: Path) -> None:
        """Add the measure in a file of the pack's schema, and show it."""
        context = self._context

        def work() -> EntrySaved:
            return add_measure(context.clinic, read_measure_file(path), "File of this clinic")

        def done(saved: EntrySaved) -> None:
            context.events.store_changed.emit(saved.changes)
            context.messages.show_message(
                Level.SUCCESS, "The measure was added, marked as our own."
            )

        context.tasks.run(work, done=done, failed=context.messages.show_error, parent=self)

    def _changed(self, changes: Changes) -> None:
        if "knowledge" in changes.nouns and self.isVisible():
            self.load()
