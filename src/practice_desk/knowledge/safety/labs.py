"""Results beyond the pack's thresholds for this patient and this plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from practice_desk.domain.kidney import estimated_gfr
from practice_desk.domain.laboratory import is_negative, is_positive
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    LabResult,
    SafetyAlert,
)
from practice_desk.domain.units import rounded
from practice_desk.knowledge.safety.monitoring import rules_for
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import MonitoringAlert, MonitoringRule
from practice_desk.knowledge.safety.wording import number, sentence

_PARTS = {
    "6690-2": "wbc", "777-3": "platelets", "751-8": "anc",
    "8480-6": "systolic", "8462-4": "diastolic", "8867-4": "pulse",
    "1558-6": "fasting glucose", "4548-4": "a1c",
    "13457-7": "ldl", "2571-8": "triglycerides",
    "2823-3": "potassium", "19123-9": "magnesium",
    "1988-5": "crp", "10839-9": "troponin", "6598-7": "troponin",
}  # fmt: skip
"""Which part of a panel a LOINC code is."""
_CREATININE = "2160-0"
_CELLS = "751-8"
_CLEARANCE = "mL/min"
_HIGHEST_CREATININE = Decimal(20)
"""mg/dL; a higher number under the code of creatinine is a clearance in mL/min."""
_FEWEST_CELLS = Decimal(50)
"""Neutrophils per microliter; a lower number is in thousands of them."""
_START, _TREATMENT = "start", "treatment"
_OTHER_WAY = {"<": ">", ">": "<"}
UNREAD_RESULT = "result_"
NO_BASELINE = "baseline_"
_SYSTOLIC = "8480-6"
"""How the `ref` of a finding begins that a result could not be held against the thresholds."""


def check_labs(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield, per monitoring, the worst threshold that a result entered today is beyond."""
    for result in state.question.labs:
        seen: set[str] = set()
        for taken in state.everything:
            for rule in _rules_about(state, taken.med, result.loinc):
                if rule.id not in seen:
                    seen.add(rule.id)
                    yield from _about(state, rule, result, taken.med)


def _rules_about(state: PlanState, med: str, loinc: str) -> list[MonitoringRule]:
    """Return the rules that a result is held against: those that ask for it in this patient.

    What was measured without being asked for, such as a QTc in a young patient, is held against
    the thresholds that others have.
    """
    asked = [rule for rule in rules_for(state, med) if loinc in rule.loinc]
    if asked:
        return asked
    return [rule for rule in state.pack.monitoring_of(med) if loinc in rule.loinc]


def _about(
    state: PlanState, rule: MonitoringRule, result: LabResult, med: str
) -> Iterator[SafetyAlert]:
    if result.is_unreadable:
        if rule.alerts:
            yield _unread(rule, result, med, "its unit is not known")
        return
    if isinstance(result.value, str) and (why := _unread_words(rule, result.value)):
        yield _unread(rule, result, med, why)
        return
    result = _with_baseline(state, result, med)
    known = _in_unit_of(state, rule, result)
    if known is None:
        yield SafetyAlert(
            AlertKind.NOT_CHECKED,
            rule.id,
            AlertSeverity.INFORMATION,
            f"Not checked: {rule.test}. The limit is a kidney function, which needs age and sex.",
            (med,),
        )
        return
    starts = state.begins and state.changed is not None and state.changed.med == med
    phase = result.phase or (_START if starts else _TREATMENT)
    of_phase = [alert for alert in rule.alerts if not alert.phase or alert.phase == phase]
    beyond = [alert for alert in of_phase if is_beyond(state, rule, alert, known)]
    if beyond:
        worst = min(beyond, key=lambda each: AlertSeverity(each.severity).rank)
        yield _alert(rule, worst, known, med)
    if any(_is_undecided(state, rule, alert, known) for alert in of_phase):
        yield _unread(rule, result, med, "only a bound is given, which does not decide")
    if not starts and any(_lacks_baseline(state, rule, alert, known) for alert in of_phase):
        yield _without_baseline(state, rule, known, med)


def _with_baseline(state: PlanState, result: LabResult, med: str) -> LabResult:
    """Return *result* beside the value before the treatment with *med*, where there is one."""
    if result.baseline is not None:
        return result
    found = (each.value for each in state.question.baselines
             if (each.med, each.loinc) == (med, result.loinc))  # fmt: skip
    before = next(found, None)
    return result if before is None else replace(result, baseline=before)


def _lacks_baseline(
    state: PlanState, rule: MonitoringRule, alert: MonitoringAlert, result: LabResult
) -> bool:
    """Return whether *alert* is about a change, and nothing is there to compare *result* with."""
    if alert.pct_change is None and (alert.systolic_drop is None or result.loinc != _SYSTOLIC):
        return False
    if result.baseline or isinstance(result.value, str):
        return False
    others = (each for each in state.question.labs if each.loinc == result.loinc)
    return _concerns(state, rule, alert, result) and not any(each.baseline for each in others)


def _without_baseline(
    state: PlanState, rule: MonitoringRule, result: LabResult, med: str
) -> SafetyAlert:
    name = state.pack.name(med)
    why = f"change since the start of {name}; there is no value from before"
    if result.loinc == _SYSTOLIC:
        why = "a fall on standing; there are no two pressures to compare"
    return SafetyAlert(
        AlertKind.NOT_CHECKED,
        f"{NO_BASELINE}{rule.id}",
        AlertSeverity.INFORMATION,
        f"Not checked: {rule.test}, {why}.",
        (med,),
        "Compare it with what you know from before.",
    )


def _unread_words(rule: MonitoringRule, words: str) -> str:
    """Return why *words* can't be held against the thresholds of *rule*; empty if they can."""
    if any(not alert.positive for alert in rule.alerts):
        return "the result is in words, and the limit is a number"
    if rule.alerts and not (is_positive(words) or is_negative(words)):
        return "it is neither positive nor negative"
    return ""


def _unread(rule: MonitoringRule, result: LabResult, med: str, why: str) -> SafetyAlert:
    """Return the finding that *result* was not held against the thresholds of *rule*."""
    return SafetyAlert(
        AlertKind.NOT_CHECKED,
        f"{UNREAD_RESULT}{result.loinc}",
        AlertSeverity.MODERATE,
        f"Not checked: {rule.test}, {_written(result)}; {why}.",
        (med,),
        "Compare it with the limits yourself.",
    )


def is_beyond(
    state: PlanState, rule: MonitoringRule, alert: MonitoringAlert, result: LabResult
) -> bool:
    """Return whether *result*, in the threshold's unit, is beyond the threshold *alert*."""
    if not _concerns(state, rule, alert, result):
        return False
    value = result.value
    if isinstance(value, str):
        return alert.positive and is_positive(value)
    if result.comparator:
        return _is_bound_beyond(state, alert, result, value)
    if alert.low is not None and value < alert.low:
        return True
    if alert.high is not None and _is_high(alert, value):
        return True
    return _is_relative(state, alert, result, value)


def _concerns(
    state: PlanState, rule: MonitoringRule, alert: MonitoringAlert, result: LabResult
) -> bool:
    """Return whether the threshold is one of this patient, and of this part of a panel."""
    if alert.sex and alert.sex != state.patient.sex:
        return False
    is_of_parts = len(rule.loinc) > 1 or result.loinc in _PARTS
    return not (alert.part and is_of_parts and _PARTS.get(result.loinc) != alert.part)


def _is_bound_beyond(
    state: PlanState, alert: MonitoringAlert, result: LabResult, bound: Decimal
) -> bool:
    """Return whether all that lies below (or above) *bound* is too low (or too high)."""
    if result.comparator == "<":
        return alert.low is not None and bound <= alert.low
    limits = (alert.high, _upper_limit(state, alert, result))
    return any(limit is not None and bound >= limit for limit in limits)


def _is_undecided(
    state: PlanState, rule: MonitoringRule, alert: MonitoringAlert, result: LabResult
) -> bool:
    """Return whether *result* is a bound with the threshold on its open side."""
    bound = result.value
    if isinstance(bound, str) or not result.comparator:
        return False
    if not _concerns(state, rule, alert, result) or is_beyond(state, rule, alert, result):
        return False
    limits = (alert.low, alert.high, _upper_limit(state, alert, result))
    known = [limit for limit in limits if limit is not None]
    if result.comparator == "<":
        return any(bound > limit for limit in known)
    return any(bound < limit for limit in known)


def _upper_limit(state: PlanState, alert: MonitoringAlert, result: LabResult) -> Decimal | None:
    """Return the threshold that is a multiple of the laboratory's own limit, None if it is none."""
    if alert.high_uln_multiple is None:
        return None
    limit = result.upper_limit or state.pack.usual_upper_limit(result.loinc)
    return None if limit is None else alert.high_uln_multiple * limit


def _is_high(alert: MonitoringAlert, value: Decimal) -> bool:
    """Return whether *value* is too high; some thresholds say that they count from the number."""
    assert alert.high is not None  # the caller has looked
    counts_from = any(words in alert.action for words in ("or more", "at or above"))
    return value >= alert.high if counts_from else value > alert.high


def _is_relative(
    state: PlanState, alert: MonitoringAlert, result: LabResult, value: Decimal
) -> bool:
    """Return whether *value* is too far from a limit of the laboratory or from its baseline."""
    if alert.high_uln_multiple is not None:
        limit = _upper_limit(state, alert, result)
        return limit is not None and value > limit
    before = result.baseline
    if before is None or not before:
        return False
    if alert.systolic_drop is not None:
        return result.loinc == _SYSTOLIC and before - value >= alert.systolic_drop
    if alert.pct_change is not None:
        change = (value - before) / before * 100
        return change >= alert.pct_change if alert.pct_change > 0 else change <= alert.pct_change
    return False


def _in_unit_of(state: PlanState, rule: MonitoringRule, result: LabResult) -> LabResult | None:
    """Return *result* in the unit that the rule's thresholds have; None where it can't be."""
    value, units = result.value, {alert.unit for alert in rule.alerts}
    if isinstance(value, str):
        return result
    if result.loinc == _CELLS:
        if "cells/uL" in units and value < _FEWEST_CELLS:
            return replace(result, value=value * 1000)
        if "10^3/uL" in units and value >= _FEWEST_CELLS:
            return replace(result, value=value / 1000)
    by_clearance = any(unit.startswith(_CLEARANCE) for unit in units)
    if result.loinc == _CREATININE and by_clearance and value <= _HIGHEST_CREATININE:
        rate = estimated_gfr(value, state.patient.age, state.patient.sex)
        other_way = _OTHER_WAY.get(result.comparator, "")  # much creatinine is a low rate
        return None if rate is None else replace(result, value=rate, comparator=other_way)
    return result


def _alert(
    rule: MonitoringRule, alert: MonitoringAlert, result: LabResult, med: str
) -> SafetyAlert:
    severity = AlertSeverity(alert.severity)
    return SafetyAlert(
        AlertKind.LAB,
        rule.id,
        severity,
        f"{rule.test}: {_written(result)} {alert.unit}".strip() + f"{_change(alert, result)}.",
        (med,),
        sentence(alert.action),
        rule.sources,
    )


def _change(alert: MonitoringAlert, result: LabResult) -> str:
    """Return how far a result has moved, where the threshold is about that."""
    before, value = result.baseline, result.value
    if not before or isinstance(value, str):
        return ""
    if alert.systolic_drop is not None:
        return f", {number(rounded(before - value))} less than at rest"
    if alert.pct_change is None:
        return ""
    moved = (value - before) / before * 100
    word = "more" if moved > 0 else "less"
    return f", {number(round(abs(moved), 1))} % {word} than before the treatment"


def _written(result: LabResult) -> str:
    """Return *result* for reading, with no more decimals than the Monitoring page shows."""
    value = result.value if isinstance(result.value, str) else number(rounded(result.value))
    return f"{result.comparator}{value}"
