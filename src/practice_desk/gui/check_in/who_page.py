"""Who is there: the birth date, by keys or by tapping digits, and the language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.check_in_sheet import Wording
from practice_desk.gui.plain_text import plain_label

_YEAR_DIGITS = 4
_PARTS = (("month", 2), ("day", 2), ("year", _YEAR_DIGITS))
_DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫")
_COLUMNS = 3
_WIDE, _NARROW = 150, 104


class WhoPage(QWidget):
    """Asks for the birth date. Emits what was typed; it doesn't know whether it is right."""

    given = Signal(object)
    """Emits the date that was typed."""
    language_chosen = Signal(str)

    def __init__(self, wordings: Sequence[Wording], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, str] = {}
        self.title, self.hint = plain_label("", "title"), plain_label("", "dim", wrap=True)
        self.problem = plain_label("", "problem", wrap=True)
        self.go_on = QPushButton()
        self.go_on.setProperty("kind", "primary")
        self.go_on.clicked.connect(self._go_on)
        self.edits = {name: _part(digits) for name, digits in _PARTS}
        self.labels = {name: plain_label("", "field") for name in self.edits}
        self.languages = {each.language: QPushButton(each.name) for each in wordings}
        self.keys: dict[str, QPushButton] = {}
        self._last = self.edits["month"]
        for name, edit in self.edits.items():
            edit.installEventFilter(self)
            edit.textEdited.connect(partial(self._typed, edit))
            self.labels[name].setBuddy(edit)
        for code, button in self.languages.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self.language_chosen.emit, code))
        self._lay_out()

    def say(self, words: dict[str, str], language: str) -> None:
        """Show everything in one language."""
        self._words = words
        self.title.setText(words["who"])
        self.hint.setText(words["who_hint"])
        self.go_on.setText(words["go_on"])
        for name, label in self.labels.items():
            label.setText(words[name])
            self.edits[name].setAccessibleName(words[name])
        self.keys["⌫"].setAccessibleName(words["delete"])
        for code, button in self.languages.items():
            button.setChecked(code == language)
        self.problem.setText("")

    def refuse(self) -> None:
        """Say that it is another birth date than the one known here, and ask again."""
        self.problem.setText(self._words["wrong_date"])
        self.clear()

    def clear(self) -> None:
        """Empty the fields."""
        for edit in self.edits.values():
            edit.clear()
        self._last = self.edits["month"]
        self._last.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note which part is typed into: tapped digits go there. Return goes on."""
        if isinstance(watched, QLineEdit) and event.type() == QEvent.Type.FocusIn:
            self._last = watched
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go_on()
                return True
            if event.text() in ("/", "-", "."):
                self._next(self._last)
                return True
        return False

    def _typed(self, edit: QLineEdit, _text: str) -> None:
        if len(edit.text()) == edit.maxLength():
            self._next(edit)

    def _next(self, edit: QLineEdit) -> None:
        edits = list(self.edits.values())
        place = edits.index(edit)
        if edit.text() and place + 1 < len(edits):
            self._last = edits[place + 1]
            self._last.setFocus()
            self._last.selectAll()

    def _tap(self, digit: str) -> None:
        edit = self._last
        edit.setFocus()
        if digit != "⌫":
            edit.insert(digit)
            self._typed(edit, edit.text())
            return
        if not edit.text():
            edits = list(self.edits.values())
            self._last = edit = edits[max(0, edits.index(edit) - 1)]
            edit.setFocus()
        edit.deselect()
        edit.end(False)
        edit.backspace()

    def _go_on(self) -> None:
        month, day, year = (edit.text() for edit in self.edits.values())
        if year and len(year) < _YEAR_DIGITS:
            self.problem.setText(self._words["whole_year"])
            self.edits["year"].setFocus()
            self.edits["year"].selectAll()
            return
        try:
            typed = date(int(year), int(month), int(day))
        except ValueError:
            self.problem.setText(self._words["no_date"])
            return
        self.given.emit(typed)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setSpacing(12)
        top = QHBoxLayout()
        top.addStretch(1)
        for button in self.languages.values():
            top.addWidget(button)
        rows.addLayout(top)
        rows.addStretch(1)
        rows.addWidget(self.title)
        rows.addWidget(self.hint)
        both = QHBoxLayout()
        both.setSpacing(48)
        left = QVBoxLayout()
        left.setSpacing(12)
        parts = QGridLayout()
        parts.setHorizontalSpacing(12)
        for column, (name, digits) in enumerate(_PARTS):
            parts.addWidget(self.labels[name], 0, column)
            self.edits[name].setFixedWidth(_WIDE if digits > 2 else _NARROW)
            parts.addWidget(self.edits[name], 1, column)
        parts.setColumnStretch(len(_PARTS), 1)
        left.addLayout(parts)
        left.addWidget(self.problem)
        left.addStretch(1)
        left.addWidget(self.go_on)
        both.addLayout(left, 1)
        both.addWidget(self._keypad())
        rows.addSpacing(12)
        rows.addLayout(both)
        rows.addStretch(2)

    def _keypad(self) -> QWidget:
        pad = QWidget()
        grid = QGridLayout(pad)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        for place, digit in enumerate(_DIGITS):
            if digit:
                self.keys[digit] = button = QPushButton(digit)
                button.setProperty("kind", "digit")
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.clicked.connect(partial(self._tap, digit))
                grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        return pad


def _part(digits: int) -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(digits)
    edit.setValidator(QIntValidator(0, 10**digits - 1, edit))
    edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
    edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return edit
