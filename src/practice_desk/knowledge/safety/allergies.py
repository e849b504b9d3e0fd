"""Allergies: to the medication itself, to what shares its ingredient or family, to its class."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    KnownAllergy,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import AllergyRule

DIRECT = "direct"


def check_allergies(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what each known allergy means for the medication that begins or changes."""
    for changed in state.variants:
        yield from _about(state, changed)


def review_allergies(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for every medication of the plan."""
    for taken in state.everything:
        yield from _about(state, taken)


def _about(state: PlanState, taken: TakenMedication) -> Iterator[SafetyAlert]:
    seen: set[str] = set()
    for allergy in state.patient.allergies:
        for alert in _about_allergy(state, taken, allergy):
            if alert.ref not in seen:
                seen.add(alert.ref)
                yield alert


def _about_allergy(
    state: PlanState, taken: TakenMedication, allergy: KnownAllergy
) -> Iterator[SafetyAlert]:
    pack, allergen = state.pack, allergy.allergen
    rules = [rule for rule in pack.facts.allergy_rules if _concerns(state, rule, taken, allergy)]
    rules.sort(key=lambda each: AlertSeverity(each.severity).rank)
    if allergen == taken.med:
        own = [rule for rule in rules if rule.allergen == taken.med]
        said = own[0].message if own else f"Allergy to {pack.name(taken.med)} is recorded."
        yield _direct(taken, said, own[0].sources if own else ())
    elif rules:
        yield _by_rule(taken, rules[0])
    elif shared := pack.ingredients(taken.med) & pack.ingredients(allergen):
        name = pack.name(sorted(shared)[0])
        yield _direct(taken, f"It holds {name}, to which an allergy is recorded.")
    elif allergen in pack.groups(taken.med):
        name = pack.classes[allergen].name if allergen in pack.classes else pack.name(allergen)
        yield _direct(taken, f"An allergy to its class is recorded: {name}.")


def _concerns(
    state: PlanState, rule: AllergyRule, taken: TakenMedication, allergy: KnownAllergy
) -> bool:
    """Return whether *rule* says something about *taken* to somebody with *allergy*.

    Where the allergen is itself among what the rule rules out, the rule is about a family: an
    allergy to any of them counts, such as one to paliperidone for risperidone.
    """
    pack = state.pack
    out = set(rule.applies_to)
    to = pack.groups(allergy.allergen)
    is_family = bool(out & pack.groups(rule.allergen))
    return (
        bool(pack.groups(taken.med) & out)
        and (rule.allergen in to or (is_family and bool(to & out)))
        and (not rule.forms or not taken.form or taken.form in rule.forms)
        and (rule.reaction is None or allergy.severe is True)
    )


def _direct(taken: TakenMedication, message: str, sources: tuple[str, ...] = ()) -> SafetyAlert:
    return SafetyAlert(
        AlertKind.ALLERGY,
        DIRECT,
        AlertSeverity.CONTRAINDICATED,
        message,
        (taken.med,),
        "Choose another medication, or look into what happened at the time.",
        ("The chart's allergies", *sources),
    )


def _by_rule(taken: TakenMedication, rule: AllergyRule) -> SafetyAlert:
    severity = AlertSeverity(rule.severity)
    return SafetyAlert(
        AlertKind.ALLERGY,
        rule.id,
        severity,
        rule.message,
        (taken.med,),
        "" if severity is AlertSeverity.MINOR else "Look into the reaction, or choose another.",
        rule.sources,
    )
