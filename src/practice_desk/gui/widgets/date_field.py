"""A field for a calendar date, typed in any form people use, which shows what it understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from practice_desk.domain.calendar_text import read_date, write_date
from practice_desk.gui import theme
from practice_desk.gui.custom_widgets import register_custom_widget

PLACEHOLDER = "Month/day/year"
UNREADABLE = "This is no date. Type it like 3/14/1985 or Mar 14, 1985."


def today_here() -> date:
    """Return the calendar date of this computer's time zone."""
    return datetime.now().astimezone().date()


@register_custom_widget
class DateField(QWidget):
    """A line edit for a date; empty means no date. The date understood stands inside, at the right.

    Leaving the field writes the date out ("Mar 14, 1985"). Text that is no date stays as typed,
    with a sentence in `problem`. `edit` has the focus and is where a label's buddy leads.
    """

    value_changed = Signal(object)
    """Emits the date, or None, whenever what the text means changes."""

    def __init__(
        self, parent: QWidget | None = None, *, today: Callable[[], date] = today_here
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._last: date | None = None
        self.edit = _HintedLineEdit(self)
        self.edit.setPlaceholderText(PLACEHOLDER)
        self.problem = QLabel(self)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "problem")
        self.problem.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.edit)
        rows.addWidget(self.problem)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.edit)
        self.setFocusPolicy(self.edit.focusPolicy())
        self.edit.textChanged.connect(self._typed)
        self.edit.editingFinished.connect(self._left)

    def value(self) -> date | None:
        """Return the date the text means; None when it is empty or no date (see `is_valid`)."""
        return read_date(self.edit.text(), self._today())

    def set_value(self, value: date | None) -> None:
        """Show *value*; None empties the field."""
        self.edit.setText("" if value is None else write_date(value))
        self.edit.setCursorPosition(0)
        self.clear_problem()

    def text(self) -> str:
        """Return the text as it stands in the field."""
        return self.edit.text()

    def is_valid(self) -> bool:
        """Return whether the field is empty or holds a date."""
        return not self.edit.text().strip() or self.value() is not None

    def check(self) -> bool:
        """Show the problem if the text is no date; return `is_valid`."""
        if self.is_valid():
            return True
        self.show_problem(UNREADABLE)
        return False

    def show_problem(self, sentence: str) -> None:
        """Mark the field and say what is wrong with it under it."""
        theme.style(self.edit, invalid=True)
        self.edit.setAccessibleDescription(sentence)
        self.problem.setText(sentence)
        self.problem.show()

    def clear_problem(self) -> None:
        """Take the mark and the sentence away."""
        if not self.problem.text():
            return
        theme.style(self.edit, invalid=False)
        self.edit.setAccessibleDescription("")
        self.problem.clear()
        self.problem.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Pass this field's accessible name, or its label's words, on to the line edit."""
        if not self.edit.accessibleName():
            self.edit.setAccessibleName(self.accessibleName() or _buddy_text(self))
        super().showEvent(event)

    def _typed(self) -> None:
        self.clear_problem()
        understood = self.value()
        written = "" if understood is None else write_date(understood)
        self.edit.set_hint("" if written == self.edit.text().strip() else written)
        if understood != self._last:
            self._last = understood
            self.value_changed.emit(understood)

    def _left(self) -> None:
        understood = self.value()
        if understood is None:
            self.check()
        elif self.edit.text() != write_date(understood):
            problem = self.problem.text()
            self.edit.setText(write_date(understood))
            if problem:
                self.show_problem(problem)


class _HintedLineEdit(QLineEdit):
    """A line edit with a quiet note inside, at the right, while there is room for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = QLabel()
        self._hint.setProperty("role", "dim")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 12, 0)
        row.addStretch(1)
        row.addWidget(self._hint)
        self._hint.hide()

    def hint(self) -> str:
        """Return the note, whether or not there is room for it."""
        return self._hint.text()

    def set_hint(self, text: str) -> None:
        """Show *text*; empty for none."""
        self._hint.setText(text)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the note when the typed text needs its place."""
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with a new font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _make_room(self) -> None:
        hint = self._hint.text()
        metrics = self.fontMetrics()
        needed = metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(hint) + 48
        self._hint.setVisible(bool(hint) and needed <= self.width())


def _buddy_text(field: QWidget) -> str:
    for label in field.window().findChildren(QLabel):
        if label.buddy() is field:
            return label.text().replace("&", "")
    return ""
