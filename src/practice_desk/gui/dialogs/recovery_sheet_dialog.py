"""A new recovery code: shown once, printed or saved, and a line of it typed back from the sheet."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.models.recovery_view import LINES, code_lines, is_line, is_whole_line
from practice_desk.gui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SHEET, TEST = range(2)
_TITLES = ("The recovery code", "Try the emergency sheet")
_WIDTH = 620


class RecoverySheetForm(Form):
    """The widgets of ``recovery_sheet_dialog.ui``."""

    ui = "recovery_sheet_dialog.ui"
    step: QLabel
    title: QLabel
    problem_frame: QFrame
    problem_icon: QLabel
    problem: QLabel
    pages: QStackedWidget
    code: QLabel
    print_button: QPushButton
    save_button: QPushButton
    sheet_note: QLabel
    line_label: QLabel
    line: QLineEdit
    line_note: QLabel
    back_button: QPushButton
    later_button: QPushButton
    next_button: QPushButton


class RecoverySheetDialog(QDialog):
    """Leads from a new code to a sheet of paper that somebody has read.

    *render* makes the sheet's PDF, on the worker. Closing the first page is refused, since the code
    is nowhere else; from the second one may go on without having tried the sheet.
    """

    left = Signal(bool)
    """Emitted once, when the dialog closes: whether a line was typed back and right."""

    def __init__(
        self,
        code: str,
        render: Callable[[], bytes],
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        step: str = "",
    ) -> None:
        """Show *code*; *step* says where this stands in what is being set up."""
        super().__init__(parent)
        self._code = code
        self._render = render
        self._tasks = tasks
        self.asked = secrets.randbelow(len(code_lines(code)))
        self.form = form = RecoverySheetForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.setWindowTitle(form.root.windowTitle())
        self.setFixedWidth(_WIDTH)
        set_pixmap(form.problem_icon, "circle-alert", 20, "danger")
        form.step.setText(step)
        form.step.setVisible(bool(step))
        form.code.setText("\n".join(code_lines(code)))
        form.code.ensurePolished()  # its font comes with the style
        form.code.setMinimumHeight(form.code.sizeHint().height())
        form.line_label.setText(f"The {LINES[self.asked]} &line of the code, as it is printed")
        self._connect()
        self._show(SHEET)

    @property
    def page(self) -> int:
        """The page shown: SHEET or TEST."""
        return self.form.pages.currentIndex()

    def save_sheet(self, path: Path) -> None:
        """Write the emergency sheet to *path*, which the person chose."""
        render = self._render

        def save() -> str:
            from practice_desk.services.emergency_sheet import save_sheet

            return save_sheet(render(), path)

        done = "Saved as {}. Print it, lock the paper away, then delete the file."
        self._run(save, lambda name: self._note(done.format(name)))

    def print_sheet(self, printer: QPrinter) -> None:
        """Print the emergency sheet."""
        render = self._render

        def send() -> None:
            from practice_desk.gui.printing.job import print_pdf

            print_pdf(render(), printer)

        self._run(send, lambda _none: self._note("Sent to the printer. Lock the sheet away."))

    def done(self, result: int) -> None:
        """Close and forget the code; from the first page only with its next button."""
        if self.page == SHEET:
            self._say("This code is shown only now. Print it, save it or write it down first.")
            return
        tested = is_line(self.form.line.text(), self._code, self.asked)
        for widget in (self.form.code, self.form.line):
            widget.clear()
        super().done(result)
        self.left.emit(tested and result == QDialog.DialogCode.Accepted)

    def _connect(self) -> None:
        form = self.form
        form.print_button.clicked.connect(self._choose_printer)
        form.save_button.clicked.connect(self._choose_file)
        form.next_button.clicked.connect(self._next)
        form.back_button.clicked.connect(lambda: self._show(SHEET))
        form.later_button.clicked.connect(self.reject)
        form.line.textChanged.connect(self._typed)

    def _show(self, page: int) -> None:
        form = self.form
        form.pages.setCurrentIndex(page)
        form.title.setText(_TITLES[page])
        form.problem_frame.hide()
        for button in (form.back_button, form.later_button):
            button.setVisible(page == TEST)
        form.next_button.setText("&Next" if page == SHEET else "&Finish")
        form.next_button.setDefault(True)
        self._typed()
        (form.print_button if page == SHEET else form.line).setFocus()
        self._make_room()

    def _next(self) -> None:
        if self.page == SHEET:
            self._show(TEST)
        else:
            self.accept()

    def _typed(self) -> None:
        form, typed = self.form, self.form.line.text()
        right = is_line(typed, self._code, self.asked)
        form.next_button.setEnabled(self.page == SHEET or right)
        wrong = not right and is_whole_line(typed, self._code)
        form.line_note.setText(self._line_note(right, wrong))
        theme.style(form.line_note, role="problem" if wrong else "small")
        theme.style(form.line, invalid=wrong)

    def _line_note(self, right: bool, wrong: bool) -> str:
        if right:
            return "That is right: the sheet can be read."
        if wrong:
            return (
                f"That is not the {LINES[self.asked]} line. Compare it with the sheet letter by "
                "letter, or show the code again."
            )
        return "Capitals, dashes and spaces do not matter."

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Save the emergency sheet", "emergency-sheet.pdf")
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda name: self.save_sheet(Path(name)))
        dialog.open()

    def _choose_printer(self) -> None:
        from practice_desk.gui.printing.asking import ask_printer

        ask_printer(self, "emergency sheet", "emergency_sheet", self.print_sheet)

    def _run(self, work: Callable[[], object], done: Callable[[str], None]) -> None:
        self.form.problem_frame.hide()
        self._tasks.run(work, done=done, failed=self._failed, parent=self)

    def _failed(self, error: ExpectedError) -> None:
        self._say(f"{error.sentence} Try again, or write the code down.")

    def _note(self, sentence: str) -> None:
        self.form.sheet_note.setText(sentence)
        self._make_room()

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem_frame.show()
        self._make_room()

    def _make_room(self) -> None:
        """Grow for the sentences that appeared: the code must never be cut."""
        for layout in (self.form.root.layout(), self.layout()):
            if layout is not None:
                layout.activate()
        present = self.height() if self.isVisible() else 0
        self.resize(_WIDTH, max(present, self.form.root.heightForWidth(_WIDTH)))
