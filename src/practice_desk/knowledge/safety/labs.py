"""Results beyond the pack's thresholds for this patient and this plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from practice_desk.domain.kidney import estimated_gfr
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    LabResult,
    SafetyAlert,
)
from practice_desk.knowledge.safety.implied import POSITIVE
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


def check_labs(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield, per monitoring, the worst threshold that a result entered today is beyond."""
    for result in state.question.labs:
        seen: set[str] = set()
        for taken in state.everything:
            for rule in rules_for(state, taken.med):
                if result.loinc not in rule.loinc or rule.id in seen:
                    continue
                seen.add(rule.id)
                yield from _about(state, rule, result, taken.med)


def _about(
    state: PlanState, rule: MonitoringRule, result: LabResult, med: str
) -> Iterator[SafetyAlert]:
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
    beyond = [
        alert
        for alert in rule.alerts
        if (not alert.phase or alert.phase == phase) and is_beyond(state, rule, alert, known)
    ]
    if beyond:
        worst = min(beyond, key=lambda each: AlertSeverity(each.severity).rank)
        yield _alert(rule, worst, known, med)


def is_beyond(
    state: PlanState, rule: MonitoringRule, alert: MonitoringAlert, result: LabResult
) -> bool:
    """Return whether *result*, in the threshold's unit, is beyond the threshold *alert*."""
    if alert.sex and alert.sex != state.patient.sex:
        return False
    is_of_parts = len(rule.loinc) > 1 or result.loinc in _PARTS
    if alert.part and is_of_parts and _PARTS.get(result.loinc) != alert.part:
        return False
    value = result.value
    if isinstance(value, str):
        return alert.positive and value.casefold() in POSITIVE
    if alert.low is not None and value < alert.low:
        return True
    if alert.high is not None and _is_high(alert, value):
        return True
    return _is_relative(state, alert, result, value)


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
        limit = result.upper_limit or state.pack.usual_upper_limit(result.loinc)
        return limit is not None and value > alert.high_uln_multiple * limit
    before = result.baseline
    if before is None or not before:
        return False
    if alert.systolic_drop is not None:
        return result.loinc == "8480-6" and before - value >= alert.systolic_drop
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
        return None if rate is None else replace(result, value=rate)
    return result


def _alert(
    rule: MonitoringRule, alert: MonitoringAlert, result: LabResult, med: str
) -> SafetyAlert:
    value = result.value if isinstance(result.value, str) else number(result.value)
    severity = AlertSeverity(alert.severity)
    return SafetyAlert(
        AlertKind.LAB,
        rule.id,
        severity,
        f"{rule.test}: {value} {alert.unit}".strip() + ".",
        (med,),
        sentence(alert.action),
        rule.sources,
    )
