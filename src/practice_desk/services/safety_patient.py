"""What a chart tells the safety checks about the patient, and what of it can't be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyState,
    AllergyType,
    is_current,
)
from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.observation import Observation, SubstanceUse, SubstanceUseStatus
from practice_desk.domain.patient import Patient, SexAssigned
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    KnownAllergy,
    PatientFacts,
    SafetyAlert,
)
from practice_desk.knowledge.conditions import ConditionConcept
from practice_desk.knowledge.pack import KnowledgePack

_EXPOSURES = {
    "tobacco": "tobacco_smoking",
    "alcohol": "alcohol",
    "cannabis": "cannabis",
    "opioids": "opioids_street",
}
_WEIGHT = "29463-7"
_EGFR = frozenset({"98979-8", "98980-6", "88294-4", "88293-6", "62238-1", "48642-3", "33914-3"})
"""LOINC: glomerular filtration rate per 1.73 m², by the equations that laboratories report."""
_KILOGRAMS = {"kg": Decimal(1), "lb": Decimal("0.45359237"), "[lb_av]": Decimal("0.45359237")}
_CHILDBEARING_AGES = range(12, 56)
_SEVERE = {AllergySeverity.SEVERE: True, AllergySeverity.UNKNOWN: None}


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """The records of one chart that say something about the patient."""

    patient: Patient
    allergies: tuple[AllergyIntolerance, ...]
    allergy_state: AllergyState
    conditions: tuple[Condition, ...]
    vital_signs: tuple[Observation, ...]
    laboratory: tuple[Observation, ...]
    substance_uses: tuple[SubstanceUse, ...]


def patient_facts(chart: ChartFacts, pack: KnowledgePack, on: date) -> PatientFacts:
    """Return what *chart* tells on the day *on*; what it does not tell stays unknown."""
    sex = chart.patient.sex_assigned
    return PatientFacts(
        age=chart.patient.age(on),
        sex=sex.value if sex in (SexAssigned.FEMALE, SexAssigned.MALE) else "",
        conditions=frozenset(
            concept.id
            for condition in chart.conditions
            if _counts(condition)
            for concept in concepts_of(condition.icd10cm, pack)
        ),
        allergies=tuple(
            KnownAllergy(allergy.substance_id, _SEVERE.get(allergy.severity, False))
            for allergy in chart.allergies
            if is_current(allergy) and allergy.type is AllergyType.ALLERGY and allergy.substance_id
        ),
        exposures=frozenset(
            _EXPOSURES[name] for name in _current_uses(chart.substance_uses) if name in _EXPOSURES
        ),
        egfr=_newest(chart.laboratory, _EGFR, None),
        weight_kg=_newest(chart.vital_signs, frozenset({_WEIGHT}), _KILOGRAMS),
    )


def concepts_of(code: str, pack: KnowledgePack) -> tuple[ConditionConcept, ...]:
    """Return the pack's conditions of an ICD-10-CM code, or of the wider code it belongs to."""
    for length in range(len(code), 2, -1):
        if found := pack.conditions.by_code(code[:length].rstrip(".")):
            return found
    return ()


def unchecked_facts(
    chart: ChartFacts, facts: PatientFacts, pack: KnowledgePack
) -> Iterator[SafetyAlert]:
    """Yield, in words, what of the chart the pack can't be asked about."""
    yield from _unchecked_allergies(chart, pack)
    unknown = [
        condition.display
        for condition in chart.conditions
        if _counts(condition) and not concepts_of(condition.icd10cm, pack)
    ]
    if unknown:
        yield not_checked("conditions", f"the pack knows no code of {_listed(unknown)}")
    others = [name for name in _current_uses(chart.substance_uses) if name not in _EXPOSURES]
    if others:
        yield not_checked("substances", f"use of {_listed(others)}")
    yield from _unchecked_states(facts)


def not_checked(
    ref: str, what: str, severity: AlertSeverity = AlertSeverity.INFORMATION
) -> SafetyAlert:
    """Return the finding that *what* was not looked up."""
    return SafetyAlert(AlertKind.NOT_CHECKED, ref, severity, f"Not checked: {what}.")


def _unchecked_allergies(chart: ChartFacts, pack: KnowledgePack) -> Iterator[SafetyAlert]:
    moderate = AlertSeverity.MODERATE
    if chart.allergy_state is AllergyState.NOT_ASKED:
        yield not_checked("allergies", "allergies, nobody has asked about them yet", moderate)
    unknown = [
        allergy.substance
        for allergy in chart.allergies
        if is_current(allergy) and pack.substances.by_id(allergy.substance_id) is None
    ]
    if unknown:
        what = f"allergy to {_listed(unknown)}, which the pack does not know"
        yield not_checked("uncoded_allergies", what, moderate)


def _unchecked_states(facts: PatientFacts) -> Iterator[SafetyAlert]:
    if facts.age is None:
        yield not_checked("age", "limits by age, the birth date is unknown", AlertSeverity.MODERATE)
    if facts.sex != SexAssigned.MALE and (facts.age is None or facts.age in _CHILDBEARING_AGES):
        what = "pregnancy, breastfeeding and contraception, which the chart does not record"
        yield not_checked("pregnancy", what)
    organs = "liver function" if facts.egfr is not None else "kidney and liver function"
    yield not_checked("organs", f"{organs}, which the chart does not record")


def _counts(condition: Condition) -> bool:
    return (
        condition.category is not ConditionCategory.FAMILY
        and condition.status is not ConditionStatus.RESOLVED
        and not condition.retracted_reason
    )


def _current_uses(uses: Iterable[SubstanceUse]) -> list[str]:
    """Return the substances that are in use by the newest entry about each."""
    newest: dict[str, SubstanceUse] = {}
    for use in sorted(uses, key=lambda each: (each.recorded_on, each.id or 0)):
        if not use.retracted_reason:
            newest[use.substance.casefold()] = use
    return [name for name, use in newest.items() if use.status is SubstanceUseStatus.CURRENT]


def _newest(
    observations: Iterable[Observation], codes: frozenset[str], units: dict[str, Decimal] | None
) -> Decimal | None:
    """Return the newest value, converted by *units*; one in an unknown unit is not guessed."""
    for found in observations:
        if found.code in codes and found.value is not None and not found.retracted_reason:
            if units is None:
                return found.value
            factor = units.get(found.unit)
            return None if factor is None else found.value * factor
    return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
