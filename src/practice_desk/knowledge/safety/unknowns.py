"""What a check could not look at, because the fact about the patient is not known.

Said only where the answer depends on it: a kidney function matters to gabapentin at 1800 mg, and
to sertraline at no dose.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    PatientFacts,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.ceilings import applies, ceiling_of
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import DoseLimit, MedicationFacts, PatientRule

_FERTILE = range(12, 56)
_FIELDS = {"age": ("age_min", "age_max")}
"""The fields of a limit that a fact stands for, where they have other names."""
_WORDS = {
    "weight": "weight",
    "egfr": "kidney function",
    "hepatic": "liver function",
    "age": "age",
    "pregnant": "pregnancy",
    "trimester": "the trimester",
    "lactating": "breastfeeding",
    "childbearing_potential": "ability to become pregnant",
    "sex": "sex",
    "indication": "indication",
    "ancestry": "ancestry (the HLA-B*15:02 test depends on it)",
}
_HOW = {"indication": "Enter what it is for, then this is checked."}


def check_unknowns(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield each fact that is not known and that would decide about what begins or changes."""
    taken = state.changed
    facts = state.pack.medication(taken.med) if taken else None
    if taken is None or facts is None:
        return
    wanted = set(_for_the_rules(state, taken))
    if state.patient.age is None and facts.min_age_labelled is not None:
        wanted.add("age")
    for variant in state.variants:
        wanted.update(_for_the_dose(state, facts, variant))
    if not state.patient.ancestry and _asks_for_ancestry(state, taken):
        wanted.add("ancestry")
    for name, words in _WORDS.items():
        if name in wanted:
            yield SafetyAlert(
                AlertKind.NOT_CHECKED,
                name,
                AlertSeverity.INFORMATION,
                f"Not checked: {words} unknown, which matters for {state.pack.name(taken.med)}.",
                (taken.med,),
                _HOW.get(name, "Record it in the chart, then this is checked."),
            )


def check_companions(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield that no dose is known of what the pack has only because of its interactions."""
    med = state.changed.med if state.changed is not None else state.stopped
    facts = state.pack.medication(med) if med else None
    if facts is not None and facts.role != "prescribed":
        ends = state.change.action is ChangeAction.STOP
        what = "whether it has to be stepped down" if ends else "dose, form and age limits"
        yield SafetyAlert(
            AlertKind.NOT_CHECKED,
            "companion",
            AlertSeverity.INFORMATION,
            f"Not checked: {what}; the clinical pack has {state.pack.name(med)} for its"
            " interactions only.",
            (med,),
            "Look it up in a current reference.",
        )


def _for_the_dose(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> Iterator[str]:
    """Yield the unknown facts under which this dose would be too high or to be avoided."""
    patient, usual = state.patient, facts.adult_dose
    by_weight = usual is not None and (usual.label_max_mg_per_kg or usual.max_per_kg)
    if by_weight and patient.weight_kg is None:
        yield "weight"
    ceiling, _ = ceiling_of(state, facts, taken)
    for limit in facts.dose_limits:
        unknown = _unknown_of(limit, patient, state.change.indication)
        ignoring = frozenset(field for name in unknown for field in _FIELDS.get(name, (name,)))
        if not unknown or not applies(state, limit.when, taken, ignoring):
            continue
        if limit.avoid or _would_lower(limit, ceiling, taken):
            yield from unknown


def _would_lower(limit: DoseLimit, ceiling: Decimal | None, taken: TakenMedication) -> bool:
    most, dose = limit.max, taken.dose
    if most is None or dose is None:
        return False
    return most < dose and (ceiling is None or most < ceiling)


def _unknown_of(limit: DoseLimit, patient: PatientFacts, indication: str) -> frozenset[str]:
    when, found = limit.when, set()
    if when.indication and not indication:
        found.add("indication")
    if when.egfr_below is not None and patient.egfr is None:
        found.add("egfr")
    if patient.age is None and (when.age_min is not None or when.age_max is not None):
        found.add("age")
    if when.sex and not patient.sex:
        found.add("sex")
    if when.hepatic and not patient.hepatic:
        found.add("hepatic")
    if (when.weight_max_kg is not None or limit.max_per_kg is not None) and (
        patient.weight_kg is None
    ):
        found.add("weight")
    return frozenset(found)


def _for_the_rules(state: PlanState, taken: TakenMedication) -> Iterator[str]:
    """Yield the unknown facts that a rule about this medication asks for."""
    patient, rules = state.patient, state.pack.patient_rules_of(taken.med)
    if patient.age is None and any(_is_about_age(rule) for rule in rules):
        yield "age"
    if patient.sex == "male" or (patient.age is not None and patient.age not in _FERTILE):
        return
    for rule in rules:
        for name in ("pregnant", "lactating", "childbearing_potential"):
            if getattr(rule.when, name) is not None and getattr(patient, name) is None:
                yield name
        if rule.when.trimester is not None and patient.pregnant and patient.trimester is None:
            yield "trimester"


def _is_about_age(rule: PatientRule) -> bool:
    return rule.when.age_min is not None or rule.when.age_max is not None


def _asks_for_ancestry(state: PlanState, taken: TakenMedication) -> bool:
    conditions = (
        when
        for rule in state.pack.monitoring_of(taken.med)
        if rule.only_if is not None and state.begins
        for when in (*rule.only_if.any, *rule.only_if.all)
    )
    return any(when.ancestry for when in conditions)
