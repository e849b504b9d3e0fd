"""Shows what is wrong with a form at the fields themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLayout,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import Problem
from practice_desk.gui import theme
from practice_desk.gui.widgets.date_field import DateField

_CHANGE_SIGNALS = (
    "textChanged",
    "currentIndexChanged",
    "currentTextChanged",
    "toggled",
    "valueChanged",
)


class FieldProblems:
    """The problems of one form, whose widgets are named after their fields.

    A problem's sentence stands under its field until the field is edited, or in the form's own
    label "<field>_problem" where the field is too narrow for a sentence. Problems of no visible
    field go to *rest*, a label of the form, in one line; with no such label `show` returns them.
    """

    def __init__(self, root: QWidget, rest: QLabel | None = None) -> None:
        self._root = root
        self._rest = rest
        self._labels: dict[QWidget, QLabel] = {}
        if rest is not None:
            rest.setTextFormat(Qt.TextFormat.PlainText)
            rest.setWordWrap(True)
            rest.setProperty("role", "problem")
            rest.hide()

    def show(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Show *problems* instead of the former ones, focus the first; return those of no field."""
        self.clear()
        placed: dict[QWidget, list[str]] = {}
        unplaced: list[Problem] = []
        for problem in problems:
            widget = self._widget(problem.field)
            if widget is None:
                unplaced.append(problem)
            else:
                placed.setdefault(widget, []).append(problem.sentence)
        for widget, sentences in placed.items():
            self._mark(widget, " ".join(sentences))
        if placed:
            _bring_up(next(iter(placed)))
        if self._rest is not None and unplaced:
            self._rest.setText(" ".join(problem.sentence for problem in unplaced))
            self._rest.show()
        return tuple(unplaced)

    def clear(self) -> None:
        """Take every mark and sentence away."""
        for field in self._root.findChildren(DateField):
            field.clear_problem()
        for widget in self._labels:
            self._unmark(widget)
        if self._rest is not None:
            self._rest.clear()
            self._rest.hide()

    def sentence(self, field: str) -> str:
        """Return the sentence shown at a field, empty when there is none."""
        widget = self._widget(field)
        if isinstance(widget, DateField):
            return widget.problem.text()
        return self._labels[widget].text() if widget in self._labels else ""

    def _widget(self, field: str) -> QWidget | None:
        for name in (field, field.rpartition(".")[2]):
            widget = self._root.findChild(QWidget, name) if name else None
            if widget is not None:
                return widget
        return None

    def _mark(self, widget: QWidget, sentence: str) -> None:
        if isinstance(widget, DateField):
            widget.show_problem(sentence)
            return
        label = self._labels.get(widget)
        if label is None:
            label = self._labels[widget] = self._own_label(widget) or _label_under(widget)
            for name in _CHANGE_SIGNALS:
                if (signal := getattr(widget, name, None)) is not None:
                    signal.connect(lambda *_: self._unmark(widget))
        theme.style(widget, invalid=True)
        widget.setAccessibleDescription(sentence)
        label.setText(sentence)
        label.show()

    def _own_label(self, widget: QWidget) -> QLabel | None:
        label = self._root.findChild(QLabel, f"{widget.objectName()}_problem")
        return None if label is None else _as_problem(label)

    def _unmark(self, widget: QWidget) -> None:
        label = self._labels[widget]
        if label.text():
            label.clear()
            label.hide()
            theme.style(widget, invalid=False)
            widget.setAccessibleDescription("")


def _bring_up(widget: QWidget) -> None:
    """Turn every tab and stack to the page that holds *widget*, then focus it."""
    page: QWidget | None = widget
    while page is not None:
        above = page.parentWidget()
        if isinstance(above, QStackedWidget):
            owner = above.parentWidget()
            if isinstance(owner, QTabWidget):
                owner.setCurrentWidget(page)
            else:
                above.setCurrentWidget(page)
        page = above
    widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _as_problem(label: QLabel) -> QLabel:
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    theme.style(label, role="problem")
    return label


def _label_under(widget: QWidget) -> QLabel:
    """Make a label for a problem directly under *widget*, wherever its layout put that."""
    label = _as_problem(QLabel(widget.parentWidget()))
    parent = widget.parentWidget()
    layout = _layout_of(widget, parent) if parent is not None else None
    if layout is None:
        label.move(widget.x(), widget.geometry().bottom() + 2)
        return label
    if isinstance(layout, QVBoxLayout):
        layout.insertWidget(layout.indexOf(widget) + 1, label)
        return label
    column = QVBoxLayout()
    column.setSpacing(4)
    _put_in_place(layout, widget, column)
    column.addWidget(widget)
    column.addWidget(label)
    column.addStretch(1)
    return label


def _put_in_place(layout: QLayout, widget: QWidget, column: QVBoxLayout) -> None:
    index = layout.indexOf(widget)
    if isinstance(layout, QFormLayout):
        row, role = cast("tuple[int, QFormLayout.ItemRole]", layout.getItemPosition(index))
        layout.takeAt(index)
        layout.setLayout(row, role, column)
    elif isinstance(layout, QGridLayout):
        place = cast("tuple[int, int, int, int]", layout.getItemPosition(index))
        layout.takeAt(index)
        layout.addLayout(column, *place)
        _keep_at_top(layout)
    elif isinstance(layout, QBoxLayout):
        stretch = layout.stretch(index)
        layout.takeAt(index)
        layout.insertLayout(index, column, stretch)
        _keep_at_top(layout)


def _keep_at_top(layout: QLayout) -> None:
    """Keep the fields beside one with a problem in line with it.

    Not a layout inside: one that is aligned gets the room of its hint, in which no text wraps.
    """
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None or isinstance(item, QLayout):
            continue
        widget = item.widget()
        if widget is not None and not isinstance(widget, QLabel):
            item.setAlignment(item.alignment() or Qt.AlignmentFlag.AlignTop)
        # PySide would know the item for ever, also once Qt has deleted it, and crash over whatever
        # is made at its address next.
        shiboken6.invalidate(item)


def _layout_of(widget: QWidget, parent: QWidget) -> QLayout | None:
    """Return the layout of *parent*, or the one inside it, that holds *widget*."""
    layouts = parent.findChildren(QLayout)
    return next((layout for layout in layouts if layout.indexOf(widget) >= 0), None)
