"""A regimen: a medication's steps one after the other, each with a dosage and its days.

A step says how many days it lasts and not on which date it begins: steps can therefore neither
overlap nor leave a gap, and a hold or a longer step moves all later dates by itself. The dates
come from the event of the plan that carries the regimen (`course`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.quantity import Quantity, Strength


@dataclass(frozen=True, slots=True)
class Piece:
    """So many tablets (mL, patches) of one strength; a half tablet is `Decimal("0.5")`."""

    strength: Strength
    count: Decimal


@dataclass(frozen=True, slots=True)
class MadeDose:
    """What one dose is made of, largest strength first."""

    dose: Quantity
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class InjectionWindow:
    """How many days before or after its date an injection may still be given."""

    early_days: int = 0
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class HoldRule:
    """When not to take the next dose and what to do then: "a rash": "Stop and call the clinic."

    `side_effect` is the pack's id of what *trigger* names, or empty where it was typed.
    """

    trigger: str
    action: str
    side_effect: str = ""


@dataclass(frozen=True, slots=True)
class RegimenStep:
    """One step: *dosage* for *days*; the last step may go on without an end (`days` None).

    With *alternate*, days go in turns: *dosage* on the first, third … day of the step, *alternate*
    on the others. *made* says what each dose is made of; it is empty where `dosage.strength` or
    nobody says so. *window* belongs to injections.
    """

    dosage: Dosage
    days: int | None = None
    alternate: Dosage | None = None
    made: tuple[MadeDose, ...] = ()
    window: InjectionWindow | None = None
    note: str = ""

    @property
    def dosages(self) -> tuple[Dosage, ...]:
        """The dosages that its days take in turns: one, or two."""
        return (self.dosage,) if self.alternate is None else (self.dosage, self.alternate)

    def dosage_on(self, day: int) -> Dosage:
        """Return the dosage of the step's day number *day*, the first being 0."""
        return self.dosages[day % len(self.dosages)]

    def made_of(self, dose: Quantity) -> tuple[Piece, ...]:
        """Return what *dose* is made of; empty where it is not said."""
        return next((made.pieces for made in self.made if made.dose == dose), ())

    @property
    def mean_daily_dose(self) -> Quantity | None:
        """The scheduled dose in 24 hours, averaged over days in turns; None if one is unknown."""
        doses = [dosage.total_daily_dose for dosage in self.dosages]
        known = [dose for dose in doses if dose is not None]
        if len(known) < len(doses) or len({dose.unit for dose in known}) > 1:
            return None
        return Quantity(sum(dose.amount for dose in known) / Decimal(len(known)), known[0].unit)


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step on the calendar: from *start* until the day before *end* (None: it goes on)."""

    number: int
    start: date
    end: date | None
    step: RegimenStep

    @property
    def last_day(self) -> date | None:
        """The last day on which it is taken; None if it goes on."""
        return None if self.end is None else self.end - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Regimen:
    """Steps in order, at least one, with the rules for holding.

    Only the last step may have no end. When the last step has one, the medication ends with it.
    *may_be_halved* is the clinician's word that tablets of this product may be halved: the pack
    does not say which are scored. *source* says where the steps come from, if from the pack.
    """

    steps: tuple[RegimenStep, ...]
    hold_rules: tuple[HoldRule, ...] = ()
    may_be_halved: bool = False
    source: str = ""

    @property
    def total_days(self) -> int | None:
        """How many days all steps last together; None if the last goes on."""
        days = [step.days for step in self.steps]
        return None if None in days else sum(day for day in days if day is not None)

    def step_at(self, day: int) -> tuple[int, int] | None:
        """Return the number of the step (from 0) on day *day* (from 0) and the day within it.

        None once all steps are over.
        """
        for index, step in enumerate(self.steps):
            if step.days is None or day < step.days:
                return index, day
            day -= step.days
        return None

    def dated(self, first_day: date) -> tuple[DatedStep, ...]:
        """Return every step with its dates, the first beginning on *first_day*."""
        starts = accumulate((step.days or 0 for step in self.steps), initial=0)
        return tuple(
            DatedStep(number, begin, None if step.days is None else _after(begin, step.days), step)
            for number, step, begin in zip(
                range(1, len(self.steps) + 1),
                self.steps,
                (_after(first_day, start) for start in starts),
                strict=False,
            )
        )

    def remaining(self, day: int) -> Regimen | None:
        """Return what is left after *day* days; None if nothing is.

        A step in which days go in turns goes on with the day whose turn it is.
        """
        found = self.step_at(day)
        if found is None:
            return None
        index, done = found
        return replace(self, steps=(_rest(self.steps[index], done), *self.steps[index + 1 :]))

    def dosages(self) -> Iterator[Dosage]:
        """Yield every dosage of every step, in order."""
        for step in self.steps:
            yield from step.dosages


def _rest(step: RegimenStep, done: int) -> RegimenStep:
    days = None if step.days is None else step.days - done
    if step.alternate is not None and done % 2:
        return replace(step, days=days, dosage=step.alternate, alternate=step.dosage)
    return replace(step, days=days)


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def one_step(dosage: Dosage) -> Regimen:
    """Return *dosage* as a regimen of a single step that goes on."""
    return Regimen((RegimenStep(dosage),))
