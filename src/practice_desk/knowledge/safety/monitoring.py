"""What has to be measured before and during a treatment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    FollowUp,
    SafetyAlert,
)
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import MonitoringCondition, MonitoringRule
from practice_desk.knowledge.safety.wording import sentence

_DAYS = {"day": Decimal(1), "week": Decimal(7), "month": Decimal(365) / 12}
_SPAN = re.compile(r"(\d+) (day|week|month)s?")
_PLACE = re.compile(r"(day|week|month) (\d+)")
_EARLY = Decimal("0.25")
"""A result that came a quarter of the time too early still counts for its date."""
_SYMPTOMS = "symptoms"


def check_baseline(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what has to be measured before a medication begins."""
    taken = state.changed
    if taken is None or not (state.begins or _starts_anew(state, taken.med)):
        return
    for rule in rules_for(state, taken.med):
        if rule.baseline and state.question.measured.isdisjoint(rule.loinc):
            yield SafetyAlert(
                AlertKind.MONITORING_BASELINE,
                rule.id,
                AlertSeverity.INFORMATION,
                f"Before starting: {rule.test}.",
                (taken.med,),
                sentence(rule.note),
                rule.sources,
            )


def _starts_anew(state: PlanState, med: str) -> bool:
    """Return whether a gap asks for the monitoring of a new start, as after a month off clozapine.

    The last of a rule's restarts is the one that does.
    """
    gap = state.change.gap_days
    return gap is not None and any(
        rule.restart_rules and gap >= rule.restart_rules[-1].gap_days_min
        for rule in state.pack.monitoring_of(med)
    )


def check_due(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is overdue by how long each medication has been taken, and by symptoms.

    What was measured today is not due any more.
    """
    today = {result.loinc for result in state.question.labs}
    for follow_up in state.question.follow_up:
        last = dict(follow_up.last)
        for rule in rules_for(state, follow_up.med):
            if not today & set(rule.loinc) and is_due(state, rule, follow_up, last.get(rule.id)):
                yield _due(rule, follow_up.med)
    for taken in state.everything if state.patient.symptoms else ():
        for rule in rules_for(state, taken.med):
            if any(step.at == _SYMPTOMS for step in rule.steps):
                yield _due(rule, taken.med)


def _due(rule: MonitoringRule, med: str) -> SafetyAlert:
    return SafetyAlert(
        AlertKind.MONITORING_DUE,
        rule.id,
        AlertSeverity.INFORMATION,
        f"Due: {rule.test}.",
        (med,),
        sentence(rule.note),
        rule.sources,
    )


def rules_for(state: PlanState, med: str) -> list[MonitoringRule]:
    """Return the monitoring of a medication in this patient, without what another replaces."""
    rules = [rule for rule in state.pack.monitoring_of(med) if _concerns(state, rule, med)]
    replaced = {rule.replaces for rule in rules if rule.replaces}
    return [rule for rule in rules if rule.id not in replaced]


def is_due(state: PlanState, rule: MonitoringRule, follow_up: FollowUp, last: int | None) -> bool:
    """Return whether *rule* is overdue; *last* is the age of its last result in weeks.

    What is asked at each visit belongs to the visit and is never overdue.
    """
    on = Decimal(follow_up.weeks_on)
    interval = _interval(state, rule, on, follow_up.med)
    if interval is not None and (on if last is None else last) >= interval:
        return True
    places = [place for step in rule.steps if (place := _place(step.at)) and place <= on]
    if not places:
        return False
    return last is None or on - last < max(places) * (1 - _EARLY)


def _interval(state: PlanState, rule: MonitoringRule, on: Decimal, med: str) -> Decimal | None:
    """Return the weeks between two results at this time, the shortest that applies."""
    found = []
    for step in rule.steps:
        every = _span(step.every)
        begins = _place(step.from_) or Decimal(0)
        ends = _span(step.until)
        if every is not None and begins <= on and (ends is None or on < ends):
            found.append(every)
    if found:
        found += [every for each in tighter_spans(state, rule, med) if (every := _span(each))]
    return min(found, default=None)


def tighter_spans(state: PlanState, rule: MonitoringRule, med: str) -> list[str]:
    """Return the shorter intervals, such as "6 months", that *rule* has for this patient."""
    return [each.every for each in rule.tighter if _holds(state, each.when, rule, med)]


def _span(text: str) -> Decimal | None:
    match = _SPAN.fullmatch(text)
    return _weeks(Decimal(match[1]), match[2]) if match else None


def _place(text: str) -> Decimal | None:
    match = _PLACE.fullmatch(text)
    return _weeks(Decimal(match[2]), match[1]) if match else None


def _weeks(count: Decimal, unit: str) -> Decimal:
    """Return a time in weeks; months make whole weeks, so that half a year is 26 of them."""
    weeks = count * _DAYS[unit] / 7
    return weeks.to_integral_value() if unit == "month" else weeks


def _concerns(state: PlanState, rule: MonitoringRule, med: str) -> bool:
    if rule.only_if is None:
        return True
    some, every = rule.only_if.any, rule.only_if.all
    return (not some or any(_holds(state, each, rule, med) for each in some)) and all(
        _holds(state, each, rule, med) for each in every
    )


def _holds(state: PlanState, when: MonitoringCondition, rule: MonitoringRule, med: str) -> bool:
    patient = state.patient
    age = patient.age
    tests = (
        when.age_min is None or (age is not None and age >= when.age_min),
        when.age_max is None or (age is not None and age <= when.age_max),
        not when.condition or bool(patient.conditions & set(when.condition)),
        not when.symptom or bool(patient.symptoms & set(when.symptom)),
        not when.with_med or any(state.takes(group, beside=med) for group in when.with_med),
        not when.with_class or any(state.takes(group, beside=med) for group in when.with_class),
        when.childbearing_potential is None
        or patient.childbearing_potential == when.childbearing_potential,
        when.pregnant is None or patient.pregnant == when.pregnant,
        not when.sex or patient.sex == when.sex,
        not when.ancestry or patient.ancestry in when.ancestry,
        not when.classes or _has_class(state, when, rule),
    )
    return all(tests)


def _has_class(state: PlanState, when: MonitoringCondition, rule: MonitoringRule) -> bool:
    """Return whether one of the medications that the rule watches is of the classes of *when*."""
    every = (state.pack.groups(taken.med) for taken in state.everything)
    return any(
        not groups.isdisjoint(rule.applies_to) and not groups.isdisjoint(when.classes)
        for groups in every
    )
