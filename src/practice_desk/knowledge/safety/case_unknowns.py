"""What a case names and nobody knows: each is said as "not checked", never passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    SafetyAlert,
    SafetyQuestion,
)
from practice_desk.knowledge.safety.implied import PREGNANCY_TEST
from practice_desk.knowledge.safety.pack import SafetyPack

ANCESTRIES = frozenset({"asian_at_risk", "other"})
"""What a case can say of ancestry: of one in which HLA-B*15:02 is common, or of another."""
_TAKES = frozenset({ChangeAction.START, ChangeAction.CHANGE, ChangeAction.SWITCH})


def unknown_in_case(
    question: SafetyQuestion, ancestries: Iterable[str], pack: SafetyPack
) -> Iterator[SafetyAlert]:
    """Yield each word of a case that the checks can do nothing with; *ancestries* as written."""
    patient = question.patient
    for word, what in (
        *((each.allergen, "the allergy") for each in patient.allergies
          if not _is_allergen(each.allergen, pack)),
        *((each, "the ancestry") for each in ancestries if each not in ANCESTRIES),
        *((each, "the symptom") for each in sorted(patient.symptoms - _symptoms(pack))),
        *((each, "the metabolizer") for each in sorted(patient.metabolizers)
          if not _is_metabolizer(each)),
        *((each.loinc, "the result") for each in question.labs if each.loinc not in _tests(pack)),
        *((name, "the monitoring") for each in question.follow_up for name, _ in each.last
          if name not in {rule.id for rule in pack.facts.monitoring}),
        *((each.med, "the medication") for each in question.follow_up
          if pack.medication(each.med) is None),
        *((each.med, "the medication") for each in question.recent_stops
          if pack.medication(each.med) is None),
    ):  # fmt: skip
        yield _not_checked(word, f"the clinical pack does not know {what} {word}")
    yield from _without_dose(question, pack)


def _without_dose(question: SafetyQuestion, pack: SafetyPack) -> Iterator[SafetyAlert]:
    change = question.change
    facts = pack.medication(change.med)
    if change.action not in _TAKES or facts is None or facts.adult_dose is None:
        return
    if change.dose is None and not change.products:
        name = pack.name(change.med)
        yield _not_checked("dose", f"the dose of {name}, which the case does not tell", change.med)


def _is_allergen(name: str, pack: SafetyPack) -> bool:
    ruled = {rule.allergen for rule in pack.facts.allergy_rules}
    return name in ruled or name in pack.classes or pack.medication(name) is not None


def _symptoms(pack: SafetyPack) -> frozenset[str]:
    """Return the symptoms that an interaction or a rule of the pack, or its list, knows."""
    asked = {
        name
        for rule in pack.facts.monitoring
        if rule.only_if is not None
        for when in (*rule.only_if.any, *rule.only_if.all)
        for name in when.symptom
    }
    return frozenset(asked | {each.id for each in pack.facts.side_effects})


def _is_metabolizer(word: str) -> bool:
    enzyme, _, kind = word.rpartition("_")
    kinds = ("poor", "intermediate", "normal", "rapid", "ultrarapid", "extensive")
    return kind in kinds and enzyme.startswith("cyp")


def _tests(pack: SafetyPack) -> frozenset[str]:
    return frozenset(
        {code for rule in pack.facts.monitoring for code in rule.loinc} | {PREGNANCY_TEST}
    )


def _not_checked(ref: str, what: str, *meds: str) -> SafetyAlert:
    return SafetyAlert(
        AlertKind.NOT_CHECKED, ref, AlertSeverity.INFORMATION, f"Not checked: {what}.", meds
    )
