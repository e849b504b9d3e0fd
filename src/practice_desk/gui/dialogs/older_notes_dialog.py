"""Asks for a secret of before its author began anew, which opens the notes of that time."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.widgets.passphrase_field import PassphraseField


class OlderNotesForm(Form):
    """``ui/older_notes_dialog.ui``."""

    ui = "older_notes_dialog.ui"
    heading: QLabel
    explanation: QLabel
    secret: PassphraseField
    problem: QLabel
    cancel_button: QPushButton
    save_button: QPushButton


class OlderNotesDialog(QDialog):
    """Whoever shows it answers its signal, and closes it. The lock closes it too."""

    recover_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.form = form = OlderNotesForm()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(form.root)
        self.setWindowTitle(form.heading.text())
        form.problem.hide()
        form.save_button.clicked.connect(self._press)
        form.cancel_button.clicked.connect(self.reject)
        form.secret.setFocus()

    def show_problem(self, error: ExpectedError) -> None:
        """Say why nothing was opened."""
        self._say(str(error))
        self.form.secret.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed when it leaves the screen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.form.secret.forget()
            QTimer.singleShot(0, self, self.deleteLater)

    def _press(self) -> None:
        if not self.form.secret.secret():
            self._say("Type it first.")
            return
        self.form.save_button.setEnabled(False)
        self.recover_wanted.emit(self.form.secret.secret())

    def _say(self, sentence: str) -> None:
        self.form.save_button.setEnabled(True)
        self.form.problem.setText(sentence)
        self.form.problem.show()
        self.form.secret.setFocus()
        self._rows.activate()
        self.resize(self.width(), max(self.height(), self._rows.totalHeightForWidth(self.width())))
