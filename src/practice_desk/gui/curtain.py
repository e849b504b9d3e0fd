"""Takes everything off the screen at the lock, and brings a person's own windows back."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QChildEvent, QEvent, QObject, QPoint, Qt, QThread, QTimer, Slot
from PySide6.QtGui import QDrag, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from practice_desk.gui.drafting import Drafting
from practice_desk.gui.widgets.passphrase_field import PassphraseField

_SYSTEM_DIALOGS = ("QFileDialog", "QAbstractPrintDialog", "QPageSetupDialog", "QColorDialog")
_TRAY_ICON = "QSystemTrayIconSys"
"""What Qt shows in the tray of some desktops: it tells nothing, and brings the window back."""
_AGAIN_MILLISECONDS = 50


class Curtain(QObject):
    """The windows that were on the screen, hidden; the popups among them are gone.

    Hiding is done when the constructor returns. A little later the windows also leave the window
    system, which would still tell task bars and screen readers of hidden ones. What the hidden
    windows open themselves, such as a letter after a save that was under way, never reaches the
    screen and waits with them.
    """

    def __init__(self, parent: QObject | None = None, but: Sequence[QWidget] = ()) -> None:
        """Hide all windows *but* those that cover the screen."""
        super().__init__(parent)
        if QGuiApplication.mouseButtons():
            QDrag.cancel()
        QToolTip.hideText()
        self._kept: list[tuple[QWidget, QPoint]] = []
        self._late: list[QWidget] = []
        self._lifted = False
        for widget in _on_screen():
            if shiboken6.isValid(widget) and widget not in but:  # else it went with its owner
                self._take(widget)
        self._forget_typing_traces()
        for window in self._windows():
            for each in (window, *window.findChildren(QWidget)):
                each.installEventFilter(self)
        QTimer.singleShot(0, self, self._leave_window_system)

    @property
    def forms(self) -> tuple[QDialog, ...]:
        """The dialogs behind the curtain, and the forms that are begun as a part of a window."""
        windows = self._windows()
        parts = (
            part
            for window in windows
            for part in window.findChildren(QDialog)
            if not part.isWindow() and not part.isHidden() and _is_begun(part)
        )
        return (*(each for each in windows if isinstance(each, QDialog)), *parts)

    def lift(self) -> None:
        """Show the windows again as they were, but for the dialogs that have ended meanwhile."""
        self._put_away()
        self._lifted = True
        self.deleteLater()
        windows = set(self._windows())
        for widget, place in reversed(self._kept):
            if widget not in windows:
                continue
            if not widget.isMaximized():  # a new window knows nothing of the old one's frame
                widget.move(place)
            if isinstance(widget, QDialog) and widget.isModal():
                widget.open()
            else:
                widget.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep off the screen what a hidden window shows: its Show event comes before it is there.

        A new child is known from being polished, which comes before that.
        """
        if self._lifted:
            return False
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            event.child().installEventFilter(self)
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._late.append(watched)
            QTimer.singleShot(0, self, self._leave_window_system)
        return False

    def _windows(self) -> list[QWidget]:
        return [widget for widget, _ in self._kept if shiboken6.isValid(widget)]

    def _take(self, widget: QWidget) -> None:
        if isinstance(widget, QMainWindow) or (
            isinstance(widget, QDialog) and not _is_systems(widget)
        ):
            self._kept.append((widget, widget.pos()))
            widget.hide()
            if isinstance(widget, QDialog):
                widget.finished.connect(self._ended)
        elif isinstance(widget, QDialog):
            widget.reject()  # files and printers are chosen anew
        else:
            widget.close()

    @Slot()
    def _ended(self) -> None:
        """A save that was under way is done: its form does not come back."""
        if not self._lifted:
            ended = self.sender()
            self._kept = [(each, place) for each, place in self._kept if each is not ended]

    def _put_away(self) -> None:
        """Hide what came late, to be shown with the others and above them."""
        late, self._late = self._late, []
        before, self._kept = [pair for pair in self._kept if pair[0] not in late], []
        for widget in late:
            if shiboken6.isValid(widget):
                self._take(widget)
                widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
        self._kept = [*reversed(self._kept), *before]

    def _forget_typing_traces(self) -> None:
        """Empty passphrases, and the undo lists that still hold what was taken out again."""
        for window in self._windows():
            for secret in window.findChildren(PassphraseField):
                secret.forget()
            for text in window.findChildren(QPlainTextEdit):
                text.document().clearUndoRedoStacks()
            for rich in window.findChildren(QTextEdit):
                rich.document().clearUndoRedoStacks()
            for edit in window.findChildren(QLineEdit):
                _without_undo(edit)

    def _leave_window_system(self) -> None:
        if self._lifted:
            return
        self._put_away()
        if QThread.currentThread().loopLevel() > 1:
            # A menu or a drag of such a window still runs its own loop: it must return first.
            QTimer.singleShot(_AGAIN_MILLISECONDS, self, self._leave_window_system)
            return
        for window in self._windows():
            if not window.isVisible():
                window.destroy()


def _on_screen() -> list[QWidget]:
    """Return the visible windows, dialogs before the windows they belong to."""
    shown = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and not widget.inherits(_TRAY_ICON)
    ]
    return sorted(shown, key=_depth, reverse=True)


def _depth(widget: QWidget) -> int:
    depth, parent = 0, widget.parentWidget()
    while parent is not None:
        depth, parent = depth + 1, parent.parentWidget()
    return depth


def _is_begun(part: QDialog) -> bool:
    return not isinstance(part, Drafting) or part.is_begun


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
