"""The calendar as it is drawn: columns of days or of clinicians, with visits in them. No pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import (
    MOVABLE,
    VISIT_WORDS,
    Appointment,
    AppointmentStatus,
    clashing,
    moved_to,
)
from practice_desk.domain.appointment_type import AppointmentType, TypeColor, type_of
from practice_desk.domain.calendar_layout import Lane, lanes
from practice_desk.domain.office_hours import MINUTES_A_DAY, Span, days_from, minute_of
from practice_desk.gui.models.schedule_view import STATUSES, doubt_sentence, span

if TYPE_CHECKING:
    from practice_desk.services.appointments import BookingDoubts, CalendarDays, ScheduleEntry

_OPENS, _CLOSES = 8 * 60, 17 * 60
_WORK_DAYS = 5
SNAP = 15
"""Minutes to which a visit is moved."""


class Shown(StrEnum):
    """What the page shows of the schedule."""

    LIST = "list"
    CLINICIANS = "clinicians"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Column:
    """A day, of one clinician where `by_person`; `open` is when somebody is there."""

    day: date
    title: str
    subtitle: str = ""
    practitioner_id: int | None = None
    by_person: bool = False
    open: tuple[Span, ...] = ()
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One visit in its column, from minute to minute of the day."""

    entry: ScheduleEntry
    column: int
    begin: int
    end: int
    lane: Lane
    sign: str
    color: TypeColor
    kind: str
    whom: str = ""
    """With whom it is, where the column does not say so."""

    @property
    def appointment(self) -> Appointment:
        """The appointment itself."""
        return self.entry.appointment

    @property
    def is_movable(self) -> bool:
        """Whether it may be moved to another time or person."""
        return self.appointment.status in MOVABLE

    @property
    def status(self) -> str:
        """Where it stands, empty for one that is simply booked."""
        status = self.appointment.status
        return "" if status is AppointmentStatus.BOOKED else STATUSES[status]

    @property
    def details(self) -> str:
        """What stands below the name: with whom, what for, and where."""
        return " · ".join(part for part in (self.whom, self.kind, self.entry.room) if part)

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the name: from when to when and its status, details, and what is told.

        A visit that goes on after midnight is cut off in its column, but its end is told.
        """
        value = self.appointment
        when = " · ".join(part for part in (span(value), self.status) if part)
        told = value.cancelled_reason or value.comment
        return tuple(part for part in (when, self.details, told) if part)

    @property
    def words(self) -> str:
        """Everything in one line, for whoever does not see the picture."""
        value = self.appointment
        parts = (
            self.entry.patient.display_name,
            span(value),
            self.kind,
            self.entry.practitioner,
            self.entry.room,
            STATUSES[value.status],
            value.cancelled_reason or value.comment,
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Picture:
    """Columns and visits, from one full hour to another, in minutes of the day."""

    columns: tuple[Column, ...] = ()
    blocks: tuple[Block, ...] = ()
    first: int = _OPENS
    last: int = _CLOSES


def days_shown(shown: Shown, day: date) -> tuple[date, date]:
    """Return the first and last day to read: the week of *day*, or the day itself."""
    if shown is not Shown.WEEK:
        return day, day
    back = min(day.weekday(), (day - date.min).days)
    days = days_from(day - timedelta(days=back), 7)
    return days[0], days[-1]


def clinicians_picture(found: CalendarDays, day: date, today: date) -> Picture:
    """Return *day* with a column for each clinician, and one for visits with nobody named."""
    entries = found.entries
    people = {each.id: each.display_name for each in found.setup.people}
    for entry in entries:
        people.setdefault(entry.appointment.practitioner_id, entry.practitioner)
    columns = tuple(
        Column(
            day,
            name or "Nobody in particular",
            _away(found, day, number),
            number,
            by_person=True,
            open=found.setup.times.spans(day, number),
            is_today=day == today,
        )
        for number, name in people.items()
    )
    places = {column.practitioner_id: place for place, column in enumerate(columns)}
    return _picture(found, columns, lambda value: places[value.practitioner_id], entries)


def week_picture(found: CalendarDays, day: date, today: date, person: int | None) -> Picture:
    """Return the week of *day*, of one clinician or of all; an empty weekend is left out."""
    entries = [each for each in found.entries if person in (None, each.appointment.practitioner_id)]
    times, used = found.setup.times, {_day(each.appointment) for each in entries}
    first, last = days_shown(Shown.WEEK, day)
    days = [
        each
        for each in days_from(first, (last - first).days + 1)
        if each.weekday() < _WORK_DAYS or each in used or times.spans(each, person)
    ]
    columns = tuple(
        Column(
            each,
            f"{each:%a} {each.day}",
            _away(found, each, person),
            person,
            open=times.spans(each, person),
            is_today=each == today,
        )
        for each in days
    )
    places = {column.day: place for place, column in enumerate(columns)}
    picture = _picture(found, columns, lambda value: places[_day(value)], entries)
    if person is not None:
        return picture
    told = [replace(each, whom=each.entry.practitioner.split(",")[0]) for each in picture.blocks]
    return replace(picture, blocks=tuple(told))


def local_doubts(found: CalendarDays, value: Appointment) -> str:
    """Return what speaks against *value* among the days that are shown; empty for nothing."""
    from practice_desk.services.appointments import BookingDoubts

    entries = {entry.appointment.id: entry for entry in found.entries}
    clashes = clashing(value, [entry.appointment for entry in found.entries])
    times = found.setup.times
    doubts: BookingDoubts = BookingDoubts(
        tuple((entries[each.id], kinds) for each, kinds in clashes),
        not times.is_open(value.starts_at, value.ends_at, value.practitioner_id),
        times.why_off(value.starts_at, value.practitioner_id),
    )
    return doubt_sentence(doubts, is_done=True)


def placed(value: Appointment, column: Column, minute: int) -> Appointment:
    """Return *value* moved to a minute of a column: its day, and its person where it has one."""
    minute = max(0, min(minute, MINUTES_A_DAY - 1))
    moved = moved_to(value, column.day, time(*divmod(minute, 60)))
    return replace(moved, practitioner_id=column.practitioner_id) if column.by_person else moved


def week_in_words(day: date) -> str:
    """Return the week of *day*: "November 23 – 29, 2026"."""
    first, last = days_shown(Shown.WEEK, day)
    if first.year != last.year:
        begin = f"{first:%B} {first.day}, {first.year}"
    else:
        begin = f"{first:%B} {first.day}"
    end = f"{last.day}" if first.month == last.month else f"{last:%B} {last.day}"
    return f"{begin} – {end}, {last.year}"


def _picture(
    found: CalendarDays,
    columns: Sequence[Column],
    place_of: Callable[[Appointment], int],
    entries: Iterable[ScheduleEntry],
) -> Picture:
    of: dict[int, list[ScheduleEntry]] = {}
    for entry in entries:
        of.setdefault(place_of(entry.appointment), []).append(entry)
    blocks = []
    for column, several in sorted(of.items()):
        spans = [_span(each.appointment) for each in several]
        for entry, (begin, end), lane in zip(several, spans, lanes(spans), strict=True):
            kind = type_of(entry.appointment, found.setup.types)
            blocks.append(_block(entry, column, (begin, end), lane, kind))
    open_from = [begin for column in columns for begin, _ in column.open]
    open_to = [end for column in columns for _, end in column.open]
    first = min([*open_from, *(each.begin for each in blocks)], default=_OPENS)
    last = max([*open_to, *(each.end for each in blocks)], default=_CLOSES)
    last = min(-(-last // 60) * 60, MINUTES_A_DAY)
    return Picture(tuple(columns), tuple(blocks), first // 60 * 60, last)


def _block(
    entry: ScheduleEntry, column: int, at: Span, lane: Lane, kind: AppointmentType | None
) -> Block:
    if kind is None:
        name = VISIT_WORDS[entry.appointment.visit]
        return Block(entry, column, *at, lane, name[0], TypeColor.GRAY, name)
    return Block(entry, column, *at, lane, kind.sign, kind.color, kind.name)


def _span(value: Appointment) -> Span:
    local = value.starts_at.astimezone()
    begin = minute_of(local.time())
    return begin, min(begin + value.minutes, MINUTES_A_DAY)


def _away(found: CalendarDays, day: date, person: int | None) -> str:
    off = found.setup.times.day_off(day, person)
    if off is None:
        return ""
    word = "Closed" if off.practitioner_id is None else "Away"
    return f"{word}: {off.reason}" if off.reason else word


def _day(value: Appointment) -> date:
    return value.starts_at.astimezone().date()
