"""One page of questions: choices to tap, texts to type. It knows nothing but its `Page`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.check_in_sheet import Item, Page
from practice_desk.gui.plain_text import plain_label

_MOST_IN_A_ROW = 4
_LONGEST_IN_A_ROW = 62
"""Characters of all choices together, with which they still stand beside each other."""
_MOST_IN_A_LINE, _LONGEST_IN_A_LINE = 3, 10
"""How many choices, of how many characters each, stand to the right of their question."""
_NARROW, _TALL = 118, 150


class ItemView(QWidget):
    """One question."""

    changed = Signal()
    alarmed = Signal(str, str, str)
    """Emits the alarm of the choice that was tapped, the question's key and the choice's code."""

    def __init__(self, item: Item, given: Mapping[str, str], *, alone: bool) -> None:
        super().__init__()
        self.item = item
        self.buttons: dict[str, QPushButton] = {}
        self.edit: QLineEdit | QPlainTextEdit | None = None
        self._group = QButtonGroup(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10 if item.choices else 6)
        words = plain_label(item.words, "question" if item.choices else "field", wrap=True)
        if item.choices and not alone and _fits_a_line(item):
            line = QHBoxLayout()
            line.setSpacing(16)
            line.addWidget(words, 1)
            line.addLayout(self._choices(narrow=True))
            rows.addLayout(line)
        else:
            rows.addWidget(words)
            if item.choices:
                rows.addLayout(self._choices())
        words.setVisible(bool(item.words))
        self._more = plain_label(item.text_words, "field", wrap=True)
        self._more.setParent(self)
        self._more.hide()
        if item.length:
            self._add_text(rows, words)
        self._fill(given)

    def given(self) -> dict[str, str]:
        """Return what was answered here."""
        chosen = (code for code, button in self.buttons.items() if button.isChecked())
        answered = {self.item.key: code} if (code := next(chosen, "")) else {}
        if self.edit is not None and (not self.item.choices or self._asks_more()):
            answered[self.item.text_key] = _text_of(self.edit)
        return answered

    def forget(self) -> None:
        """Take back what was answered."""
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self._fill({})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave a tall text by Tab, and keep it within its length."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            full = len(_text_of(self.edit)) >= self.item.length if self.edit else False
            return full and bool(event.text()) and event.text().isprintable()
        return False

    def _choices(self, *, narrow: bool = False) -> QHBoxLayout | QVBoxLayout:
        choices = self.item.choices
        letters = sum(len(each.words) for each in choices)
        beside = len(choices) <= _MOST_IN_A_ROW and letters <= _LONGEST_IN_A_ROW
        line: QHBoxLayout | QVBoxLayout = QHBoxLayout() if beside else QVBoxLayout()
        line.setSpacing(10)
        for choice in choices:
            button = QPushButton(choice.words.replace("&", "&&"))
            button.setProperty("kind", "answer")
            button.setCheckable(True)
            button.setAccessibleName(f"{self.item.words} {choice.words}".strip())
            button.clicked.connect(partial(self._tapped, choice.code))
            if narrow:
                button.setFixedWidth(_NARROW)
            self._group.addButton(button)
            self.buttons[choice.code] = button
            line.addWidget(button, 1)
        return line

    def _add_text(self, rows: QVBoxLayout, words: QLabel) -> None:
        item = self.item
        rows.addWidget(self._more)
        self._more.setVisible(bool(item.text_words))
        if item.is_tall:
            self.edit = tall = QPlainTextEdit()
            tall.setTabChangesFocus(True)
            tall.setFixedHeight(_TALL)
            tall.setUndoRedoEnabled(False)
            tall.installEventFilter(self)
            tall.textChanged.connect(self.changed)
        else:
            self.edit = line = QLineEdit()
            line.setMaxLength(item.length)
            line.textChanged.connect(self.changed)
        self.edit.setAccessibleName(item.text_words or item.words)
        (self._more if item.text_words else words).setBuddy(self.edit)
        rows.addWidget(self.edit)

    def _fill(self, given: Mapping[str, str]) -> None:
        if (chosen := self.buttons.get(given.get(self.item.key, ""))) is not None:
            chosen.setChecked(True)
        shown = "" if self.item.choices else self.item.shown
        text = given.get(self.item.text_key, shown)
        if isinstance(self.edit, QPlainTextEdit):
            self.edit.setPlainText(text)
        elif self.edit is not None:
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
        self._open()

    def _tapped(self, code: str) -> None:
        self._open()
        choice = self.item.choice(code)
        if self.edit is not None and self._asks_more():
            self.edit.setFocus()
        self.changed.emit()
        if choice is not None and choice.alarm:
            self.alarmed.emit(choice.alarm, self.item.key, code)

    def _asks_more(self) -> bool:
        item = self.item
        found = (item.choice(code) for code, each in self.buttons.items() if each.isChecked())
        return any(choice is not None and choice.asks_more for choice in found)

    def _open(self) -> None:
        """Show the text only where a choice asks for it."""
        if self.edit is not None and self.item.choices:
            more = self._asks_more()
            self.edit.setVisible(more)
            self._more.setVisible(more and bool(self.item.text_words))


class QuestionPage(QWidget):
    """Shows a `Page` with what was answered before."""

    changed = Signal()
    alarmed = Signal(str, str, str)

    def __init__(self, page: Page, given: Mapping[str, str]) -> None:
        super().__init__()
        self.page = page
        alone = len(page.items) == 1
        self.items = [ItemView(item, given, alone=alone) for item in page.items]
        inner = QWidget()
        inner.setProperty("surface", "page")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(4, 4, 16, 4)
        rows.setSpacing(_spacing(page))
        rows.addWidget(plain_label(page.title, "title", wrap=True))
        if page.intro:
            rows.addWidget(plain_label(page.intro, "dim", wrap=True))
        if page.note:
            rows.addWidget(_note(page.note))
        for view in self.items:
            view.changed.connect(self.changed)
            view.alarmed.connect(self.alarmed)
            rows.addWidget(view)
        rows.addStretch(1)
        if page.foot:
            rows.addWidget(plain_label(page.foot, "small", wrap=True))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def given(self) -> dict[str, str]:
        """Return what is answered on this page."""
        return {key: text for view in self.items for key, text in view.given().items()}

    def is_answered(self, button: QPushButton) -> bool:
        """Whether the question that *button* belongs to has an answer."""
        return any(
            button in view.buttons.values() and view.item.key in view.given() for view in self.items
        )

    def forget(self) -> None:
        """Take back what was answered on this page."""
        for view in self.items:
            view.forget()

    def focus(self) -> None:
        """Give the keyboard to the first thing that can be answered."""
        first = next((w for view in self.items for w in _fields(view)), None)
        if first is not None:
            first.setFocus()


def _spacing(page: Page) -> int:
    lines = all(each.choices and _fits_a_line(each) for each in page.items)
    return 14 if lines or not any(each.choices for each in page.items) else 22


def _fits_a_line(item: Item) -> bool:
    return len(item.choices) <= _MOST_IN_A_LINE and all(
        len(each.words) <= _LONGEST_IN_A_LINE for each in item.choices
    )


def _fields(view: ItemView) -> list[QWidget]:
    typed = [] if view.edit is None or view.edit.isHidden() else [view.edit]
    return [*view.buttons.values(), *typed]


def _note(words: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("banner", "info")
    rows = QVBoxLayout(frame)
    rows.addWidget(plain_label(words, wrap=True))
    return frame


def _text_of(edit: QLineEdit | QPlainTextEdit | None) -> str:
    if edit is None:
        return ""
    return edit.toPlainText() if isinstance(edit, QPlainTextEdit) else edit.text()
