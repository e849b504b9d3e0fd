"""Asks why somebody goes on in spite of one finding."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from practice_desk.domain.safety_decision import LENGTHS, OTHER, OVERRIDE_REASONS
from practice_desk.gui import theme


class OverrideRow(QWidget):
    """A coded reason, with its own words where it is none of the others."""

    answered = Signal(str, str)
    """Emits the reason's code, empty while none is chosen, and the words beside it."""

    def __init__(self, about: str, code: str = "", text: str = "") -> None:
        super().__init__()
        self.about = about
        """What the finding is about."""
        self.reason = QComboBox()
        self.reason.setObjectName("override_reason")
        self.reason.setAccessibleName(f"Reason to go on: {about}")
        self.reason.setPlaceholderText("Choose a reason to go on, or change the plan")
        self.reason.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.reason.setMinimumContentsLength(10)
        for each, words in OVERRIDE_REASONS.items():
            self.reason.addItem(words, each)
        self.reason.setCurrentIndex(self.reason.findData(code) if code else -1)
        self.words = QLineEdit(text)
        self.words.setObjectName("override_words")
        self.words.setAccessibleName(f"Reason in your own words: {about}")
        self.words.setPlaceholderText("Which reason")
        self.words.setMaxLength(LENGTHS["reason_text"])
        for field in (self.reason, self.words):
            field.setProperty("kept_elsewhere", True)  # a draft keeps it by its finding
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 4)
        row.addWidget(self.reason, 1)
        row.addWidget(self.words, 1)
        self._show_words()
        self.reason.currentIndexChanged.connect(self._changed)
        self.words.textEdited.connect(self._changed)

    def ask(self) -> None:
        """Lead the keyboard to what is missing."""
        theme.style(self.reason, invalid=self.reason.currentIndex() < 0)
        field = self.words if not self.words.isHidden() else self.reason
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_words(self) -> None:
        code = self.reason.currentData()
        self.words.setVisible(code == OTHER or bool(self.words.text()))

    def _changed(self) -> None:
        theme.style(self.reason, invalid=False)
        self._show_words()
        self.answered.emit(self.reason.currentData() or "", self.words.text())
