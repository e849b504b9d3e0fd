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
from practice_desk.knowledge.safety.plan_state import PlanState, is_cross_taper
from practice_desk.knowledge.safety.records import Washout
from practice_desk.knowledge.safety.wording import sentence

_BY_URGENCY = {
    "low": AlertSeverity.MINOR,
    "standard": AlertSeverity.MODERATE,
    "high": AlertSeverity.MAJOR,
}


def check_washouts(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what was stopped too recently for what begins; the longest washout counts.

    An exposure begins as well, such as drinking after disulfiram.
    """
    taken, change = state.changed, state.change
    begun = sorted(state.question.new_exposures)
    if taken is not None and state.begins:
        begun.append(taken.med)
    stops = list(state.question.recent_stops)
    if change.action is ChangeAction.SWITCH and change.from_med and not is_cross_taper(change):
        stops.append(RecentStop(change.from_med, change.gap_days or 0))
    for stop in stops:
        for name in begun:
            longest = _longest(state, stop.med, name)
            if longest is not None and stop.days_ago < longest.days:
                yield _too_soon(state, stop, longest, name)
    if taken is not None and state.begins:
        yield from _still_taken(state, taken.med)
    yield from _before_later_starts(state)


def _still_taken(state: PlanState, begun: str) -> Iterator[SafetyAlert]:
    """Yield what has to be washed out and goes on beside what begins, with no rule for the pair."""
    for other in state.others:
        longest = _longest(state, other.med, begun)
        if longest is None or state.pack.is_same_substance(other.med, begun):
            continue
        if not state.pack.interactions(other.med, begun):
            name = sentence(state.pack.name(other.med))[:-1]
            needed = f"{_days(longest.days)} have to pass after its end"
            when = f"{name} is in the plan: {needed} before {state.pack.name(begun)}"
            what = f"Stop it first. {sentence(longest.note)}"
            yield _washout(state, other.med, begun, when, what)


def _before_later_starts(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is planned to begin too soon after the changed medication has ended."""
    ended = state.changed.med if state.changed is not None else state.stopped
    for later in state.question.later_starts:
        longest = _longest(state, ended, later.med)
        if longest is not None and later.days < longest.days:
            wait = _days(longest.days - later.days)
            what = f"Let it begin {wait} later. {sentence(longest.note)}"
            when = _gap(state, ended, later.med, later.days, longest)
            yield _washout(state, ended, later.med, when, what)


def _longest(state: PlanState, stopped: str, begun: str) -> Washout | None:
    facts = state.pack.medication(stopped)
    groups = state.pack.groups(begun)
    found = [w for w in (facts.washouts if facts else ()) if w.before_starting in groups]
    return max(found, key=lambda each: each.days, default=None)


def _too_soon(state: PlanState, stop: RecentStop, washout: Washout, begun: str) -> SafetyAlert:
    when = _gap(state, stop.med, begun, stop.days_ago, washout)
    what = f"Wait {_days(washout.days - stop.days_ago)} more. {sentence(washout.note)}"
    return _washout(state, stop.med, begun, when, what)


def _gap(state: PlanState, ended: str, begun: str, days: int, washout: Washout) -> str:
    """Return the words for too few days between an end and a start.

    They are the same for the one and for the other, so that a set that has both says it once.
    """
    gap = "on the day on which" if days == 0 else f"{_days(days)} before"
    name, other = sentence(state.pack.name(ended))[:-1], state.pack.name(begun)
    return f"{name} ends {gap} {other} begins: {_days(washout.days)} have to pass"


def _washout(state: PlanState, ended: str, begun: str, when: str, what: str) -> SafetyAlert:
    strict = is_contraindicated(state.pack, ended, begun)
    facts = state.pack.medication(ended)
    return SafetyAlert(
        AlertKind.WASHOUT,
        ended,
        AlertSeverity.CONTRAINDICATED if strict else AlertSeverity.MAJOR,
        f"{when}.",
        (ended, begun),
        what.strip(),
        facts.sources if facts else (),
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def check_tapers(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is stopped suddenly although stepping it down is advised.

    Not where another line of the plan goes on with it. A direct switch within one class covers
    most of a withdrawal, so it is a minor matter where stepping down is not urgent.
    """
    taken, change = state.changed, state.change
    ends = taken.med if taken is not None and change.ends_high else ""
    stopped = state.stopped if state.stopped and not change.tapering else ends
    facts = state.pack.medication(stopped) if stopped else None
    if facts is None or facts.taper is None or not facts.taper.advised:
        return
    if stopped != ends and state.takes(stopped):
        return
    severity, name = _BY_URGENCY[facts.taper.urgency], sentence(state.pack.name(stopped))[:-1]
    message = f"{name} should be stepped down, not stopped at once."
    if stopped == ends:
        message = f"The steps of {state.pack.name(stopped)} end without stepping it down."
    elif severity is AlertSeverity.MODERATE and _is_replaced(state):
        severity = AlertSeverity.MINOR
        message += " The new medication of its class covers most of this."
    yield SafetyAlert(
        AlertKind.TAPER,
        stopped,
        severity,
        message,
        (stopped,),
        sentence(facts.taper.note),
        facts.sources,
    )


def _is_replaced(state: PlanState) -> bool:
    """Return whether a switch goes straight to another medication of the same class."""
    if state.changed is None or (state.change.gap_days or 0) > 1:
        return False
    groups = state.pack.groups(state.changed.med)
    return any(entry.id in groups for entry in state.pack.duplicate_classes(state.stopped))
