"""Allergies, conditions, pregnancy, age, doubled classes, and how many of a kind at once."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    KnownAllergy,
    PatientFacts,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import AllergyRule, PatientCondition

DIRECT = "direct"


def check_allergies(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what each known allergy means for the medication that begins or changes."""
    taken = state.changed
    if taken is None:
        return
    seen: set[str] = set()
    for allergy in state.patient.allergies:
        for alert in _about_allergy(state, taken, allergy):
            if alert.ref not in seen:
                seen.add(alert.ref)
                yield alert


def _about_allergy(
    state: PlanState, taken: TakenMedication, allergy: KnownAllergy
) -> Iterator[SafetyAlert]:
    pack = state.pack
    if allergy.allergen == taken.med:
        yield _direct(state, taken, f"Allergy to {pack.name(taken.med)} is recorded.")
        return
    groups, allergen_groups = pack.groups(taken.med), pack.groups(allergy.allergen)
    rules = [
        rule
        for rule in pack.facts.allergy_rules
        if rule.allergen in allergen_groups
        and groups & set(rule.applies_to)
        and (not rule.forms or not taken.form or taken.form in rule.forms)
        and (rule.reaction is None or allergy.severe is True)
    ]
    if rules:
        rule = min(rules, key=lambda each: AlertSeverity(each.severity).rank)
        yield _by_rule(taken, rule)
    elif allergy.allergen in groups:
        yield _direct(state, taken, "Allergy to this class of medications is recorded.")


def _direct(state: PlanState, taken: TakenMedication, message: str) -> SafetyAlert:
    severity = AlertSeverity.CONTRAINDICATED
    sources = ("The chart's allergies",)
    return SafetyAlert(AlertKind.ALLERGY, DIRECT, severity, message, (taken.med,), sources=sources)


def _by_rule(taken: TakenMedication, rule: AllergyRule) -> SafetyAlert:
    severity = AlertSeverity(rule.severity)
    return SafetyAlert(
        AlertKind.ALLERGY, rule.id, severity, rule.message, (taken.med,), sources=rule.sources
    )


def check_patient_rules(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what the patient's condition, pregnancy or age means for what begins or changes."""
    if state.changed is not None:
        yield from _patient_rules(state, state.changed)


def review_patient_rules(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for every medication of the plan."""
    for taken in state.everything:
        yield from _patient_rules(state, taken)


def _patient_rules(state: PlanState, taken: TakenMedication) -> Iterator[SafetyAlert]:
    groups = state.pack.groups(taken.med)
    for rule in state.pack.facts.patient_rules:
        if (
            groups & set(rule.applies_to)
            and taken.med not in rule.exclude_meds
            and (not rule.only_meds or taken.med in rule.only_meds)
            and not any(state.takes(group) for group in rule.unless_taking_class)
            and holds(rule.when, state.patient)
        ):
            yield SafetyAlert(
                AlertKind.PATIENT_RULE,
                rule.id,
                AlertSeverity(rule.severity),
                rule.message,
                (taken.med,),
                sources=rule.sources,
            )


def holds(when: PatientCondition, patient: PatientFacts) -> bool:
    """Return whether everything in *when* holds and is known."""
    flags = ("pregnant", "trimester", "lactating", "childbearing_potential", "contraception")
    age = patient.age
    return (
        all(
            getattr(when, name) is None or getattr(when, name) == getattr(patient, name)
            for name in flags
        )
        and (when.age_min is None or (age is not None and age >= when.age_min))
        and (when.age_max is None or (age is not None and age <= when.age_max))
        and (not when.condition or bool(patient.conditions & set(when.condition)))
    )


def check_duplicates(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the classes of which the plan then holds two, unless one replaces the other."""
    taken, change = state.changed, state.change
    if taken is None or change.tapering:
        return
    pairs: set[str] = set()
    for entry in state.pack.duplicate_classes(taken.med):
        for other in state.others:
            if entry.id not in state.pack.groups(other.med) or other.med in pairs:
                continue
            pairs.add(other.med)
            names = (other.med, taken.med)
            message = f"Two at once of: {entry.name}."
            yield SafetyAlert(
                AlertKind.DUPLICATE_CLASS, entry.id, AlertSeverity.MODERATE, message, names
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
