"""The emergency paper: chosen, looked at and printed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.progress import Progress
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.gui.wording import write_count
from practice_desk.services import emergency_paper as papers
from practice_desk.services.clinic import Clinic
from practice_desk.services.emergency_paper import PaperDraft, PaperScope

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from practice_desk.letters.rendering import RenderedLetter

FILE_NAME = "emergency-paper.pdf"
MOST_SHOWN = 60
"""Pages; each takes about three megabytes on the screen."""


class PaperForm(Form):
    """``ui/paper_dialog.ui``."""

    ui = "paper_dialog.ui"
    scope: QComboBox
    no_appointments: Banner
    left_out: QLabel
    problem: QLabel
    progress_place: QWidget
    print: QPushButton
    save: QPushButton
    cancel: QPushButton
    preview: PdfPreview


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper with its pages; none where nobody would be on it."""

    draft: PaperDraft
    rendered: RenderedLetter | None


class PaperDialog(QDialog):
    """Shows the pages at once. Nothing is recorded as printed before it was."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Emergency paper")
        self.context = context
        self.made: MadePaper | None = None
        self._printed = False
        self.form = form = PaperForm()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.strip = ProgressStrip()
        place = form.progress_place.layout()
        assert place is not None
        place.addWidget(self.strip)
        self.work = LongWork(self.strip, self)
        form.preview.tasks = context.tasks
        form.problem.hide()
        set_icon(form.print, "printer", "on_accent")
        form.print.clicked.connect(self._ask_printer)
        form.save.clicked.connect(self._ask_file)
        form.cancel.clicked.connect(self.reject)
        self._offer()
        context.tasks.run(
            lambda: papers.count_on_paper(context.clinic),
            done=self._counted,
            failed=self._failed,
            parent=self,
        )

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages and, once that is done, record it."""
        made, context = self.made, self.context
        if made is None or made.rendered is None:
            return
        pdf = made.rendered.pdf
        self._busy(True)
        context.tasks.run(
            lambda: _print(pdf, printer),
            done=lambda _none: self._record_printed(made),
            failed=self._failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the pages to *path*, in clear, and record it."""
        if self.made is not None and self.made.rendered is not None:
            self._busy(True)
            self._record(self.made, path)

    def reject(self) -> None:
        """Close, or stop the gathering."""
        if self.work.is_running:
            self.work.cancel()
            return
        super().reject()

    def _counted(self, counts: dict[str, int]) -> None:
        form = self.form
        for scope in papers.SCOPES:
            form.scope.addItem(f"{scope.who} ({counts[scope.who]:,})", scope)
        form.scope.setCurrentIndex(papers.SCOPES.index(papers.likeliest_scope(counts)))
        if not counts[papers.APPOINTMENTS_TODAY.who]:
            form.no_appointments.say("Nobody has an appointment today. Choose who is on the paper.")
        form.scope.currentIndexChanged.connect(self._gather)
        self._gather()

    def _gather(self) -> None:
        scope, context = self.form.scope.currentData(), self.context
        self.made = None
        self.form.problem.hide()
        self._offer()
        self.form.scope.setEnabled(False)
        self.work.run(
            context.long_work,
            lambda progress: _made(context.clinic, scope, progress),
            "Gathering the charts…",
            done=self._show,
            failed=self._failed,
        )

    def _show(self, made: MadePaper) -> None:
        self.made = made
        form, left_out = self.form, made.draft.content.left_out
        form.scope.setEnabled(True)
        charts = write_count(left_out, "restricted chart is", "restricted charts are")
        form.left_out.setText(f"{charts} not on it." if left_out else "")
        if made.rendered is None:
            form.preview.show_message("Nobody would be on this paper.")
        elif made.rendered.pages > MOST_SHOWN:
            count = write_count(len(made.draft.patient_ids), "patient")
            pages = write_count(made.rendered.pages, "page")
            form.preview.show_message(f"{count} on {pages}: too many to show, ready to print.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self._offer()
        form.print.setFocus()

    def _offer(self) -> None:
        ready = self.made is not None and self.made.rendered is not None
        self.form.print.setEnabled(ready)
        self.form.save.setEnabled(ready and not self._printed)

    def _busy(self, busy: bool) -> None:
        for widget in (self.form.print, self.form.save, self.form.scope):
            widget.setEnabled(not busy)

    def _ask_printer(self) -> None:
        if self._printed and self.made is not None:
            self._record_printed(self.made)
            return
        from practice_desk.gui.printing.asking import ask_printer

        ask_printer(self, "emergency paper", "emergency_paper", self.print_on)

    def _ask_file(self) -> None:
        ask_where_to_save(
            self, "Save the emergency paper as PDF, not encrypted", PDF, FILE_NAME, self.save_to
        )

    def _record_printed(self, made: MadePaper) -> None:
        self._printed = True
        self._record(made, None)

    def _record(self, made: MadePaper, path: Path | None) -> None:
        context, rendered = self.context, made.rendered
        if rendered is None:
            return
        context.tasks.run(
            lambda: papers.record_paper(context.clinic, made.draft, rendered, path),
            done=lambda changes: self._recorded(changes, path),
            failed=self._failed,
            parent=self,
        )

    def _recorded(self, changes: Changes, path: Path | None) -> None:
        self.context.events.store_changed.emit(changes)
        if path is None:
            self.context.messages.success("The emergency paper was printed.", "Shred it when done.")
        else:
            self.context.messages.caution(
                f"Saved as {path.name}, which is not encrypted.", "Print it, then delete the file."
            )
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.form.scope.setEnabled(not self._printed)
        self._offer()
        if self._printed:
            self.form.problem.setText(f"It was printed but is not recorded yet. {error}")
            self.form.problem.show()
            self.form.print.setText("&Record as printed")
        elif isinstance(error, Cancelled):
            self.form.preview.show_message("Stopped. Choose again who is on it.")
        else:
            self.form.problem.setText(str(error))
            self.form.problem.show()


def _made(clinic: Clinic, scope: PaperScope, progress: Progress) -> MadePaper:
    draft = papers.paper_draft(clinic, scope, progress)
    return MadePaper(draft, papers.render_paper(draft) if draft.patient_ids else None)


def _print(pdf: bytes, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import print_pdf  # loads the renderer off the GUI thread

    print_pdf(pdf, printer)
