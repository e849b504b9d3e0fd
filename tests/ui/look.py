"""Pictures of widgets, to look at: ``render(dialog, Path("unlock.png"), dark=True)``."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from practice_desk.gui.plain_text import ElidedLabel
from practice_desk.gui.theme import theme


def render(
    widget: QWidget, path: Path, size: tuple[int, int] | None = None, *, dark: bool = False
) -> None:
    """Save *widget*, shown at *size* or at its own, as a picture in the light or dark look."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme().use(application, dark)
    if size is not None:
        widget.resize(QSize(*size))
    widget.show()
    for _ in range(3):  # a first layout can ask for a second
        application.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    assert widget.grab().save(str(path)), path


def squeezed(root: QWidget) -> list[str]:
    """Return what is shown in *root* with less room than its text needs, as sentences."""
    found = []
    for widget in (*root.findChildren(QLabel), *root.findChildren(QPushButton)):
        if not widget.isVisible() or isinstance(widget, ElidedLabel) or not widget.text():
            continue
        needed = widget.sizeHint().height()
        if isinstance(widget, QLabel) and widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
        elif widget.width() < widget.sizeHint().width():
            found.append(f"{widget.text()!r} is {widget.width()} pixels wide")
        if widget.height() < needed:
            found.append(f"{widget.text()!r} is {widget.height()} pixels high, not {needed}")
    return found + [f"{one!r} lies over {other!r}" for one, other in _overlapping(root)]


def _overlapping(root: QWidget) -> list[tuple[str, str]]:
    """Return the names of the fields, labels and buttons that a layout could not keep apart."""
    beside: defaultdict[QWidget, list[QWidget]] = defaultdict(list)
    for kind in (QLabel, QAbstractButton, QLineEdit, QComboBox, QAbstractScrollArea):
        for widget in root.findChildren(kind):
            parent = widget.parentWidget()
            if widget.isVisible() and parent is not None and parent.layout() is not None:
                beside[parent].append(widget)
    return [
        (one.objectName(), other.objectName())
        for widgets in beside.values()
        for one, other in combinations(widgets, 2)
        if one.geometry().intersects(other.geometry())
    ]
