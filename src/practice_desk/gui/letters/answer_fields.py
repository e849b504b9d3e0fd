"""The questions of a kind of letter, each with a field for its sort of answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directory import Organization
from practice_desk.domain.letter_choice import YES
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.letters.compose_model import ComposeModel, ticked
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.letters.kind import AnswerSort, Question

_MOST = 99_999


@register_custom_widget
class AnswerFields(QWidget):
    """Shows the questions and tells each answer: `answered` of choices, `typed` of text."""

    answered = Signal(str, str)
    typed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QWidget] = {}
        self._shown: list[QWidget] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)

    def show_questions(self, model: ComposeModel) -> None:
        """Show the questions of *model* with its answers, in the place of the former ones."""
        for widget in self._shown:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        self.fields, self._shown = {}, []
        for question in model.kind.offer.questions:
            answer = model.answers.get(question.name, "")
            self._add(question, self._field(question, answer, model.offering.organizations))
        self.setVisible(bool(self.fields))

    def _add(self, question: Question, field: QWidget) -> None:
        field.setObjectName(f"answer_{question.name}")
        self.fields[question.name] = field
        if question.sort is not AnswerSort.TICK:
            mark = "" if question.required else " (optional)"
            label = QLabel(f"{question.label}{mark}".replace("&", "&&"))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "field")
            label.setWordWrap(True)
            label.setBuddy(field.edit if isinstance(field, DateField) else field)
            self._shown.append(label)
            self._rows.addWidget(label)
        target = field.edit if isinstance(field, DateField) else field
        target.setAccessibleName(question.label)
        self._shown.append(field)
        self._rows.addWidget(field)

    def _field(
        self, question: Question, answer: str, organizations: Iterable[Organization]
    ) -> QWidget:
        if question.sort is AnswerSort.TICK:
            return self._tick(question, answer)
        if question.sort is AnswerSort.CHOICE:
            return self._choice(question.name, question.choices, answer)
        if question.sort is AnswerSort.ORGANIZATION:
            known = tuple((str(each.id), each.name) for each in organizations)
            return self._choice(question.name, known, answer)
        if question.sort is AnswerSort.DAY:
            return self._day(question, answer)
        return self._line(question, answer)

    def _tick(self, question: Question, answer: str) -> QCheckBox:
        box = QCheckBox(question.label.replace("&", "&&"))
        box.setChecked(ticked(answer))
        box.toggled.connect(lambda on: self.answered.emit(question.name, YES if on else ""))
        return box

    def _choice(self, name: str, choices: tuple[tuple[str, str], ...], answer: str) -> QComboBox:
        combo = QComboBox()
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        combo.setSizeAdjustPolicy(policy)
        combo.setMinimumContentsLength(6)
        if answer not in dict(choices):
            combo.addItem("Choose", "")
        for value, words in choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(answer)))
        combo.currentIndexChanged.connect(
            lambda _index: self.answered.emit(name, str(combo.currentData() or ""))
        )
        return combo

    def _day(self, question: Question, answer: str) -> DateField:
        field = DateField()
        day = None if not answer else _day_of(answer)
        if day is not None:
            field.edit.setText(write_date(day))
        field.value_changed.connect(
            lambda value: self.typed.emit(question.name, value.isoformat() if value else "")
        )
        return field

    def _line(self, question: Question, answer: str) -> QLineEdit:
        edit = QLineEdit(answer)
        edit.setMaxLength(question.longest)
        if question.sort is AnswerSort.NUMBER:
            edit.setValidator(QIntValidator(0, _MOST, edit))
        edit.textChanged.connect(lambda text: self.typed.emit(question.name, text.strip()))
        return edit


def _day_of(answer: str) -> date | None:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None
