"""The questions of a check-in on paper: looked at, and printed in the language that is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.services import check_in_paper as papers
from practice_desk.services.check_in_paper import PaperQuestions

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from practice_desk.letters.rendering import RenderedLetter

FILE_NAME = "check-in.pdf"
_WIDTH, _HEIGHT = 820, 640
_HOW = "When it comes back, “Enter answers…” takes them in the order of the paper."


class CheckInPaperDialog(QDialog):
    """Shows the pages at once. Nothing is recorded as printed before it was."""

    entry_wanted = Signal()
    """The paper came back: its answers are to be entered."""

    def __init__(self, context: AppContext, patient_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Check-in on paper")
        self.resize(_WIDTH, _HEIGHT)
        self._context = context
        self._questions: PaperQuestions | None = None
        self.rendered: RenderedLetter | None = None
        self.language = QComboBox()
        self.problem = Banner()
        self.preview = PdfPreview()
        self.preview.tasks = context.tasks
        self.print_button = QPushButton("&Print…")
        self.print_button.setProperty("kind", "primary")
        set_icon(self.print_button, "printer", "on_accent")
        self.save_button = QPushButton("&Save as PDF…")
        self.enter_button = QPushButton("&Enter answers…")
        self.enter_button.setVisible(context.may(Operation.ENTER_CHECK_IN, patient_id))
        self.close_button = QPushButton("Close")
        self._lay_out()
        self.print_button.clicked.connect(self._ask_printer)
        self.save_button.clicked.connect(self._ask_file)
        self.enter_button.clicked.connect(self._enter)
        self.close_button.clicked.connect(self.reject)
        self._offer()
        context.tasks.run(
            lambda: papers.questions_on_paper(context.clinic, patient_id),
            done=self._gathered,
            failed=self._failed,
            parent=self,
        )

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages and, once that is done, record it."""
        rendered = self.rendered
        if rendered is not None:
            self._context.tasks.run(
                lambda: _print(rendered.pdf, printer),
                done=lambda _none: self._record(None),
                failed=self._failed,
                parent=self,
            )

    def save_to(self, path: Path) -> None:
        """Write the pages to *path*, in clear, and record it."""
        self._record(path)

    def _enter(self) -> None:
        self.accept()
        self.entry_wanted.emit()

    def _gathered(self, questions: PaperQuestions) -> None:
        self._questions = questions
        for each in questions.wordings:
            self.language.addItem(each.name, each.language)
        self.language.currentIndexChanged.connect(self._render)
        self._render()

    def _render(self) -> None:
        questions, language = self._questions, self.language.currentData()
        if questions is not None:
            self._context.tasks.run(
                lambda: papers.render_questions(questions, language),
                done=self._show,
                failed=self._failed,
                parent=self,
            )

    def _show(self, rendered: RenderedLetter) -> None:
        self.rendered = rendered
        self.preview.show_pdf(rendered.pdf)
        self._offer()
        self.print_button.setFocus()

    def _record(self, path: Path | None) -> None:
        context, questions, rendered = self._context, self._questions, self.rendered
        if questions is None or rendered is None:
            return
        context.tasks.run(
            lambda: papers.record_questions(context.clinic, questions, rendered, path),
            done=lambda _none: self._recorded(path),
            failed=self._failed,
            parent=self,
        )

    def _recorded(self, path: Path | None) -> None:
        if path is None:
            self._context.messages.success("The questions were printed.", "")
        else:
            sentence = f"Saved as {path.name}, which is not encrypted."
            self._context.messages.caution(sentence, "Print it, then delete the file.")
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.say(str(error), "caution")

    def _offer(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(self.rendered is not None)

    def _ask_printer(self) -> None:
        from practice_desk.gui.printing.asking import ask_printer

        ask_printer(self, "check-in", "check_in_paper", self.print_on)

    def _ask_file(self) -> None:
        ask_where_to_save(
            self, "Save the questions as PDF, not encrypted", PDF, FILE_NAME, self.save_to
        )

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(10)
        label = plain_label("&Language", "field")
        label.setBuddy(self.language)
        head = QHBoxLayout()
        head.addWidget(plain_label("Check-in on paper", "title"))
        head.addStretch(1)
        head.addWidget(label)
        head.addWidget(self.language)
        rows.addLayout(head)
        rows.addWidget(plain_label(_HOW, "dim", wrap=True))
        rows.addWidget(self.problem)
        rows.addWidget(self.preview, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.close_button)
        foot.addStretch(1)
        foot.addWidget(self.enter_button)
        foot.addWidget(self.save_button)
        foot.addWidget(self.print_button)
        rows.addLayout(foot)


def _print(pdf: bytes, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import print_pdf  # loads the renderer off the GUI thread

    print_pdf(pdf, printer)
