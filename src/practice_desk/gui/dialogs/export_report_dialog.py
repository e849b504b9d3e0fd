"""For whom a report is saved: exact inside the clinic, without small numbers outside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from practice_desk.domain.small_numbers import NOTE
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.reports.exporting import Audience

_INSIDE = "All numbers as they are. For people of this clinic who may see them."


class ExportReportDialog(QDialog):
    """Emits `chosen` with the `Audience`, and closes."""

    chosen = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle("Save a report")
        self.outside = QRadioButton("Out&side the clinic")
        self.inside = QRadioButton("&Inside the clinic")
        self.outside.setChecked(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = self.buttons.addButton("&Go on…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(plain_label(title, "title"))
        column.addWidget(plain_label("Who will read it?"))
        for choice, words in ((self.outside, f"No names. {NOTE}"), (self.inside, _INSIDE)):
            column.addWidget(choice)
            column.addWidget(_explained(choice, words))
        column.addWidget(plain_label("The audit trail says that you saved it.", "small"))
        column.addWidget(self.buttons)
        self.setMinimumWidth(480)
        self.buttons.accepted.connect(self._choose)
        self.buttons.rejected.connect(self.reject)
        self.outside.setFocus()

    def _choose(self) -> None:
        audience = Audience.OUTSIDE if self.outside.isChecked() else Audience.INSIDE
        self.accept()
        self.chosen.emit(audience)


def _explained(choice: QRadioButton, words: str) -> QLabel:
    label = plain_label(words, "dim", wrap=True)
    label.setContentsMargins(26, 0, 0, 6)
    choice.setAccessibleDescription(words)
    return label
