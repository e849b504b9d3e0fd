"""The doses next to the present one that whole pieces of a product make.

A rule of this project, no clinical fact: at each time at most three whole tablets (capsules …) of
one strength that is made, and not more a day than the clinical pack's usual maximum. It saves
typing the dose that is most often meant; whether it is right is for the prescriber and the safety
checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.quantity import Quantity, Strength

MOST_PIECES = 3
MOST_UP, MOST_DOWN = 2, 1


@dataclass(frozen=True, slots=True)
class NextDoses:
    """Dosages above the present one, the nearest first, and below it, the nearest first."""

    up: tuple[Dosage, ...] = ()
    down: tuple[Dosage, ...] = ()


def next_doses(
    present: Dosage, strengths: Iterable[Strength], most_a_day: Quantity | None
) -> NextDoses:
    """Return the doses next to *present* made of *strengths*, taken at the same times.

    None where the present dose is as needed, differs over the day, or is not structured.
    """
    dose = present.dose
    if dose is None or present.as_needed or present.split or present.total_daily_dose is None:
        return NextDoses()
    made = _by_amount(strengths, dose.unit)
    above = [
        _with(present, amount, made[amount]) for amount in sorted(made) if amount > dose.amount
    ]
    below = [
        _with(present, amount, made[amount])
        for amount in sorted(made, reverse=True)
        if amount < dose.amount
    ]
    allowed = [each for each in above if _is_within(each, most_a_day)]
    return NextDoses(tuple(allowed[:MOST_UP]), tuple(below[:MOST_DOWN]))


def _by_amount(strengths: Iterable[Strength], unit: str) -> dict[Decimal, Strength]:
    """Return every amount that pieces of one strength make, with the one of fewest pieces."""
    found: dict[Decimal, tuple[int, Strength]] = {}
    for count, strength in _pieces(strengths, unit):
        amount = strength.numerator.amount * count
        if amount not in found or count < found[amount][0]:
            found[amount] = count, strength
    return {amount: strength for amount, (_, strength) in found.items()}


def _pieces(strengths: Iterable[Strength], unit: str) -> Iterator[tuple[int, Strength]]:
    for strength in strengths:
        if strength.per is None and not strength.others and strength.dose_unit == unit:
            for count in range(1, MOST_PIECES + 1):
                yield count, strength


def _with(present: Dosage, amount: Decimal, strength: Strength) -> Dosage:
    return replace(present, dose=Quantity(amount, strength.dose_unit), strength=strength)


def _is_within(dosage: Dosage, most_a_day: Quantity | None) -> bool:
    total = dosage.total_daily_dose
    if most_a_day is None or total is None or total.unit != most_a_day.unit:
        return most_a_day is None
    return total.amount <= most_a_day.amount
