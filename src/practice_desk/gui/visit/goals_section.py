"""The goals of the treatment plan that are worked on: how each is going today."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.care_plan import Achievement, GoalBranch, Rating
from practice_desk.domain.care_plan_rules import LENGTHS
from practice_desk.domain.checks import without_control_characters
from practice_desk.gui.models.goals_view import ACHIEVEMENTS, GoalsView, rating_pill
from practice_desk.gui.models.visit_goals import measured_lines
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label, set_tip
from practice_desk.gui.visit.section import VisitSection, empty, link
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.wording import write_count
from practice_desk.services.charts import Chart

_Shown = tuple[GoalBranch, tuple[str, ...]]


class GoalsSection(VisitSection):
    """One row for each goal; nothing at all for a chart without any that is worked on."""

    key, title = "goals", "Goals"

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.body.addLayout(self._rows)
        self.open = link("Open the treatment plan", clicked=lambda: self.page_wanted.emit("Goals"))
        self.open.setObjectName("open_goals")
        self.body.addWidget(self.open)
        self._chart: Chart | None = None
        self._shown: tuple[_Shown, ...] = ()
        self._widgets: list[_GoalRow] = []

    def show_model(self) -> None:
        """Show every goal with how it is going."""
        chart = self.model.opened.chart
        if chart is not self._chart:
            self._chart = chart
            self._take(_shown_of(chart))
        for row in self._widgets:
            row.refresh()
        rated = sum(row.is_rated for row in self._widgets)
        goals = write_count(len(self._widgets), "goal")
        self.say(f"{goals}, {rated} rated today" if rated else f"{goals}, none rated today")
        self.leave_out(not self._widgets)

    def _take(self, shown: tuple[_Shown, ...]) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._rows)
        self._widgets = [_GoalRow(self.model, *each) for each in shown]
        for row in self._widgets:
            self._rows.addWidget(row)


class _GoalRow(QWidget):
    """What is to be reached, how it was, and how it is now. With the keyboard in it, 1 to 5 rate.

    A rating that is chosen twice is taken back. Once it is rated, a few words may be added.
    """

    def __init__(self, model: VisitModel, branch: GoalBranch, measured: tuple[str, ...]) -> None:
        super().__init__()
        self._model, self._goal_id = model, branch.goal.id
        goal = branch.goal.value.description
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(goal, "strong", wrap=True), 1)
        last, tone = rating_pill(branch)
        head.addWidget(Pill(last or "Not rated yet", tone))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        for line in measured:
            rows.addWidget(plain_label(line, "dim", wrap=True))
        self._chips: dict[Achievement, QPushButton] = {}
        for number, (achievement, (text, _tone)) in enumerate(ACHIEVEMENTS.items(), 1):
            rate = partial(self._rate, achievement)
            self._chips[achievement] = button = chip(text)
            button.setObjectName(f"rate_{achievement}_of_{self._goal_id}")
            button.setAccessibleName(f"{goal} is now: {text.lower()}")
            set_tip(button, f"Key {number}")
            button.clicked.connect(rate)
            key = QShortcut(QKeySequence(str(number)), self, rate)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        row = FlowRow()
        row.show_widgets(list(self._chips.values()))
        rows.addWidget(row)
        self.words = QLineEdit()
        self.words.setObjectName(f"words_of_{self._goal_id}")
        self.words.setPlaceholderText("How it shows, in a few words")
        self.words.setAccessibleName(f"{goal}: how it shows, in a few words")
        self.words.setMaxLength(LENGTHS["words"])
        self.words.setProperty("kept_elsewhere", True)
        self.words.textEdited.connect(self._type)
        rows.addWidget(self.words)

    @property
    def is_rated(self) -> bool:
        """Whether somebody said today, in this visit, how it is going."""
        return self._model.state.rating(self._goal_id) is not None

    def refresh(self) -> None:
        """Mark what was said."""
        said = self._model.state.rating(self._goal_id)
        for achievement, button in self._chips.items():
            button.setChecked(said is not None and achievement is said.achievement)
        self.words.setVisible(said is not None)
        words = "" if said is None else said.words
        if self.words.text() != words and not self.words.hasFocus():
            self.words.setText(words)

    def _rate(self, achievement: Achievement, _checked: bool = False) -> None:
        said = self._model.state.rating(self._goal_id)
        if said is not None and said.achievement is achievement:
            self._put(None)
        else:
            self._put(Rating(self._goal_id, achievement, "" if said is None else said.words))

    def _type(self, text: str) -> None:
        said = self._model.state.rating(self._goal_id)
        if said is not None:
            self._put(replace(said, words=without_control_characters(text)))

    def _put(self, rating: Rating | None) -> None:
        self._model.put(self._model.state.with_rating(self._goal_id, rating))


def _shown_of(chart: Chart) -> tuple[_Shown, ...]:
    found = chart.care_plan.open_goals
    if not found:
        return ()
    view = GoalsView(chart)
    return tuple((each, measured_lines(view, each)) for each in found)
