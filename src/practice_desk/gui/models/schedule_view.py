"""The schedule of a day in words. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import (
    EXPECTED,
    VISIT_WORDS,
    Appointment,
    AppointmentStatus,
    Clash,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.check_in_sheet import CheckInEnd
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.wording import write_count, write_time

if TYPE_CHECKING:
    from practice_desk.services.appointments import BookingDoubts, ScheduleEntry

HEADERS = ("Time", "Patient", "Born", "Visit", "With", "Room", "Status", "Comment")
STATUSES = {
    AppointmentStatus.PROPOSED: "Proposed",
    AppointmentStatus.BOOKED: "Booked",
    AppointmentStatus.ARRIVED: "Arrived",
    AppointmentStatus.FULFILLED: "Done",
    AppointmentStatus.CANCELLED: "Cancelled",
    AppointmentStatus.NO_SHOW: "No-show",
}
TONES = {
    AppointmentStatus.ARRIVED: "success",
    AppointmentStatus.NO_SHOW: "caution",
    AppointmentStatus.FULFILLED: "dim",
    AppointmentStatus.CANCELLED: "dim",
}
"""Colours of a status beside its word; the others are plain."""
MOST_TO_COME = 4
"""Appointments to come that a chart lists."""
WAY_BACK = {
    AppointmentStatus.PROPOSED: AppointmentStatus.BOOKED,
    AppointmentStatus.ARRIVED: AppointmentStatus.BOOKED,
    AppointmentStatus.FULFILLED: AppointmentStatus.ARRIVED,
    AppointmentStatus.CANCELLED: AppointmentStatus.BOOKED,
    AppointmentStatus.NO_SHOW: AppointmentStatus.BOOKED,
}
"""What a proposal becomes, and what a slip of the hand is taken back to."""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One appointment as the table shows it."""

    entry: ScheduleEntry
    cells: tuple[str, ...]

    @property
    def appointment(self) -> Appointment:
        """The appointment itself."""
        return self.entry.appointment

    @property
    def tone(self) -> str:
        """The colour of its status, empty for plain text."""
        return TONES.get(self.appointment.status, "")


def schedule_row(entry: ScheduleEntry) -> ScheduleRow:
    """Return an appointment as a row of the day's table."""
    value, patient = entry.appointment, entry.patient
    cells = (
        span(value),
        patient.display_name,
        write_date(patient.birth_date) if patient.birth_date else "not known",
        entry.kind or VISIT_WORDS[value.visit],
        entry.practitioner,
        entry.room,
        _status(entry),
        value.cancelled_reason or value.comment,
    )
    return ScheduleRow(entry, cells)


def begins(entry: ScheduleEntry) -> datetime:
    """Return when an appointment starts, to sort by."""
    return entry.appointment.starts_at


def tab_of(value: Appointment) -> str:
    """Return what Today's line asks of the schedule: an appointment, on its day."""
    return f"{value.starts_at.astimezone().date().isoformat()} {value.id}"


def place_of(tab: str) -> tuple[date, int] | None:
    """Return the day and the id of the appointment that is asked for; None for something else."""
    day, _, number = tab.partition(" ")
    return (date.fromisoformat(day), int(number)) if number.isdecimal() else None


def _status(entry: ScheduleEntry) -> str:
    """Return where an appointment stands, and what is known of the check-in."""
    word, check_in = STATUSES[entry.appointment.status], entry.check_in
    if check_in is None or entry.appointment.status is not AppointmentStatus.ARRIVED:
        return word
    if check_in.open_lines:
        return f"{word}, to review"
    return f"{word}, checked in" if check_in.ending is CheckInEnd.ANSWERED else word


def first_to_come(rows: Sequence[ScheduleRow], now: datetime) -> int:
    """Return the row of who comes next, to be chosen first; the first where nobody does."""
    coming = (
        place
        for place, row in enumerate(rows)
        if row.appointment.status in EXPECTED and row.appointment.ends_at >= now
    )
    return next(coming, 0)


def span(value: Appointment) -> str:
    """Return from when to when: "9:30 – 10:00 AM"."""
    begin, end = write_time(value.starts_at), write_time(value.ends_at)
    same_half = begin[-2:] == end[-2:]
    return f"{begin[:-3] if same_half else begin} – {end}"


def long_day(day: date, today: date) -> str:
    """Return the day in full, and whether it is today: "Today, Wednesday, November 25, 2026"."""
    near = {0: "Today, ", 1: "Tomorrow, ", -1: "Yesterday, "}.get((day - today).days, "")
    return f"{near}{day:%A, %B} {day.day}, {day.year}"


def summary(entries: Sequence[ScheduleEntry], now: datetime) -> str:
    """Return the day in one line: how many, who is here, when the next one comes."""
    counts = Counter(each.appointment.status for each in entries)
    kept = len(entries) - counts[AppointmentStatus.CANCELLED]
    parts = [write_count(kept, "appointment")]
    for status, word in (
        (AppointmentStatus.ARRIVED, "arrived"),
        (AppointmentStatus.FULFILLED, "done"),
        (AppointmentStatus.NO_SHOW, "no-show"),
        (AppointmentStatus.CANCELLED, "cancelled"),
    ):
        if counts[status]:
            parts.append(f"{counts[status]} {word}")
    coming = [
        each.appointment.starts_at
        for each in entries
        if each.appointment.status in EXPECTED - {AppointmentStatus.ARRIVED}
        and each.appointment.starts_at >= now
    ]
    if coming:
        parts.append(f"next at {write_time(min(coming))}")
    return " · ".join(parts)


def doubt_sentence(found: BookingDoubts, *, is_done: bool = False) -> str:
    """Return what speaks against an appointment at its time; empty for nothing.

    One that is yet to be saved can be booked all the same.
    """
    told = []
    if found.clashes:
        entry, kinds = found.clashes[0]
        more = f", and {len(found.clashes) - 1} more" if len(found.clashes) > 1 else ""
        told.append(f"{_clash(entry, kinds)}{more}.")
    if found.is_out_of_hours:
        told.append(f"This is outside of office hours{_because(found.reason)}.")
    if told and not is_done:
        told.append("You can book it all the same.")
    return " ".join(told)


def _clash(entry: ScheduleEntry, kinds: frozenset[Clash]) -> str:
    name, when = entry.patient.display_name, span(entry.appointment)
    if Clash.PRACTITIONER in kinds:
        return f"{entry.practitioner} also sees {name}, {when}"
    if Clash.PATIENT in kinds:
        whom = f" with {entry.practitioner}" if entry.practitioner else ""
        return f"{name} has another appointment{whom}, {when}"
    return f"{entry.room} is taken by {name}, {when}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def whose(entry: ScheduleEntry) -> str:
    """Return whom an appointment is about, for a dialog's heading."""
    row = schedule_row(entry)
    return f"{row.cells[1]} · born {row.cells[2]} · {entry.patient.chart_number}"


def appointment_facts(entries: Sequence[ScheduleEntry], now: datetime) -> list[Fact]:
    """Return what a patient has before them, the next first, then the last that has been."""
    coming = [each for each in entries if each.appointment.ends_at >= now]
    past = [each for each in entries if each.appointment.ends_at < now]
    return [_fact(each) for each in (*coming[:MOST_TO_COME], *past[-1:])]


def _fact(entry: ScheduleEntry) -> Fact:
    value = entry.appointment
    day = write_date(value.starts_at.astimezone().date())
    kind = entry.kind or VISIT_WORDS[value.visit]
    what = " · ".join(part for part in (kind, entry.practitioner, entry.room) if part)
    plain = value.status is AppointmentStatus.BOOKED
    tone = TONES.get(value.status, "neutral").replace("dim", "neutral")
    pill = None if plain else Pill(STATUSES[value.status], tone)
    return Fact(f"{day}\n{span(value)}", what, pill)


def appointment_line(entry: ScheduleEntry) -> str:
    """Return an appointment in one line: "Nov 25, 2026, 9:30 – 10:00 AM · Intake · Ana Berg"."""
    value = entry.appointment
    day = write_date(value.starts_at.astimezone().date())
    kind = entry.kind or VISIT_WORDS[value.visit]
    parts = (f"{day}, {span(value)}", kind, entry.practitioner)
    return " · ".join(part for part in parts if part)
