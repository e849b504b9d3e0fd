"""Naranjo's ten questions, each with what the chart shows and a choice of answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from practice_desk.domain.adverse_event_review import NaranjoAnswer
from practice_desk.domain.naranjo import QUESTIONS, ProposedAnswer
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.plain_text import plain_label

_ANSWERS = {
    NaranjoAnswer.NOT_KNOWN: "Not known",
    NaranjoAnswer.YES: "Yes",
    NaranjoAnswer.NO: "No",
}
_LEAST_HEIGHT = 170


@register_custom_widget
class NaranjoTable(QScrollArea):
    """Ten rows. What the chart answers is chosen already, all else is "not known"."""

    answered = Signal()
    """Emitted when somebody chose an answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setAccessibleName("Naranjo's questions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        rows = QGridLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(2)
        rows.setColumnStretch(0, 1)
        self.choices: list[QComboBox] = []
        self._evidence = []
        for number, question in enumerate(QUESTIONS):
            text = plain_label(f"{number + 1}. {question.text}", wrap=True)
            shown = plain_label("", "dim", wrap=True)
            choice = QComboBox()
            choice.setObjectName(f"naranjo_{number + 1}")
            choice.setAccessibleName(question.text)
            for answer, words in _ANSWERS.items():
                choice.addItem(words, answer)
            choice.activated.connect(self.answered)
            text.setBuddy(choice)
            rows.addWidget(text, number * 2, 0)
            rows.addWidget(choice, number * 2, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(shown, number * 2 + 1, 0)
            self.choices.append(choice)
            self._evidence.append(shown)
        rows.setRowStretch(len(QUESTIONS) * 2, 1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    @property
    def answers(self) -> tuple[NaranjoAnswer, ...]:
        """The ten answers as they are chosen."""
        return tuple(NaranjoAnswer(choice.currentData()) for choice in self.choices)

    def show_answers(
        self, answers: Sequence[NaranjoAnswer], proposed: Sequence[ProposedAnswer]
    ) -> None:
        """Show *answers*, and beside each what the chart says."""
        for number, choice in enumerate(self.choices):
            choice.setCurrentIndex(list(_ANSWERS).index(answers[number]))
            self._evidence[number].setText(proposed[number].evidence or "Ask.")
