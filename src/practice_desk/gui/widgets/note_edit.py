"""Several lines of plain text, safe against what somebody pastes by accident."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from practice_desk.domain.checks import without_control_characters
from practice_desk.gui.custom_widgets import register_custom_widget

LONGEST = 16_000
"""Characters that a field takes at most, unless its form says otherwise with `longest`."""


@register_custom_widget
class NoteEdit(QPlainTextEdit):
    """A plain text field that refuses to paste more than any note may hold.

    Qt wraps one unbroken megabyte for minutes, and a window that stands still loses more than a
    paste does. Emits `refused` with the sentence that is also shown at the field.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.longest = LONGEST
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop *source* as plain text if it fits."""
        text = without_control_characters(source.text().replace("\r\n", "\n"))
        size = len(self.toPlainText()) + len(text)
        if size <= self.longest:
            self.insertPlainText(text)
            return
        sentence = (
            f"With this, the text would have {size:,} characters; {self.longest:,} fit here. "
            "Nothing was pasted: paste less of it."
        )
        QToolTip.showText(self.mapToGlobal(self.rect().center()), sentence, self)
        self.setAccessibleDescription(sentence)
        self.refused.emit(sentence)
