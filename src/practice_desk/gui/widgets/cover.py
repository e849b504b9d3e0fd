"""Covers the screens behind a check-in and until somebody unlocks: nothing else is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.gui.plain_text import plain_label


class _Sheet(QWidget):
    """One screen, covered. It does not close by itself."""

    wanted = Signal()

    def __init__(self, screen: QScreen, words: str) -> None:
        super().__init__()
        self.setWindowTitle("Practice Desk")
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setProperty("surface", "page")
        rows = QVBoxLayout(self)
        label = plain_label(words, "dim")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        rows.addWidget(label)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, and ask for the passphrase."""
        event.ignore()
        self.wanted.emit()


class Cover(QObject):
    """A sheet over every screen, until `lift`."""

    close_wanted = Signal()
    """Somebody tries to close it."""

    def __init__(self, words: str, parent: QObject) -> None:
        super().__init__(parent)
        screens = QGuiApplication.screens()
        primary = QGuiApplication.primaryScreen()
        self.sheets = [_Sheet(each, words if each is primary else "") for each in screens]
        self.front = self.sheets[screens.index(primary)]
        for sheet in self.sheets:
            sheet.wanted.connect(self.close_wanted)
            sheet.showFullScreen()

    def hold(self, window: QWidget) -> None:
        """Keep *window* on top, where it can be neither moved away nor put aside."""
        window.setWindowFlags(
            Qt.WindowType.Dialog
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )

    def lift(self) -> None:
        """Take it away."""
        for sheet in self.sheets:
            sheet.hide()
            sheet.deleteLater()
        self.deleteLater()
