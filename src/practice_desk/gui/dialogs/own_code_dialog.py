"""Shows an author's own recovery code for psychotherapy notes, this once, and prints its sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_EXPLANATION = (
    "If you forget your passphrase, or an administrator gives you another one, only this code "
    "opens your psychotherapy notes. Print its sheet or write it on paper, and keep that where "
    "only you get at it. It is not the clinic’s recovery code, and nobody can look it up."
)


class OwnCodeForm(Form):
    """``ui/own_code_dialog.ui``."""

    ui = "own_code_dialog.ui"
    heading: QLabel
    explanation: QLabel
    code: QLabel
    last_group: QLineEdit
    problem: QLabel
    print_button: QPushButton
    cancel_button: QPushButton
    save_button: QPushButton


class OwnCodeDialog(QDialog):
    """Closes when the last group was typed back. The lock closes it, too: another can be made.

    *render* makes the sheet's PDF from the code, on the worker. It is printed only, never saved:
    a file would outlive the moment in which the code is shown.
    """

    def __init__(
        self, code: str, render: Callable[[str], bytes], tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.form = form = OwnCodeForm()
        self._code, self._render, self._tasks = code, render, tasks
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(form.root)
        self.setWindowTitle("Your own recovery code")
        form.heading.setText("Your own recovery code")
        form.explanation.setText(_EXPLANATION)
        form.code.setText(code)
        form.problem.hide()
        form.print_button.clicked.connect(self._choose_printer)
        form.save_button.clicked.connect(self._check)
        form.cancel_button.clicked.connect(self.reject)
        form.last_group.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Give every sentence, and above all the code, the room it needs."""
        super().showEvent(event)
        self._make_room()

    def print_sheet(self, printer: QPrinter) -> None:
        """Print the sheet."""
        code, render = self._code, self._render

        def send() -> None:
            from practice_desk.gui.printing.job import print_pdf

            print_pdf(render(code), printer)

        def sent(_none: None) -> None:
            self.form.print_button.setText("Print it a&gain…")
            self.form.problem.hide()
            self.form.last_group.setFocus()

        self._tasks.run(send, done=sent, failed=self._not_printed, parent=self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the code when it leaves the screen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.form.code.clear()
            self._code = ""
            QTimer.singleShot(0, self, self.deleteLater)

    def _choose_printer(self) -> None:
        from practice_desk.gui.printing.asking import ask_printer

        ask_printer(self, "own recovery code", "own_code_sheet", self.print_sheet)

    def _check(self) -> None:
        last = self._code.rsplit("-", 1)[-1]
        if self.form.last_group.text().strip().upper() == last:
            self.accept()
            return
        self._say("These are not its last four characters. Compare your paper.")

    def _not_printed(self, error: ExpectedError) -> None:
        self._say(f"{error.sentence} Try again, or write the code down.")

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem.show()
        self._make_room()

    def _make_room(self) -> None:
        self._rows.activate()
        self.resize(self.width(), max(self.height(), self._rows.totalHeightForWidth(self.width())))
