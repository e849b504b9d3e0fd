"""Medications, and a medication and an exposure, that do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import InteractionRule
from practice_desk.knowledge.safety.wording import sentence


def check_interactions(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what the change brings: the new medication with each other one and each exposure."""
    for changed in state.variants:
        for other in state.others:
            yield from between(state.pack, changed, other)
        for exposure in sorted(state.patient.exposures | state.question.new_exposures):
            yield from with_exposure(state.pack, changed, exposure)
    for exposure in sorted(state.question.new_exposures):
        for other in state.others:
            yield from with_exposure(state.pack, other, exposure)


def review_interactions(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield every standing pair of the whole plan, for a review of it."""
    everything = state.everything
    for place, first in enumerate(everything):
        for second in everything[place + 1 :]:
            yield from between(state.pack, first, second)
        for exposure in sorted(state.patient.exposures):
            yield from with_exposure(state.pack, first, exposure)


def between(
    pack: SafetyPack, first: TakenMedication, second: TakenMedication
) -> Iterator[SafetyAlert]:
    """Yield, for one pair, the most severe rule of each mechanism.

    Two products of one substance, such as a tablet and its depot, are no pair: their doses add up.
    """
    if first.med == second.med or pack.is_same_substance(first.med, second.med):
        return
    rules = [
        rule for rule in pack.interactions(first.med, second.med) if _concerns(rule, first, second)
    ]
    yield from _worst_of_each(pack, rules, first, second)


def with_exposure(pack: SafetyPack, taken: TakenMedication, exposure: str) -> Iterator[SafetyAlert]:
    """Yield what an exposure such as alcohol means for one medication."""
    other = TakenMedication(exposure)
    rules = [
        rule
        for rule in pack.interactions(taken.med, exposure)
        if rule.b_type == "exposure" and taken.med not in rule.exclude_meds
    ]
    yield from _worst_of_each(pack, rules, taken, other)


def _concerns(rule: InteractionRule, first: TakenMedication, second: TakenMedication) -> bool:
    if {first.med, second.med} & set(rule.exclude_meds) or rule.b_type == "exposure":
        return False
    if rule.only_forms is None:
        return True
    limited = first if first.med == rule.only_forms.med else second
    # An unknown form is not a safe one.
    return not limited.form or limited.form in rule.only_forms.forms


def _worst_of_each(
    pack: SafetyPack, rules: list[InteractionRule], first: TakenMedication, second: TakenMedication
) -> Iterator[SafetyAlert]:
    hidden = {name for rule in rules for name in rule.supersedes}
    best: dict[str, tuple[tuple[int, int], InteractionRule, AlertSeverity]] = {}
    for rule in rules:
        if rule.id in hidden:
            continue
        severity = _severity(pack, rule, first, second)
        key = (severity.rank, _generality(rule))
        present = best.get(rule.mechanism_group)
        if present is None or key < present[0]:
            best[rule.mechanism_group] = (key, rule, severity)
    for _, rule, severity in sorted(best.values(), key=lambda each: each[0]):
        names = (first.med, second.med)
        yield SafetyAlert(
            AlertKind.INTERACTION,
            rule.id,
            severity,
            f"{sentence(rule.effect)} {sentence(rule.mechanism)}",
            names,
            sentence(rule.management),
            rule.sources,
        )


def _generality(rule: InteractionRule) -> int:
    """Return how many sides are classes: the more specific rule comes first."""
    return (rule.a_type == "class") + (rule.b_type == "class")


def _severity(
    pack: SafetyPack, rule: InteractionRule, first: TakenMedication, second: TakenMedication
) -> AlertSeverity:
    """Return the rule's severity, or the lower one that it has at small, known doses."""
    sides = [(first, second)] if rule.a in pack.groups(first.med) else []
    if rule.a in pack.groups(second.med):
        sides.append((second, first))
    for condition in rule.severity_if:
        for a, b in sides:
            if _at_most(a.dose, condition.a_max_dose) and _at_most(b.dose, condition.b_max_dose):
                return AlertSeverity(condition.severity)
    return AlertSeverity(rule.severity)


def _at_most(dose: Decimal | None, limit: Decimal | None) -> bool:
    return limit is None or (dose is not None and dose <= limit)


def is_contraindicated(pack: SafetyPack, first: str, second: str) -> bool:
    """Return whether two medications, or one and an exposure, must not come together at all."""
    found = [*between(pack, TakenMedication(first), TakenMedication(second))]
    found += with_exposure(pack, TakenMedication(first), second)
    return any(alert.severity is AlertSeverity.CONTRAINDICATED for alert in found)
