"""What a dose is made of: which tablets of the strengths that exist, the fewest that do it.

Halves are used only where the caller says so, and never more than one half in a dose. A dose
that can be made of whole tablets is not made with a half.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, gcd, lcm

from practice_desk.domain.dose_form import FORMS
from practice_desk.domain.quantity import Quantity, Strength, exact
from practice_desk.domain.regimen import MadeDose, Piece

MAX_PIECES = 12
"""More tablets than this in one dose are not offered."""
_MEASURE = Fraction(1, 10)  # an oral syringe is read to a tenth of a mL
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Product:
    """One form of a medication as it is made: the strengths to combine, and if halves count.

    *strengths* have one dose unit. Combination products are combined only where their ingredients
    stand in the same proportion.
    """

    form: str
    strengths: tuple[Strength, ...]
    may_be_halved: bool = False

    @property
    def is_liquid(self) -> bool:
        """Whether doses are measured in mL."""
        return any(each.per is not None and each.per.unit == "mL" for each in self.strengths)

    @property
    def can_be_halved(self) -> bool:
        """Whether this form may be divided at all; capsules and modified release never are."""
        words = FORMS.get(self.form)
        return words is not None and words.pieces > 1

    @property
    def unit(self) -> str:
        """The unit of its doses."""
        return self.strengths[0].dose_unit if self.strengths else "mg"

    def make(self, dose: Quantity) -> MadeDose | None:
        """Return the fewest pieces that make *dose* exactly; None if it can't be made."""
        if dose.unit != self.unit or dose.amount <= 0:
            return None
        if self.is_liquid:
            return self._measured(dose)
        table, size = self.table()
        number = Fraction(dose.amount) / size
        if number.denominator != 1 or not 0 < number.numerator < len(table):
            return None
        counts = table[number.numerator]
        return None if counts is None else MadeDose(dose, self._pieces(counts))

    def doses(self) -> tuple[Quantity, ...]:
        """Return every dose that can be made, the smallest first; none for a liquid."""
        return _makeable(self)

    def nearest(self, dose: Quantity) -> tuple[Quantity | None, Quantity | None]:
        """Return the next dose below and above *dose* that can be made; itself twice if it can."""
        if self.make(dose) is not None:
            return dose, dose
        if self.is_liquid:
            return self._measurable_around(dose)
        doses = self.doses()
        place = bisect_left(doses, dose.amount, key=_amount)
        below = doses[place - 1] if place else None
        return below, (doses[place] if place < len(doses) else None)

    def closest(self, amount: Decimal, *, below: Decimal | None = None) -> Quantity | None:
        """Return the makeable dose closest to *amount*, of those under *below*; None if none is.

        Of two as close, the smaller.
        """
        pair = self.nearest(Quantity(amount, self.unit))
        found = [each for each in pair if each and (below is None or each.amount < below)]
        if not found and below is not None:
            place = bisect_left(self.doses(), below, key=_amount)
            return self.doses()[place - 1] if place else None
        return min(found, key=lambda each: (abs(each.amount - amount), each.amount), default=None)

    def _measured(self, dose: Quantity) -> MadeDose | None:
        for strength in self.strengths:
            count = strength.units_for(dose)
            if count is not None and Fraction(count) % _MEASURE == 0:
                return MadeDose(dose, (Piece(strength, count.quantize(Decimal("0.1"))),))
        return None

    def _measurable_around(self, dose: Quantity) -> tuple[Quantity | None, Quantity | None]:
        strength = self.strengths[0]
        size = Fraction(1) if strength.per is None else Fraction(strength.per.amount)
        step = Fraction(strength.numerator.amount) / size * _MEASURE
        number = floor(Fraction(dose.amount) / step)
        amounts = [exact(each * step) for each in (number, number + 1)]
        below, above = (Quantity(a, self.unit) if a else None for a in amounts)
        return below, above

    def table(self) -> tuple[_Table, Fraction]:
        """Return what makes each multiple of a grid, and the grid."""
        amounts = tuple(Fraction(each.numerator.amount) for each in self._combinable())
        return _doses(amounts, halves=self.may_be_halved and self.can_be_halved)

    def _combinable(self) -> tuple[Strength, ...]:
        kept = [each for each in self.strengths if each.dose_unit == self.unit]
        return tuple(each for each in kept if _proportion(each) == _proportion(kept[0]))

    def _pieces(self, counts: _Counts) -> tuple[Piece, ...]:
        strengths = self._combinable()
        pieces = [Piece(strengths[index], count) for index, count in counts]
        return tuple(sorted(pieces, key=lambda each: -each.strength.numerator.amount))


_Counts = tuple[tuple[int, Decimal], ...]
"""How many (possibly a half) of which strength, by its index."""
_Table = tuple[_Counts | None, ...]
"""By multiples of the grid: what makes that dose; None where nothing does."""


def _proportion(strength: Strength) -> tuple[Fraction, ...]:
    first = Fraction(strength.numerator.amount)
    return tuple(Fraction(other.amount) / first for other in strength.others)


def _amount(dose: Quantity) -> Decimal:
    return dose.amount


@lru_cache(maxsize=64)
def _makeable(product: Product) -> tuple[Quantity, ...]:
    if product.is_liquid or not product.strengths:
        return ()
    table, size = product.table()
    found = (exact(index * size) for index, counts in enumerate(table) if counts and index)
    return tuple(Quantity(amount, product.unit) for amount in found if amount is not None)


@lru_cache(maxsize=64)
def _doses(amounts: tuple[Fraction, ...], *, halves: bool) -> tuple[_Table, Fraction]:
    """Return the table of makeable doses and the grid that its indexes count in."""
    if not amounts:
        return (), Fraction(1)
    grid = _common(amounts) / (2 if halves else 1)
    sizes = [int(amount / grid) for amount in amounts]
    longest = max(sizes) * MAX_PIECES
    whole: list[Counter[int] | None] = [Counter()] + [None] * longest
    for target in range(1, longest + 1):
        whole[target] = _fewest(whole, sizes, target)
    table: list[_Counts | None] = [None if each is None else _plain(each) for each in whole]
    if halves:
        for target in range(1, longest + 1):
            if table[target] is None:
                table[target] = _with_half(whole, sizes, target)
    return tuple(table), grid


def _fewest(whole: list[Counter[int] | None], sizes: list[int], target: int) -> Counter[int] | None:
    best: Counter[int] | None = None
    for index, size in enumerate(sizes):
        rest = whole[target - size] if size <= target else None
        if rest is None or rest.total() >= MAX_PIECES:
            continue
        made = rest + Counter([index])
        if best is None or (made.total(), len(made)) < (best.total(), len(best)):
            best = made
    return best


def _with_half(whole: list[Counter[int] | None], sizes: list[int], target: int) -> _Counts | None:
    found: list[tuple[int, int, _Counts]] = []
    for index, size in enumerate(sizes):
        rest = whole[target - size // 2] if size % 2 == 0 and size // 2 <= target else None
        if rest is not None and rest.total() < MAX_PIECES:
            counts = {**{key: Decimal(n) for key, n in rest.items()}}
            counts[index] = counts.get(index, Decimal(0)) + _HALF
            found.append((rest.total(), len(counts), tuple(sorted(counts.items()))))
    return min(found)[2] if found else None


def _plain(counts: Counter[int]) -> _Counts:
    return tuple((index, Decimal(count)) for index, count in sorted(counts.items()))


def _common(amounts: Iterable[Fraction]) -> Fraction:
    """Return the largest amount of which all *amounts* are multiples."""
    several = tuple(amounts)
    below = lcm(*(amount.denominator for amount in several))
    return Fraction(gcd(*(int(amount * below) for amount in several)), below)


def cannot_be_made(product: Product, dose: Quantity) -> str:
    """Return why *dose* can't be made and what is nearest, as a sentence; empty if it can."""
    if not product.strengths or product.make(dose) is not None:
        return ""
    if dose.unit != product.unit:
        return f"Give the dose in {product.unit}, as the strengths are."
    found = [str(each) for each in product.nearest(dose) if each is not None]
    sentence = f"{dose} can't be made from what exists"
    if not found:
        return f"{sentence}."
    near = f"{sentence}: nearest {'is' if len(found) == 1 else 'are'} {' and '.join(found)}."
    whole = not product.may_be_halved and product.can_be_halved
    return f"{near} Half tablets are not counted." if whole else near
