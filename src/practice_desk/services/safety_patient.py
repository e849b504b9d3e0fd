"""What a chart tells the safety checks about the patient, and what of it can't be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyState,
    AllergyType,
    is_current,
)
from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.kidney import estimated_gfr
from practice_desk.domain.laboratory import Result, results_of
from practice_desk.domain.observation import (
    BLOOD_PRESSURE_CODE,
    Observation,
    SubstanceUse,
    SubstanceUseStatus,
)
from practice_desk.domain.patient import Patient, SexAssigned
from practice_desk.domain.patient_fact import known_facts
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    KnownAllergy,
    PatientFacts,
    SafetyAlert,
)
from practice_desk.domain.supply import SupplyEntry
from practice_desk.knowledge.conditions import ConditionConcept
from practice_desk.knowledge.laboratory import laboratory as known_tests
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.services.monitoring_state import in_usual_unit

EXPOSURES = {
    "tobacco": "tobacco_smoking",
    "alcohol": "alcohol",
    "cannabis": "cannabis",
    "opioids": "opioids_street",
}
"""The pack's exposure of each substance whose use a chart records."""
_WEIGHT = "29463-7"
_EGFR = frozenset({"98979-8", "98980-6", "88294-4", "88293-6", "62238-1", "48642-3", "33914-3"})
"""LOINC: glomerular filtration rate per 1.73 m², by the equations that laboratories report."""
_KILOGRAMS = {"kg": Decimal(1), "lb": Decimal("0.45359237"), "[lb_av]": Decimal("0.45359237")}
_CREATININE = "2160-0"
_STALE = timedelta(days=730)
_UNCONTROLLED = "hypertension_uncontrolled"
_HIGH_PRESSURE = (("8480-6", 140), ("8462-4", 90))
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
    social_history: tuple[Observation, ...] = ()
    self_harm: bool | None = None
    symptoms: frozenset[str] = frozenset()
    quantity_limits: Mapping[int, int] = field(default_factory=dict)
    """Days at a time, by the medication's id."""
    fills: tuple[SupplyEntry, ...] = ()
    """What was handed out, the oldest first, with what happened to it."""


def patient_facts(chart: ChartFacts, pack: KnowledgePack, on: date) -> PatientFacts:
    """Return what *chart* tells on the day *on*; what it does not tell stays unknown."""
    sex, facts = chart.patient.sex_assigned, known_facts(chart.social_history, on)
    age = chart.patient.age(on)
    sex_name = sex.value if sex in (SexAssigned.FEMALE, SexAssigned.MALE) else ""
    return PatientFacts(
        age=age,
        sex=sex_name,
        conditions=frozenset(
            concept.id
            for condition in chart.conditions
            if _counts(condition)
            for concept in concepts_of(condition.icd10cm, pack)
            if concept.id != _UNCONTROLLED or _is_uncontrolled(condition, chart.vital_signs, on)
        ),
        allergies=tuple(
            KnownAllergy(allergy.substance_id, _SEVERE.get(allergy.severity, False))
            for allergy in chart.allergies
            if is_current(allergy) and allergy.type is AllergyType.ALLERGY and allergy.substance_id
        ),
        exposures=frozenset(
            EXPOSURES[name] for name in _current_uses(chart.substance_uses) if name in EXPOSURES
        ),
        pregnant=facts.pregnant,
        trimester=facts.trimester,
        lactating=facts.lactating,
        childbearing_potential=facts.childbearing_potential,
        contraception=facts.contraception,
        ancestry=facts.ancestry,
        hepatic=facts.hepatic,
        metabolizers=facts.metabolizers,
        egfr=_kidney(chart.laboratory, on, age, sex_name),
        weight_kg=_newest(chart.vital_signs, frozenset({_WEIGHT}), _KILOGRAMS, on),
        symptoms=chart.symptoms,
        self_harm_screen=chart.self_harm,
    )


def _kidney(
    laboratory: tuple[Observation, ...], on: date, age: int | None, sex: str
) -> Decimal | None:
    """Return the filtration rate of the newest day: as reported, else out of the creatinine.

    None where nothing of that day can be read, also where an older day's result could be.
    """
    if not laboratory:
        return None
    own = known_tests().canonical
    names = {code: test for code, test in own.items() if test == _CREATININE}
    results = [
        result
        for result in results_of(laboratory, names)
        if result.code in (*_EGFR, _CREATININE) and result.on + _STALE >= on
    ]
    newest_day = max((result.on for result in results), default=None)
    of_day = [result for result in results if result.on == newest_day]
    of_day.sort(key=lambda each: (each.code != _CREATININE, each.observed_at), reverse=True)
    rates = (_rate(result, age, sex) for result in of_day)
    return next((rate for rate in rates if rate is not None), None)


def _rate(result: Result, age: int | None, sex: str) -> Decimal | None:
    """Return the filtration rate that *result* tells; None for a bound or an unknown unit."""
    if result.comparator or result.code != _CREATININE:
        return None if result.comparator else result.value
    test = known_tests().find(_CREATININE)
    creatinine = None if test is None else in_usual_unit(test, result)
    return None if creatinine is None else estimated_gfr(creatinine, age, sex)


def _is_uncontrolled(condition: Condition, vital_signs: tuple[Observation, ...], on: date) -> bool:
    """Return whether hypertension is told to be, or was at the last measurement, 140/90 or more.

    Its code is the same whether it is controlled or not.
    """
    if "uncontrolled" in condition.display.casefold():
        return True
    newest = next(
        (o for o in vital_signs if o.code == BLOOD_PRESSURE_CODE and _is_recent(o, on)), None
    )
    parts = {part.code: part.value for part in newest.components} if newest else {}
    return any((parts.get(code) or 0) >= limit for code, limit in _HIGH_PRESSURE)


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
    others = [name for name in _current_uses(chart.substance_uses) if name not in EXPOSURES]
    if others:
        yield not_checked("substances", f"use of {_listed(others)}")
    yield from _unchecked_states(facts)


def not_checked(
    ref: str,
    what: str,
    severity: AlertSeverity = AlertSeverity.INFORMATION,
    medications: tuple[str, ...] = (),
) -> SafetyAlert:
    """Return the finding that *what* was not looked up."""
    return SafetyAlert(AlertKind.NOT_CHECKED, ref, severity, f"Not checked: {what}.", medications)


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
    if not facts.sex:
        yield not_checked("sex", "what depends on sex, which the chart does not record")


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


def asked_substances(uses: Iterable[SubstanceUse]) -> frozenset[str]:
    """Return the substances about which somebody was asked, in small letters."""
    return frozenset(
        use.substance.casefold()
        for use in uses
        if not use.retracted_reason and use.status is not SubstanceUseStatus.DECLINED
    )


def _newest(
    observations: Iterable[Observation],
    codes: frozenset[str],
    units: dict[str, Decimal],
    on: date,
) -> Decimal | None:
    """Return the newest value, converted by *units*; one in an unknown unit is not guessed.

    One that is older than two years tells nothing of today.
    """
    for found in observations:
        if found.code in codes and found.value is not None and _is_recent(found, on):
            factor = units.get(found.unit)
            return None if factor is None else found.value * factor
    return None


def _is_recent(observation: Observation, on: date) -> bool:
    measured = observation.observed_at.astimezone().date()
    return not observation.retracted_reason and measured + _STALE >= on


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
