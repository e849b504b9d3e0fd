"""One dosage: how much of which product, when, for how long. FHIR's Dosage, made strict."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.dose_form import FORMS, MEASURES
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.timing import Moment, Timing

MAX_NOTE = 16_000
"""Characters in an additional instruction or an imported free-text direction."""


class DurationUnit(StrEnum):
    """What a duration counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a dosage is taken, such as 14 days."""

    count: int
    unit: DurationUnit


@dataclass(frozen=True, slots=True)
class MomentDose:
    """The dose at one named time of a dosage that differs over the day."""

    moment: Moment
    dose: Quantity


@dataclass(frozen=True, slots=True)
class Dosage:
    """How a medication is taken.

    Either structured: *dose* at each time of *timing*, or a *split* of different doses at named
    times (then *dose* is None and *timing* says only on which days); or, for what was imported
    and never structured, *text* alone. With a *strength*, doses are in its `dose_unit`. *form* and
    *route* are codes of the clinical pack. *note* is an additional instruction in plain text.
    *max_per_day* limits an as-needed medication within 24 hours, in the dose's unit.
    """

    dose: Quantity | None = None
    strength: Strength | None = None
    form: str | None = None
    route: str | None = None
    timing: Timing = Timing()  # noqa: RUF009 - frozen, so one shared default is safe
    split: tuple[MomentDose, ...] = ()
    as_needed: bool = False
    as_needed_for: str = ""
    max_per_day: Quantity | None = None
    duration: Duration | None = None
    note: str = ""
    text: str = ""

    @classmethod
    def free(cls, text: str) -> Dosage:
        """Return a dosage that is only *text*, as imported."""
        return cls(text=text)

    @property
    def is_free_text(self) -> bool:
        """Whether nothing is structured: no dose is known."""
        return self.dose is None and not self.split

    def units_of(self, quantity: Quantity) -> Decimal | None:
        """Return how many pieces (or mL, sprays) make *quantity*; None if unknown or inexact."""
        return None if self.strength is None else self.strength.units_for(quantity)

    def unit_words(self) -> tuple[str, str] | None:
        """Return what this product is counted in, one and many; None if its form is not known."""
        per = None if self.strength is None or self.strength.is_rate else self.strength.per
        if per is not None:
            return MEASURES.get(per.unit, (per.unit, per.unit))
        words = FORMS.get(self.form or "")
        return None if words is None else (words.singular, words.plural)

    @property
    def total_daily_dose(self) -> Quantity | None:
        """The scheduled dose in 24 hours; None if as needed, not daily, uneven or free text.

        A patch whose strength is per 24 hours gives it however rarely it is changed.
        """
        if self.as_needed or self.is_free_text:
            return None
        if self._lasts_all_day():
            return self._rate_per_day()
        if not self.timing.is_daily:
            return None
        if self.split:
            amount = sum((part.dose.amount for part in self.split), Decimal(0))
            return Quantity(amount, _per_day_unit(self.split[0].dose.unit))
        times = self.timing.doses_per_day
        if self.dose is None or times is None:
            return None
        return Quantity(self.dose.amount * times, _per_day_unit(self.dose.unit))

    def _lasts_all_day(self) -> bool:
        per = None if self.strength is None else self.strength.per
        return per is not None and per.unit == "h" and per.amount >= 24

    def _rate_per_day(self) -> Quantity | None:
        if self.dose is None:
            return None
        return Quantity(self.dose.amount, _per_day_unit(self.dose.unit))


def _per_day_unit(unit: str) -> str:
    name, _, per = unit.partition("/")
    return name if per.endswith(" h") else unit
