"""What has to be measured before and during a treatment, and results beyond their thresholds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    FollowUp,
    LabResult,
    SafetyAlert,
)
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import (
    MonitoringAlert,
    MonitoringCondition,
    MonitoringRule,
)

_WEEKS = {"day": Decimal(1) / 7, "week": Decimal(1), "month": Decimal(365) / 84}
_SPAN = re.compile(r"(\d+) (day|week|month)s?")
_PLACE = re.compile(r"(day|week|month) (\d+)")
_EARLY = Decimal("0.25")
"""A result that came a quarter of the time too early still counts for its date."""
_POSITIVE = frozenset({"positive", "pos", "reactive", "detected", "abnormal", "yes", "true"})
_PARTS = {
    "6690-2": "wbc", "777-3": "platelets", "751-8": "anc",
    "8480-6": "systolic", "8462-4": "diastolic", "8867-4": "pulse",
    "1558-6": "fasting glucose", "4548-4": "a1c",
    "13457-7": "ldl", "2571-8": "triglycerides",
    "2823-3": "potassium", "19123-9": "magnesium",
    "1988-5": "crp", "10839-9": "troponin", "6598-7": "troponin",
}  # fmt: skip
"""Which part of a panel a LOINC code is."""


def check_baseline(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what has to be measured before a medication begins."""
    taken = state.changed
    if taken is None or state.change.action not in (ChangeAction.START, ChangeAction.SWITCH):
        return
    for rule in rules_for(state, taken.med):
        if rule.baseline:
            yield SafetyAlert(
                AlertKind.MONITORING_BASELINE,
                rule.id,
                AlertSeverity.INFORMATION,
                f"Before starting: {rule.test}.",
                (taken.med,),
                rule.note,
                rule.sources,
            )


def check_due(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is overdue by how long each medication has been taken."""
    for follow_up in state.question.follow_up:
        last = dict(follow_up.last)
        for rule in rules_for(state, follow_up.med):
            if is_due(state, rule, follow_up, last.get(rule.id)):
                yield SafetyAlert(
                    AlertKind.MONITORING_DUE,
                    rule.id,
                    AlertSeverity.INFORMATION,
                    f"Due: {rule.test}.",
                    (follow_up.med,),
                    rule.note,
                    rule.sources,
                )


def rules_for(state: PlanState, med: str) -> list[MonitoringRule]:
    """Return the monitoring of a medication in this patient, without what another replaces."""
    rules = [rule for rule in state.pack.monitoring_of(med) if _concerns(state, rule)]
    replaced = {rule.replaces for rule in rules if rule.replaces}
    return [rule for rule in rules if rule.id not in replaced]


def is_due(state: PlanState, rule: MonitoringRule, follow_up: FollowUp, last: int | None) -> bool:
    """Return whether *rule* is overdue; *last* is the age of its last result in weeks."""
    on = Decimal(follow_up.weeks_on)
    interval = _interval(state, rule, on)
    if interval is not None:
        return on >= interval if last is None else last >= interval
    places = [place for step in rule.steps if (place := _place(step.at)) and place <= on]
    if not places:
        return False
    newest = max(places)
    return last is None or on - last < newest * (1 - _EARLY)


def _interval(state: PlanState, rule: MonitoringRule, on: Decimal) -> Decimal | None:
    """Return the weeks between two results at this time, the shortest that applies."""
    found = []
    for step in rule.steps:
        every = _span(step.every)
        begins = _place(step.from_) or Decimal(0)
        ends = _span(step.until)
        if every is not None and begins <= on and (ends is None or on < ends):
            found.append(every)
    if found:
        found += [every for each in tighter_spans(state, rule) if (every := _span(each))]
    return min(found, default=None)


def tighter_spans(state: PlanState, rule: MonitoringRule) -> list[str]:
    """Return the shorter intervals, such as "6 months", that *rule* has for this patient."""
    return [each.every for each in rule.tighter if _holds(state, each.when, rule)]


def _span(text: str) -> Decimal | None:
    match = _SPAN.fullmatch(text)
    return Decimal(match[1]) * _WEEKS[match[2]] if match else None


def _place(text: str) -> Decimal | None:
    match = _PLACE.fullmatch(text)
    return Decimal(match[2]) * _WEEKS[match[1]] if match else None


def _concerns(state: PlanState, rule: MonitoringRule) -> bool:
    if rule.only_if is None:
        return True
    some, every = rule.only_if.any, rule.only_if.all
    return (not some or any(_holds(state, each, rule) for each in some)) and all(
        _holds(state, each, rule) for each in every
    )


def _holds(state: PlanState, when: MonitoringCondition, rule: MonitoringRule) -> bool:
    patient = state.patient
    age = patient.age
    mine = {
        group
        for taken in state.everything
        if state.pack.groups(taken.med) & set(rule.applies_to)
        for group in state.pack.groups(taken.med)
    }
    tests = (
        when.age_min is None or (age is not None and age >= when.age_min),
        when.age_max is None or (age is not None and age <= when.age_max),
        not when.condition or bool(patient.conditions & set(when.condition)),
        not when.symptom or bool(patient.symptoms & set(when.symptom)),
        not when.with_med or any(state.takes(group) for group in when.with_med),
        not when.with_class or any(state.takes(group) for group in when.with_class),
        when.childbearing_potential is None
        or patient.childbearing_potential == when.childbearing_potential,
        when.pregnant is None or patient.pregnant == when.pregnant,
        not when.sex or patient.sex == when.sex,
        not when.ancestry or patient.ancestry in when.ancestry,
        not when.classes or bool(mine & set(when.classes)),
    )
    return all(tests)


def check_labs(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield, per monitoring, the worst threshold that a result entered today is beyond."""
    for result in state.question.labs:
        seen: set[str] = set()
        for taken in state.everything:
            for rule in rules_for(state, taken.med):
                if result.loinc not in rule.loinc or rule.id in seen:
                    continue
                seen.add(rule.id)
                worst = _worst(state, rule, result)
                if worst is not None:
                    yield _beyond(rule, worst, result, taken.med)


def _worst(state: PlanState, rule: MonitoringRule, result: LabResult) -> MonitoringAlert | None:
    beyond = [alert for alert in rule.alerts if _is_beyond(state, rule, alert, result)]
    return min(beyond, key=lambda each: AlertSeverity(each.severity).rank, default=None)


def _is_beyond(
    state: PlanState, rule: MonitoringRule, alert: MonitoringAlert, result: LabResult
) -> bool:
    if alert.phase and result.phase and alert.phase != result.phase:
        return False
    if alert.sex and alert.sex != state.patient.sex:
        return False
    if alert.part and _PARTS.get(result.loinc, alert.part) != alert.part:
        return False
    if isinstance(result.value, str):
        return alert.positive and result.value.casefold() in _POSITIVE
    if alert.low is not None and result.value < alert.low:
        return True
    return alert.high is not None and _reaches(alert, result.value)


def _reaches(alert: MonitoringAlert, value: Decimal) -> bool:
    """Return whether *value* is too high; a percentage of the label is "or more"."""
    assert alert.high is not None  # the caller has looked
    return value >= alert.high if "or more" in alert.action else value > alert.high


def _beyond(
    rule: MonitoringRule, alert: MonitoringAlert, result: LabResult, med: str
) -> SafetyAlert:
    return SafetyAlert(
        AlertKind.LAB,
        rule.id,
        AlertSeverity(alert.severity),
        f"{rule.test}: {result.value} {alert.unit}".strip() + ".",
        (med,),
        alert.action,
        rule.sources,
    )
