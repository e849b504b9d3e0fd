"""Amounts with a unit, and the strength of a product. Always Decimal, never float.

Printing follows ISMP's error-prone abbreviations list: a leading zero always, a trailing zero
never, commas in thousands, "mcg" and not "µg", "units" and not "U".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MAX_DECIMALS = 4
"""Finer amounts than this many decimals are refused: nobody can measure them."""

_UNIT_SPELLINGS = {
    "µg": "mcg",
    "μg": "mcg",
    "ug": "mcg",
    "mcgs": "mcg",
    "milligram": "mg",
    "milligrams": "mg",
    "mgs": "mg",
    "gram": "g",
    "grams": "g",
    "ml": "mL",
    "cc": "mL",
    "milliliter": "mL",
    "milliliters": "mL",
    "meq": "mEq",
    "u": "units",
    "unit": "units",
    "iu": "units",
    "hr": "h",
    "hour": "h",
    "hours": "h",
    "hrs": "h",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+"
_UNIT_AS_TYPED = r"[A-Za-zµμ%]+(?:\s*/\s*(?:\d+\s*)?[A-Za-z]+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*({_UNIT_AS_TYPED})\s*")
_UNIT = re.compile(r"[A-Za-z%]+(?:/\d+ h)?")
_MAX_AMOUNT = Decimal(1_000_000)


def amount_text(amount: Decimal) -> str:
    """Print *amount* as "1,200", "0.5" or "37.5"."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def canonical_unit(unit: str) -> str:
    """Return the one spelling we use of *unit*: "µg" and "ug" become "mcg", "ml" becomes "mL"."""
    parts = [part.strip() for part in unit.strip().split("/")]
    return "/".join(_one_unit(part) for part in parts)


def _one_unit(part: str) -> str:
    count, _, name = part.rpartition(" ")
    spelled = _UNIT_SPELLINGS.get(name.casefold(), _UNIT_SPELLINGS.get(name, name))
    return f"{count} {spelled}".strip()


def exact(value: Fraction) -> Decimal | None:
    """Return *value* in at most `MAX_DECIMALS` decimals, None where that would round."""
    scaled = value * 10**MAX_DECIMALS
    if scaled.denominator != 1:
        return None
    return Decimal(scaled.numerator).scaleb(-MAX_DECIMALS)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount with its unit, such as 75 mg, 10 mL or 6 mg/24 h."""

    amount: Decimal
    unit: str

    def __str__(self) -> str:
        """Print as on paper: "1,200 mg", "0.5 mg", "6 mg/24 hours"."""
        return f"{amount_text(self.amount)} {_spoken_unit(self.unit)}"

    def times(self, count: Decimal | int) -> Quantity:
        """Return this quantity *count* times."""
        return Quantity(self.amount * count, self.unit)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read "75 mg", "1,200mg", ".5 mg" or "100 µg". Raises ValueError for anything else."""
        match = _QUANTITY.fullmatch(text)
        if match is None:
            raise ValueError("not an amount with a unit")
        return cls(_number(match[1]), canonical_unit(match[2]))


def _spoken_unit(unit: str) -> str:
    name, slash, per = unit.partition("/")
    return f"{name}/{per[:-2]} hours" if slash and per.endswith(" h") else unit


def is_measurable(amount: Decimal) -> bool:
    """Tell whether *amount* is above zero, below a million and has no more than `MAX_DECIMALS`."""
    return amount.is_finite() and 0 < amount < _MAX_AMOUNT and exact(Fraction(amount)) is not None


def is_unit(unit: str) -> bool:
    """Tell whether *unit* is one word in our spelling, or a rate such as "mg/24 h"."""
    return _UNIT.fullmatch(unit) is not None and canonical_unit(unit) == unit


@dataclass(frozen=True, slots=True)
class Strength:
    """How much of the substance is in one piece, or in *per*.

    `Strength(50 mg)` is 50 mg in each tablet; `Strength(250 mg, per=5 mL)` is a solution's and
    `Strength(6 mg, per=24 h)` a patch's. *others* are the further ingredients of a combination
    (8 mg/2 mg), in the order of its name; they scale with the first.
    """

    numerator: Quantity
    per: Quantity | None = None
    others: tuple[Quantity, ...] = ()

    def __str__(self) -> str:
        """Print "50 mg", "8 mg/2 mg", "2 mg/mL", "250 mg/5 mL" or "6 mg/24 hours"."""
        return _spoken_unit(f"{self.amounts_text(Decimal(1))}{self._per_text()}")

    @property
    def dose_unit(self) -> str:
        """The unit that a dose of this product has: "mg", or "mg/24 h" for a patch."""
        return f"{self.numerator.unit}{self._per_text()}" if self.is_rate else self.numerator.unit

    @property
    def is_rate(self) -> bool:
        """Whether the product gives off its substance over hours, as a patch does."""
        return self.per is not None and self.per.unit == "h"

    @property
    def ingredients(self) -> tuple[Quantity, ...]:
        """Every ingredient's amount, the one that names the dose first."""
        return (self.numerator, *self.others)

    def amounts_text(self, times: Decimal) -> str:
        """Print *times* every ingredient's amount: "16 mg/4 mg"."""
        return "/".join(str(part.times(times)) for part in self.ingredients)

    def _per_text(self) -> str:
        if self.per is None:
            return ""
        if self.per.amount == 1:
            return f"/{self.per.unit}"
        return f"/{amount_text(self.per.amount)} {self.per.unit}"

    def units_for(self, dose: Quantity) -> Decimal | None:
        """Return how many pieces (or mL, sprays) make *dose*; None if it cannot be made exactly."""
        if dose.unit != self.dose_unit or not self.numerator.amount:
            return None
        return exact(Fraction(dose.amount) / Fraction(self.numerator.amount) * self._pack_size())

    def dose_of(self, units: Decimal) -> Quantity | None:
        """Return the dose in *units* pieces (or mL, sprays); None if it has too many decimals."""
        amount = exact(Fraction(units) * Fraction(self.numerator.amount) / self._pack_size())
        return None if amount is None else Quantity(amount, self.dose_unit)

    def _pack_size(self) -> Fraction:
        return Fraction(1) if self.per is None or self.is_rate else Fraction(self.per.amount)

    @classmethod
    def of(cls, amounts: Iterable[Decimal], unit: str) -> Strength:
        """Build from the ingredients' *amounts* and a unit such as "mg", "mg/5 mL" or "mg/24 h"."""
        name, slash, per = canonical_unit(unit).partition("/")
        first, *others = (Quantity(amount, name) for amount in amounts)
        if not slash:
            return cls(first, None, tuple(others))
        size, _, per_unit = per.rpartition(" ")
        return cls(first, Quantity(Decimal(size or 1), per_unit), tuple(others))

    @classmethod
    def parse(cls, text: str) -> Strength:
        """Read what printing writes, and "8-2 mg". Raises ValueError for anything else."""
        combination = re.fullmatch(rf"\s*({_NUMBER})\s*[-/]\s*({_NUMBER})\s*([a-zA-Zµμ]+)\s*", text)
        if combination:
            amounts = (_number(combination[1]), _number(combination[2]))
            return cls.of(amounts, combination[3])
        pieces = text.split("/")
        quantities = [Quantity.parse(pieces[0])]
        for piece in pieces[1:]:
            if not re.match(rf"\s*({_NUMBER})", piece):
                piece = f"1 {piece.strip()}"
            quantities.append(Quantity.parse(piece))
        first, *rest = quantities
        per = rest.pop() if rest and rest[-1].unit != first.unit else None
        if any(other.unit != first.unit for other in rest):
            raise ValueError("not a strength")
        return cls(first, per, tuple(rest))
