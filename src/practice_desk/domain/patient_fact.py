"""Facts that the safety checks ask for and no other record holds, each with its date and source.

They are kept as observations: pregnancy, breastfeeding, whether somebody can become pregnant,
contraception, liver function by grade, metabolizer types, ancestry where a label asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from practice_desk.domain.observation import Observation, ObservationCategory

PREGNANCY = "82810-3"
DUE_DATE = "11778-8"
BREASTFEEDING = "63895-7"
CHILDBEARING = "childbearing_potential"
CONTRACEPTION = "contraception"
LIVER = "hepatic_impairment"
CYP2D6 = "cyp2d6_metabolizer"
CYP2C19 = "cyp2c19_metabolizer"
ANCESTRY = "hla_ancestry"
"""The first three are LOINC codes, the others ids of our own."""

PREGNANT, NOT_PREGNANT = "Pregnant", "Not pregnant"
YES, NO = "Yes", "No"
POOR = "Poor metabolizer"
_TYPES = (POOR, "Intermediate metabolizer", "Normal metabolizer", "Ultrarapid metabolizer")
_PREGNANCY_DAYS = 280
_TRIMESTERS = ((14 * 7, 1), (28 * 7, 2))
"""Days since the last period before which each runs (ACOG: to 13 6/7 and to 27 6/7 weeks)."""


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact that can be recorded: its code, what it is called, what it can be.

    `lasts` is for how long an answer counts; after that the fact is unknown again. None: always.
    `for_women` is False for what everybody can be asked.
    """

    code: str
    display: str
    choices: tuple[str, ...]
    lasts: timedelta | None = None
    for_women: bool = False


FACT_KINDS = (
    FactKind(PREGNANCY, "Pregnancy", (PREGNANT, NOT_PREGNANT), timedelta(days=120), True),
    FactKind(DUE_DATE, "Due date", (), None, True),
    FactKind(BREASTFEEDING, "Breastfeeding", (YES, NO), timedelta(days=365), True),
    FactKind(CHILDBEARING, "Can become pregnant", (YES, NO), timedelta(days=730), True),
    FactKind(CONTRACEPTION, "Contraception in use", (YES, NO), timedelta(days=365), True),
    FactKind(
        LIVER,
        "Liver impairment",
        ("None", "Mild (Child-Pugh A)", "Moderate (Child-Pugh B)", "Severe (Child-Pugh C)"),
        timedelta(days=730),
    ),
    FactKind(CYP2D6, "CYP2D6 type", _TYPES),
    FactKind(CYP2C19, "CYP2C19 type", _TYPES),
    FactKind(ANCESTRY, "Ancestry with more HLA-B*15:02 (parts of Asia)", (YES, NO)),
)
FACT_CODES = frozenset(kind.code for kind in FACT_KINDS)
_ANCESTRIES = {YES: "asian_at_risk", NO: "other"}
_GRADES = {"None": "none", "Mild": "mild", "Moderate": "moderate", "Severe": "severe"}


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the recorded facts say on a day; None and empty where they say nothing."""

    pregnant: bool | None = None
    trimester: int | None = None
    lactating: bool | None = None
    childbearing_potential: bool | None = None
    contraception: bool | None = None
    hepatic: str = ""
    metabolizers: frozenset[str] = frozenset()
    ancestry: str = ""


def fact(
    patient_id: int, kind: FactKind, value: str, observed_at: datetime, source: str = ""
) -> Observation:
    """Return the observation that states a fact."""
    return Observation(
        patient_id,
        ObservationCategory.SOCIAL_HISTORY,
        kind.display,
        observed_at,
        code=kind.code,
        value_text=value,
        note=source,
    )


def newest_facts(observations: Iterable[Observation]) -> dict[str, Observation]:
    """Return the newest standing statement of each fact, by its code."""
    found: dict[str, Observation] = {}
    for each in observations:
        present = found.get(each.code)
        if each.code not in FACT_CODES or each.retracted_reason:
            continue
        if present is None or _order(each) > _order(present):
            found[each.code] = each
    return found


def _order(observation: Observation) -> tuple[datetime, int]:
    return observation.observed_at, observation.id or 0


def known_facts(observations: Iterable[Observation], on: date) -> KnownFacts:
    """Return what *observations* say on the day *on*. What was said too long ago counts no more."""
    newest = newest_facts(observations)
    said = {
        kind.code: newest[kind.code].value_text
        for kind in FACT_KINDS
        if kind.code in newest and _counts(newest[kind.code], kind, on)
    }
    pregnant = _flag(said.get(PREGNANCY), PREGNANT)
    due = _due_date(newest)
    if due is not None and pregnant is not False and _is_before(on, due):
        pregnant = True
    return KnownFacts(
        pregnant=pregnant,
        trimester=_trimester(due, on) if pregnant and due is not None else None,
        lactating=_flag(said.get(BREASTFEEDING), YES),
        childbearing_potential=_flag(said.get(CHILDBEARING), YES),
        contraception=_flag(said.get(CONTRACEPTION), YES),
        hepatic=_GRADES.get(said.get(LIVER, "").partition(" ")[0], ""),
        metabolizers=frozenset(_poor(said)),
        ancestry=_ANCESTRIES.get(said.get(ANCESTRY, ""), ""),
    )


def _counts(observation: Observation, kind: FactKind, on: date) -> bool:
    told = observation.observed_at.astimezone().date()
    return kind.lasts is None or told + kind.lasts >= on


def _flag(value: str | None, yes: str) -> bool | None:
    return None if value is None else value == yes


def _poor(said: dict[str, str]) -> Iterable[str]:
    for code, name in ((CYP2D6, "cyp2d6_poor"), (CYP2C19, "cyp2c19_poor")):
        if said.get(code) == POOR:
            yield name


def _due_date(newest: dict[str, Observation]) -> date | None:
    """Return the due date, unless a later statement ends the pregnancy."""
    due, said = newest.get(DUE_DATE), newest.get(PREGNANCY)
    if due is None:
        return None
    if said is not None and said.value_text != PREGNANT and _order(said) > _order(due):
        return None
    try:
        return date.fromisoformat(due.value_text)
    except ValueError:
        return None


def _is_before(on: date, due: date) -> bool:
    return due - timedelta(days=_PREGNANCY_DAYS) <= on <= due + timedelta(days=14)


def _trimester(due: date, on: date) -> int | None:
    """Return the trimester on a day, from the due date at 40 weeks."""
    if not _is_before(on, due):
        return None
    days = _PREGNANCY_DAYS - (due - on).days
    return next((number for end, number in _TRIMESTERS if days < end), 3)
