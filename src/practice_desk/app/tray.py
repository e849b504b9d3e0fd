"""The icon in the system's tray, for who wants it: it tells nothing of patients, nor how many.

Where there is no tray Qt waits for one. Closing the window ends the program with it or without.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from practice_desk.app.flow import Flow
from practice_desk.gui import theme
from practice_desk.gui.icons import pixmap
from practice_desk.gui.preferences import preferences

TIP = "Practice Desk"
_SIZE, _EDGE, _ROUND = 64, 9, 14
"""Pixels of the picture, from its edge to the sign, and of its corners."""
_MINIMIZED = Qt.WindowState.WindowMinimized


class Tray(QObject):
    """Shows the window, locks it and quits. While a patient has the screen there is no icon."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._flow = flow
        self._menu = QMenu()
        self._menu.addAction("Show", self.show_window)
        self.lock = self._menu.addAction("Lock", self.lock_window)
        self._menu.addAction("Quit", self.quit)
        self._icon = QSystemTrayIcon(_picture(), self)
        self._icon.setToolTip(TIP)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        flow.entered.connect(self.follow)
        flow.left.connect(lambda: QTimer.singleShot(0, self, self.follow))
        self.follow()

    def follow(self) -> None:
        """Show the icon where it is wanted, and offer to lock what is open."""
        self._icon.setVisible(preferences.tray and self._flow.cover is None)
        self.lock.setEnabled(self._flow.window is not None)

    def show_window(self) -> None:
        """Bring whatever window there is to the front."""
        front = self._front()
        if front is not None and self._flow.cover is None:
            front.setWindowState(front.windowState() & ~_MINIMIZED)
            front.show()
            front.raise_()
            front.activateWindow()

    def lock_window(self) -> None:
        """Lock the clinic, as Ctrl+L does."""
        if self._flow.window is not None:
            self._flow.lock()

    def quit(self) -> None:
        """Close the window as if by its own button: what is not saved is asked about or kept.

        What keeps it from closing, such as an open form, is brought to the front.
        """
        front = self._front()
        if front is not None and self._flow.cover is None and not front.close():
            self.show_window()

    def _front(self) -> QWidget | None:
        return self._flow.window or self._flow.unlock

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_window()


def _picture() -> QIcon:
    """Return the sign on a plate of its own: a tray is light on one desktop and dark on another."""
    plate = QPixmap(_SIZE, _SIZE)
    plate.fill(Qt.GlobalColor.transparent)
    painter = QPainter(plate)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(plate.rect(), _ROUND, _ROUND)
    sign = _SIZE - 2 * _EDGE
    painter.drawPixmap(_EDGE, _EDGE, sign, sign, pixmap("stethoscope", sign, "on_accent"))
    painter.end()
    return QIcon(plate)
