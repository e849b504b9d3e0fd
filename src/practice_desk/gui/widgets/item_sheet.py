"""The questions of a measure one below another, answered with the number keys."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.instrument import Instrument, Item
from practice_desk.domain.scoring import asked
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.plain_text import plain_label

_ONE_LINE = 100
"""Characters of all answers of a question that stand side by side."""
_CLEARS = (Qt.Key.Key_Minus, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ItemRow(QFrame):
    """One question with its answers as radio buttons.

    A number key chooses, "-" leaves the question open, Up and Down go to the neighbours.
    """

    changed = Signal()
    leave = Signal(int)
    """Asks for the next question (1) or the one before (-1)."""

    def __init__(self, item: Item, number: int) -> None:
        super().__init__()
        self.item = item
        self.value: int | None = None
        self.setObjectName(f"item_{item.id}")
        self.setAccessibleName(f"Question {number}: {item.text}")
        self._between = plain_label("", "strong")
        self._group = QButtonGroup(self)
        self.buttons = {option.value: QRadioButton() for option in item.options}
        options = QGridLayout() if self._is_long() else QHBoxLayout()
        options.setContentsMargins(28, 0, 0, 0)
        for place, option in enumerate(item.options):
            button = self.buttons[option.value]
            button.setObjectName(f"item_{item.id}_{option.value}")
            button.setText(f"{option.value}  {option.label}".replace("&", "&&"))
            button.setAccessibleName(f"{option.label}: {item.text}")
            button.installEventFilter(self)
            button.toggled.connect(self._toggled)
            self._group.addButton(button, option.value)
            if isinstance(options, QGridLayout):
                options.addWidget(button, place // 2, place % 2)
            else:
                options.addWidget(button)
        if isinstance(options, QHBoxLayout):
            options.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(plain_label(f"{number}.  {item.text}", wrap=True))
        column.addLayout(options)
        column.addWidget(self._between)
        self._between.hide()

    def choose(self, value: int | None) -> None:
        """Choose an answer, or none."""
        if value == self.value:
            return
        self.value = value
        self._group.setExclusive(False)
        for number, button in self.buttons.items():
            button.blockSignals(True)
            button.setChecked(number == value)
            button.blockSignals(False)
        self._group.setExclusive(True)
        is_between = value is not None and value not in self.buttons
        self._between.setText(f"{value}, between two of the answers" if is_between else "")
        self._between.setVisible(is_between)
        self.changed.emit()

    def take_focus(self) -> None:
        """Bring the keyboard here: to what is chosen, else to the first answer."""
        chosen = self.buttons.get(-1 if self.value is None else self.value)
        (chosen or next(iter(self.buttons.values()))).setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer with a number key, and go from question to question."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return super().eventFilter(watched, event)
        typed, key = event.text(), Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.leave.emit(1 if key is Qt.Key.Key_Down else -1)
            return True
        if key in _CLEARS:
            self.choose(None)
            self.leave.emit(1 if key is Qt.Key.Key_Minus else 0)
            return True
        if typed and typed in "0123456789":
            if self.item.allows(int(typed)):
                self.choose(int(typed))
                self.leave.emit(1)
            return True
        return super().eventFilter(watched, event)

    def _toggled(self, on: bool) -> None:
        if on:
            self.choose(self._group.checkedId())

    def _is_long(self) -> bool:
        return sum(len(option.label) + 6 for option in self.item.options) > _ONE_LINE


@register_custom_widget
class ItemSheet(QScrollArea):
    """All questions of one measure; those that the answers so far do not ask for are hidden."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ItemRow] = []
        self._instrument: Instrument | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Questions")

    def show_instrument(self, instrument: Instrument) -> None:
        """Show the questions of *instrument*, all open. Call once."""
        self._instrument = instrument
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(2)
        for number, item in enumerate(instrument.items, start=1):
            row = ItemRow(item, number)
            row.changed.connect(self._row_changed)
            row.leave.connect(lambda step, row=row: self._leave(row, step))
            self.rows.append(row)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        self._hide_unasked()

    def answers(self) -> dict[str, int]:
        """Return the chosen values of the questions that are asked."""
        return {
            row.item.id: row.value
            for row in self.rows
            if row.value is not None and not row.isHidden()
        }

    def put_answers(self, answers: Mapping[str, int]) -> None:
        """Choose *answers*, and leave open what is not in them."""
        for row in self.rows:
            row.choose(answers.get(row.item.id))

    def take_focus(self) -> None:
        """Bring the keyboard to the first open question."""
        shown = [row for row in self.rows if not row.isHidden()]
        first = next((row for row in shown if row.value is None), shown[0] if shown else None)
        if first is not None:
            first.take_focus()

    def _row_changed(self) -> None:
        self._hide_unasked()
        self.changed.emit()

    def _hide_unasked(self) -> None:
        if self._instrument is None:
            return
        chosen = {row.item.id: row.value for row in self.rows if row.value is not None}
        due = {item.id for item in asked(self._instrument, chosen)}
        for row in self.rows:
            row.setHidden(row.item.id not in due)

    def _leave(self, row: ItemRow, step: int) -> None:
        shown = [each for each in self.rows if not each.isHidden()]
        place = shown.index(row) + step
        if 0 <= place < len(shown):
            shown[place].take_focus()
            self.ensureWidgetVisible(shown[place], 0, 60)
        elif place >= len(shown):
            self.focusNextChild()
