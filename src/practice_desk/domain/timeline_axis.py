"""The axis of dates: which days are in view, where each lies, and which are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, NamedTuple

SHORTEST: Final = 10.0
"""Days that can be seen at least."""
LONGEST: Final = 366.0 * 40
"""Days that can be seen at most."""
_FEB_28: Final = 28


class Tick(NamedTuple):
    """A named day; a *major* one names its year."""

    day: date
    label: str
    major: bool


@dataclass(frozen=True, slots=True)
class View:
    """*days* days from *first* (an ordinal as of `date.toordinal`, with a part of a day)."""

    first: float
    days: float

    @classmethod
    def of(cls, first: date, last: date) -> View:
        """Return a view from the beginning of *first* to the end of *last*, at least `SHORTEST`."""
        days = float((last - first).days + 1)
        if days < SHORTEST:
            return cls(last.toordinal() + 1 - SHORTEST, SHORTEST)
        return cls(float(first.toordinal()), min(days, LONGEST))

    @property
    def last(self) -> float:
        """Where it ends."""
        return self.first + self.days

    def zoomed(self, factor: float, at: float = 0.5) -> View:
        """Return the view with *factor* times the days; what lies at the share *at* stays there."""
        days = min(LONGEST, max(SHORTEST, self.days * factor))
        return View(self.first + (self.days - days) * at, days)

    def moved(self, share: float) -> View:
        """Return the view moved by a share of its days, onwards for a positive one."""
        return replace(self, first=self.first + self.days * share)

    def kept_near(self, first: date, last: date) -> View:
        """Return the view moved so that it still shows a part of the days from *first* to *last*.

        Half of it may lie before the first or behind the last of them.
        """
        least = first.toordinal() - self.days / 2
        most = last.toordinal() + 1 - self.days / 2
        return replace(self, first=min(max(self.first, least), max(most, least)))

    def showing(self, day: date) -> View:
        """Return the view, moved where *day* would lie outside it."""
        place = day.toordinal() + 0.5
        if self.first <= place <= self.last:
            return self
        return replace(self, first=place - self.days / 2)


@dataclass(frozen=True, slots=True)
class Axis:
    """A view laid over *width* points from *left*."""

    view: View
    left: float
    width: float
    scale: float = field(init=False)
    """Points a day."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", self.width / self.view.days)

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    def x(self, ordinal: float) -> float:
        """Return where a moment lies, which may be outside."""
        return self.left + (ordinal - self.view.first) * self.scale

    def clipped(self, ordinal: float) -> float:
        """Return where a moment lies, at an end of the axis for one outside."""
        return min(max(self.x(ordinal), self.left), self.right)

    def day_at(self, x: float) -> date:
        """Return the day that lies at *x*, which is taken to be on the axis."""
        place = self.view.first + (min(max(x, self.left), self.right) - self.left) / self.scale
        return date.fromordinal(min(max(1, int(place)), date.max.toordinal()))


def ticks(axis: Axis, least: float) -> tuple[Tick, ...]:
    """Return the named days in view, about *least* points apart or more, the first with its year.

    They are days, weeks from Monday, months, quarters or years, whichever is the shortest that
    leaves room.
    """
    found = []
    for day, label, major in _named(axis, least):
        if axis.left - 0.01 <= axis.x(day.toordinal()) <= axis.right + 0.01:
            found.append(Tick(day, label, major))
    if found and not any(tick.major for tick in found):
        first = found[0]
        found[0] = Tick(first.day, f"{first.label} {first.day.year}", True)
    return tuple(found)


def _named(axis: Axis, least: float) -> Iterator[Tick]:
    first = date.fromordinal(max(1, int(axis.view.first)))
    last = date.fromordinal(min(date.max.toordinal() - 400, int(axis.view.last) + 1))
    for days in (1, 2, 7):
        if axis.scale * days >= least:
            return _days(first, last, days)
    for months in (1, 2, 3, 6):
        if axis.scale * _FEB_28 * months >= least:
            return _months(first, last, months)
    years = next((n for n in (1, 2, 5, 10) if axis.scale * 365 * n >= least), 20)
    return _years(first, last, years)


def _days(first: date, last: date, apart: int) -> Iterator[Tick]:
    offset = (-first.weekday() if apart == 7 else -first.toordinal()) % apart
    day = first + timedelta(days=offset)
    before: date | None = None
    while day <= last:
        turns = before is not None and day.year != before.year
        label = f"{day:%b} {day.day}, {day.year}" if turns else f"{day:%b} {day.day}"
        yield Tick(day, label, turns)
        before, day = day, day + timedelta(days=apart)


def _months(first: date, last: date, apart: int) -> Iterator[Tick]:
    index = first.year * 12 + first.month - 1
    index -= index % apart
    while (day := date(index // 12, index % 12 + 1, 1)) <= last:
        major = day.month == 1
        yield Tick(day, f"{day.year}" if major else f"{day:%b}", major)
        index += apart


def _years(first: date, last: date, apart: int) -> Iterator[Tick]:
    year = max(1, first.year - first.year % apart)
    while (day := date(year, 1, 1)) <= last:
        yield Tick(day, f"{year}", True)
        year += apart
