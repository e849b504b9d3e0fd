"""When measures are due: by rules of the plan, or as a clinician set it for one patient.

A schedule is never changed: the newest standing one of a measure counts, and NEVER with its reason
takes a measure off, be it due by a rule or by an earlier schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class Rhythm(StrEnum):
    """How often a measure is due."""

    EVERY_VISIT = "every visit"
    WEEKLY = "weekly"
    TWO_WEEKS = "every 2 weeks"
    MONTHLY = "every 4 weeks"
    THREE_MONTHS = "every 3 months"
    SIX_MONTHS = "every 6 months"
    YEARLY = "every 12 months"
    NEVER = "not due"


DAYS = {
    Rhythm.WEEKLY: 7,
    Rhythm.TWO_WEEKS: 14,
    Rhythm.MONTHLY: 28,
    Rhythm.THREE_MONTHS: 91,
    Rhythm.SIX_MONTHS: 182,
    Rhythm.YEARLY: 365,
}
"""Days from one time to the next; a visit has none."""
LENGTHS = {"instrument_id": 80, "reason": 500, "retracted_reason": 500}


@dataclass(frozen=True, slots=True)
class MeasureSchedule:
    """How often one measure is due in one chart from a day on, and why; `set_at` is aware."""

    patient_id: int
    instrument_id: str
    rhythm: Rhythm
    begins_on: date
    reason: str
    set_at: datetime
    set_by: str
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """A measure that is due while a medication of `groups` is taken, whoever takes it.

    With `weeks` it holds so long after each start, with `age_below` for who is younger then.
    Medications of the groups `unless` are left out. Under `youngest` years the measure does not
    fit and is not asked for, however long it has been taken.
    """

    instrument_id: str
    rhythm: Rhythm
    groups: tuple[str, ...]
    why: str
    sources: tuple[str, ...]
    age_below: int | None = None
    weeks: int | None = None
    unless: tuple[str, ...] = ()
    youngest: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A medication that is taken: its groups in the pack, since when, and the age then."""

    name: str
    groups: frozenset[str]
    since: date
    age: int | None


@dataclass(frozen=True, slots=True)
class DueMeasure:
    """A measure with the day on which it is or was due, and why."""

    instrument_id: str
    due_on: date
    rhythm: Rhythm
    why: str
    last_on: date | None = None
    schedule: MeasureSchedule | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.due_on < today


def check_schedule(value: MeasureSchedule) -> tuple[Problem, ...]:
    """Return what is wrong with a new schedule."""
    return (
        *check_required(value, instrument_id="Choose a measure.", reason="Say why."),
        *check_lengths(value, LENGTHS),
    )


def standing_schedules(schedules: Iterable[MeasureSchedule]) -> dict[str, MeasureSchedule]:
    """Return the schedule that counts for each measure: the last one that was not taken back."""
    return {each.instrument_id: each for each in schedules if not each.retracted_reason}


def due_measures(
    rules: Iterable[ScheduleRule],
    schedules: Iterable[MeasureSchedule],
    taken: Iterable[Taken],
    last: Mapping[str, date],
    visits: Iterable[date],
    today: date,
    age: int | None = None,
) -> tuple[DueMeasure, ...]:
    """Return every measure that will be or is due, the one due first on top.

    *last* is the day on which each measure was last filled in. *visits* are days on which the
    patient was or will be here: a measure of every visit is due on the first one after *last*.
    *age* is in years on the day *today*; None, where it is not known, leaves no rule out.
    """
    own, medications, days = standing_schedules(schedules), list(taken), sorted(visits)
    found: dict[str, DueMeasure] = {}
    fitting = [rule for rule in rules if not _is_too_young(rule, age)]
    for due in _by_rules(fitting, medications, last, days, today):
        kept = found.get(due.instrument_id)
        if kept is None or due.due_on < kept.due_on:
            found[due.instrument_id] = due
    for name, schedule in own.items():
        found.pop(name, None)
        if schedule.rhythm is not Rhythm.NEVER:
            set_on = write_date(schedule.set_at.astimezone().date())
            why = f"Set {set_on}: {schedule.reason}"
            due_on = _next(schedule.rhythm, schedule.begins_on, last.get(name), days)
            if due_on is not None:
                made = DueMeasure(name, due_on, schedule.rhythm, why, last.get(name), schedule)
                found[name] = made
    return tuple(sorted(found.values(), key=lambda each: (each.due_on, each.instrument_id)))


def _by_rules(
    rules: Iterable[ScheduleRule],
    taken: list[Taken],
    last: Mapping[str, date],
    visits: list[date],
    today: date,
) -> Iterator[DueMeasure]:
    for rule in rules:
        for medication in taken:
            concerned = medication.groups & set(rule.groups)
            if not concerned or not _holds(rule, medication, today):
                continue
            done = last.get(rule.instrument_id)
            due_on = _next(rule.rhythm, medication.since, done, visits)
            if due_on is not None:
                why = f"{rule.why}: {medication.name} since {write_date(medication.since)}"
                yield DueMeasure(rule.instrument_id, due_on, rule.rhythm, why, done)


def _is_too_young(rule: ScheduleRule, age: int | None) -> bool:
    return rule.youngest is not None and age is not None and age < rule.youngest


def _holds(rule: ScheduleRule, medication: Taken, today: date) -> bool:
    if medication.groups & set(rule.unless):
        return False
    if rule.age_below is not None and (medication.age is None or medication.age >= rule.age_below):
        return False
    return rule.weeks is None or today < medication.since + timedelta(weeks=rule.weeks, days=7)


def _next(rhythm: Rhythm, begins_on: date, last: date | None, visits: list[date]) -> date | None:
    """Return when it is due; None for a visit that nobody knows of yet."""
    if rhythm is Rhythm.EVERY_VISIT:
        after = [day for day in visits if day >= begins_on and (last is None or day > last)]
        return after[0] if after else None
    if last is None or last < begins_on - timedelta(days=DAYS[rhythm]):
        return begins_on
    return last + timedelta(days=DAYS[rhythm])
