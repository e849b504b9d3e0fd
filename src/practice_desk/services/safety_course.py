"""What the safety checks need of a medication's course: doses during a change, and its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Medication, PlanItem, PlanStatus
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import Regimen, RegimenStep, one_step
from practice_desk.domain.safety import DoseStep, PastDose, StepProduct, highest
from practice_desk.domain.supply import SupplyEntry
from practice_desk.domain.supply_days import coverage, need_of
from practice_desk.knowledge.safety.pack import SafetyPack

_COUNTED = frozenset({"capsule", "tablet"})
_SCALES = {
    ("g", "mg"): Decimal(1000),
    ("mcg", "mg"): Decimal("0.001"),
    ("mg", "g"): Decimal("0.001"),
    ("mg", "mcg"): Decimal(1000),
}
_LOOK_BACK = timedelta(days=180)
"""How far back the highest dose counts, against which a stepping down is measured."""
_LOW_ENOUGH = Decimal("0.5")
"""A taper that ran to its end left at most this share of its highest dose."""
_SETTLED = timedelta(days=7)
"""For how long the dose has to have been that low: cuts on following days are one sudden end."""
_SHORT_COURSE = 28
"""Days; what was meant for less is no treatment that has to be stepped down."""


def dose_of(medication: Medication, dosage: Dosage, pack: SafetyPack) -> Decimal | None:
    """Return the dose on a day, or per injection or session, in the pack's unit; None if unknown.

    What is not taken every day counts with what is taken on such a day.
    """
    facts = pack.medication(medication.concept_id)
    usual = facts.adult_dose if facts else None
    if usual is not None and usual.basis != "per_day":
        quantity = dosage.dose
    elif dosage.as_needed:
        quantity = dosage.max_per_day
    else:
        quantity = dosage.total_daily_dose or _dose_of_a_day(dosage)
    return in_unit_of(medication, dosage, quantity, pack)


def in_unit_of(
    medication: Medication, dosage: Dosage, quantity: Quantity | None, pack: SafetyPack
) -> Decimal | None:
    """Return *quantity* of a medication in the pack's unit; None if it can't be told."""
    facts = pack.medication(medication.concept_id)
    usual = facts.adult_dose if facts else None
    if quantity is None:
        return None
    unit = "mg" if usual is None else usual.unit.partition("/")[0]
    return dosage.units_of(quantity) if unit in _COUNTED else in_unit(quantity, unit)


def in_unit(quantity: Quantity, unit: str) -> Decimal | None:
    """Return the amount of *quantity* in *unit*; None for units of different kinds."""
    have = quantity.unit.partition("/")[0]
    if have == unit:
        return quantity.amount
    factor = _SCALES.get((have, unit))
    return None if factor is None else quantity.amount * factor


def _dose_of_a_day(dosage: Dosage) -> Quantity | None:
    times = dosage.timing.doses_per_day
    if dosage.dose is None or times is None:
        return None
    return Quantity(dosage.dose.amount * times, dosage.dose.unit)


def mean_dose_of(medication: Medication, step: RegimenStep, pack: SafetyPack) -> Decimal | None:
    """Return the daily dose of a step, averaged over days that differ; None if unknown."""
    if step.alternate is None:
        dose, facts = dose_of(medication, step.dosage, pack), pack.medication(medication.concept_id)
        is_daily = facts is None or facts.adult_dose is None or facts.adult_dose.basis == "per_day"
        days = step.dosage.timing.days_between
        return dose / days if dose is not None and days and is_daily else dose
    return in_unit_of(medication, step.dosage, step.mean_daily_dose, pack)


def steps_of(medication: Medication, regimen: Regimen, pack: SafetyPack) -> tuple[DoseStep, ...]:
    """Return the doses of a plan in steps with the week in which each begins.

    Empty if one of them is not known: then nothing can be said about how fast it goes.
    """
    day, found = 0, []
    for step in regimen.steps:
        dose = mean_dose_of(medication, step, pack)
        if dose is None:
            return ()
        found.append(DoseStep(day // 7 + 1, dose, day))
        day += step.days or 0
    return tuple(found)


def products_of(
    medication: Medication, regimen: Regimen, pack: SafetyPack
) -> tuple[StepProduct, ...]:
    """Return what each dosage of each step is taken as, each once; one for every strength in it."""
    return tuple(
        dict.fromkeys(
            StepProduct(
                dose_of(medication, dosage, pack),
                dosage.form or "",
                strength,
                interval_days(medication, dosage, pack),
                tuple(dose for dose in _at_once(dosage) if not step.made_of(dose)),
                regimen.may_be_halved,
            )
            for step in regimen.steps
            for dosage in step.dosages
            for strength in _strengths(step, dosage)
        )
    )


def _at_once(dosage: Dosage) -> Iterator[Quantity]:
    """Yield the doses that are taken at one time of a day."""
    doses = (part.dose for part in dosage.split) if dosage.split else (dosage.dose,)
    yield from (dose for dose in doses if dose is not None)


def _strengths(step: RegimenStep, dosage: Dosage) -> Iterator[Strength | None]:
    """Yield the strengths that a dosage of a step is made of; None where nobody says so."""
    if dosage.strength is not None:
        yield dosage.strength
        return
    pieces = [piece for dose in _at_once(dosage) for piece in step.made_of(dose)]
    yield from (piece.strength for piece in pieces)
    if not pieces:
        yield None


def interval_days(medication: Medication, dosage: Dosage, pack: SafetyPack) -> int | None:
    """Return the days between two injections; None for what is taken every day."""
    facts = pack.medication(medication.concept_id)
    usual = facts.adult_dose if facts else None
    if usual is None or usual.basis != "per_injection":
        return None
    return dosage.timing.days_between


def ends_high(
    medication: Medication, regimen: Regimen, pack: SafetyPack, present: Decimal | None = None
) -> bool:
    """Return whether steps end without having been stepped down, after more than a short course.

    *present* is the dose before the first step, None where there was none or it is not known.
    """
    days = regimen.total_days
    if days is None or days <= _SHORT_COURSE:
        return False
    doses = [mean_dose_of(medication, step, pack) for step in regimen.steps]
    top = highest([*doses, *([present] if present is not None else [])])
    return top is None or doses[-1] is None or doses[-1] > top * _LOW_ENOUGH


def last_day(regimen: Regimen | None, begins: date) -> date | None:
    """Return the day after which a plan in steps is over; None if it goes on."""
    days = None if regimen is None else regimen.total_days
    return None if days is None else begins + timedelta(days=days)


def dosages_while(item: PlanItem, begins: date, ends: date | None) -> tuple[Dosage, ...] | None:
    """Return each dosage of *item* from *begins* to before *ends*; None if it is not taken then.

    A held one counts: it may be resumed any day. So does a reported one that has no dose.
    """
    if not item.course:
        return () if item.status is PlanStatus.REPORTED else None
    found = [
        dosage
        for stretch in item.course
        if (stretch.end is None or stretch.end > begins) and (ends is None or stretch.start < ends)
        for dosage in stretch.step.dosages
    ]
    return tuple(dict.fromkeys(found)) or None


def last_taken(item: PlanItem, by: date) -> date | None:
    """Return the day from which *item* was no longer taken by the day *by*; None if it never was.

    Days on hold are days without it.
    """
    taken = [each for each in item.course if not each.is_held and each.start <= by]
    return min(taken[-1].end or by, by) if taken else None


def begins_after(item: PlanItem, day: date) -> date | None:
    """Return the first day from *day* on, on which *item* begins or begins again; None if none."""
    taken = [stretch for stretch in item.course if not stretch.is_held]
    ended: date | None = None
    for stretch in taken:
        if stretch.start != ended and stretch.start >= day:
            return stretch.start
        ended = stretch.end
    return None


def is_leaving(item: PlanItem) -> bool:
    """Return whether *item* is being stepped down to its end: several steps, and the last ends."""
    last = item.course[-1] if item.course else None
    return last is not None and last.end is not None and not last.is_held and last.count > 1


def is_stepped_down(item: PlanItem, on: date, pack: SafetyPack) -> bool:
    """Return whether on the day *on* a taper has run to its end, so that stopping is not sudden.

    Since its highest dose in half a year the dose only fell, and what was taken in the last week is
    half or less.
    """
    recent = [
        stretch
        for stretch in item.course
        if stretch.start < on and (stretch.end is None or stretch.end > on - _LOOK_BACK)
    ]
    doses = [mean_dose_of(item.medication, stretch.step, pack) for stretch in recent]
    known = [dose for dose in doses if dose is not None]
    if len(known) < 2 or len(known) < len(doses):
        return False
    after_top = known[known.index(max(known)) :]
    falls = all(later <= earlier for earlier, later in pairwise(after_top))
    lately = [
        dose
        for dose, stretch in zip(known, recent, strict=True)
        if stretch.end is None or stretch.end > on - _SETTLED
    ]
    return falls and max(lately, default=known[-1]) <= max(known) * _LOW_ENOUGH


def past_doses(item: PlanItem | None, on: date, pack: SafetyPack) -> tuple[PastDose, ...]:
    """Return the daily doses of *item* taken without a break until *on*, the oldest first.

    They go back half a year, or to a hold or a dose that is not known.
    """
    found: list[PastDose] = []
    begun: date | None = None
    for stretch in reversed(item.course if item is not None else ()):
        if stretch.start >= on:
            continue
        goes_on = stretch.end is None or stretch.end >= (begun or on)
        dose = mean_dose_of(item.medication, stretch.step, pack) if item is not None else None
        if stretch.is_held or not goes_on or dose is None or (begun and begun <= on - _LOOK_BACK):
            break
        begun = stretch.start
        found.append(PastDose((on - begun).days, dose))
    return tuple(reversed(found))


def filled_days(item: PlanItem | None, supply: Iterable[SupplyEntry]) -> int | None:
    """Return for how many days *item* was handed out last; None if that is not known."""
    own = [entry for entry in supply if item and entry.medication_id == item.medication.id]
    covered = coverage(own, need_of(item)) if item is not None and own else ()
    return covered[-1].days if covered else None


def weeks_taken(item: PlanItem, on: date) -> int | None:
    """Return for how many whole weeks *item* has been taken on the day *on*; None if unknown."""
    return None if item.started_on is None else max(0, (on - item.started_on).days // 7)


def as_regimen(dosage: Dosage | None, regimen: Regimen | None) -> Regimen | None:
    """Return the steps of a change, one for a plain dosage; None for a stop."""
    return regimen or (None if dosage is None else one_step(dosage))
