"""Every form loads as its Python says, and can be used without a mouse and without sight."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

import practice_desk.gui
from practice_desk.gui import binding

FORMS = Path(__file__).resolve().parents[2] / "ui"
MNEMONIC = re.compile(r"(?<!&)&([^&\s])")


def all_form_types() -> list[type[binding.Form]]:
    """Return every `Form` of the program; importing all of gui also registers custom widgets."""
    for module in pkgutil.walk_packages(practice_desk.gui.__path__, "practice_desk.gui."):
        importlib.import_module(module.name)
    kinds, waiting = [], [binding.Form]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if hasattr(kind, "ui") and kind.__module__.startswith("practice_desk."):
                kinds.append(kind)
    return kinds


FORM_TYPES = all_form_types()
FORM_NAMES = sorted(path.name for path in FORMS.glob("*.ui"))


@pytest.mark.parametrize("kind", FORM_TYPES, ids=lambda kind: kind.__name__)
def test_that_a_form_has_the_widgets_its_class_names(look, qtbot, kind):
    form = kind()
    qtbot.addWidget(form.root)
    assert form.root.objectName()


def test_that_every_form_is_used(look):
    assert set(FORM_NAMES) == {kind.ui for kind in FORM_TYPES}


@pytest.mark.parametrize("name", FORM_NAMES)
def test_that_every_control_has_a_name_to_be_read_aloud(look, qtbot, name):
    window = shown(qtbot, name)
    silent = {
        widget.objectName() or type(widget).__name__
        for _ in views(window)
        for widget in stops(window)
        if not spoken_name(widget)
    }
    assert not silent


@pytest.mark.parametrize("name", FORM_NAMES)
def test_that_no_two_controls_in_view_share_a_mnemonic(look, qtbot, name):
    window = shown(qtbot, name)
    for _ in views(window):
        letters = Counter(mnemonics(window))
        assert not [letter for letter, count in letters.items() if count > 1], letters


@pytest.mark.parametrize("name", FORM_NAMES)
def test_that_the_tab_key_goes_from_field_to_field_down_and_rightwards(look, qtbot, name):
    window = shown(qtbot, name)
    backwards = [
        f"{before.objectName()} → {after.objectName()}"
        for _ in views(window)
        for before, after in itertools.pairwise(filter(is_field, stops(window)))
        if goes_back(before, after)
    ]
    assert not backwards


def shown(qtbot, name: str) -> QWidget:
    """Show a form as its dialog would."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(binding.load(name, window))
    for each in window.findChildren(QWidget):
        if each.objectName() and each.isHidden() and isinstance(each, QAbstractButton):
            each.show()
    window.show()
    QApplication.processEvents()
    return window


def views(window: QWidget) -> Iterator[None]:
    """Turn to each page of each stack and tab widget in turn, every page once at least."""
    stacks = [
        each
        for kind in (QTabWidget, QStackedWidget)
        for each in window.findChildren(kind)
        if not isinstance(each.parent(), QTabWidget)
    ]
    for number in range(max([1, *(stack.count() for stack in stacks)])):
        for stack in stacks:
            stack.setCurrentIndex(min(number, stack.count() - 1))
        QApplication.processEvents()
        yield


def stops(window: QWidget) -> list[QWidget]:
    """Return where the tab key stops, in its order."""
    found = []
    widget = window.nextInFocusChain()
    while widget is not window:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader calls *widget*: its own name, its text or its label's."""
    face = QAccessible.queryAccessibleInterface(widget)
    own = face.text(QAccessible.Text.Name) if face is not None else ""
    return own or ("tabs" if isinstance(widget, QTabBar) else "")


def mnemonics(window: QWidget) -> Iterator[str]:
    """Yield the letter of each mnemonic in view."""
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.buddy() is not None:
            yield from (letter.casefold() for letter in MNEMONIC.findall(label.text()))
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            yield from (letter.casefold() for letter in MNEMONIC.findall(button.text()))
    for bar in window.findChildren(QTabBar):
        for index in range(bar.count()):
            yield from (letter.casefold() for letter in MNEMONIC.findall(bar.tabText(index)))


def is_field(widget: QWidget) -> bool:
    """Return whether something is filled in here; lists and buttons may come first or last."""
    return not isinstance(widget, QPushButton | QAbstractItemView | QScrollArea | QTabBar)


def goes_back(before: QWidget, after: QWidget) -> bool:
    """Return whether a step goes up in its own column or left in its own row."""
    one, other = rectangle(before), rectangle(after)
    same_column = one[0] < other[2] and other[0] < one[2]
    same_row = one[1] < other[3] and other[1] < one[3]
    up, left = other[3] <= one[1], other[2] <= one[0]
    return (same_column and up) or (same_row and left) or (up and left)


def rectangle(widget: QWidget) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom on the screen."""
    corner = widget.mapToGlobal(QPoint(0, 0))
    return corner.x(), corner.y(), corner.x() + widget.width(), corner.y() + widget.height()
