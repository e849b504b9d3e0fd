"""A tinted line inside a page: one sentence with the icon of its tone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from practice_desk.gui import theme
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.plain_text import plain_label

_ICONS = {
    "info": "info",
    "success": "circle-check",
    "caution": "triangle-alert",
    "danger": "circle-alert",
}


@register_custom_widget
class Banner(QFrame):
    """Hidden until `say` gives it a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._text = plain_label(wrap=True, selectable=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, empty when there is none."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, sentence: str, tone: str = "info") -> None:
        """Show *sentence* in the tone info, success, caution or danger; hide without one."""
        theme.style(self, banner=tone)
        set_pixmap(self._icon, _ICONS[tone], 20, tone)
        self._text.setText(sentence)
        self._text.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
