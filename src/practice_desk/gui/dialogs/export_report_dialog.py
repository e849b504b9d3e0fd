"""For whom a report is saved: exact inside the clinic, without small numbers outside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from practice_desk.domain.small_numbers import NOTE
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.reports.exporting import Audience

_WIDTH, _INDENT = 520, 26
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
        self.cancel, self.go_on = QPushButton("Cancel"), QPushButton("&Go on…")
        self.go_on.setProperty("kind", "primary")
        self.go_on.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(plain_label(title, "title"))
        column.addWidget(plain_label("Who will read it?"))
        for choice, words in ((self.outside, f"No names. {NOTE}"), (self.inside, _INSIDE)):
            column.addWidget(choice)
            column.addLayout(_explained(choice, words))
        column.addWidget(plain_label("The audit trail says that you saved it.", "small"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go_on)
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)
        self.go_on.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.outside.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the explanations are, which a size hint of wrapped words leaves open."""
        super().showEvent(event)
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))

    def _choose(self) -> None:
        audience = Audience.OUTSIDE if self.outside.isChecked() else Audience.INSIDE
        self.accept()
        self.chosen.emit(audience)


def _explained(choice: QRadioButton, words: str) -> QHBoxLayout:
    choice.setAccessibleDescription(words)
    row = QHBoxLayout()
    row.setContentsMargins(_INDENT, 0, 0, 6)
    row.addWidget(plain_label(words, "dim", wrap=True))
    return row
