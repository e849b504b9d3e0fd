"""What can still be seen, heard or read of the windows from outside, for tests of the lock."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

_TEXTS = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)


def visible_windows() -> list[QWidget]:
    """Return every top-level widget on the screen: windows, dialogs, menus, popups, tooltips."""
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def seen_from_outside() -> list[str]:
    """Return every text that the window system or a screen reader can get at.

    Titles of all windows that the system knows of, hidden ones too, and the whole tree that
    assistive technology walks. What Qt gives to task bars and their previews is among it.
    """
    texts = [window.title() for window in QGuiApplication.topLevelWindows()]
    texts += [w.windowTitle() for w in visible_windows()]
    for widget in visible_windows():
        texts += [child.toolTip() for child in widget.findChildren(QWidget)]
    root = QAccessible.queryAccessibleInterface(QApplication.instance())
    for interface in _tree(root):
        texts += [interface.text(kind) for kind in _TEXTS]
    return [text for text in texts if text]


def windows_for_readers() -> list[QObject]:
    """Return the windows that assistive technology is told of."""
    root = QAccessible.queryAccessibleInterface(QApplication.instance())
    children = [root.child(place) for place in range(root.childCount())]
    return [child.object() for child in children if child is not None and child.isValid()]


def platform_window(widget: QWidget) -> QWindow | None:
    """Return the window system's window of *widget*; None when it has none."""
    return widget.windowHandle()


def _tree(interface: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if interface is None or not interface.isValid():
        return
    yield interface
    for place in range(interface.childCount()):
        yield from _tree(interface.child(place))
