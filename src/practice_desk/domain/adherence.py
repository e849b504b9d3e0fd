"""How much of a time a medication's fills cover.

Source: Pharmacy Quality Alliance, "Proportion of days covered" (PDC): the days covered by at least
one fill, of the days from the first fill to the end of the period; a fill that comes early begins
where the one before ends. From 80 per cent on PQA counts a patient as adherent for most classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.course import Stretch
from practice_desk.domain.supply_days import Coverage

ENOUGH_PERCENT = 80


@dataclass(frozen=True, slots=True)
class DaysCovered:
    """So many of the planned days of a period that the fills cover."""

    covered: int
    days: int

    @property
    def percent(self) -> int:
        """The share in whole per cent."""
        return round(100 * self.covered / self.days)


def days_covered(
    fills: Iterable[Coverage], course: Iterable[Stretch], first: date, last: date
) -> DaysCovered | None:
    """Return the days from *first* to *last* on which it was to be taken, and how many are covered.

    Days before the first fill, on hold and after a stop are not counted. None without a fill, for
    one whose days can't be told, and where no day counts.
    """
    known = list(fills)
    if not known or any(fill.until is None for fill in known):
        return None
    begin = max(first, min(fill.starts for fill in known))
    planned = _planned(course, begin, last)
    held: set[int] = set()
    for fill in known:
        if fill.until is not None:
            held.update(range(fill.starts.toordinal(), fill.until.toordinal() + 1))
    return DaysCovered(len(planned & held), len(planned)) if planned else None


def _planned(course: Iterable[Stretch], first: date, last: date) -> set[int]:
    days: set[int] = set()
    for stretch in course:
        if not stretch.is_held:
            end = last if stretch.end is None else min(last, stretch.end - timedelta(days=1))
            days.update(range(max(first, stretch.start).toordinal(), end.toordinal() + 1))
    return days
