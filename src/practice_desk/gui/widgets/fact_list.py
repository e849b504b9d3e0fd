"""Rows of a card: a label at the left, what is known at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from practice_desk.gui.models.chart_header import Pill as PillText
from practice_desk.gui.models.summary import Fact
from practice_desk.gui.plain_text import plain_label

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
            grid.addWidget(plain_label(empty, "dim", wrap=True), 0, 0, 1, 3)
            return
        grid.setColumnStretch(0, 3 if strong else 0)
        grid.setColumnStretch(2, 2)
        for row, fact in enumerate(facts):
            label = plain_label(fact.label, "strong" if strong else "", wrap=strong)
            grid.addWidget(label, row, 0, _TOP)
            if fact.pill is not None:
                grid.addWidget(_pill(fact.pill), row, 1, _TOP)
            value = plain_label(fact.value, "dim", wrap=True, selectable=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | _TOP)
            value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            grid.addWidget(value, row, 2)


def _pill(pill: PillText) -> QLabel:
    label = plain_label(pill.text)
    label.setProperty("tone", pill.tone)
    return label
