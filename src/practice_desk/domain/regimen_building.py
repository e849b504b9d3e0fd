"""Building steps by rule: "up 25 mg every 2 weeks to 100", "down 10 % of the last every 4 weeks".

Rules speak of the amount in a day. A pattern divides it over the times of day; a product says
which tablets make it. Percentages are rounded to doses that can be made, and the real percentage
is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from practice_desk.domain.dosage import Dosage, MomentDose
from practice_desk.domain.making import Product, cannot_be_made
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import RegimenStep
from practice_desk.domain.regimen_rules import MAX_STEPS, doses_of
from practice_desk.domain.timing import MOMENT_ORDER, Moment, Timing

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class DayPattern:
    """How an amount in a day is taken: *template* without its doses, at *moments* or at once."""

    template: Dosage
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class BuiltStep:
    """A step with its amount in a day and how far that is from the step before, in percent.

    *change* is negative downwards and None for the first step. *problem* says why it can't be made
    from what exists; then nothing is said about its tablets.
    """

    step: RegimenStep
    amount: Quantity
    change: Decimal | None = None
    problem: str = ""


Amounts = Iterable[tuple[Decimal, int | None]]
"""The amount in a day of each step, and its days."""


def titration(
    first: Decimal, increment: Decimal, every_days: int, target: Decimal
) -> list[tuple[Decimal, int | None]]:
    """Return the amounts from *first* up by *increment* to *target*, which goes on.

    Raises ValueError for an increment or interval that leads nowhere.
    """
    _require(increment > 0 and every_days > 0 and target >= first > 0, "a titration goes up")
    amounts: list[tuple[Decimal, int | None]] = []
    amount = first
    while amount < target and len(amounts) < MAX_STEPS - 1:
        amounts.append((amount, every_days))
        amount += increment
    return [*amounts, (target, None)]


def taper(
    start: Decimal, decrement: Decimal, every_days: int, target: Decimal = Decimal(0)
) -> list[tuple[Decimal, int | None]]:
    """Return the amounts from *start* down by *decrement* to *target*; to nothing for 0.

    The first step is the first cut: what is taken now is not a step of the taper. Raises
    ValueError for a decrement or interval that leads nowhere.
    """
    _require(decrement > 0 and every_days > 0 and start > target >= 0, "a taper goes down")
    amounts: list[tuple[Decimal, int | None]] = []
    amount = start - decrement
    while amount > target and len(amounts) < MAX_STEPS - 1:
        amounts.append((amount, every_days))
        amount -= decrement
    return [*amounts, (target, None)] if target else amounts


def percent_taper(
    product: Product,
    start: Decimal,
    percent: Decimal,
    every_days: int,
    *,
    of_first: bool = False,
    stay_where_coarse: bool = False,
) -> list[tuple[Decimal, int | None]]:
    """Return the amounts from *start* down by *percent* of the last (or first) dose to nothing.

    Each is the makeable dose closest to what was asked, but always less than the one before; the
    smallest dose that can be made is the last. With *stay_where_coarse*, where the next cut is
    bigger than asked the dose before it is kept for as many intervals as the cut is worth, so that
    on the whole the taper is no quicker. Raises ValueError for a percentage that leads nowhere.
    """
    _require(0 < percent < _HUNDRED and every_days > 0 and start > 0, "a taper goes down")
    amounts: list[tuple[Decimal, int | None]] = []
    last, share = start, percent / _HUNDRED
    while len(amounts) < MAX_STEPS:
        cut = (start if of_first else last) * share
        found = product.closest(last - cut, below=last) if last > cut else None
        amount = Decimal(0) if found is None else found.amount
        if amounts and stay_where_coarse:
            worth = (last - amount) / cut if of_first else _cuts(last, amount, share)
            amounts[-1] = (last, every_days * max(1, round(worth)))
        if not amount:
            break
        amounts.append((amount, every_days))
        last = amount
    return amounts


def _cuts(last: Decimal, amount: Decimal, share: Decimal) -> float:
    """Return how many cuts by *share* of what is left lead from *last* to *amount*."""
    return math.log(amount / last) / math.log(1 - share) if amount else 1


def build(amounts: Amounts, pattern: DayPattern, product: Product) -> tuple[BuiltStep, ...]:
    """Return the steps for *amounts*, in the product's unit, with the tablets they are made of."""
    found: list[BuiltStep] = []
    for amount, days in amounts:
        total = Quantity(amount, product.unit)
        before = found[-1].amount.amount if found else None
        change = None if before is None else percent_change(before, amount)
        step, problem = step_for(total, days, pattern, product)
        found.append(BuiltStep(step, total, change, problem))
    return tuple(found)


def percent_change(before: Decimal, after: Decimal) -> Decimal:
    """Return the change in percent to one decimal, negative downwards."""
    return ((after - before) / before * _HUNDRED).quantize(Decimal("0.1"))


def step_for(
    total: Quantity, days: int | None, pattern: DayPattern, product: Product
) -> tuple[RegimenStep, str]:
    """Return the step of *total* a day, and why it can't be made (empty if it can)."""
    parts = _divided(total, max(1, len(pattern.moments)), product)
    if parts is None:
        parts = (total.amount,) if len(pattern.moments) < 2 else _evenly(total, pattern)
    dosage = _dosage(parts, total.unit, pattern)
    return made_step(RegimenStep(dosage, days), product)


def made_step(step: RegimenStep, product: Product) -> tuple[RegimenStep, str]:
    """Return *step* with the tablets of each dose, and why it can't be made (empty if it can).

    Where one strength makes every dose it becomes the dosage's strength, so that the directions
    count in tablets.
    """
    doses = tuple(dict.fromkeys(dose for each in step.dosages for dose in doses_of(each)))
    made = [product.make(dose) for dose in doses]
    whole = [each for each in made if each is not None]
    problem = next(filter(None, (cannot_be_made(product, dose) for dose in doses)), "")
    if problem or len(whole) < len(doses):
        return _with_strength(replace(step, made=()), None), problem
    strengths = {piece.strength for each in whole for piece in each.pieces}
    only = strengths.pop() if len(strengths) == 1 else None
    return _with_strength(replace(step, made=tuple(whole)), only), ""


def _with_strength(step: RegimenStep, strength: Strength | None) -> RegimenStep:
    dosage = replace(step.dosage, strength=strength)
    turn = None if step.alternate is None else replace(step.alternate, strength=strength)
    return replace(step, dosage=dosage, alternate=turn)


def _dosage(parts: tuple[Decimal, ...], unit: str, pattern: DayPattern) -> Dosage:
    moments = tuple(moment for moment in MOMENT_ORDER if moment in pattern.moments)
    taken = [(m, Quantity(part, unit)) for m, part in zip(moments, parts, strict=False) if part]
    timing = replace(pattern.template.timing, moments=(), times=1, hours=None)
    plain = replace(pattern.template, dose=None, split=(), strength=None, duration=None, text="")
    if not taken:
        return replace(plain, dose=Quantity(parts[0], unit), timing=timing)
    if len({dose for _, dose in taken}) > 1:
        split = tuple(MomentDose(moment, dose) for moment, dose in taken)
        return replace(plain, split=split, timing=timing)
    at_moments: Timing = replace(timing, moments=tuple(moment for moment, _ in taken))
    return replace(plain, dose=taken[0][1], timing=at_moments)


def _divided(total: Quantity, times: int, product: Product) -> tuple[Decimal, ...] | None:
    """Divide *total* as evenly as can be made; what is over goes to the last time of the day.

    Whole tablets come before halves, as long as something is taken at every time.
    """
    if times == 1:
        return (total.amount,) if product.make(total) is not None else None
    whole = replace(product, may_be_halved=False)
    return next(_divisions(total, times, whole, least=Decimal("0.0001")), None) or next(
        _divisions(total, times, product, least=Decimal(0)), None
    )


def _divisions(
    total: Quantity, times: int, product: Product, *, least: Decimal
) -> Iterator[tuple[Decimal, ...]]:
    for part in _shares(total.amount / times, product):
        last = total.amount - part * (times - 1)
        if part >= least and product.make(Quantity(last, total.unit)) is not None:
            yield (*[part] * (times - 1), last)


def _shares(most: Decimal, product: Product) -> Iterator[Decimal]:
    if product.make(Quantity(most, product.unit)) is not None:
        yield most
    yield from (dose.amount for dose in reversed(product.doses()) if dose.amount < most)
    yield Decimal(0)


def _evenly(total: Quantity, pattern: DayPattern) -> tuple[Decimal, ...]:
    times = len(pattern.moments)
    part = (total.amount / times).quantize(Decimal("0.0001"))
    return (*[part] * (times - 1), total.amount - part * (times - 1))


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
