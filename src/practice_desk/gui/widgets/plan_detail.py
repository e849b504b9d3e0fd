"""The selected medication in full: directions, what can be done, and its whole history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.plan_text import item_directions
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.plan_list import HistoryRow, PlanRow
from practice_desk.gui.models.plan_steps import step_lines
from practice_desk.gui.plain_text import plain_label

_MOST_LINES, _MOST_LETTERS = 10, 600


@dataclass(frozen=True, slots=True)
class DetailAction:
    """A button of the detail pane; `name` is what `action_wanted` emits."""

    name: str
    label: str
    icon: str


class PlanDetail(QWidget):
    """Shows one `PlanRow` with its history."""

    action_wanted = Signal(str)
    retraction_wanted = Signal(int, str)
    """Emits the event id and the event in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(16, 14, 16, 16)
        self._rows.setSpacing(8)

    def show_nothing(self, sentence: str) -> None:
        """Show only a sentence."""
        self._empty()
        self._rows.addWidget(plain_label(sentence, "dim", wrap=True))
        self._rows.addStretch(1)

    def show_item(
        self,
        row: PlanRow,
        history: Sequence[HistoryRow],
        actions: Sequence[DetailAction],
        *,
        may_retract: bool,
        label: QWidget | None = None,
    ) -> None:
        """Show a medication; with *may_retract* each standing event can be taken back.

        *label* shows and changes its labels.
        """
        self._empty()
        name = plain_label(row.name, "heading", wrap=True, selectable=True)
        self._rows.addWidget(name)
        if label is not None:
            self._rows.addWidget(label)
        self._show_directions(row)
        self._rows.addWidget(plain_label(row.facts, "dim", wrap=True))
        for line in step_lines(row.item):
            self._rows.addWidget(plain_label(line, "", wrap=True, selectable=True))
        for action in actions:
            self._rows.addWidget(self._action_button(action))
        self._rows.addSpacing(6)
        self._rows.addWidget(plain_label("History", "heading"))
        for event in history:
            self._rows.addWidget(self._event(event, may_retract=may_retract))
        self._rows.addStretch(1)  # an alignment would give wrapped text too little room

    def _show_directions(self, row: PlanRow) -> None:
        """Show the directions as they were written, the end of very long ones when asked for."""
        dosage = row.item.dosage
        whole = row.directions if dosage is None else item_directions(row.item)
        if not whole:
            return
        short = shortened(whole)
        label = plain_label(short, wrap=True, selectable=True)
        self._rows.addWidget(label)
        if short != whole:
            button = QPushButton("Show all directions")
            button.setProperty("kind", "link")
            button.setObjectName("all_directions")
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda: label.setText(whole))
            button.clicked.connect(button.hide)
            self._rows.addWidget(button)

    def _action_button(self, action: DetailAction) -> QPushButton:
        button = QPushButton(action.label)
        button.setObjectName(f"action_{action.name}")
        set_icon(button, action.icon)
        button.clicked.connect(lambda: self.action_wanted.emit(action.name))
        return button

    def _event(self, event: HistoryRow, *, may_retract: bool) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "sunken")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setSpacing(3)
        rows.addWidget(_label(f"{event.title} · {event.when}", "strong", event.struck_out))
        change = event.new
        if event.old and event.new:
            change = f"{event.old}  →  {event.new}"
        for text, role in ((change, ""), (event.reason, ""), (event.comment, "")):
            if text:
                rows.addWidget(_label(text, role, event.struck_out))
        foot = QHBoxLayout()
        recorded = event.recorded.replace(" AM", "\u00a0AM").replace(" PM", "\u00a0PM")
        foot.addWidget(plain_label(recorded, "small", wrap=True), 1)
        if may_retract and event.event_id is not None:
            foot.addWidget(self._retract_button(event))
        rows.addLayout(foot)
        if event.note:
            rows.addWidget(plain_label(event.note, "problem", wrap=True))
        return card

    def _retract_button(self, event: HistoryRow) -> QPushButton:
        button = QPushButton("Entered in error…")
        button.setProperty("kind", "link")
        button.setObjectName(f"retract_{event.event_id}")
        words = f"{event.title}, {event.when}"
        button.setAccessibleName(f"{words}: entered in error")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        event_id = event.event_id or 0
        detail = f"{words}: {event.new}" if event.new else words
        button.clicked.connect(lambda: self.retraction_wanted.emit(event_id, detail))
        return button

    def _empty(self) -> None:
        _clear(self._rows)


def shortened(text: str) -> str:
    """Return the beginning of a text that would push everything else out of sight."""
    lines = text.split("\n")
    short = "\n".join(lines[:_MOST_LINES])[:_MOST_LETTERS]
    return text if short == text else f"{short.rstrip()} …"


def _label(text: str, role: str, struck_out: bool) -> QLabel:
    label = plain_label(text, role, wrap=True)
    if struck_out:
        font = label.font()
        font.setStrikeOut(True)
        label.setFont(font)
        label.setProperty("role", "dim")
    return label


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
