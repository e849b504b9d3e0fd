"""What windows share that show the pages of a letter: print them or save them, then record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.pages_dialog import PagesForm
from practice_desk.gui.icons import set_icon
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.services import letters
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class LetterForm(PagesForm):
    """What every such form has."""

    patient: QLabel


@dataclass(frozen=True, slots=True)
class ReadyPages:
    """Pages that can leave: their bytes, the letter's number, and what records that they left.

    By its `kind` this computer remembers the printer; without one it is the dialog's noun. `cover`
    is printed before the pages, and is no part of what is kept.
    """

    pdf: bytes
    code: str
    record: Callable[[Clinic, LetterDelivery, Path | None], SentLetter]
    kind: str = ""
    cover: bytes | None = None


class LetterDialog(QDialog):
    """Shows the pages of one patient's letter. `sent` emits the `SentLetter` once it is recorded.

    Nothing is recorded before the pages were printed or the file was written. A subclass gives
    `ready_pages`, calls `show_offered` whenever they change, and locks its choices in `show_busy`.
    """

    noun: ClassVar[str] = "letter"
    title: ClassVar[str] = "Letter"

    sent = Signal(object)

    def __init__(
        self, context: AppContext, patient: Patient, form: LetterForm, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.title)
        self.context = context
        self.patient_id: int = patient.id
        self.print_dialog: QDialog | None = None
        self.is_printed = False
        self._letter_form = form
        self._to_record: ReadyPages | None = None
        self._busy = self._warned = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.patient.setText(patient_line(patient))
        form.preview.tasks = context.tasks
        form.problem.hide()
        set_icon(form.print, "printer", "on_accent")
        set_icon(form.save, "save")
        form.print.clicked.connect(self._ask_printer)
        form.save.clicked.connect(self._ask_file)
        form.cancel.clicked.connect(self.reject)
        for button in (form.save, form.cancel):
            button.setAutoDefault(False)

    def ready_pages(self) -> ReadyPages | None:
        """Return the pages as they are shown, None while something is missing."""
        raise NotImplementedError

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""

    @property
    def can_send(self) -> bool:
        """Whether nothing is missing and the pages are made."""
        return self.ready_pages() is not None

    def show_offered(self) -> None:
        """Offer to print and to save what is ready."""
        form, ready = self._letter_form, self.can_send and not self._busy
        form.print.setEnabled(ready)
        form.save.setEnabled(ready and not self.is_printed)

    def print_on(self, printer: QPrinter) -> None:
        """Print the shown pages and, once they are printed, record that they left."""
        ready = self.ready_pages()
        if ready is None:
            return
        self._set_busy(True)
        self.context.tasks.run(
            lambda: _print(ready, printer),
            done=lambda _none: self._record_printed(ready),
            failed=self.show_failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the shown pages to a file and record that they left."""
        ready = self.ready_pages()
        if ready is not None:
            self._record(ready, LetterDelivery.SAVED, path)

    def reject(self) -> None:
        """Close, unless pages are under way, or were printed and would be missing in the chart."""
        if self._busy:
            return
        if self.is_printed and not self._warned:
            self._warned = True
            self.say(
                f"The {self.noun} was printed but is not recorded yet. Record it, or press Esc"
                " again to leave it out of the chart."
            )
            return
        super().reject()

    def show_failed(self, error: ExpectedError) -> None:
        """Say what went wrong, and that printed pages still wait to be recorded."""
        self._set_busy(False)
        text = f"{error.sentence} {error.next_step}".strip()
        if self.is_printed:
            text = f"The {self.noun} was printed but is not recorded yet. {text}"
            self._letter_form.print.setText("&Record as printed")
        self.say(text)

    def say(self, text: str) -> None:
        """Show a sentence under the choices."""
        self._letter_form.problem.setText(text)
        self._letter_form.problem.setVisible(bool(text))

    def _ask_printer(self) -> None:
        if self.is_printed and self._to_record is not None:
            self._record_printed(self._to_record)
            return
        ready = self.ready_pages()
        if ready is None:
            return
        from practice_desk.gui.printing.asking import ask_printer

        kind = ready.kind or self.noun
        self.print_dialog = ask_printer(self, ready.code, kind, self.print_on)

    def _ask_file(self) -> None:
        ready = self.ready_pages()
        if ready is None:
            return
        ask_where_to_save(
            self,
            f"Save the {self.noun} as PDF, not encrypted",
            PDF,
            letters.suggested_file_name(ready.code),
            self.save_to,
        )

    def _record_printed(self, ready: ReadyPages) -> None:
        self.is_printed, self._to_record = True, ready
        self._record(ready, LetterDelivery.PRINTED, None)

    def _record(self, ready: ReadyPages, delivery: LetterDelivery, path: Path | None) -> None:
        context = self.context
        self._set_busy(True)
        context.tasks.run(
            lambda: ready.record(context.clinic, delivery, path),
            done=lambda sent: self._recorded(sent, delivery),
            failed=self.show_failed,
            parent=self,
        )

    def _recorded(self, sent: SentLetter, delivery: LetterDelivery) -> None:
        self._busy = False
        how = "printed" if delivery is LetterDelivery.PRINTED else "saved"
        what = f"{self.noun.capitalize()} {sent.code}"
        self.context.events.store_changed.emit(sent.changes)
        self.context.messages.success(f"{what} was {how} and is kept in the chart.")
        self.sent.emit(sent)
        self.accept()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.show_busy(busy)
        self.show_offered()


def _print(ready: ReadyPages, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import (  # loads the renderer off the GUI thread
        print_cover,
        print_pdf,
    )

    if ready.cover is not None:
        print_cover(ready.cover, printer)
    print_pdf(ready.pdf, printer)
