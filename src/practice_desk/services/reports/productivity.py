"""Signed notes by clinician and kind, what is unsigned, and how long signing took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import KIND_WORDS, THERAPY_KINDS, NoteKind
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    FilterField,
    ReportColumn,
    ReportFilter,
    ReportTable,
    StackedBars,
)
from practice_desk.domain.report_counts import count_each, told_apart
from practice_desk.domain.report_productivity import (
    OLD_AFTER,
    NoteFigures,
    WrittenNote,
    each_month,
    each_week,
    month_of,
    note_figures,
    week_of,
)
from practice_desk.domain.report_waits import SHARES, wait_cells, wait_columns
from practice_desk.domain.waiting_time import RULE
from practice_desk.services.clinic import Clinic
from practice_desk.services.reports.kind import ReportKind
from practice_desk.services.reports.no_shows import month_words
from practice_desk.storage import registry
from practice_desk.storage.report_notes import written_notes
from practice_desk.storage.unit_of_work import UnitOfWork

_C = CellKind.COUNT
_COLUMNS = (
    ReportColumn("clinician", "Clinician"),
    ReportColumn("kind", "Kind of note"),
    ReportColumn("contacts", "Signed", _C),
    ReportColumn("additions", "Additions", _C),
    ReportColumn("to_cosign", "To co-sign", _C, part_of="contacts"),
    ReportColumn("unsigned", "Unsigned", _C),
    ReportColumn("late", f"Over {OLD_AFTER.days} days", _C, part_of="unsigned"),
    *wait_columns("signature", "Signed", "contacts"),
)
_WHICH = (
    "Notes of contacts in the period, by who wrote them; a visit is its note. Signed: contacts "
    "with a signed note, once however often it was amended. Additions: signed addenda and "
    "amendments. "
    "What was taken back is left out."
)
_SORTS = (
    "Medication: visits with or without therapy in the same contact. Therapy: sessions of every "
    "kind, crisis contacts included."
)
_NEVER = "Psychotherapy notes (45 CFR 164.501) are kept apart and are never counted."
_WAITS = (
    f"{SHARES} Days from the contact to the first signature. {RULE} A note counts as late after "
    f"{OLD_AFTER.days} days, this program’s own number."
)
MEDICATION = frozenset({NoteKind.MEDICATION, NoteKind.COMBINED})
THERAPY = THERAPY_KINDS - MEDICATION
INTAKE = frozenset({NoteKind.INTAKE})
_BY_KIND = (
    ReportColumn("contacts", "Signed", _C),
    ReportColumn("medication", "Medication", _C, part_of="contacts"),
    ReportColumn("therapy", "Therapy", _C, part_of="contacts"),
    ReportColumn("intake", "Intake", _C, part_of="contacts"),
    ReportColumn("other", "Other", _C, part_of="contacts"),
    ReportColumn("unsigned", "Unsigned", _C),
)
_STACKED = ("medication", "therapy", "intake", "other", "unsigned")
_MOST_WEEKS = 26
"""For a longer period months are shown in the place of weeks."""


def _by_kind(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    found, today = _notes(work, asked, progress), clinic.today()
    names = told_apart(registry.accounts.names(work.connection))
    order = {kind: place for place, kind in enumerate(NoteKind)}
    groups: dict[tuple[str, NoteKind], list[WrittenNote]] = {}
    for each in found:
        groups.setdefault((names.get(each.author, each.author), each.kind), []).append(each)
    ordered = sorted(groups.items(), key=lambda group: (group[0][0].casefold(), order[group[0][1]]))
    rows = tuple(
        (name, KIND_WORDS[kind], *_cells(note_figures(own, today))) for (name, kind), own in ordered
    )
    table = ReportTable(_COLUMNS, rows, ("All", "", *_cells(note_figures(found, today))))
    own_notes: dict[str, list[WrittenNote]] = {}
    for (name, _), own in ordered:
        own_notes.setdefault(name, []).extend(own)
    who = ReportTable(
        (ReportColumn("clinician", "Clinician"), *_BY_KIND),
        tuple((name, *_kinds(own)) for name, own in own_notes.items()),
    )
    picture = StackedBars("Notes by clinician", "clinician", _STACKED)
    return Answer(table, picture, (_WHICH, _SORTS, _NEVER, _WAITS), _people(found), who)


def _over_time(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    del clinic  # what stands in the notes does not depend on who asks
    found = _notes(work, asked, progress)
    since, until = asked.period
    by_week = (until - since).days <= _MOST_WEEKS * 7
    begin, words = (week_of, write_date) if by_week else (month_of, month_words)
    starts: dict[date, list[WrittenNote]] = {}
    for each in found:
        starts.setdefault(begin(each.seen_on), []).append(each)
    days = each_week(starts) if by_week else each_month(starts)
    groups = {words(day): starts.get(day, []) for day in days}
    title = "Week from" if by_week else "Month"
    table = ReportTable(
        (ReportColumn("time", title), *_BY_KIND),
        tuple((name, *_kinds(own)) for name, own in groups.items()),
        ("All", *_kinds(found)),
    )
    picture = StackedBars(
        "Notes by week" if by_week else "Notes by month", "time", _STACKED, in_time=True
    )
    return Answer(table, picture, (_WHICH, _SORTS, _NEVER), _people(found))


def _notes(work: UnitOfWork, asked: ReportFilter, progress: Progress) -> list[WrittenNote]:
    tick = partial(progress, 0, 1, "Notes")
    tick()
    return [*written_notes(work.connection, *asked.period, tick)]


def _cells(found: NoteFigures) -> tuple[Cell, ...]:
    return (
        found.contacts,
        found.additions,
        found.to_cosign,
        found.unsigned,
        found.late,
        *wait_cells(found.to_signature),
    )


def _kinds(notes: list[WrittenNote]) -> tuple[Cell, ...]:
    """Return the cells under `_BY_KIND`."""
    signed = [each for each in notes if each.is_signed and not each.adds]
    sorts = (MEDICATION, THERAPY, INTAKE)
    others = [each for each in signed if not any(each.kind in sort for sort in sorts)]
    return (
        _count(signed),
        *(_count(each for each in signed if each.kind in sort) for sort in sorts),
        _count(others),
        _count(each for each in notes if not each.is_signed),
    )


def _count(notes: Iterable[WrittenNote]) -> Cell:
    return count_each(each.patient_id for each in notes)


def _people(found: Iterable[WrittenNote]) -> int:
    return len({each.patient_id for each in found})


_ASKS = frozenset({FilterField.PERIOD})
KINDS = (
    ReportKind(
        "notes by clinician and kind",
        "Notes by clinician and kind",
        "Who signed how many notes of which kind, what is unsigned, and how long signing took.",
        _ASKS,
        _by_kind,
    ),
    ReportKind(
        "notes over time",
        "Notes over time",
        "How many notes of which kind were signed from week to week, or from month to month.",
        _ASKS,
        _over_time,
    ),
)
