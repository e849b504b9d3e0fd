"""Shows an author's own recovery code for psychotherapy notes, this once."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from practice_desk.gui.binding import Form

_EXPLANATION = (
    "If you forget your passphrase, or an administrator gives you another one, only this code "
    "opens your psychotherapy notes. Write it on paper and keep it where only you get at it. It "
    "is not the clinic’s recovery code, and nobody can look it up: without your passphrase and "
    "this code the notes are lost."
)


class OwnCodeForm(Form):
    """``ui/own_code_dialog.ui``."""

    ui = "own_code_dialog.ui"
    heading: QLabel
    explanation: QLabel
    code: QLabel
    last_group: QLineEdit
    problem: QLabel
    cancel_button: QPushButton
    save_button: QPushButton


class OwnCodeDialog(QDialog):
    """Closes when the last group was typed back. The lock closes it, too: another can be made."""

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.form = form = OwnCodeForm()
        self._last = code.rsplit("-", 1)[-1]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.setWindowTitle("Your own recovery code")
        form.heading.setText("Your own recovery code")
        form.explanation.setText(_EXPLANATION)
        form.code.setText(code)
        form.problem.hide()
        form.save_button.clicked.connect(self._check)
        form.cancel_button.clicked.connect(self.reject)
        form.last_group.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the code when it leaves the screen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.form.code.clear()
            self._last = ""
            QTimer.singleShot(0, self, self.deleteLater)

    def _check(self) -> None:
        if self.form.last_group.text().strip().upper() == self._last:
            self.accept()
            return
        self.form.problem.setText("These are not its last four characters. Compare your paper.")
        self.form.problem.show()
