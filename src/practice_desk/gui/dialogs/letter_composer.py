"""Composes the notice to the pharmacy, with the finished pages at the side, and sends it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.directory import Organization
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.letter_making import (
    LetterChoices,
    MadeLetter,
    make_letter,
    read_choices,
)
from practice_desk.gui.models.letter_view import (
    FIXED_HERE,
    event_line,
    missing_text,
    pharmacy_labels,
    pharmacy_lines,
)
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.letters.kinds.medication_notice import Urgency
from practice_desk.services import letters
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_events import LetterEvent
from practice_desk.services.letters import Draft, SentLetter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


_TOLD_BEFORE = Qt.ItemDataRole.UserRole + 1
_EVENTS_HEIGHT = 200


class ComposerForm(Form):
    """`ui/letter_composer.ui`."""

    ui = "letter_composer.ui"
    title: QLabel
    patient: QLabel
    events_label: QLabel
    events: QListWidget
    show_told: QCheckBox
    pharmacy: QComboBox
    pharmacy_text: QLabel
    urgency: QComboBox
    cancel_old: QCheckBox
    missing_frame: QFrame
    missing: QLabel
    fix_it: QPushButton
    problem: QLabel
    print: QPushButton
    save: QPushButton
    cancel: QPushButton
    preview: PdfPreview


class LetterComposer(QDialog):
    """A letter about one patient's plan events. `sent` emits the `SentLetter` once it is recorded.

    Nothing is recorded before the pages were printed or the file was written.
    """

    sent = Signal(object)

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        event_ids: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Letter to the pharmacy")
        self.context = context
        self.patient_id: int = patient.id
        self.form = ComposerForm(self)
        self.print_dialog: QDialog | None = None
        self._printer: QPrinter | None = None  # the print dialog uses it as long as it lives
        self._wanted = tuple(event_ids)
        self._pharmacies: tuple[Organization, ...] = ()
        self._code = ""
        self._made: MadeLetter | None = None
        self._number = 0
        self._filling = False
        self._printed = False
        self._busy = False
        self._warned = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.form.root)
        self.form.patient.setText(patient_line(patient))
        self.form.preview.tasks = context.tasks
        self._set_up()
        self.resize(1180, 700)
        self._load()

    @property
    def draft(self) -> Draft | None:
        """The letter as last made."""
        return self._made.draft if self._made else None

    @property
    def can_send(self) -> bool:
        """Whether nothing is missing and the pages are made."""
        return self._made is not None and self._made.rendered is not None

    def print_on(self, printer: QPrinter) -> None:
        """Print the shown pages and, once they are printed, record the letter as sent."""
        made = self._made
        if made is None or made.rendered is None:
            return
        pdf = made.rendered.pdf
        self._set_busy(True)
        self.context.tasks.run(
            lambda: _print(pdf, printer),
            done=lambda _: self._record_printed(made),
            failed=self._failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the shown pages to a file and record the letter as saved."""
        made = self._made
        if made is not None:
            self._record(made, LetterDelivery.SAVED, path)

    def reject(self) -> None:
        """Close, unless pages are under way, or were printed and would be missing in the chart."""
        if self._busy:
            return
        if self._printed and not self._warned:
            self._warned = True
            self._say(
                "The letter was printed but is not recorded yet. Record it, or press Esc again to "
                "leave it out of the chart."
            )
            return
        super().reject()

    def _set_up(self) -> None:
        form = self.form
        for urgency, words in ((Urgency.ROUTINE, "Routine"), (Urgency.URGENT, "Urgent: today")):
            form.urgency.addItem(words, urgency)
        set_icon(form.print, "printer", "on_accent")
        set_icon(form.save, "save")
        form.missing_frame.hide()
        form.problem.hide()
        form.events.itemChanged.connect(self._make)
        form.show_told.toggled.connect(self._show_events)
        form.pharmacy.currentIndexChanged.connect(self._make)
        form.urgency.currentIndexChanged.connect(self._make)
        form.cancel_old.toggled.connect(self._make)
        form.fix_it.clicked.connect(self._fix_it)
        form.print.clicked.connect(self._ask_printer)
        form.save.clicked.connect(self._ask_file)
        form.cancel.clicked.connect(self.reject)
        for button in (form.save, form.cancel, form.fix_it):
            button.setAutoDefault(False)
        self._show_sendable()

    def _load(self) -> None:
        context, patient_id, wanted = self.context, self.patient_id, self._wanted
        context.tasks.run(
            lambda: read_choices(context.clinic, patient_id, wanted),
            done=self._show_choices,
            failed=self._failed,
            parent=self,
        )

    def _show_choices(self, choices: LetterChoices) -> None:
        form = self.form
        self._filling = True
        for told in reversed(choices.events):
            self._list(told, told_before=False)
        for told in reversed(choices.told):
            self._list(told, told_before=True)
        form.show_told.setVisible(bool(choices.told) and bool(choices.events))
        form.show_told.setChecked(not choices.events)
        form.events_label.setVisible(form.events.count() > 0)
        form.events.setVisible(form.events.count() > 0)
        self._show_events()
        self._pharmacies = choices.pharmacies
        form.pharmacy.addItem("Choose a pharmacy", None)
        labels = pharmacy_labels(choices.pharmacies, choices.preferred)
        for pharmacy, label in zip(choices.pharmacies, labels, strict=True):
            form.pharmacy.addItem(label, pharmacy.id)
        form.pharmacy.setCurrentIndex(max(0, form.pharmacy.findData(choices.preferred)))
        self._filling = False
        self._make()

    def _list(self, told: LetterEvent, *, told_before: bool) -> None:
        item = QListWidgetItem(event_line(told, told_before=told_before))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        checked = told.event.id in self._wanted
        item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        item.setData(Qt.ItemDataRole.UserRole, told.event.id)
        item.setData(_TOLD_BEFORE, told_before)
        self.form.events.addItem(item)

    def _show_events(self) -> None:
        """Hide what was told before unless it is asked for or chosen; show the list that high."""
        form, also = self.form, self.form.show_told.isChecked()
        height = 0
        for row in range(form.events.count()):
            item = form.events.item(row)
            chosen = item.checkState() is Qt.CheckState.Checked
            item.setHidden(bool(item.data(_TOLD_BEFORE)) and not also and not chosen)
            height += 0 if item.isHidden() else form.events.sizeHintForRow(row)
        form.events.setMaximumHeight(min(_EVENTS_HEIGHT, max(48, height + 10)))

    def _options(self) -> NoticeOptions:
        form = self.form
        return NoticeOptions(
            pharmacy_id=form.pharmacy.currentData(),
            urgency=Urgency(form.urgency.currentData()),
            cancel_old=form.cancel_old.isChecked(),
            code=self._code,
        )

    def _chosen_events(self) -> tuple[int, ...]:
        items = (self.form.events.item(row) for row in range(self.form.events.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _make(self) -> None:
        if self._filling:
            return
        self._number += 1
        number, options, chosen = self._number, self._options(), self._chosen_events()
        self._made = None
        self._show_sendable()
        chosen_pharmacy = next((p for p in self._pharmacies if p.id == options.pharmacy_id), None)
        self.form.pharmacy_text.setText(pharmacy_lines(chosen_pharmacy))
        context, patient_id = self.context, self.patient_id
        context.tasks.run(
            lambda: make_letter(context.clinic, patient_id, chosen, options),
            done=lambda made: self._show_made(number, made),
            failed=lambda error: self._show_refused(number, error),
            parent=self,
        )

    def _show_made(self, number: int, made: MadeLetter) -> None:
        if number != self._number:
            return
        self._made, self._code = made, made.draft.code
        form, missing = self.form, made.draft.missing
        form.problem.hide()
        form.missing.setText(missing_text(missing, nothing_to_tell=not form.events.count()))
        form.missing_frame.setVisible(bool(missing))
        fixable = FIXED_HERE if form.events.count() else FIXED_HERE - {"events"}
        form.fix_it.setVisible(any(problem.field in fixable for problem in missing))
        if made.rendered is None:
            form.preview.show_message("The letter appears here once nothing is missing.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self._show_sendable()

    def _show_refused(self, number: int, error: ExpectedError) -> None:
        if number == self._number:
            self.form.missing_frame.hide()
            self.form.preview.show_message("This letter can't be printed as it is.")
            self._failed(error)

    def _show_sendable(self) -> None:
        self.form.print.setEnabled(self.can_send)
        self.form.save.setEnabled(self.can_send and not self._printed)

    def _fix_it(self) -> None:
        missing = {problem.field for problem in self.draft.missing} if self.draft else set()
        if "pharmacy" in missing:
            self.form.pharmacy.setFocus()
            self.form.pharmacy.showPopup()
        else:
            self.form.events.setFocus()

    def _ask_printer(self) -> None:
        made = self._made
        if made is None or made.rendered is None:
            return
        if self._printed:
            self._record_printed(made)
            return
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        from practice_desk.gui.pdf_pages import letter_printer

        self._printer = printer = letter_printer(made.draft.code)
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        dialog.accepted.connect(lambda: self.print_on(printer))
        self.print_dialog = dialog
        QDialog.open(dialog)  # QPrintDialog's own asks for a slot by name

    def _ask_file(self) -> None:
        if self.draft is None:
            return
        dialog = QFileDialog(self, "Save the letter as PDF")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(letters.suggested_file_name(self.draft.code))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def _record_printed(self, made: MadeLetter) -> None:
        self._printed = True
        self._record(made, LetterDelivery.PRINTED, None)

    def _record(self, made: MadeLetter, delivery: LetterDelivery, path: Path | None) -> None:
        rendered = made.rendered
        if rendered is None:
            return
        context, draft = self.context, made.draft
        self._set_busy(True)
        context.tasks.run(
            lambda: letters.send_letter(context.clinic, draft, rendered, delivery, path),
            done=lambda sent: self._recorded(sent, delivery),
            failed=self._failed,
            parent=self,
        )

    def _recorded(self, sent: SentLetter, delivery: LetterDelivery) -> None:
        how = "printed" if delivery is LetterDelivery.PRINTED else "saved"
        self.context.events.store_changed.emit(sent.changes)
        self.context.messages.success(f"Letter {sent.code} was {how} and is kept in the chart.")
        self.sent.emit(sent)
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self._set_busy(False)
        text = f"{error.sentence} {error.next_step}".strip()
        if self._printed:
            text = f"The letter was printed but is not recorded yet. {text}"
            self.form.print.setText("&Record as printed")
        self._say(text)

    def _say(self, text: str) -> None:
        self.form.problem.setText(text)
        self.form.problem.show()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self.form.events, self.form.pharmacy, self.form.urgency):
            widget.setEnabled(not busy and not self._printed)
        self.form.cancel_old.setEnabled(not busy and not self._printed)
        self.form.print.setEnabled(not busy and self.can_send)
        self.form.save.setEnabled(not busy and self.can_send and not self._printed)


def _print(pdf: bytes, printer: QPrinter) -> None:
    from practice_desk.gui.pdf_pages import print_pdf  # loads the renderer off the GUI thread

    print_pdf(pdf, printer)
