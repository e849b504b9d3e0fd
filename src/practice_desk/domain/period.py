"""Two periods of one patient's course held against each other: before and after a day.

Every figure has its number and its rule beside it; what can't be told is "not known".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from practice_desk.domain.adherence import DaysCovered
from practice_desk.domain.adverse_event import HIGHEST_GRADE
from practice_desk.domain.timeline import (
    DoseSpell,
    DoseState,
    EffectSpell,
    MedicationTrack,
    SeriesTrack,
    Timeline,
)

NOT_KNOWN = "not known"
NONE = "not taken"
SCORE_RULE = "Mean of all totals of the period; n is how many there are."
BURDEN_RULE = (
    f"Severity (0 to {HIGHEST_GRADE}, at its worst) of every side effect times its days in the "
    "period, divided by the days of the period. One without a grade is not counted, but told."
)
ADHERENCE_RULE = "Proportion of days covered by recorded fills (PDC, PQA)."
DOSE_RULE = "Mean dose a day on the days on which it was taken; days on hold are left out."

Covered = Callable[[MedicationTrack, "Period"], DaysCovered | None]
"""Returns how many days of a period the fills of a medication cover; None where not known."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from *first* to *last*, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    def has(self, day: date) -> bool:
        """Return whether *day* is one of them."""
        return self.first <= day <= self.last

    def shared(self, start: date, end: date) -> int:
        """Return how many of its days lie from *start* to *end*, both counted."""
        return max(0, (min(self.last, end) - max(self.first, start)).days + 1)


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One figure in both periods, the change where both are numbers, and the rule."""

    name: str
    before: str
    after: str
    change: str
    rule: str


def periods_around(day: date, today: date) -> tuple[Period, Period]:
    """Return the period from *day* to *today*, preceded by one that is as long."""
    after = Period(day, max(day, today))
    return Period(day - timedelta(days=after.days), day - timedelta(days=1)), after


def compare(
    timeline: Timeline, before: Period, after: Period, covered: Covered
) -> tuple[ComparedLine, ...]:
    """Return what differs: scores, side effects, days covered, doses."""
    return (
        *(_scores(each, before, after) for each in timeline.measures if not each.quiet),
        _burden(timeline.effects, before, after, timeline.today),
        *_adherence(timeline, before, after, covered),
        *_doses(timeline, before, after),
    )


def _scores(series: SeriesTrack, before: Period, after: Period) -> ComparedLine:
    found = []
    for period in (before, after):
        values = [Fraction(each.value) for each in series.readings if period.has(each.on)]
        mean = sum(values, Fraction()) / len(values) if values else None
        text = NOT_KNOWN if mean is None else f"{_number(mean)} (n = {len(values)})"
        found.append((mean, text))
    (first, was), (second, now) = found
    return ComparedLine(f"{series.name}, mean", was, now, _change(first, second), SCORE_RULE)


def _burden(
    effects: tuple[EffectSpell, ...], before: Period, after: Period, today: date
) -> ComparedLine:
    found = []
    for period in (before, after):
        there = [
            (each, days)
            for each in effects
            if (days := period.shared(each.start, each.end or today)) > 0
        ]
        graded = [(each.grade, days) for each, days in there if each.grade is not None]
        ungraded = len(there) - len(graded)
        mean = Fraction(sum(grade * days for grade, days in graded), period.days)
        value = mean if graded or not there else None
        text = "none recorded" if not there else NOT_KNOWN
        if graded:
            text = f"{_number(mean)} a day (n = {len(graded)})"
        if ungraded:
            text = f"{text}; {ungraded} without a grade"
        found.append((value, text))
    (first, was), (second, now) = found
    return ComparedLine("Side-effect burden", was, now, _change(first, second), BURDEN_RULE)


def _adherence(
    timeline: Timeline, before: Period, after: Period, covered: Covered
) -> Iterator[ComparedLine]:
    for track in timeline.medications:
        if not any(_taken(track, period) for period in (before, after)):
            continue
        found = []
        for period in (before, after):
            days = covered(track, period)
            text = NOT_KNOWN if days is None else f"{days.percent} % (n = {days.days} days)"
            found.append((None if days is None else Fraction(days.percent), text))
        (first, was), (second, now) = found
        name = f"{track.name}, days covered"
        yield ComparedLine(name, was, now, _change(first, second), ADHERENCE_RULE)


def _doses(timeline: Timeline, before: Period, after: Period) -> Iterator[ComparedLine]:
    for track in timeline.medications:
        (first, was), (second, now) = (_dose(track, period) for period in (before, after))
        if (was, now) != (NONE, NONE):
            change = _change(first, second)
            yield ComparedLine(f"{track.name}, dose", was, now, change, DOSE_RULE)


def _dose(track: MedicationTrack, period: Period) -> tuple[Fraction | None, str]:
    taken = _taken(track, period)
    days = sum(count for _, count in taken)
    if not taken:
        return None, NONE
    if any(spell.amount is None for spell, _ in taken):
        return None, f"{NOT_KNOWN} (n = {days} days)"
    total = sum((Fraction(spell.amount or 0) * count for spell, count in taken), Fraction())
    mean = total / days
    return mean, f"{_number(mean)} {track.unit} (n = {days} days)"


def _taken(track: MedicationTrack, period: Period) -> list[tuple[DoseSpell, int]]:
    """Return the spells in which it was taken, each with its days of the period."""
    found = []
    for spell in track.spells:
        last = period.last if spell.end is None else spell.end - timedelta(days=1)
        days = period.shared(spell.start, last)
        if days and spell.state is not DoseState.HELD:
            found.append((spell, days))
    return found


def _number(value: Fraction) -> str:
    return f"{float(round(value, 1)):g}"


def _change(before: Fraction | None, after: Fraction | None) -> str:
    if before is None or after is None:
        return ""
    apart = round(after, 1) - round(before, 1)
    return "same" if apart == 0 else f"{float(apart):+g}".replace("-", "−")
