"""The open side effects: how each is now, and that it is watched or something is done about it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.adverse_event import HIGHEST_GRADE, Course
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_words import COURSES
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.section import VisitSection, empty, link
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.wording import write_count


class EffectsSection(VisitSection):
    """One row for each side effect that is open."""

    key, title = "effects", "Side effects"

    report_wanted = Signal()
    """Emitted when somebody wants to report one."""

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.body.addLayout(self._rows)
        self.report = link("Report a side effect…", clicked=self.report_wanted.emit)
        self.report.setObjectName("report_effect")
        self.body.addWidget(self.report)
        self._shown: tuple[SideEffectCase, ...] | None = None
        self._widgets: dict[int, _EffectRow] = {}

    def show_model(self) -> None:
        """Show every open side effect as it stands."""
        found = self.model.open_effects()
        if found != self._shown:
            self._shown = found
            empty(self._rows)
            self._widgets = {}
            for case in found:
                row = _EffectRow(self.model, case)
                self._widgets[case.id or 0] = row
                self._rows.addWidget(row)
        for row in self._widgets.values():
            row.refresh()
        self.say(write_count(len(found), "open", "open") if found else "None open")
        self.fold(not found)


class _EffectRow(QWidget):
    """What was told, how it is now, and what is done."""

    def __init__(self, model: VisitModel, case: SideEffectCase) -> None:
        super().__init__()
        self._model, self._case = model, case
        told = case.told
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(case.effect, "strong"))
        if told.severity is not None:
            head.addWidget(Pill(f"{told.severity} of {HIGHEST_GRADE}", "caution"))
        names = {item.medication.id: item.medication.name for item in model.opened.chart.plan}
        suspects = " or ".join(sorted(names[n] for n in case.suspected_ids if n in names))
        where = [f"{suspects} suspected"] if suspects else []
        where.append(f"told {write_date(case.report.told_on)}")
        head.addWidget(plain_label(" · ".join(where), "dim"))
        head.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        words = " ".join(told.words.split())
        if words and words != case.effect:
            rows.addWidget(plain_label(f"“{words}”", wrap=True))
        self._done = plain_label("", "dim", wrap=True)
        self._chips: dict[Course, QPushButton] = {}
        self._watch = chip("Watch, no change")
        self._watch.setAccessibleName(f"{case.effect}: watch, no change")
        self._watch.clicked.connect(self._toggle_watch)
        chips: list[QWidget] = []
        for course, text in COURSES.items():
            button = chip(text)
            button.setAccessibleName(f"{case.effect} is now: {text.lower()}")
            button.clicked.connect(partial(self._say_course, course))
            self._chips[course] = button
            chips.append(button)
        row = FlowRow()
        row.show_widgets([*chips, self._watch])
        if model.may_prescribe and not model.is_session:
            rows.addWidget(row)
        else:
            row.setParent(self)
            row.hide()
        rows.addWidget(self._done)

    def refresh(self) -> None:
        """Mark what was said."""
        said = self._model.state.effect(self._case.id or 0)
        for course, button in self._chips.items():
            button.setChecked(said.course is course)
        self._watch.setChecked(said.watch)
        made = self._model.changes_for(self._case)
        self._watch.setEnabled(not made)
        done = " and ".join(line.title for line in made)
        self._done.setText(f"Done about it in the plan: {done}." if done else "")
        self._done.setVisible(bool(done))

    def _say_course(self, course: Course) -> None:
        said = self._model.state.effect(self._case.id or 0)
        said = replace(said, course=None if said.course is course else course)
        self._model.put(self._model.state.with_effect(said))

    def _toggle_watch(self) -> None:
        said = self._model.state.effect(self._case.id or 0)
        self._model.put(self._model.state.with_effect(replace(said, watch=not said.watch)))
