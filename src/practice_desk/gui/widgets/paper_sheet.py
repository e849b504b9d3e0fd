"""The questions of a paper check-in in the order of the paper, answered with the number keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from practice_desk.domain.check_in_sheet import Choice, Item, Page
from practice_desk.domain.instrument import Item as Question
from practice_desk.domain.instrument import Option
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.item_sheet import ItemRow

_INDENT = 28


class PaperRow(QFrame):
    """One question: answers to choose by a number key, a line to type, or both."""

    changed = Signal()
    leave = Signal(int)
    """Asks for the next question (1) or the one before (-1)."""

    def __init__(self, page: Page, item: Item, number: int) -> None:
        super().__init__()
        self.page, self.item = page, item
        self.choices: ItemRow | None = None
        self.edit: QLineEdit | None = None
        self._codes = _values(item.choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = item.words or page.title
        if item.choices:
            self.choices = row = ItemRow(_question(item, words, self._codes), number)
            row.changed.connect(self._chosen)
            row.leave.connect(self._leave_choices)
            column.addWidget(row)
        if item.length:
            column.addWidget(self._line(words, number))
        self._open()

    def given(self) -> dict[str, str]:
        """Return what stands here."""
        code = self._code()
        found = {self.item.key: code} if code else {}
        if self.edit is not None and not self.edit.isHidden():
            found[self.item.text_key] = self.edit.text()
        return found

    def put(self, given: Mapping[str, str]) -> None:
        """Let *given* stand here."""
        if self.choices is not None:
            self.choices.choose(self._codes.get(given.get(self.item.key, "")))
        if self.edit is not None and self.item.text_key in given:
            self.edit.setText(given[self.item.text_key])

    def take_focus(self) -> None:
        """Bring the keyboard here."""
        if self.choices is not None:
            self.choices.take_focus()
        elif self.edit is not None:
            self.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the line by Return, Up and Down."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key, is_plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if is_plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.leave.emit(1)
                return True
            if is_plain and key == Qt.Key.Key_Up:
                if self.choices is not None:
                    self.choices.take_focus()
                else:
                    self.leave.emit(-1)
                return True
        return super().eventFilter(watched, event)

    def _line(self, words: str, number: int) -> QWidget:
        item, holder = self.item, QWidget()
        self.edit = edit = QLineEdit(item.shown if not item.choices else "")
        edit.setObjectName(f"text_{number}")
        edit.setMaxLength(item.length)
        edit.setAccessibleName(item.text_words or words)
        edit.setCursorPosition(0)
        edit.installEventFilter(self)
        edit.textChanged.connect(self.changed)
        said = item.text_words if item.choices else f"{number}.  {words}"
        column = QVBoxLayout(holder)
        column.setContentsMargins(8 if not item.choices else 8 + _INDENT, 4, 8, 6)
        column.setSpacing(4)
        label = plain_label(said, wrap=True)
        label.setBuddy(edit)
        label.setVisible(bool(said))
        column.addWidget(label)
        column.addWidget(edit)
        self._holder = holder
        return holder

    def _code(self) -> str:
        value = None if self.choices is None else self.choices.value
        return next((code for code, each in self._codes.items() if each == value), "")

    def _chosen(self) -> None:
        self._open()
        self.changed.emit()

    def _leave_choices(self, step: int) -> None:
        if step > 0 and self.edit is not None and not self.edit.isHidden():
            self.edit.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.leave.emit(step)

    def _open(self) -> None:
        """Show the line only where a choice asks for it."""
        if self.edit is not None and self.item.choices:
            choice = self.item.choice(self._code())
            more = choice is not None and choice.asks_more
            self.edit.setVisible(more)
            self._holder.setVisible(more)


@register_custom_widget
class PaperSheet(QScrollArea):
    """All questions below each other; those that the answers so far do not ask for are hidden."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PaperRow] = []
        self._heads: list[tuple[Page, QWidget]] = []
        self._on_paper: frozenset[str] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Questions of the paper")

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show the questions of *pages*, all open. Call once."""
        inside = QWidget()
        inside.setProperty("surface", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(2)
        title = ""
        for page in pages:
            asks_itself = any(not item.words for item in page.items)  # the title is the question
            if (page.title != title or page.note) and not asks_itself:
                self._add_head(column, page)
            title = page.title
            for item in page.items:
                self._add_row(column, page, item)
        column.addStretch(1)
        self.setWidget(inside)
        self._hide_unasked()

    def ask_only(self, keys: Collection[str]) -> None:
        """Hide the pages whose keys are not among *keys*: they were not on this paper."""
        self._on_paper = frozenset(keys)
        self._hide_unasked()

    def put(self, given: Mapping[str, str]) -> None:
        """Let *given* stand in the questions."""
        for row in self.rows:
            row.put(given)

    def given(self) -> dict[str, str]:
        """Return what stands in the questions that are asked."""
        return {
            key: text
            for row in self.rows
            if not row.isHidden()
            for key, text in row.given().items()
        }

    def take_focus(self) -> None:
        """Bring the keyboard to the first question."""
        if self.rows:
            self.rows[0].take_focus()

    def _add_head(self, column: QVBoxLayout, page: Page) -> None:
        head = QWidget()
        lines = QVBoxLayout(head)
        lines.setContentsMargins(8, 12, 8, 2)
        lines.setSpacing(2)
        lines.addWidget(plain_label(page.title, "strong", wrap=True))
        for said in (page.intro, page.note):
            if said:
                lines.addWidget(plain_label(said, "dim", wrap=True))
        self._heads.append((page, head))
        column.addWidget(head)

    def _add_row(self, column: QVBoxLayout, page: Page, item: Item) -> None:
        row = PaperRow(page, item, len(self.rows) + 1)
        row.changed.connect(self._row_changed)
        row.leave.connect(lambda step: self._leave(row, step))
        self.rows.append(row)
        column.addWidget(row)

    def _row_changed(self) -> None:
        self._hide_unasked()
        self.changed.emit()

    def _hide_unasked(self) -> None:
        given = {key: text for row in self.rows for key, text in row.given().items()}
        pages = [(row.page, row) for row in self.rows]
        for page, widget in (*pages, *self._heads):
            on_paper = self._on_paper is None or page.key in self._on_paper
            widget.setHidden(not (on_paper and page.is_asked(given)))

    def _leave(self, row: PaperRow, step: int) -> None:
        shown = [each for each in self.rows if not each.isHidden()]
        place = shown.index(row) + step
        if step and 0 <= place < len(shown):
            shown[place].take_focus()
            self.ensureWidgetVisible(shown[place], 0, 60)
        elif place >= len(shown):
            self.focusNextChild()


def _values(choices: Sequence[Choice]) -> dict[str, int]:
    """Return the number key of each choice: a measure's own number, else its place on the paper."""
    if all(each.code.isdigit() for each in choices):
        return {each.code: int(each.code) for each in choices}
    return {each.code: place for place, each in enumerate(choices, 1)}


def _question(item: Item, words: str, codes: Mapping[str, int]) -> Question:
    options = tuple(Option(codes[each.code], each.words) for each in item.choices)
    return Question(item.key, words, options)
