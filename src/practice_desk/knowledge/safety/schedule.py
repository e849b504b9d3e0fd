"""The pack's monitoring of one medication in one patient, as schedules and thresholds with dates.

The rules, and whom they concern, are the safety checks' own. Where the chart does not tell whether
a rule concerns the patient, the check is there as one to decide, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from practice_desk.domain.laboratory import LabTest, Result
from practice_desk.domain.monitoring import (
    BASELINE_DAYS,
    Anchor,
    Monitoring,
    MonitoringKind,
    Span,
    SpanUnit,
    Timing,
)
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.result_flag import Threshold
from practice_desk.domain.safety import (
    AlertSeverity,
    PatientFacts,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.domain.units import convert, find_unit
from practice_desk.knowledge.laboratory import Laboratory
from practice_desk.knowledge.safety.monitoring import rules_for, tighter_spans
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import PlanState, plan_state
from practice_desk.knowledge.safety.records import MonitoringAlert, MonitoringRule, MonitoringStep

_SPAN = re.compile(r"(\d+) (day|week|month)s?")
_PLACE = re.compile(r"(day|week|month) (\d+)")
_AT_START = frozenset({"baseline", "before first prescription"})
_CHILDBEARING_AGES = range(12, 56)
_CATEGORIES = {
    MonitoringKind.LAB: ObservationCategory.LABORATORY,
    MonitoringKind.VITAL: ObservationCategory.VITAL_SIGNS,
    MonitoringKind.PROCEDURE: ObservationCategory.PROCEDURE,
    MonitoringKind.CLINICAL: ObservationCategory.EXAM,
    MonitoringKind.ADMIN: ObservationCategory.EXAM,
}
_PREGNANCY = "If the patient can become pregnant, which the chart does not record"
_ANCESTRY = "If of an ancestry in which the allele is common, which the chart does not record"


@dataclass(frozen=True, slots=True)
class Watched:
    """One check with the tests it takes and the thresholds of their results."""

    monitoring: Monitoring
    tests: tuple[LabTest, ...]
    thresholds: tuple[Threshold, ...]
    gap_days: int = 0
    """A pause of fewer days goes on with the former schedule."""


def watched(
    pack: SafetyPack,
    lab: Laboratory,
    patient: PatientFacts,
    taken: Iterable[TakenMedication],
    med: str,
) -> list[Watched]:
    """Return what the pack asks to be watched with *med* in this patient, beside all *taken*."""
    everything = tuple(taken)
    state = _state(pack, patient, everything)
    sure = rules_for(state, med)
    found = [_watched(state, rule, lab, med, "") for rule in sure]
    known = {rule.id for rule in sure}
    for assumed, unsure in _assumptions(patient):
        supposed = _state(pack, assumed, everything)
        for rule in rules_for(supposed, med):
            if rule.id not in known:
                known.add(rule.id)
                found.append(_watched(supposed, rule, lab, med, unsure))
    return found


def closer_follow_up(
    monitoring: Monitoring, newest: Mapping[str, Result], lab: Laboratory
) -> Monitoring:
    """Return *monitoring* with the shorter interval that its last result asks for, if any."""
    for each in lab.closer:
        result = newest.get(each.code)
        if each.rule != monitoring.id or result is None or result.value is None:
            continue
        test, unit, target = lab.find(each.code), find_unit(result.unit), find_unit(each.unit)
        if test is None or unit is None or target is None:
            continue
        value = convert(result.value, unit, target, test.substance)
        if value is not None and value < each.below:
            why = f"the last was below {each.below}, so {each.words}"
            sources = tuple(dict.fromkeys((*monitoring.sources, *each.sources)))
            return replace(monitoring, closer=_span(each.every), closer_why=why, sources=sources)
    return monitoring


def check_of(lab: Laboratory, rule: MonitoringRule) -> Monitoring:
    """Return the check of a rule for whomever it is, to tell when it was last done."""
    kind = MonitoringKind(rule.kind)
    codes = _codes(_tests(rule, lab, kind))
    return Monitoring(
        rule.id, rule.test, kind, codes, tuple(_timings(rule)), any_of=_one_is_enough(rule, kind)
    )


def _one_is_enough(rule: MonitoringRule, kind: MonitoringKind) -> bool:
    return " or " in rule.test or kind is MonitoringKind.CLINICAL


def _state(
    pack: SafetyPack, patient: PatientFacts, taken: tuple[TakenMedication, ...]
) -> PlanState:
    return plan_state(pack, SafetyQuestion(patient, taken))


def _assumptions(patient: PatientFacts) -> Iterator[tuple[PatientFacts, str]]:
    """Yield the patient with something assumed that is not known, and the words for that."""
    may_bear = patient.sex != "male" and (patient.age is None or patient.age in _CHILDBEARING_AGES)
    if patient.childbearing_potential is None and may_bear:
        yield replace(patient, childbearing_potential=True), _PREGNANCY
    if not patient.ancestry:
        yield replace(patient, ancestry="asian_at_risk"), _ANCESTRY


def _watched(
    state: PlanState, rule: MonitoringRule, lab: Laboratory, med: str, unsure: str
) -> Watched:
    kind = MonitoringKind(rule.kind)
    tests = _tests(rule, lab, kind)
    codes = _codes(tests)
    closer = min(
        filter(None, (_span(each) for each in tighter_spans(state, rule, med))),
        key=lambda span: span.count * (30 if span.unit is SpanUnit.MONTH else 7),
        default=None,
    )
    timings = tuple(_timings(rule))
    only_words = bool(timings) and all(timing.words for timing in timings)
    begins = any(step.at in _AT_START for step in rule.steps)
    monitoring = Monitoring(
        rule.id,
        rule.test,
        kind,
        codes,
        timings,
        begins or (rule.baseline and not (kind is MonitoringKind.ADMIN and only_words)),
        _one_is_enough(rule, kind),
        closer,
        "closer follow-up in this patient" if closer else "",
        rule.note,
        rule.sources,
        unsure,
        _baseline_days(rule, tests, lab),
    )
    parts = {test.part for test in lab.tests if test.part}
    thresholds = tuple(
        _threshold(rule, alert, alert.part if alert.part in parts else "")
        for alert in rule.alerts
        if not alert.part or alert.part in parts or alert.part == med
    )
    pauses = [
        each.gap_days_min
        for each in rule.restart_rules
        if "continue" not in each.anc_schedule and each.anc_schedule
    ]
    return Watched(monitoring, tests, thresholds, min(pauses, default=0))


def _baseline_days(rule: MonitoringRule, tests: tuple[LabTest, ...], lab: Laboratory) -> int | None:
    for key in (rule.id, *(test.code for test in tests)):
        if key in lab.baseline_days:
            return lab.baseline_days[key]
    return BASELINE_DAYS


def _tests(rule: MonitoringRule, lab: Laboratory, kind: MonitoringKind) -> tuple[LabTest, ...]:
    """Return the tests of a rule; what has no LOINC code goes under the rule's own id."""
    found = [lab.find(code) or LabTest(code, rule.test, _CATEGORIES[kind]) for code in rule.loinc]
    if not found or kind is MonitoringKind.CLINICAL:
        found.insert(0, lab.find(rule.id) or _own_test(rule, kind))
    return tuple(found)


def _own_test(rule: MonitoringRule, kind: MonitoringKind) -> LabTest:
    """Return the test of a check that has no code: a number where the pack has a bound for it."""
    units = () if rule.loinc else tuple(
        unit.code for alert in rule.alerts if (unit := find_unit(alert.unit)) is not None
    )  # fmt: skip
    if units:
        offered = tuple(dict.fromkeys(units))
        return LabTest(rule.id, rule.test, _CATEGORIES[kind], offered[0], offered)
    choices = ("Negative", "Positive")
    if kind is not MonitoringKind.LAB:
        choices = ("Done, nothing found", "Abnormal")
    return LabTest(rule.id, rule.test, _CATEGORIES[kind], choices=choices)


def _codes(tests: tuple[LabTest, ...]) -> tuple[tuple[str, ...], ...]:
    """Return what has to be there: tests of one part stand for one another."""
    measured = [test for test in tests if not test.derived] or list(tests)
    groups: dict[str, list[str]] = {}
    for test in measured:
        groups.setdefault(test.part or test.code, []).append(test.code)
    return tuple(tuple(codes) for codes in groups.values())


def _timings(rule: MonitoringRule) -> Iterator[Timing]:
    for step in rule.steps:
        if step.at in _AT_START:
            continue
        yield _timing(step)


def _timing(step: MonitoringStep) -> Timing:
    every, place = _span(step.every), _place(step.at)
    if every is not None:
        return Timing(after=_place(step.from_), every=every, until=_span(step.until))
    if place is not None:
        return Timing(Anchor(step.from_), place)
    return Timing(words=step.at or step.every)


def _span(text: str) -> Span | None:
    match = _SPAN.fullmatch(text)
    return Span(int(match[1]), SpanUnit(match[2])) if match else None


def _place(text: str) -> Span | None:
    match = _PLACE.fullmatch(text)
    return Span(int(match[2]), SpanUnit(match[1])) if match else None


def _threshold(rule: MonitoringRule, alert: MonitoringAlert, part: str) -> Threshold:
    return Threshold(
        rule.id,
        rule.test,
        AlertSeverity(alert.severity),
        alert.action,
        rule.sources,
        alert.low,
        alert.high,
        alert.unit,
        "or more" in alert.action,
        alert.pct_change,
        alert.high_uln_multiple,
        alert.systolic_drop,
        alert.positive,
        alert.phase,
        part,
        alert.sex,
    )
