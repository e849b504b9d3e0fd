"""What windows share that show pages of many charts, or of none: print or save, then record it.

A letter of one chart is a `LetterDialog`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.services.clinic import Clinic

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from practice_desk.letters.rendering import RenderedLetter

D = TypeVar("D")


class PagesForm(Form):
    """What every such form has."""

    problem: QLabel
    print: QPushButton
    save: QPushButton
    cancel: QPushButton
    preview: PdfPreview


@dataclass(frozen=True, slots=True)
class MadePages(Generic[D]):
    """What was asked for with its pages; none where nobody would be on them."""

    draft: D
    rendered: RenderedLetter | None


@dataclass(frozen=True, slots=True)
class PaperWords:
    """How one paper is called: to the printer, on the computer, and when it was printed."""

    job: str
    kind: str
    """By it this computer remembers the printer."""
    file_title: str
    file_name: str
    printed: str
    printed_next: str


class PagesDialog(QDialog, Generic[D]):
    """Shows the pages at once. Nothing is recorded as printed before it was.

    Pages that were printed and could not be recorded are recorded with the same button later. A
    subclass shows its pages in `made`, and gives `words`, `choices` and `record`.
    """

    record_button: ClassVar[str] = "&Record as printed"

    def __init__(
        self, context: AppContext, form: PagesForm, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.context = context
        self.made: MadePages[D] | None = None
        self.is_printed = False
        self._pages_form = form
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.preview.tasks = context.tasks
        form.problem.hide()
        set_icon(form.print, "printer", "on_accent")
        form.print.clicked.connect(self._ask_printer)
        form.save.clicked.connect(self._ask_file)
        form.cancel.clicked.connect(self.reject)

    def words(self, draft: D) -> PaperWords:
        """Return how the paper of *draft* is called."""
        raise NotImplementedError

    def choices(self) -> Sequence[QWidget]:
        """Return what may be chosen while no pages are under way."""
        raise NotImplementedError

    def record(
        self, clinic: Clinic, draft: D, rendered: RenderedLetter, path: Path | None
    ) -> Changes:
        """Record, on the worker, that the pages left; with *path* write them there in clear."""
        raise NotImplementedError

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages and, once that is done, record it."""
        made = self.made
        if made is None or made.rendered is None:
            return
        pdf = made.rendered.pdf
        self._busy()
        self.context.tasks.run(
            lambda: _print(pdf, printer),
            done=lambda _none: self._record_printed(made),
            failed=self.show_failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the pages to *path*, in clear, and record it."""
        if self.made is not None and self.made.rendered is not None:
            self._busy()
            self._record(self.made, path)

    def show_offered(self) -> None:
        """Offer to print and to save what is there."""
        form, ready = self._pages_form, self.made is not None and self.made.rendered is not None
        form.print.setEnabled(ready)
        form.save.setEnabled(ready and not self.is_printed)

    def show_failed(self, error: ExpectedError) -> None:
        """Say what went wrong, and that printed pages still wait to be recorded."""
        form = self._pages_form
        for choice in self.choices():
            choice.setEnabled(not self.is_printed)
        self.show_offered()
        told = f"It was printed but is not recorded yet. {error}" if self.is_printed else str(error)
        form.problem.setText(told)
        form.problem.show()
        if self.is_printed:
            form.print.setText(self.record_button)

    def _ask_printer(self) -> None:
        made = self.made
        if made is None:
            return
        if self.is_printed:
            self._record_printed(made)
            return
        from practice_desk.gui.printing.asking import ask_printer

        words = self.words(made.draft)
        ask_printer(self, words.job, words.kind, self.print_on)

    def _ask_file(self) -> None:
        if self.made is not None:
            words = self.words(self.made.draft)
            ask_where_to_save(self, words.file_title, PDF, words.file_name, self.save_to)

    def _record_printed(self, made: MadePages[D]) -> None:
        self.is_printed = True
        self._record(made, None)

    def _record(self, made: MadePages[D], path: Path | None) -> None:
        context, draft, rendered = self.context, made.draft, made.rendered
        if rendered is None:
            return
        context.tasks.run(
            lambda: self.record(context.clinic, draft, rendered, path),
            done=lambda changes: self._recorded(self.words(draft), changes, path),
            failed=self.show_failed,
            parent=self,
        )

    def _recorded(self, words: PaperWords, changes: Changes, path: Path | None) -> None:
        self.context.events.store_changed.emit(changes)
        if path is None:
            self.context.messages.success(words.printed, words.printed_next)
        else:
            self.context.messages.caution(
                f"Saved as {path.name}, which is not encrypted.", "Print it, then delete the file."
            )
        self.accept()

    def _busy(self) -> None:
        form = self._pages_form
        for widget in (form.print, form.save, *self.choices()):
            widget.setEnabled(False)


def _print(pdf: bytes, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import print_pdf  # loads the renderer off the GUI thread

    print_pdf(pdf, printer)
