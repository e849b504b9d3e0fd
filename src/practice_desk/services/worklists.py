"""Worklists: keeping questions under names, reading whom they find now, and putting entries off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from practice_desk.domain.appointment import EXPECTED, Appointment
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotPermitted
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.worklist import (
    Worklist,
    WorklistDelay,
    WorklistQuestion,
    check_delay,
    check_worklist,
    put_off,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.monitoring_count import FEW
from practice_desk.services.patients import Saved
from practice_desk.services.worklist_reading import (
    Found,
    find_patients,
    group_name,
    in_words,
    lacks_of,
    suggested,
    title_of,
)
from practice_desk.storage import people, schedule
from practice_desk.storage.coded_charts import are_more_than
from practice_desk.storage.report_choices import medications_recorded
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.worklist import worklist_delays, worklists

NOUN = "worklist"
_COUNTS = "counts of worklists"
"""Under what an open clinic keeps how many were on lists that somebody read today."""


@dataclass(frozen=True, slots=True)
class WorklistEntry:
    """One patient of a list.

    `last_on` is when what is missing was last there, None for never or where nothing is missing;
    `next_at` is the next appointment.
    """

    patient_id: int
    name: str
    chart_number: str
    birth_date: date | None
    taking: tuple[str, ...]
    last_on: date | None
    next_at: datetime | None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class WorklistContent:
    """Whom a question finds now, who waits longest first; what was put off; what it asks in words.

    `closed` is how many more are in charts that are closed to the reader.
    """

    question: WorklistQuestion
    words: str
    entries: tuple[WorklistEntry, ...]
    put_off: tuple[tuple[WorklistEntry, WorklistDelay], ...]
    closed: int
    read_on: date


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A question by its name: one that was kept (`kept`), or one that the pack suggests.

    A suggested one stands under `group`, the medication's name, and is there called `line`.
    """

    title: str
    question: WorklistQuestion
    kept: Worklist | None = None
    group: str = ""
    line: str = ""


def list_worklists(clinic: Clinic) -> list[NamedQuestion]:
    """Return the clinic's lists and one's own by title, then what the pack suggests.

    Suggested is what is to be checked again and again with a medication of some chart.
    """
    with clinic.viewing(Operation.LIST_WORKLIST) as work:
        work.detail = "names of worklists"
        known = knowledge_in(clinic, work)
        kept = worklists.standing(work.connection, clinic.session.user_name)
        questions = suggested(known, medications_recorded(work.connection))
    return [
        *(NamedQuestion(each.title, each.question, each) for each in kept),
        *(_suggested(known, each) for each in questions),
    ]


def _suggested(known: ClinicKnowledge, question: WorklistQuestion) -> NamedQuestion:
    group = group_name(known, question.medication)
    title, line = title_of(known, question), lacks_of(known, question)
    return NamedQuestion(title, question, group=group[:1].upper() + group[1:], line=line)


def read_worklist(
    clinic: Clinic, question: WorklistQuestion, progress: Progress = no_progress
) -> WorklistContent:
    """Return whom *question* finds now. Raises Cancelled when *progress* does.

    Each patient who is named gets an audit row. Charts closed to the reader are only counted.
    """
    with clinic.viewing(Operation.LIST_WORKLIST) as work:
        work.detail = "worklist"
        found = find_patients(clinic, work, question, progress)
        named = [each for each in found if clinic.sees_chart(work, each.patient_id)]
        delays = worklist_delays.of_question(work.connection, question.key)
        waiting = put_off(delays, question.key, clinic.today())
        words = in_words(clinic, work, question)
        entries = []
        for number, each in enumerate(named):
            progress(number, len(named), "Patients")
            entries.append(_entry(clinic, work, each))
        work.patient_ids = frozenset(each.patient_id for each in named)
    open_entries = tuple(each for each in entries if each.patient_id not in waiting)
    _read_today(clinic)[_place_of(question)] = len(open_entries)
    return WorklistContent(
        question,
        words,
        open_entries,
        tuple((each, waiting[each.patient_id]) for each in entries if each.patient_id in waiting),
        len(found) - len(named),
        clinic.today(),
    )


@dataclass(frozen=True, slots=True)
class KeptCount:
    """How many patients are on a list that was kept."""

    kept: Worklist
    count: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """Whose and of which day, and the numbers by question; nothing of a patient."""

    who: str
    counts: dict[str, int]


def count_kept(clinic: Clinic) -> list[KeptCount]:
    """Return how many are on the clinic's lists and on one's own.

    Where counting would take long, only what was read today is told. A list that asks what the
    clinical pack knows no more is not counted; it says so where it is read.
    """
    with clinic.viewing(Operation.LIST_WORKLIST) as work:
        work.detail = "how many are on worklists"
        kept = worklists.standing(work.connection, clinic.session.user_name)
        if are_more_than(work.connection, FEW):
            read = _read_today(clinic)
            return [
                KeptCount(each, read[place])
                for each in kept
                if (place := _place_of(each.question)) in read
            ]
        counts = [(each, _count(clinic, work, each.question)) for each in kept]
        return [KeptCount(each, count) for each, count in counts if count is not None]


def _count(clinic: Clinic, work: UnitOfWork, question: WorklistQuestion) -> int | None:
    try:
        found = find_patients(clinic, work, question, no_progress)
    except Invalid:
        return None
    delays = worklist_delays.of_question(work.connection, question.key)
    waiting = put_off(delays, question.key, clinic.today())
    return sum(
        each.patient_id not in waiting and clinic.sees_chart(work, each.patient_id)
        for each in found
    )


def _read_today(clinic: Clinic) -> dict[str, int]:
    """Return the counts of lists that this person has read today, by their questions."""
    who = f"{clinic.today()} {clinic.session.user_name}"
    kept = clinic.kept.get(_COUNTS)
    if not isinstance(kept, _Counts) or kept.who != who:
        clinic.kept[_COUNTS] = kept = _Counts(who, {})
    return kept.counts


def _place_of(question: WorklistQuestion) -> str:
    return f"{question.key} {question.practitioner_id}"


def save_worklist(clinic: Clinic, title: str, question: WorklistQuestion, *, own: bool) -> Saved:
    """Keep *question* under a name, for oneself or the whole clinic. Raises Invalid."""
    user = clinic.session.user_name
    value = Worklist(title.strip(), question, clinic.now(), user, user if own else "")
    if problems := check_worklist(value):
        raise Invalid(problems)
    with clinic.writing(Operation.KEEP_WORKLIST, kind=AuditKind.CREATE) as work:
        number = worklists.add(work.connection, value)
        work.detail = f"worklist {number}"
    return Saved(number, Changes(frozenset(), frozenset({NOUN})))


def end_worklist(clinic: Clinic, value: Worklist) -> Changes:
    """Take a list away; what was put off stays on record. Raises StaleRecord, NotPermitted."""
    with clinic.writing(Operation.KEEP_WORKLIST) as work:
        if value.owner not in ("", clinic.session.user_name):
            raise NotPermitted("This list is somebody else's.", "Only they can take it away.")
        worklists.save(work.connection, replace(value, ended_at=clinic.now()))
        work.detail = f"worklist {value.id} ended"
    return Changes(frozenset(), frozenset({NOUN}))


def put_entry_off(
    clinic: Clinic, patient_id: int, question: WorklistQuestion, until: date, reason: str
) -> Changes:
    """Leave a patient off the list of *question* until a day. Raises Invalid, ChartRestricted."""
    value = WorklistDelay(
        patient_id,
        question.key,
        until,
        reason.strip(),
        clinic.now(),
        clinic.session.user_name,
    )
    if problems := check_delay(value, clinic.today()):
        raise Invalid(problems)
    with clinic.writing(Operation.KEEP_WORKLIST, patient_id, kind=AuditKind.CREATE) as work:
        number = worklist_delays.add(work.connection, value)
        work.detail = f"worklist delay {number}"
    return Changes.of(patient_id, NOUN)


def _next(booked: Iterable[Appointment], now: datetime) -> datetime | None:
    coming = [a.starts_at for a in booked if a.status in EXPECTED and a.starts_at >= now]
    return min(coming, default=None)


def _entry(clinic: Clinic, work: UnitOfWork, found: Found) -> WorklistEntry:
    patient = people.patients.get(work.connection, found.patient_id)
    return WorklistEntry(
        found.patient_id,
        patient.display_name,
        patient.chart_number,
        patient.birth_date,
        found.taking,
        found.last_on,
        _next(schedule.appointments.for_patient(work.connection, found.patient_id), clinic.now()),
        patient.phone_mobile or patient.phone,
    )
