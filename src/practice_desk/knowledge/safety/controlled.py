"""Federal rules about controlled substances."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from practice_desk.domain.safety import AlertKind, AlertSeverity, PlanChangeFacts, SafetyAlert
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import ControlledCondition, ControlledRule

_DAYS_OF_A_MONTH = 30.5
_REFILLS = "refills"
_DAYS = "days' supply"
_VISIT = "how the first visit was held"


def check_controlled(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the rules that the medication that begins or changes is under."""
    taken = state.changed
    facts = state.pack.medication(taken.med) if taken else None
    if taken is None or facts is None:
        return
    for rule in state.pack.facts.controlled_rules:
        if _applies(rule.when, state, taken.med, facts.dea_schedule):
            yield _alert(rule, taken.med, state.question.on)


def not_entered(pack: SafetyPack, change: PlanChangeFacts) -> tuple[str, ...]:
    """Return, in words, what the rules about single prescriptions ask for and nobody entered."""
    facts = pack.medication(change.med)
    if facts is None or facts.dea_schedule == "none":
        return ()
    wanted: set[str] = set()
    for rule in pack.facts.controlled_rules:
        when = rule.when
        if (when.schedule and facts.dea_schedule not in when.schedule) or (
            when.med and change.med not in when.med
        ):
            continue
        wanted.update(_missing(when, change))
    return tuple(words for words in (_REFILLS, _DAYS, _VISIT) if words in wanted)


def _missing(when: ControlledCondition, change: PlanChangeFacts) -> Iterator[str]:
    asks_for_end = when.months_after_issue_min is not None and change.months_after_issue is None
    if change.refills is None and (when.refills_min is not None or asks_for_end):
        yield _REFILLS
    ends_late = asks_for_end and bool(change.refills)
    if change.days_supply is None and (when.days_supply_min is not None or ends_late):
        yield _DAYS
    if when.first_visit and not change.first_visit:
        yield _VISIT


def _applies(when: ControlledCondition, state: PlanState, med: str, schedule: str) -> bool:
    change = state.change
    months = _months_after_issue(change)
    uses = {change.indication} | (state.patient.conditions if not change.indication else set())
    tests = (
        not when.schedule or schedule in when.schedule,
        not when.med or med in when.med,
        not when.use or when.use in uses,
        _reaches(change.refills, when.refills_min),
        _reaches(months, when.months_after_issue_min),
        _reaches(change.days_supply, when.days_supply_min),
        not when.first_visit or change.first_visit == when.first_visit,
    )
    return all(tests)


def _reaches(value: int | None, least: int | None) -> bool:
    return least is None or (value is not None and value >= least)


def _months_after_issue(change: PlanChangeFacts) -> int | None:
    """Return how many months after the issue the last refill would be filled."""
    if change.months_after_issue is not None or not (change.refills and change.days_supply):
        return change.months_after_issue
    return int(change.refills * change.days_supply / _DAYS_OF_A_MONTH)


def _alert(rule: ControlledRule, med: str, on: date | None) -> SafetyAlert:
    severity, message = AlertSeverity(rule.severity), rule.message
    if on is not None and rule.valid_until and on > date.fromisoformat(rule.valid_until):
        message = f"This rule was recorded until {rule.valid_until}; find out what holds now. "
        message += rule.message
    return SafetyAlert(AlertKind.CONTROLLED, rule.id, severity, message, (med,), "", rule.sources)
