"""What a visit decides about a side effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Decision,
    Review,
    Suspect,
    Told,
)
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.visit_change_words import decision
from practice_desk.gui.models.visit_state import EffectSaid

RECHECK_AFTER = timedelta(days=14)
"""When a side effect is looked at again where no next visit is planned."""


def review_of(
    case: SideEffectCase,
    said: EffectSaid,
    made: Sequence[ComposedChange],
    names: Mapping[int | None, str],
    recheck_on: date,
    day: date,
) -> Review:
    """Return the decision about a side effect, for which the changes *made* were composed.

    *names* are those of the plan's medications by their id, *day* is that of the visit.
    """
    decisions = tuple(map(decision, made))
    gone = said.course is Course.GONE and not decisions
    if not decisions and not gone:
        decisions = (Decision(Action.WATCH),)
    told = None
    if said.course is not None:
        told = Told(said.course, ended_on=day if said.course is Course.GONE else None)
    suspects = tuple(Suspect(each, names[each]) for each in case.suspected_ids if each in names)
    return Review(
        case.effect,
        decisions,
        case.effect_id,
        case.onset_on,
        told,
        case.suspects or suspects,
        recheck_on=None if gone else recheck_on,
        outcome=CaseOutcome.RECOVERED if gone else None,
    )
