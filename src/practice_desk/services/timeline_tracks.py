"""The medications and side effects of a chart as a timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from practice_desk.domain.adverse_event import HIGHEST_GRADE
from practice_desk.domain.adverse_event_review import Causality, Told
from practice_desk.domain.course import Stretch
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.domain.timeline import (
    DoseSpell,
    DoseState,
    EffectSpell,
    MedicationTrack,
    Severity,
)

_MODERATE, _SEVERE = 3, 5
"""From which grade of 0 to 6 the picture draws a side effect as moderate, and as severe."""


def medication_key(item: PlanItem) -> RecordKey:
    """Return what a plan item is called on the timeline."""
    return RecordKey("medication", item.medication.id or 0)


def medication_track(item: PlanItem) -> MedicationTrack | None:
    """Return the doses of a plan item; None for one that was never to be taken.

    The unit is that of its first known dose a day; what has another unit has no height. A
    medication without any dose a day, such as an injection, is drawn by its single dose.
    """
    if item.status is PlanStatus.ENTERED_IN_ERROR or item.is_called_off or not item.course:
        return None
    daily = [stretch.step.mean_daily_dose for stretch in item.course]
    single = [stretch.step.dosage.dose for stretch in item.course]
    is_daily = any(dose is not None for dose in daily)
    doses = daily if is_daily else single
    unit = next((dose.unit for dose in doses if dose is not None), "")
    spells: list[DoseSpell] = []
    for stretch, dose in zip(item.course, doses, strict=True):
        spell = _spell(stretch, dose, unit, is_daily)
        if spells and spells[-1].end == spell.start and _same(spells[-1], spell):
            spells[-1] = replace(spells[-1], end=spell.end)
        else:
            spells.append(spell)
    return MedicationTrack(item.medication.name, unit, tuple(spells), medication_key(item))


def _spell(stretch: Stretch, dose: Quantity | None, unit: str, is_daily: bool) -> DoseSpell:
    known = dose is not None and dose.unit == unit
    amount = float(dose.amount) if dose is not None and known else None
    if stretch.is_held:
        return DoseSpell(stretch.start, stretch.end, amount, "on hold", DoseState.HELD)
    if stretch.step.dosage.as_needed:
        state = DoseState.AS_NEEDED
        return DoseSpell(stretch.start, stretch.end, None, "as needed", state)
    if dose is None:
        return DoseSpell(stretch.start, stretch.end, None, "dose not known")
    text = f"{dose} a day" if is_daily else f"{dose} each time"
    return DoseSpell(stretch.start, stretch.end, amount, text)


def _same(one: DoseSpell, other: DoseSpell) -> bool:
    return (one.amount, one.text, one.state) == (other.amount, other.text, other.state)


def effect_spells(
    cases: Iterable[SideEffectCase], plan: Iterable[PlanItem]
) -> tuple[EffectSpell, ...]:
    """Return the standing side effects in the order of their onset.

    Each is drawn as severe as it ever was told to be, and led to the medication that is suspected
    most, by the last review or else as reported.
    """
    items = {item.medication.id: item for item in plan}
    found = []
    for case in cases:
        if case.status is CaseStatus.RETRACTED:
            continue
        suspect = next((items[one] for one in _suspected(case) if one in items), None)
        found.append(
            EffectSpell(
                case.effect,
                case.onset_on or case.report.told_on,
                case.over_by,
                severity_of(worst_grade(case)),
                RecordKey("adverse_event", case.id or 0),
                None if suspect is None else medication_key(suspect),
                "" if suspect is None else suspect.medication.name,
                _graded(case),
                case.onset_on is not None,
                worst_grade(case),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.start, each.record.id)))


def severity_of(grade: int | None) -> Severity:
    """Return how a grade of 0 to 6 is drawn."""
    if grade is None:
        return Severity.UNKNOWN
    if grade >= _SEVERE:
        return Severity.SEVERE
    return Severity.MODERATE if grade >= _MODERATE else Severity.MILD


def worst_grade(case: SideEffectCase) -> int | None:
    """Return the highest severity that was ever told, 0 to 6; None where nobody asked."""
    told = [getattr(entry.details, "told", None) for entry in case.entries]
    grades = [case.report.severity, case.told.severity]
    grades += [each.severity for each in told if isinstance(each, Told)]
    return max((grade for grade in grades if grade is not None), default=None)


def _graded(case: SideEffectCase) -> str:
    worst, now = worst_grade(case), case.told.severity
    if worst is None:
        return ""
    text = f"at worst {worst} of {HIGHEST_GRADE}"
    return text if now is None or now == worst else f"{text}, now {now} of {HIGHEST_GRADE}"


def _suspected(case: SideEffectCase) -> list[int]:
    """Return the plan items that are suspected, the likeliest first."""
    rank = list(Causality)
    judged = sorted(case.suspects, key=lambda each: rank.index(each.causality), reverse=True)
    ids = [each.medication_id for each in judged if each.medication_id in case.suspected_ids]
    return ids or sorted(case.suspected_ids)
