"""Labels and tips that show what people typed as it is, never as markup."""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyleOption, QWidget

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


def plain_label(
    text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False
) -> QLabel:
    """Return a label that shows *text* character by character in the style *role*."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if role:
        label.setProperty("role", role)
    if wrap:
        label.setWordWrap(True)
    if selectable:
        label.setTextInteractionFlags(_SELECTABLE)
    return label


def set_tip(widget: QWidget, text: str) -> None:
    """Give *widget* a tool tip of plain text, which Qt would otherwise read as markup."""
    widget.setToolTip(QtGui.Qt.convertFromPlainText(text) if text else "")


class ElidedLabel(QLabel):
    """One line that ends in "…" where it does not fit; the tip then shows all of it."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show *text* on one line."""
        super().setText(" ".join(text.split()))
        self.setAccessibleName(self.text())
        self._explain()

    def minimumSizeHint(self) -> QSize:
        """Return a width of a few letters: everything beyond can be elided."""
        return QSize(40, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Return the room for the whole line."""
        hint = super().sizeHint()
        return QSize(hint.width() + 2, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment() | Qt.TextFlag.TextSingleLine),
            option.palette,
            self.isEnabled(),
            self._elided(),
            self.foregroundRole(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Explain what no longer fits."""
        super().resizeEvent(event)
        self._explain()

    def _elided(self) -> str:
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def _explain(self) -> None:
        set_tip(self, self.text() if self._elided() != self.text() else "")
