"""How much to dispense for a step: how often each dose is taken, and how many pieces that needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from practice_desk.domain.course import Stretch
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import Piece, RegimenStep
from practice_desk.domain.timing import Cycle, Timing


@dataclass(frozen=True, slots=True)
class Dispense:
    """So many whole pieces of one strength; mL of a liquid are rounded up to whole mL."""

    strength: Strength
    count: Decimal


def is_taken_on(timing: Timing, first_day: date, day: date) -> bool:
    """Return whether a dose is due on *day* of a dosage that began on *first_day*."""
    days = (day - first_day).days
    if timing.cycle is Cycle.ONCE:
        return days == 0
    if timing.cycle is Cycle.DAY:
        return days % timing.every == 0
    if timing.cycle is Cycle.WEEK and timing.weekdays:
        week = (days + first_day.isoweekday() - 1) // 7
        return day.isoweekday() in timing.weekdays and week % timing.every == 0
    if timing.cycle is Cycle.WEEK:
        return days % (7 * timing.every) == 0
    return _is_month_day(timing, first_day, day)


def _is_month_day(timing: Timing, first_day: date, day: date) -> bool:
    months = (day.year - first_day.year) * 12 + day.month - first_day.month
    last = (day + timedelta(days=1)).day == 1
    due = day.day == first_day.day or (last and first_day.day > day.day)
    return due and months % timing.every == 0


def due_days(timing: Timing, first_day: date, days: int) -> list[date]:
    """Return the days on which a dose is due within *days* days."""
    every = (first_day + timedelta(days=number) for number in range(days))
    return [day for day in every if is_taken_on(timing, first_day, day)]


def next_due(stretch: Stretch, day: date) -> date:
    """Return the first day from *day* on at which a dose of counted days is due in *stretch*.

    That is the end of the stretch where none is left in it, and *day* for any other dosage.
    """
    dosage = stretch.step.dosage
    if not dosage.timing.is_counted or dosage.as_needed or stretch.is_held:
        return day
    begun = stretch.start - timedelta(days=stretch.day_of_step)
    while stretch.covers(day) and not is_taken_on(dosage.timing, begun, day):
        day += timedelta(days=1)
    return day


def doses_taken(step: RegimenStep, first_day: date, days: int) -> dict[Quantity, Decimal] | None:
    """Return how often each amount is taken in *days* days from *first_day*; None if unknown.

    As needed it is the most that may be taken; without a maximum per day nobody can say.
    """
    found: dict[Quantity, Decimal] = defaultdict(Decimal)
    turns = len(step.dosages)
    for turn, dosage in enumerate(step.dosages):
        begin = first_day + timedelta(days=turn)
        on_days = [
            day
            for day in due_days(dosage.timing, begin, max(0, days - turn))
            if turns == 1 or (day - begin).days % turns == 0
        ]
        counts = _in_a_day(dosage)
        if counts is None:
            return None
        for dose, count in counts.items():
            found[dose] += count * len(on_days)
    return dict(found)


def _in_a_day(dosage: Dosage) -> dict[Quantity, Decimal] | None:
    """Return how often each amount is taken on a day on which it is taken."""
    if dosage.as_needed:
        maximum = dosage.max_per_day
        if dosage.dose is None or maximum is None or maximum.unit != dosage.dose.unit:
            return None
        return {dosage.dose: Decimal(int(maximum.amount / dosage.dose.amount))}
    if dosage.split:
        counts: dict[Quantity, Decimal] = defaultdict(Decimal)
        for part in dosage.split:
            counts[part.dose] += 1
        return counts
    if dosage.dose is None:
        return None
    hours = dosage.timing.hours
    often = Decimal(24) / hours if hours else Decimal(dosage.timing.doses_per_day or 1)
    return {dosage.dose: often}


def to_dispense(step: RegimenStep, first_day: date, days: int) -> tuple[Dispense, ...] | None:
    """Return the pieces of each strength for *days* days of *step*, the largest strength first.

    None where it is not known: no strength is named, or a dose as needed has no maximum.
    """
    doses = doses_taken(step, first_day, days)
    if doses is None:
        return None
    totals: dict[Strength, Decimal] = defaultdict(Decimal)
    for dose, often in doses.items():
        pieces = step.made_of(dose) or _of_own_strength(step.dosage, dose)
        if not pieces:
            return None
        for piece in pieces:
            totals[piece.strength] += piece.count * often
    whole = {key: total.to_integral_value(ROUND_CEILING) for key, total in totals.items()}
    order = sorted(whole.items(), key=lambda each: -each[0].numerator.amount)
    return tuple(Dispense(strength, count) for strength, count in order if count)


def _of_own_strength(dosage: Dosage, dose: Quantity) -> tuple[Piece, ...]:
    count = dosage.units_of(dose)
    if dosage.strength is None or count is None:
        return ()
    return (Piece(dosage.strength, count),)


def total_to_dispense(
    steps: tuple[tuple[RegimenStep, date, int], ...],
) -> tuple[Dispense, ...] | None:
    """Add up what several steps need, each given with its first day and its days."""
    totals: dict[Strength, Decimal] = defaultdict(Decimal)
    for step, first_day, days in steps:
        found = to_dispense(step, first_day, days)
        if found is None:
            return None
        for each in found:
            totals[each.strength] += each.count
    order = sorted(totals.items(), key=lambda each: -each[0].numerator.amount)
    return tuple(Dispense(strength, count) for strength, count in order)
