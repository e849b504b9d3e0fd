"""The question that a change of the plan asks the safety checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Medication, PlanItem, PlanStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    PlanChangeFacts,
    RecentStop,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.services.safety_patient import not_checked

_TAKEN = frozenset({PlanStatus.REPORTED, PlanStatus.PLANNED, PlanStatus.ACTIVE, PlanStatus.ON_HOLD})
"""Reported medications count as taken until somebody has asked; held ones may be resumed."""
_COUNTED = frozenset({"capsule", "tablet"})
_SCALES = {
    ("g", "mg"): Decimal(1000),
    ("mcg", "mg"): Decimal("0.001"),
    ("mg", "g"): Decimal("0.001"),
    ("mg", "mcg"): Decimal(1000),
}


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change of the plan that is being composed.

    `medication_id` is the item that it changes, stops or takes over; None for a new one.
    """

    action: ChangeAction
    medication: Medication
    effective_on: date
    dosage: Dosage | None = None
    medication_id: int | None = None


def others_taken(items: Iterable[PlanItem], change: PlannedChange) -> list[PlanItem]:
    """Return what is taken beside the medication of *change*."""
    return [
        item
        for item in items
        if item.medication.id != change.medication_id
        and item.status in _TAKEN
        and not item.is_called_off
    ]


def taken(item: PlanItem, pack: SafetyPack) -> TakenMedication:
    """Return a plan item as the checks see it, with the highest dose that it has or will have."""
    dosages = item.coming_dosages or ([item.dosage] if item.dosage else [])
    doses = [dose_of(item.medication, each, pack) for each in dosages]
    known = [dose for dose in doses if dose is not None]
    highest = max(known) if doses and len(known) == len(doses) else None
    form = (item.dosage.form or "") if item.dosage else ""
    return TakenMedication(item.medication.concept_id, highest, form)


def dose_of(medication: Medication, dosage: Dosage, pack: SafetyPack) -> Decimal | None:
    """Return the dose per day, or per injection or session, in the pack's unit; None if unknown."""
    facts = pack.medication(medication.concept_id)
    usual = facts.adult_dose if facts else None
    quantity = dosage.total_daily_dose
    if usual is not None and usual.basis != "per_day":
        quantity = dosage.dose
    elif dosage.as_needed:
        quantity = dosage.max_per_day
    if quantity is None:
        return None
    unit = "mg" if usual is None else usual.unit.partition("/")[0]
    return dosage.units_of(quantity) if unit in _COUNTED else _in_unit(quantity, unit)


def _in_unit(quantity: Quantity, unit: str) -> Decimal | None:
    have = quantity.unit.partition("/")[0]
    if have == unit:
        return quantity.amount
    factor = _SCALES.get((have, unit))
    return None if factor is None else quantity.amount * factor


def change_facts(change: PlannedChange, pack: SafetyPack, indication: str) -> PlanChangeFacts:
    """Return *change* as the checks see it; *indication* is an id of the pack or empty."""
    dosage, strength = change.dosage, None
    if dosage is not None and dosage.strength is not None and dosage.strength.per is None:
        strength = _in_unit(dosage.strength.numerator, "mg")
    return PlanChangeFacts(
        change.action,
        change.medication.concept_id,
        dose=None if dosage is None else dose_of(change.medication, dosage, pack),
        form=(dosage.form or "") if dosage else "",
        strength=strength,
        indication=indication,
    )


def recent_stops(items: Iterable[PlanItem], change: PlannedChange, on: date) -> list[RecentStop]:
    """Return what was stopped, and how many days before *on*; what overlaps it, 0 days before."""
    return [
        RecentStop(item.medication.concept_id, max(0, (on - item.since).days))
        for item in items
        if item.status is PlanStatus.STOPPED
        and item.medication.concept_id
        and item.since is not None
        and item.medication.id != change.medication_id
        and not _was_never_taken(item)
    ]


def _was_never_taken(item: PlanItem) -> bool:
    """Whether it was only reported, and then found not to be taken or taken over by us."""
    last = item.last_event
    return last is not None and (
        last.reason_code == "taken_over"
        or (
            last.reason_code == "not_taking"
            and not any(event.kind is PlanEventKind.START for event in item.events)
        )
    )


def unchecked_plan(
    others: Iterable[PlanItem], change: PlannedChange, pack: SafetyPack
) -> Iterator[SafetyAlert]:
    """Yield what of the plan the pack can't be asked about, and what is in it twice."""
    beside, mine = list(others), change.medication
    moderate = AlertSeverity.MODERATE
    if not mine.concept_id:
        what = f"{mine.name} is not from the coded list, so nothing is known about it"
        yield not_checked("medication", what, AlertSeverity.MODERATE)
    elif change.dosage is not None and dose_of(mine, change.dosage, pack) is None:
        yield not_checked("dose", f"the daily dose of {mine.name}, which is not certain", moderate)
    uncoded = [item.medication.name for item in beside if not item.medication.concept_id]
    if uncoded:
        names = ", ".join(uncoded)
        yield not_checked("uncoded", f"{names}: not from the coded list", moderate)
    doubtful = [
        item.medication.name
        for item in beside
        if item.medication.concept_id and taken(item, pack).dose is None
    ]
    if doubtful:
        yield not_checked("doses", f"the daily dose of {', '.join(doubtful)}")
    twice = any(item.medication.concept_id == mine.concept_id for item in beside)
    if twice and mine.concept_id and change.action is not ChangeAction.STOP:
        message = f"{mine.name} is in the plan already; the two doses are not added up."
        yield SafetyAlert(
            AlertKind.DUPLICATE_CLASS, mine.concept_id, moderate, message, (mine.concept_id,)
        )
