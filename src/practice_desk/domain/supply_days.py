"""How long a supply lasts: days' supply from the directions, run-out, and what a count expects."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import RegimenStep
from practice_desk.domain.supply import Fill, PillCount, SupplyEntry, SupplyEvent, SupplyKind
from practice_desk.domain.timing import Cycle

LONGEST = 730
"""Days after which a supply is not followed further: a very small dose, or a long hold."""
_DAYS_IN_CYCLE = {Cycle.DAY: Fraction(1), Cycle.WEEK: Fraction(7), Cycle.MONTH: Fraction(1461, 48)}

_NOTHING = Fraction(0)
Need = Callable[[date], Fraction | None]
"""Pieces needed on a day: 0 on hold, None where the directions don't say."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How long one fill lasts, taken as directed after what was left of the fills before it.

    `days` and `until` (the last day with all doses) are None where they can't be computed;
    `computed` tells that the days come from the directions. `days_early` counts the days by which
    the fill came before the earlier supply's end, below 0 for days without supply; None for a
    first fill.
    """

    fill: SupplyEntry
    starts: date
    days: int | None
    until: date | None
    computed: bool
    days_early: int | None


def pieces_a_day(dosage: Dosage, step: RegimenStep | None = None) -> Fraction | None:
    """Return the pieces (or mL) that *dosage* needs a day on average; None where it isn't told.

    An as-needed dosage needs at most its maximum a day; without one nothing can be computed. Where
    the dosage names no strength, its *step* may say what each dose is made of.
    """
    if dosage.is_free_text or dosage.timing.cycle is Cycle.ONCE:
        return None
    if dosage.as_needed:
        return None if dosage.max_per_day is None else _pieces(dosage, dosage.max_per_day, step)
    on_a_day, timing = _pieces_on_a_day(dosage, step), dosage.timing
    days = Fraction(len(timing.weekdays) or 1)
    cycle = _DAYS_IN_CYCLE[timing.cycle] * timing.every
    return None if on_a_day is None else on_a_day * days / cycle


def strengths_a_day(dosage: Dosage, step: RegimenStep) -> dict[Strength, Fraction] | None:
    """Return the pieces of each strength that *dosage* needs a day on average.

    None where the dosage itself names a strength, and where nobody says what a dose is made of.
    """
    total = pieces_a_day(dosage, step)
    doses = [part.dose for part in dosage.split]
    made = [step.made_of(dose) for dose in (doses if dosage.dose is None else [dosage.dose])]
    if total is None or dosage.strength is not None or not made or not all(made):
        return None
    counts: dict[Strength, Fraction] = {}
    for piece in chain.from_iterable(made):
        counts[piece.strength] = counts.get(piece.strength, _NOTHING) + Fraction(piece.count)
    whole = sum(counts.values(), _NOTHING)
    return {strength: total * count / whole for strength, count in counts.items()}


def _pieces_on_a_day(dosage: Dosage, step: RegimenStep | None) -> Fraction | None:
    if dosage.split:
        parts = [_pieces(dosage, part.dose, step) for part in dosage.split]
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) if len(known) == len(parts) else None
    each = None if dosage.dose is None else _pieces(dosage, dosage.dose, step)
    if each is None:
        return None
    hours = dosage.timing.hours
    return each * (Fraction(24, hours) if hours else Fraction(dosage.timing.doses_per_day or 1))


def _pieces(dosage: Dosage, dose: Quantity, step: RegimenStep | None) -> Fraction | None:
    units = dosage.units_of(dose)
    if units is not None:
        return Fraction(units)
    made = step.made_of(dose) if step is not None else ()
    return sum((Fraction(piece.count) for piece in made), Fraction(0)) if made else None


def need_of(item: PlanItem) -> Need:
    """Return what a plan item needs on any day, step by step of its course.

    Before its start and after its end the nearest dosage counts, so that a fill outlasts a stop
    as long as it would have lasted; on hold nothing is needed.
    """
    stretches = item.course
    starts = [stretch.start for stretch in stretches]
    pieces = [[pieces_a_day(each, s.step) for each in s.step.dosages] for s in stretches]

    def need(day: date) -> Fraction | None:
        if not stretches:
            return None
        place = max(0, bisect_right(starts, day) - 1)
        stretch, turns = stretches[place], pieces[place]
        if stretch.is_held and stretch.covers(day):
            return _NOTHING
        last = day if stretch.end is None else min(day, stretch.end - _days(1))
        return turns[(stretch.day_of_step + max(0, (last - stretch.start).days)) % len(turns)]

    return need


def days_supply(quantity: Decimal, need: Need, starts: date) -> int | None:
    """Return the whole days that *quantity* covers from *starts* on; None if it can't be told."""
    left, days = Fraction(quantity), 0
    while days < LONGEST:
        needed = need(starts + timedelta(days=days))
        if needed is None:
            return None
        if needed > left:
            return days
        left -= needed
        days += 1
    return None


def coverage(entries: Iterable[SupplyEntry], need: Need) -> tuple[Coverage, ...]:
    """Return how long each fill among one medication's standing *entries* lasts, in order.

    What was lost or stolen, where its number is known, shortens the supply at hand.
    """
    found: list[Coverage] = []
    until: date | None = None
    for entry in entries:
        if isinstance(entry.details, SupplyEvent) and entry.details.pieces and until is not None:
            until = _shortened(until, entry, need)
        if not isinstance(entry.details, Fill):
            continue
        early = None if until is None else (until - entry.happened_on).days + 1
        starts = entry.happened_on if not early or early < 0 else entry.happened_on + _days(early)
        told = entry.details.days
        days = told if told is not None else days_supply(entry.details.quantity, need, starts)
        until = None if days is None else starts + _days(days - 1)
        found.append(Coverage(entry, starts, days, until, told is None, early))
    return tuple(found)


def _shortened(until: date, event: SupplyEntry, need: Need) -> date:
    """Return the last day covered once an event's pieces are gone; never before the day itself."""
    details, needed = event.details, need(event.happened_on)
    if not isinstance(details, SupplyEvent) or details.pieces is None or not needed:
        return until
    gone = -(-Fraction(details.pieces) // needed)
    return max(min(until, event.happened_on - _days(1)), until - _days(int(gone)))


def run_out(covered: Sequence[Coverage], entries: Iterable[SupplyEntry], need: Need) -> date | None:
    """Return the last day that the supply at hand covers; None if it can't be told."""
    if not covered or covered[-1].until is None:
        return None
    until, last = covered[-1].until, covered[-1].fill
    for entry in entries:
        if isinstance(entry.details, SupplyEvent) and entry.order > last.order:
            until = _shortened(until, entry, need)
    return until


def expected_count(entries: Sequence[SupplyEntry], need: Need, on: date) -> Decimal | None:
    """Return how many pieces should be left on *on* before that day's doses, as directed.

    From one medication's standing *entries*: the fills since the last earlier count and what was
    found then, less what is gone and what was needed. None without a fill or full directions.
    """
    begin = max(
        (n for n, e in enumerate(entries) if e.kind is SupplyKind.COUNT and e.happened_on < on),
        default=None,
    )
    since = entries if begin is None else entries[begin:]
    changes = [
        (entry.happened_on, _change(entry))
        for place, entry in enumerate(since)
        if entry.happened_on <= on and (place == 0 or entry.kind is not SupplyKind.COUNT)
    ]
    if not any(amount > 0 for _, amount in changes) and begin is None:
        return None
    day, left = changes[0][0], Fraction(0)
    while True:
        left = max(Fraction(0), left + sum(amount for when, amount in changes if when == day))
        if day == on:
            return Decimal(left.numerator) / Decimal(left.denominator)
        needed = need(day)
        if needed is None:
            return None
        left, day = max(Fraction(0), left - needed), day + _days(1)


def _change(entry: SupplyEntry) -> Fraction:
    match entry.details:
        case Fill(quantity=quantity):
            return Fraction(quantity)
        case PillCount(found=found):
            return Fraction(found)
        case SupplyEvent(pieces=pieces) if pieces is not None:
            return -Fraction(pieces)
    return Fraction(0)


def _days(count: int) -> timedelta:
    return timedelta(days=count)
