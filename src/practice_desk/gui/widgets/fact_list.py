"""Rows of a card: a label at the left, what is known at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from practice_desk.gui.models.chart_header import Pill as PillText
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.plain_text import plain_label

_LOWER = 3
"""Pixels by which text stands lower, in line with the text inside a pill."""
_GAP = 8
_LEAST_VALUE = 60
_LEAST_SHARE, _LARGEST_SHARE = 27, 85  # per cent
_PILL_LETTERS = 6  # a pill is as wide as so many letters more than its text
_TOP = Qt.AlignmentFlag.AlignTop


class FactList(QWidget):
    """Facts as text that can be selected; a sentence where there are none."""

    def __init__(self, facts: Sequence[Fact], empty: str, *, strong: bool = False) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        if not facts:
            grid.addWidget(plain_label(empty, "dim", wrap=True), 0, 0, 1, 2)
            return
        share = _share_of_names(facts)
        grid.setColumnStretch(0, share)
        grid.setColumnStretch(1, 100 - share)
        for row, fact in enumerate(facts):
            grid.addWidget(_Name(fact, strong=strong), row, 0)
            value = plain_label(fact.value, "dim", wrap=True, selectable=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | _TOP)
            value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            value.setMinimumWidth(_LEAST_VALUE)  # one long word widens no card beyond the window
            value.setContentsMargins(0, _LOWER if strong else 0, 0, 0)
            grid.addWidget(value, row, 1)


def _share_of_names(facts: Sequence[Fact]) -> int:
    """Return how much of the width goes to the names, in per cent: as they need beside the values.

    The longest of each side counts, so that as little as possible has to wrap.
    """
    names = max(
        len(fact.label) + (len(fact.pill.text) + _PILL_LETTERS if fact.pill else 0)
        for fact in facts
    )
    values = max(len(line) for fact in facts for line in (fact.value.splitlines() or [""]))
    share = 100 * names // max(1, names + values)
    return min(_LARGEST_SHARE, max(_LEAST_SHARE, share))


class _Name(QWidget):
    """A name that wraps, with its pill close behind it wherever the name ends."""

    def __init__(self, fact: Fact, *, strong: bool) -> None:
        super().__init__()
        self._label = plain_label(fact.label, "strong" if strong else "", wrap=True)
        self._label.setParent(self)
        self._label.setAlignment(_TOP)
        self._lower = _LOWER if strong else 0
        self._pill = _pill(fact.pill) if fact.pill is not None else QLabel()
        self._pill.setParent(self)
        self._pill.setVisible(fact.pill is not None)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Return True: the name may wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the name beside its pill."""
        name = self._label.heightForWidth(self._width_of_name(width))
        lines = max(name, self._label.sizeHint().height() if name < 0 else name)
        return max(lines + self._lower, self._size_of_pill().height())

    def sizeHint(self) -> QSize:
        """Return the room for the whole name on one line."""
        pill, name = self._size_of_pill(), self._on_one_line()
        between = _GAP if pill.width() else 0
        return QSize(name + between + pill.width(), self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        """Return the room for a word and the pill."""
        least = min(80, self._on_one_line())
        return QSize(least + self._size_of_pill().width(), self.heightForWidth(10_000))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pill behind the name."""
        super().resizeEvent(event)
        width = min(self._width_of_name(self.width()), self._on_one_line())
        self._label.setGeometry(0, self._lower, width, self.height() - self._lower)
        self._pill.setGeometry(QRect(QPoint(width + _GAP, 0), self._size_of_pill()))

    def _on_one_line(self) -> int:
        return self._label.fontMetrics().horizontalAdvance(self._label.text()) + 2

    def _width_of_name(self, width: int) -> int:
        pill = self._size_of_pill().width()
        return width - pill - (_GAP if pill else 0)

    def _size_of_pill(self) -> QSize:
        return QSize(0, 0) if self._pill.isHidden() else self._pill.sizeHint()


def _pill(pill: PillText) -> QLabel:
    label = plain_label(pill.text)
    label.setProperty("tone", pill.tone)
    return label
