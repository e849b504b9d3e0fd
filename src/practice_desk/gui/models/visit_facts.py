"""What was done in a visit, as the note tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.mental_status import mental_status_lines
from practice_desk.domain.visit import RiskAnswer
from practice_desk.domain.visit_brief import BriefTopic
from practice_desk.domain.visit_note import VisitFacts
from practice_desk.gui.models.visit_change_words import plan_line, title_in_words
from practice_desk.gui.models.visit_goals import goal_lines
from practice_desk.gui.models.visit_words import COURSES

if TYPE_CHECKING:
    from datetime import date

    from practice_desk.gui.models.visit_model import VisitModel

_NOT_IN_NOTE = (BriefTopic.MESSAGES, BriefTopic.RECONCILED)
"""Colleagues have notes of their own; what was reconciled that day has its own part."""


def facts_of(model: VisitModel) -> VisitFacts:
    """Return what was done, for the note."""
    state, opened = model.state, model.opened
    status, told = state.mental_status, model.told()
    brief = (each.text for each in opened.brief if each.topic not in _NOT_IN_NOTE)
    reconciled = "; ".join(opened.reconciled)
    lines = () if status is None else tuple(mental_status_lines(model.template, status))
    return VisitFacts(
        on=model.day,
        brief=tuple(brief),
        reconciled=(f"Today: {reconciled}.",) if reconciled else (),
        side_effects=tuple(_effect_lines(model)),
        mental_status=lines,
        risk=state.risk,
        risk_words=state.risk_words,
        talk=state.talk,
        assessed_on=_assessed_on(model),
        fields=model.session.sections if model.is_therapy else (),
        goals=tuple(goal_lines(opened.chart.care_plan, state)),
        plan=tuple(map(plan_line, state.changes)),
        unchanged=tuple(_unchanged(model)),
        findings_read=state.read is not None,
        consents=tuple(model.talk(name) for name in told if state.consent(name).discussed),
        minor=model.minor,
        told=told,
        taught=state.taught,
        follow_up=_follow_up_text(model),
    )


def _assessed_on(model: VisitModel) -> date | None:
    assessed = model.risk.assessment
    is_said = model.state.risk is RiskAnswer.ASSESSED
    return assessed.happened_on if is_said and assessed is not None else None


def _effect_lines(model: VisitModel) -> list[str]:
    lines = []
    for case in model.open_effects():
        said = model.state.effect(case.id or 0)
        parts = [case.effect]
        if said.course is not None:
            parts.append(f"{COURSES[said.course].lower()} today")
        made = model.changes_for(case)
        if made:
            parts.append(" and ".join(title_in_words(each) for each in made))
        elif said.watch or said.course not in (None, Course.GONE):
            parts.append("watched, no change")
        if len(parts) > 1:
            lines.append(f"{': '.join((parts[0], ', '.join(parts[1:])))}.")
    return lines


def _unchanged(model: VisitModel) -> list[str]:
    if model.is_session:
        return []
    return [f"{row.name} {row.directions}".strip() for row in model.plan_rows() if not row.change]


def _follow_up_text(model: VisitModel) -> str:
    follow_up = model.state.follow_up
    if follow_up is None:
        return ""
    if follow_up.on is None:
        return "No further visit is planned."
    return f"Comes back on {write_date(follow_up.on)}."
