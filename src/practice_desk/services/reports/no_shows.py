"""No-shows: which appointments were held, missed or cancelled late. Nothing clinical."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from practice_desk.domain.appointment import VISIT_WORDS, day_bounds
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    FilterField,
    Picture,
    ReportColumn,
    ReportFilter,
    ReportTable,
    StackedBars,
    share,
)
from practice_desk.domain.report_counts import told_apart
from practice_desk.domain.report_no_shows import (
    WEEKDAYS,
    AttendanceFigures,
    PastAppointment,
    attendance,
)
from practice_desk.domain.report_productivity import each_month, month_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage import people
from practice_desk.storage.report_schedule import past_appointments
from practice_desk.storage.unit_of_work import UnitOfWork

NOBODY = "Nobody in particular"
_C, _P = CellKind.COUNT, CellKind.PERCENT
_COLUMNS = (
    ReportColumn("booked", "Booked", _C),
    ReportColumn("counting", "Counted", _C, part_of="booked"),
    ReportColumn("held", "Held", _C, part_of="counting"),
    ReportColumn("held_share", "Held share", _P, of=("held", "counting")),
    ReportColumn("no_shows", "No-show", _C, part_of="counting"),
    ReportColumn("no_show_share", "No-show share", _P, of=("no_shows", "counting")),
    ReportColumn("late", "Cancelled late", _C, part_of="counting"),
    ReportColumn("late_share", "Late share", _P, of=("late", "counting")),
    ReportColumn("cancelled", "Cancelled", _C, part_of="booked"),
    ReportColumn("not_marked", "Not marked", _C, part_of="booked"),
)
_NOTE = (
    "Appointments of the period whose time has come. Counted: held, missed, or cancelled by the "
    "patient too late for somebody else to have the time, as the clinic’s policy says. Cancelled "
    "earlier or by the clinic, and those of which nobody said what came of them (not marked), are "
    "told beside. Shares are of the counted. Who arrived was seen."
)
_Key = Callable[[PastAppointment], str]


def _read(
    group: Callable[[UnitOfWork, list[PastAppointment]], Mapping[str, list[PastAppointment]]],
    title: str,
    clinic: Clinic,
    work: UnitOfWork,
    asked: ReportFilter,
    progress: Progress,
) -> Answer:
    tick = partial(progress, 0, 1, "Appointments")
    tick()
    since, until = asked.period
    end = min(day_bounds(until)[1], clinic.now())
    found = [*past_appointments(work.connection, day_bounds(since)[0], end, tick)]
    rows = tuple((name, *_cells(attendance(own))) for name, own in group(work, found).items())
    columns = (ReportColumn("group", title), *_COLUMNS)
    picture: Picture = StackedBars(
        f"Appointments by {title.lower()}",
        "group",
        ("held", "no_shows", "late"),
        in_time=group is _by_month,
    )
    table = ReportTable(columns, rows, ("All", *_cells(attendance(found))))
    return Answer(table, picture, (_NOTE,), len({each.patient_id for each in found}))


def _cells(found: AttendanceFigures) -> tuple[Cell, ...]:
    counting = found.counting.number
    return (
        found.booked,
        found.counting,
        found.held,
        share(found.held.number, counting),
        found.no_shows,
        share(found.no_shows.number, counting),
        found.cancelled_late,
        share(found.cancelled_late.number, counting),
        found.cancelled,
        found.not_marked,
    )


def _grouped(
    found: Iterable[PastAppointment], key: _Key, order: Iterable[str]
) -> dict[str, list[PastAppointment]]:
    """Return the appointments by *key* in the *order* of the keys; the unused are left out."""
    groups: dict[str, list[PastAppointment]] = {name: [] for name in order}
    for each in found:
        groups[key(each)].append(each)
    return {name: own for name, own in groups.items() if own}


def _by_clinician(
    work: UnitOfWork, found: list[PastAppointment]
) -> dict[str, list[PastAppointment]]:
    ids = {each.practitioner_id for each in found if each.practitioner_id is not None}
    names = told_apart(
        {
            number: people.practitioners.get(work.connection, number).display_name
            for number in sorted(ids)
        }
    )
    order = (*sorted(names.values(), key=str.casefold), NOBODY)
    return _grouped(found, lambda each: names.get(each.practitioner_id or 0, NOBODY), order)


def _by_weekday(_: UnitOfWork, found: list[PastAppointment]) -> dict[str, list[PastAppointment]]:
    return _grouped(found, lambda each: WEEKDAYS[each.on.weekday()], WEEKDAYS)


def _by_visit(_: UnitOfWork, found: list[PastAppointment]) -> dict[str, list[PastAppointment]]:
    return _grouped(found, lambda each: VISIT_WORDS[each.visit], VISIT_WORDS.values())


def _by_month(_: UnitOfWork, found: list[PastAppointment]) -> dict[str, list[PastAppointment]]:
    months: dict[date, list[PastAppointment]] = {}
    for each in found:
        months.setdefault(month_of(each.on), []).append(each)
    return {month_words(month): months.get(month, []) for month in each_month(months)}


def month_words(day: date) -> str:
    """Return the month of a day: "Nov 2026"."""
    return f"{day:%b} {day.year:04d}"


_TITLES = (
    ("clinician", "Clinician", "With whom appointments were held and missed.", _by_clinician),
    ("weekday", "Weekday", "On which days of the week appointments are missed.", _by_weekday),
    ("visit", "Kind of visit", "Which kinds of visits are missed.", _by_visit),
    ("month", "Month", "How many appointments were missed from month to month.", _by_month),
)
KINDS = tuple(
    ReportKind(
        f"no-shows by {name}",
        f"No-shows by {title.lower()}",
        about,
        frozenset({FilterField.PERIOD}),
        partial(_read, group, title),
        Operation.VIEW_ATTENDANCE,
        Operation.VIEW_SCHEDULE,
    )
    for name, title, about, group in _TITLES
)
