"""Only typing and tapping get through to the check-in screen: there is no other way to use it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_K = Qt.Key
_TYPING = frozenset(
    {
        _K.Key_Tab, _K.Key_Backtab, _K.Key_Return, _K.Key_Enter, _K.Key_Backspace, _K.Key_Delete,
        _K.Key_Left, _K.Key_Right, _K.Key_Up, _K.Key_Down, _K.Key_Home, _K.Key_End,
        _K.Key_PageUp, _K.Key_PageDown, _K.Key_Space, _K.Key_Shift, _K.Key_CapsLock,
    }
)  # fmt: skip
"""Keys without a character that the screen needs."""
_T = QEvent.Type
_KEYS = (_T.KeyPress, _T.KeyRelease, _T.ShortcutOverride)
_MOUSE = (_T.MouseButtonPress, _T.MouseButtonRelease, _T.MouseButtonDblClick)
_NEVER = frozenset(
    {
        _T.ContextMenu, _T.DragEnter, _T.DragMove, _T.Drop, _T.Shortcut, _T.ToolTip, _T.WhatsThis,
        _T.Clipboard, _T.TabletPress, _T.NativeGesture,
    }
)  # fmt: skip
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Shut(QObject):
    """A filter for the screen and each widget in it. *leave* is called at Esc and Ctrl+L."""

    def __init__(self, leave: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._leave = leave

    def over(self, widget: QWidget) -> None:
        """Shut *widget* and all in it."""
        for each in (widget, *widget.findChildren(QWidget)):
            each.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
            each.setAcceptDrops(False)
            each.setToolTip("")
            if isinstance(each, QLineEdit):
                each.setDragEnabled(False)
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let typing and tapping through: no short cuts, no menus, no pasting, no dragging."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind in _KEYS:
            return self._swallows(event)
        if isinstance(event, QMouseEvent):
            if kind in _MOUSE:
                return event.button() != Qt.MouseButton.LeftButton
            # Marking a text with the mouse would put it where a middle click pastes it.
            is_text = not isinstance(watched, QWidget) or watched.cursor().shape() == _TEXT
            return bool(event.buttons()) and is_text
        return kind in _NEVER

    def _swallows(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers()
        command = modifiers & _COMMANDS
        letters = _is_letter(event)  # by AltGr, too
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        cuts = event.key() in (_K.Key_Delete, _K.Key_Insert) and shift
        allowed = (event.key() in _TYPING and not cuts) or letters
        if event.key() == _K.Key_Escape or _locks(event):
            if event.type() == _T.KeyPress:
                self._leave()
        elif allowed and (not command or (command == _ALT_GR and letters)):
            return False
        event.accept()  # as a short cut, it would be asked of the application's others
        return True


_TEXT = Qt.CursorShape.IBeamCursor
_SPECIAL = 0x0100_0000
"""From here on keys have no character of their own: a keyboard's "Paste" is among them."""


def _is_letter(event: QKeyEvent) -> bool:
    plain = event.key() < _SPECIAL or event.key() == _K.Key_unknown
    return plain and bool(event.text()) and event.text().isprintable()


def _locks(event: QKeyEvent) -> bool:
    return event.key() == _K.Key_L and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
