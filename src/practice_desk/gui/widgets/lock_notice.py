"""Says calmly, on whichever window is in front, that the lock is near."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QWidget

from practice_desk.gui.announcing import announce
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.plain_text import plain_label

_MARGIN = 16
_LINE = "\n"


class LockNotice(QFrame):
    """Over the foot of the main window, or the top of a form, whose buttons are at its foot.

    It takes no focus and no click.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("lock_notice")
        self.setProperty("banner", "info")
        icon = QLabel()
        set_pixmap(icon, "lock", 20, "info")
        self.text = plain_label()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 16, 10)
        row.setSpacing(10)
        row.addWidget(icon)
        row.addWidget(self.text)
        self.hide()

    def show_on(self, window: QWidget, seconds: int) -> None:
        """Show on *window* how many seconds are left."""
        at_foot = isinstance(window, QMainWindow)
        self.text.setText(
            f"Practice Desk locks in {seconds} {'second' if seconds == 1 else 'seconds'}."
            f"{' ' if at_foot else _LINE}Move the mouse or press a key to go on."
        )
        first = self.isHidden() or self.parentWidget() is not window
        if self.parentWidget() is not window:
            self.setParent(window)
        self.adjustSize()
        spare = window.width() - self.width()
        if at_foot:
            self.move(max(0, spare // 2), max(0, window.height() - self.height() - _MARGIN))
        else:
            self.move(max(0, spare - _MARGIN), _MARGIN)
        if first:
            self.setAccessibleName(self.text.text())
            self.show()
            self.raise_()
            # Read out once: a screen reader that counts down would be no calm one.
            announce(self, self.text.text(), urgent=True)
