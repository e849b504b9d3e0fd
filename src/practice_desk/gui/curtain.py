"""Takes everything off the screen at the lock, and brings a person's own windows back."""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QObject, QPoint, QThread, QTimer
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QToolTip,
    QWidget,
)

from practice_desk.gui.widgets.passphrase_field import PassphraseField

_SYSTEM_DIALOGS = ("QFileDialog", "QAbstractPrintDialog", "QPageSetupDialog", "QColorDialog")
_AGAIN_MILLISECONDS = 50


class Curtain(QObject):
    """The windows that were on the screen, hidden; the popups among them are gone.

    Hiding is done when the constructor returns. A little later the windows also leave the window
    system, which would still tell task bars and screen readers of hidden ones.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if QGuiApplication.mouseButtons():
            QDrag.cancel()
        QToolTip.hideText()
        self._windows: list[QWidget] = []
        self._places: list[QPoint] = []
        self._lifted = False
        for widget in _on_screen():
            if not shiboken6.isValid(widget):
                continue  # it went with its owner
            if isinstance(widget, QDialog | QMainWindow) and not _is_systems(widget):
                self._windows.append(widget)
                self._places.append(widget.pos())
                widget.hide()
            elif isinstance(widget, QDialog):
                widget.reject()  # files and printers are chosen anew
            else:
                widget.close()
        self._forget_typing_traces()
        QTimer.singleShot(0, self, self._leave_window_system)

    @property
    def forms(self) -> tuple[QDialog, ...]:
        """The dialogs behind the curtain."""
        return tuple(each for each in self._alive() if isinstance(each, QDialog))

    def lift(self) -> None:
        """Show the windows again as they were."""
        self._lifted = True
        for widget, place in reversed([*zip(self._windows, self._places, strict=True)]):
            if not shiboken6.isValid(widget):
                continue
            if not widget.isMaximized():  # a new window knows nothing of the old one's frame
                widget.move(place)
            if isinstance(widget, QDialog) and widget.isModal():
                widget.open()
            else:
                widget.show()

    def _alive(self) -> Iterable[QWidget]:
        return [widget for widget in self._windows if shiboken6.isValid(widget)]

    def _forget_typing_traces(self) -> None:
        """Empty passphrases, and the undo lists that still hold what was taken out again."""
        for window in self._windows:
            for secret in window.findChildren(PassphraseField):
                secret.forget()
            for text in window.findChildren(QPlainTextEdit):
                text.document().clearUndoRedoStacks()
            for edit in window.findChildren(QLineEdit):
                _without_undo(edit)

    def _leave_window_system(self) -> None:
        if self._lifted:
            return
        if QThread.currentThread().loopLevel() > 1:
            # A menu or a drag of such a window still runs its own loop: it must return first.
            QTimer.singleShot(_AGAIN_MILLISECONDS, self, self._leave_window_system)
            return
        for window in self._alive():
            if not window.isVisible():
                window.destroy()


def _on_screen() -> list[QWidget]:
    """Return the visible windows, dialogs before the windows they belong to."""
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return sorted(shown, key=_depth, reverse=True)


def _depth(widget: QWidget) -> int:
    depth, parent = 0, widget.parentWidget()
    while parent is not None:
        depth, parent = depth + 1, parent.parentWidget()
    return depth


def _is_systems(widget: QWidget) -> bool:
    return any(widget.inherits(name) for name in _SYSTEM_DIALOGS)


def _without_undo(edit: QLineEdit) -> None:
    """Forget the undo list of *edit*: its text is set again as it is, which nobody hears of."""
    if not edit.isUndoAvailable() and not edit.isRedoAvailable():
        return
    place = edit.cursorPosition()
    blocked = edit.blockSignals(True)
    edit.setText(edit.text())
    edit.setCursorPosition(place)
    edit.blockSignals(blocked)
