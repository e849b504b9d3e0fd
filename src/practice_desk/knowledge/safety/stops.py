"""Washouts after what was stopped, and what must not be stopped suddenly."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    RecentStop,
    SafetyAlert,
)
from practice_desk.knowledge.safety.interactions import is_contraindicated
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import Washout

_BY_URGENCY = {
    "low": AlertSeverity.MINOR,
    "standard": AlertSeverity.MODERATE,
    "high": AlertSeverity.MAJOR,
}
_BEGINS = (ChangeAction.START, ChangeAction.SWITCH)


def check_washouts(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what was stopped too recently for what begins; the longest washout counts."""
    taken, change = state.changed, state.change
    if taken is None or change.action not in _BEGINS:
        return
    stops = list(state.question.recent_stops)
    if change.action is ChangeAction.SWITCH and change.from_med and not change.tapering:
        stops.append(RecentStop(change.from_med, change.gap_days or 0))
    for stop in stops:
        longest = _longest(state, stop.med, taken.med)
        if longest is not None and stop.days_ago < longest.days:
            yield _too_soon(state, stop, longest, taken.med)


def _longest(state: PlanState, stopped: str, begun: str) -> Washout | None:
    facts = state.pack.medication(stopped)
    groups = state.pack.groups(begun)
    found = [w for w in (facts.washouts if facts else ()) if w.before_starting in groups]
    return max(found, key=lambda each: each.days, default=None)


def _too_soon(state: PlanState, stop: RecentStop, washout: Washout, begun: str) -> SafetyAlert:
    strict = is_contraindicated(state.pack, stop.med, begun)
    facts = state.pack.medication(stop.med)
    name, other = state.pack.name(stop.med), state.pack.name(begun)
    days = "today" if stop.days_ago == 0 else f"{stop.days_ago} days ago"
    return SafetyAlert(
        AlertKind.WASHOUT,
        stop.med,
        AlertSeverity.CONTRAINDICATED if strict else AlertSeverity.MAJOR,
        f"{name} was stopped {days}; {washout.days} days are needed before {other}.",
        (stop.med, begun),
        washout.note,
        facts.sources if facts else (),
    )


def check_tapers(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is stopped suddenly although stepping it down is advised."""
    facts = state.pack.medication(state.stopped) if state.stopped else None
    if facts is None or facts.taper is None or state.change.tapering:
        return
    if facts.taper.advised:
        name = state.pack.name(state.stopped)
        yield SafetyAlert(
            AlertKind.TAPER,
            state.stopped,
            _BY_URGENCY[facts.taper.urgency],
            f"{name} should be stepped down, not stopped at once.",
            (state.stopped,),
            facts.taper.note,
            facts.sources,
        )
