"""The dose calendar for the patient: chosen, looked at, printed or saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.icons import set_icon
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.services import dose_calendar, letters
from practice_desk.services.clinic import Clinic
from practice_desk.services.dose_calendar import CalendarChoices, CalendarDraft
from practice_desk.services.letters import SentLetter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from practice_desk.letters.rendering import RenderedLetter

_ID = Qt.ItemDataRole.UserRole


class DoseCalendarForm(Form):
    """`ui/dose_calendar_dialog.ui`."""

    ui = "dose_calendar_dialog.ui"
    title: QLabel
    patient: QLabel
    medications: QListWidget
    problem: QLabel
    print: QPushButton
    save: QPushButton
    cancel: QPushButton
    preview: PdfPreview


@dataclass(frozen=True, slots=True)
class MadeCalendar:
    """A draft with its pages, or None while something is missing."""

    draft: CalendarDraft
    rendered: RenderedLetter | None


class DoseCalendarDialog(QDialog):
    """The calendar of one patient. `given` emits the `SentLetter` once it is recorded.

    Nothing is recorded before the pages were printed or the file was written.
    """

    given = Signal(object)

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Dose calendar")
        self.context, self.patient_id = context, patient.id
        self.form = form = DoseCalendarForm(self)
        self.made: MadeCalendar | None = None
        self._printer: QPrinter | None = None  # the print dialog uses it as long as it lives
        self._code, self._number = "", 0
        self._filling, self._printed, self._warned, self._busy = True, False, False, False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.patient.setText(patient_line(patient))
        form.preview.tasks = context.tasks
        form.problem.hide()
        set_icon(form.print, "printer", "on_accent")
        set_icon(form.save, "save")
        form.medications.itemChanged.connect(self._make)
        form.print.clicked.connect(self._ask_printer)
        form.save.clicked.connect(self._ask_file)
        form.cancel.clicked.connect(self.reject)
        self._offer()
        self.resize(1120, 700)
        context.tasks.run(
            lambda: dose_calendar.calendar_choices(context.clinic, self.patient_id),
            done=self._show_choices,
            failed=self._failed,
            parent=self,
        )

    def print_on(self, printer: QPrinter) -> None:
        """Print the shown pages and, once they are printed, record the calendar as given."""
        made = self.made
        if made is None or made.rendered is None:
            return
        pdf = made.rendered.pdf
        self._set_busy(True)
        self.context.tasks.run(
            lambda: _print(pdf, printer),
            done=lambda _none: self._record_printed(made),
            failed=self._failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the shown pages to a file, not encrypted, and record the calendar as given."""
        if self.made is not None:
            self._record(self.made, LetterDelivery.SAVED, path)

    def reject(self) -> None:
        """Close, unless pages are under way, or were printed and would be missing in the chart."""
        if self._busy:
            return
        if self._printed and not self._warned:
            self._warned = True
            self._say(
                "The calendar was printed but is not recorded yet. Record it, or press Esc again"
                " to leave it out of the chart."
            )
            return
        super().reject()

    def _show_choices(self, choices: CalendarChoices) -> None:
        form = self.form
        for item in choices.items:
            medication_id = item.medication.id or 0
            entry = QListWidgetItem(item.medication.name)
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            wanted = medication_id in choices.with_steps or not choices.with_steps
            entry.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            entry.setData(_ID, medication_id)
            form.medications.addItem(entry)
        self._filling = False
        self._make()

    def _chosen(self) -> list[int]:
        listed = self.form.medications
        items = (listed.item(row) for row in range(listed.count()))
        return [item.data(_ID) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _make(self) -> None:
        if self._filling:
            return
        self._number += 1
        number, chosen, code = self._number, self._chosen(), self._code
        self.made = None
        self._offer()
        context, patient_id = self.context, self.patient_id
        context.tasks.run(
            lambda: _made(context.clinic, patient_id, chosen, code),
            done=lambda made: self._show_made(number, made),
            failed=self._failed,
            parent=self,
        )

    def _show_made(self, number: int, made: MadeCalendar) -> None:
        if number != self._number:
            return
        self.made, self._code = made, made.draft.code
        self.form.problem.hide()
        if made.rendered is None:
            self.form.preview.show_message("The calendar appears here once nothing is missing.")
            self._say(" ".join(problem.sentence for problem in made.draft.missing))
        else:
            self.form.preview.show_pdf(made.rendered.pdf)
        self._offer()

    def _offer(self) -> None:
        ready = self.made is not None and self.made.rendered is not None and not self._busy
        self.form.print.setEnabled(ready)
        self.form.save.setEnabled(ready and not self._printed)
        self.form.medications.setEnabled(not self._busy and not self._printed)

    def _ask_printer(self) -> None:
        made = self.made
        if made is None:
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
        QDialog.open(dialog)  # QPrintDialog's own asks for a slot by name

    def _ask_file(self) -> None:
        made = self.made
        if made is None:
            return
        dialog = QFileDialog(self, "Save the calendar as PDF, not encrypted")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(letters.suggested_file_name(made.draft.code))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def _record_printed(self, made: MadeCalendar) -> None:
        self._printed = True
        self._record(made, LetterDelivery.PRINTED, None)

    def _record(self, made: MadeCalendar, delivery: LetterDelivery, path: Path | None) -> None:
        rendered = made.rendered
        if rendered is None:
            return
        context, draft = self.context, made.draft
        self._set_busy(True)
        context.tasks.run(
            lambda: dose_calendar.give_calendar(context.clinic, draft, rendered, delivery, path),
            done=lambda sent: self._recorded(sent, delivery),
            failed=self._failed,
            parent=self,
        )

    def _recorded(self, sent: SentLetter, delivery: LetterDelivery) -> None:
        self._set_busy(False)
        how = "printed" if delivery is LetterDelivery.PRINTED else "saved"
        self.context.events.store_changed.emit(sent.changes)
        self.context.messages.success(f"Calendar {sent.code} was {how} and is kept in the chart.")
        self.given.emit(sent)
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self._set_busy(False)
        text = f"{error.sentence} {error.next_step}".strip()
        if self._printed:
            text = f"The calendar was printed but is not recorded yet. {text}"
            self.form.print.setText("&Record as printed")
        self._say(text)

    def _say(self, text: str) -> None:
        self.form.problem.setText(text)
        self.form.problem.setVisible(bool(text))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._offer()


def _made(clinic: Clinic, patient_id: int, chosen: list[int], code: str) -> MadeCalendar:
    draft = dose_calendar.dose_calendar_draft(clinic, patient_id, chosen, code)
    return MadeCalendar(draft, None if draft.missing else dose_calendar.render_calendar(draft))


def _print(pdf: bytes, printer: QPrinter) -> None:
    from practice_desk.gui.pdf_pages import print_pdf  # loads the renderer off the GUI thread

    print_pdf(pdf, printer)
