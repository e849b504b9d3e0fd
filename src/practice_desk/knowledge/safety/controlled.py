"""Federal rules about controlled substances."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import ControlledCondition, ControlledRule


def check_controlled(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the rules that the medication that begins or changes is under."""
    taken = state.changed
    facts = state.pack.medication(taken.med) if taken else None
    if taken is None or facts is None:
        return
    for rule in state.pack.facts.controlled_rules:
        if _applies(rule.when, state, taken.med, facts.dea_schedule):
            yield _alert(rule, taken.med)


def _applies(when: ControlledCondition, state: PlanState, med: str, schedule: str) -> bool:
    change = state.change
    uses = {change.indication} | (state.patient.conditions if not change.indication else set())
    tests = (
        not when.schedule or schedule in when.schedule,
        not when.med or med in when.med,
        not when.use or when.use in uses,
        _reaches(change.refills, when.refills_min),
        _reaches(change.months_after_issue, when.months_after_issue_min),
        _reaches(change.days_supply, when.days_supply_min),
        not when.first_visit or change.first_visit == when.first_visit,
    )
    return all(tests)


def _reaches(value: int | None, least: int | None) -> bool:
    return least is None or (value is not None and value >= least)


def _alert(rule: ControlledRule, med: str) -> SafetyAlert:
    severity = AlertSeverity(rule.severity)
    return SafetyAlert(
        AlertKind.CONTROLLED, rule.id, severity, rule.message, (med,), sources=rule.sources
    )
