"""One goal: its objectives, therapy and medication side by side, and how it is going."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.care_plan import Achievement, GoalBranch, Track
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.goals_view import (
    ACHIEVEMENTS,
    TRACKS,
    GoalsView,
    goal_line,
    rated_on,
    rating_pill,
)
from practice_desk.gui.plain_text import plain_label, set_tip
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.pill import Pill


class GoalPanel(QFrame):
    """Emits `rated` with the goal's id, and `wanted` with what is to be done about which part.

    *label* shows and changes the goal's labels.

    With the keyboard in it, 1 to 5 rate.
    """

    rated = Signal(int, object)
    wanted = Signal(str, object)

    def __init__(
        self,
        view: GoalsView,
        branch: GoalBranch,
        today: date,
        *,
        may_write: bool,
        label: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._label = label
        self.branch = branch
        self._view, self._may = view, may_write
        self.ratings: dict[Achievement, QPushButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 6, 0, 6)
        self._rows.setSpacing(6)
        self._add_head()
        for each in branch.objectives:
            text, measured = view.objective(each)
            self._rows.addLayout(self._line(f"Objective: {text}", measured, each))
        self._add_tracks()
        if may_write:
            self._add_foot(today)

    def focus_rating(self, achievement: Achievement) -> None:
        """Lead the keyboard back to a rating after it was given."""
        if achievement in self.ratings:
            self.ratings[achievement].setFocus()

    def take_focus(self) -> None:
        """Lead the keyboard to the first rating, or to the first button where none is offered."""
        buttons = [*self.ratings.values(), *self.findChildren(QPushButton)]
        if buttons:
            buttons[0].setFocus()

    def _add_head(self) -> None:
        goal = self.branch.goal
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(goal.value.description, "strong", wrap=True), 1)
        text, tone = rating_pill(self.branch)
        head.addWidget(Pill(text, tone))
        if self._label is not None:
            head.addWidget(self._label)
        self._offer(head, "goal", goal, goal.value.description)
        self._rows.addLayout(head)
        below = QHBoxLayout()
        below.addWidget(plain_label(goal_line(goal.value), "dim"), 1)
        adds = (("Objective…", "objective"), ("Therapy or medication…", "intervention"))
        for text, what in adds if self._may else ():
            button = link(text, partial(self._want, what, goal))
            button.setAccessibleName(f"{text.rstrip('…')} for: {goal.value.description}")
            below.addWidget(button)
        self._rows.addLayout(below)
        if goal.value.patient_words:
            self._rows.addWidget(plain_label(f"“{goal.value.patient_words}”", wrap=True))

    def _add_tracks(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(24)
        for track in Track:
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(plain_label(TRACKS[track], "field"))
            found = self._view.interventions(self.branch, track)
            for each in found:
                column.addLayout(self._line(self._view.intervention(each), "", each))
            if not found:
                column.addWidget(plain_label("Nothing yet.", "dim"))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._rows.addLayout(columns)

    def _line(self, text: str, detail: str, part: object) -> QHBoxLayout:
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(8)
        words.setSpacing(0)
        words.addWidget(plain_label(text, wrap=True))
        if detail:
            words.addWidget(plain_label(detail, "dim", wrap=True))
        row.addLayout(words, 1)
        self._offer(row, "part", part, text)
        return row

    def _offer(self, row: QHBoxLayout, kind: str, part: object, about: str) -> None:
        if not self._may:
            return
        for icon, what, verb in (("pencil", "change", "Change"), ("x", "remove", "Take out")):
            button = QPushButton()
            set_icon(button, icon)
            button.setProperty("kind", "quiet")
            button.setFixedWidth(36)
            button.setAccessibleName(f"{verb}: {about}")
            set_tip(button, verb)
            button.clicked.connect(partial(self._want, what, part))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _add_foot(self, today: date) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(6)
        today_rating = rated_on(self.branch, today)
        if self.branch.is_open:
            foot.addWidget(plain_label("Today:", "dim"))
        for number, (achievement, (text, _tone)) in enumerate(ACHIEVEMENTS.items(), 1):
            if not self.branch.is_open:
                break
            button = chip(text)
            button.setChecked(achievement is today_rating)
            button.setAccessibleName(f"{text}: {self.branch.goal.value.description}")
            set_tip(button, f"Key {number}")
            rate = partial(self._rate, achievement)
            button.clicked.connect(rate)
            keys = QShortcut(QKeySequence(str(number)), self, rate)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.ratings[achievement] = button
            foot.addWidget(button)
        foot.addStretch(1)
        self._rows.addLayout(foot)

    def _rate(self, achievement: Achievement, _checked: bool = False) -> None:
        self.ratings[achievement].setFocus()
        self.rated.emit(self.branch.goal.id, achievement)

    def _want(self, what: str, part: object, _checked: bool = False) -> None:
        self.wanted.emit(what, part)


def link(text: str, call: Callable[..., None]) -> QPushButton:
    """Return a quiet button that adds something."""
    button = QPushButton(text)
    set_icon(button, "plus")
    button.setProperty("kind", "quiet")
    button.clicked.connect(call)
    return button
