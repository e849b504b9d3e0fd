"""Conditions, pregnancy, age, doubled classes, and how many of a kind at once."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    PatientFacts,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import MedicationFacts, PatientCondition, PatientRule

_NEVER = AlertSeverity.CONTRAINDICATED.value
_LONG_ACTING = "antipsychotic_lai"
_ORAL_COVER = "Usual while an injection begins to work; plan the day on which the oral one ends."
_INTENDED = "Intended, as in a cross-taper, or left over from an earlier plan? Stop one if not."
_WHAT_TO_DO = {
    "contraindicated": "Choose another medication.",
    "major": "Choose another medication, or weigh it with the patient and say why.",
}
"""Beside what the rule's own message says."""


def check_patient_rules(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what the patient's condition, pregnancy or age means for what begins or changes."""
    if state.changed is not None:
        yield from _patient_rules(state, state.changed)
    if state.stopped and not state.takes(state.stopped):
        yield from _left_alone(state)


def _left_alone(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the rules that held back only while the stopped medication was taken as well.

    Such as an antidepressant in bipolar disorder, once lithium is stopped.
    """
    protected = state.pack.groups(state.stopped)
    for taken in state.others:
        for rule in state.pack.patient_rules_of(taken.med):
            if not protected.isdisjoint(rule.unless_taking_class):
                yield from (a for a in _patient_rules(state, taken) if a.ref == rule.id)


def review_patient_rules(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for every medication of the plan."""
    for taken in state.everything:
        yield from _patient_rules(state, taken)


def _patient_rules(state: PlanState, taken: TakenMedication) -> Iterator[SafetyAlert]:
    for rule in state.pack.patient_rules_of(taken.med):
        if (
            holds(rule.when, state.patient)
            and not any(state.takes(group) for group in rule.unless_taking_class)
            and not _is_said_by_the_dose(state, rule, taken)
        ):
            yield SafetyAlert(
                AlertKind.PATIENT_RULE,
                rule.id,
                AlertSeverity(rule.severity),
                rule.message,
                (taken.med,),
                _WHAT_TO_DO.get(rule.severity, ""),
                rule.sources,
            )


def _is_said_by_the_dose(state: PlanState, rule: PatientRule, taken: TakenMedication) -> bool:
    """Return whether a rule about the liver only repeats what the graded dose limits say.

    It stands where liver disease is stated; where only its grade is known, the limits decide.
    """
    stated = state.question.patient.conditions
    facts: MedicationFacts | None = state.pack.medication(taken.med)
    if facts is None or not rule.when.condition or stated & set(rule.when.condition):
        return False
    by_liver = {"hepatic_impairment", "severe_hepatic_impairment"} & set(rule.when.condition)
    return (
        bool(by_liver)
        and not stated & {"severe_hepatic_impairment"}
        and any(limit.when.hepatic for limit in facts.dose_limits)
    )


def holds(when: PatientCondition, patient: PatientFacts) -> bool:
    """Return whether everything in *when* holds and is known.

    Contraception that nobody has asked about is not in place.
    """
    flags = ("pregnant", "trimester", "lactating", "childbearing_potential")
    age = patient.age
    return (
        all(
            getattr(when, name) is None or getattr(when, name) == getattr(patient, name)
            for name in flags
        )
        and (when.contraception is None or when.contraception == bool(patient.contraception))
        and (when.age_min is None or (age is not None and age >= when.age_min))
        and (when.age_max is None or (age is not None and age <= when.age_max))
        and (not when.condition or bool(patient.conditions & set(when.condition)))
    )


def check_duplicates(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the classes of which the plan then holds two, unless one replaces the other.

    Of the classes that two share the narrowest is named.
    """
    taken, change = state.changed, state.change
    if taken is None:
        return
    for other in state.others:
        if other.is_leaving or (change.tapering and other.med == change.from_med):
            continue
        if found := duplicate(state, taken, other):
            yield found


def review_duplicates(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for the plan as it stands."""
    everything = state.everything
    for place, first in enumerate(everything):
        for second in everything[place + 1 :]:
            if found := duplicate(state, second, first):
                yield found


def duplicate(
    state: PlanState, taken: TakenMedication, other: TakenMedication
) -> SafetyAlert | None:
    """Return the alert about two medications of one class, unless a rule about the pair says it."""
    pack = state.pack
    if taken.med == other.med or _has_own_rule(state, taken, other):
        return None
    shared = [e for e in pack.duplicate_classes(taken.med) if e.id in pack.groups(other.med)]
    if not shared:
        return None
    cover = pack.is_same_substance(taken.med, other.med) and (
        (_LONG_ACTING in pack.groups(taken.med)) != (_LONG_ACTING in pack.groups(other.med))
    )
    narrowest = min(shared, key=lambda each: (-pack.depth(each.id), pack.size(each.id), each.id))
    return SafetyAlert(
        AlertKind.DUPLICATE_CLASS,
        narrowest.id,
        AlertSeverity.MINOR if cover else AlertSeverity.MODERATE,
        f"More than one at once of: {narrowest.name}.",
        (other.med, taken.med),
        _ORAL_COVER if cover else _INTENDED,
        ("The clinical pack's classes",),
    )


def _has_own_rule(state: PlanState, taken: TakenMedication, other: TakenMedication) -> bool:
    return any(
        rule.mechanism_group == "duplicate" or (rule.a == rule.b and rule.severity == _NEVER)
        for rule in state.pack.interactions(taken.med, other.med)
    )


def check_counts(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield where so many medications of a kind come together with the one that begins."""
    if state.changed is not None and state.change.action is not ChangeAction.CHANGE:
        yield from _counts(state, state.changed)


def review_counts(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for the plan as it stands."""
    yield from _counts(state, None)


def _counts(state: PlanState, taken: TakenMedication | None) -> Iterator[SafetyAlert]:
    for rule in state.pack.facts.count_rules:
        wanted = set(rule.count_classes)
        counted = [each.med for each in state.everything if state.pack.groups(each.med) & wanted]
        concerned = taken is None or taken.med in counted
        if concerned and len(set(counted)) >= rule.at_least and holds(rule.when, state.patient):
            yield SafetyAlert(
                AlertKind.COUNT_RULE,
                rule.id,
                AlertSeverity(rule.severity),
                rule.message,
                tuple(sorted(set(counted))),
                sources=rule.sources,
            )
