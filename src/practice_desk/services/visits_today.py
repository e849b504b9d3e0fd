"""Whom the person at the keyboard sees today.

It is asked by the page Today at every refresh, and so imports nothing of what a visit takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from practice_desk.domain.appointment import EXPECTED, Appointment, AppointmentStatus, day_bounds
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.draft import Draft
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.appointments import entries_of
from practice_desk.services.clinic import Clinic
from practice_desk.storage import patient_search, registry, schedule
from practice_desk.storage.drafts import drafts
from practice_desk.storage.unit_of_work import UnitOfWork

DRAFT_KIND = "visit"
"""The kind of draft that a visit in progress is kept as."""


@dataclass(frozen=True, slots=True)
class VisitToday:
    """One of today's appointments, or a visit that was begun: `begun_on` is the day of it.

    `appointment` is None for a visit that was begun without one.
    """

    appointment: Appointment | None
    patient: PatientSummary
    begun_on: date | None = None
    check_in: CheckIn | None = None


def visits_today(clinic: Clinic) -> list[VisitToday]:
    """Return who is still to be seen today by the person at the keyboard, in the order of time.

    A visit that was begun stays in the list until it is signed, whatever became of its appointment
    and whichever day it was; those that belong to none of today's appointments come first.
    """
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = clinic.today().isoformat()
        mine = practitioner_of(work, clinic.session.user_name)
        found = [
            each
            for each in schedule.appointments.starting(work.connection, *day_bounds(clinic.today()))
            if mine is not None and each.practitioner_id == mine and each.status in EXPECTED
        ]
        begun = _begun(clinic, work)
        own = {each.id: draft_of(begun, each.patient_id, each.id, clinic.today()) for each in found}
        others = _others(work, [draft for draft in begun if draft not in own.values()])
        entries = entries_of(work, found)
    todays = []
    for each in entries:
        draft = own[each.appointment.id]
        day = None if draft is None else begun_on(draft)
        todays.append(VisitToday(each.appointment, each.patient, day, each.check_in))
    return [*others, *todays]


def arrived_today(clinic: Clinic) -> list[VisitToday]:
    """Return who waits to be seen by the person at the keyboard: arrived, and not seen yet."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = clinic.today().isoformat()
        mine = clinic.session.practitioner_id
        found = [
            each
            for each in schedule.appointments.starting(work.connection, *day_bounds(clinic.today()))
            if mine is not None
            and each.practitioner_id == mine
            and each.status is AppointmentStatus.ARRIVED
        ]
        names = patient_search.summaries(work.connection, [each.patient_id for each in found])
    patients = {each.id: each for each in names}
    return [VisitToday(each, patients[each.patient_id]) for each in found]


def _begun(clinic: Clinic, work: UnitOfWork) -> list[Draft]:
    return [
        draft
        for draft in drafts.of(work.connection, clinic.session.user_name)
        if draft.kind == DRAFT_KIND
        and draft.patient_id is not None
        and clinic.sees_chart(work, draft.patient_id)
    ]


def _others(work: UnitOfWork, begun: list[Draft]) -> list[VisitToday]:
    ids = [draft.patient_id for draft in begun if draft.patient_id is not None]
    patients = {each.id: each for each in patient_search.summaries(work.connection, ids)}
    found = []
    for draft in begun:
        number = booked_in(draft)
        booked = None if number is None else schedule.appointments.find(work.connection, number)
        if draft.patient_id in patients:
            found.append(VisitToday(booked, patients[draft.patient_id], begun_on(draft)))
    return found


def begun_on(draft: Draft) -> date:
    """Return the day of a visit that is kept as *draft*, else the day on which it was kept."""
    extra = draft.body.get("extra")
    kept = extra.get("visit") if isinstance(extra, dict) else None
    started_at = kept.get("started_at") if isinstance(kept, dict) else None
    if not isinstance(started_at, str):
        return draft.kept_at.astimezone().date()
    return datetime.fromisoformat(started_at).astimezone().date()


def booked_in(draft: Draft) -> int | None:
    """Return the appointment of a visit that is kept as *draft*, None for none."""
    target = draft.body.get("target")
    number = target.get("appointment") if isinstance(target, dict) else None
    return number if isinstance(number, int) else None


def draft_of(
    begun: Iterable[Draft], patient_id: int, appointment_id: int | None, today: date
) -> Draft | None:
    """Return the visit of a patient to go on with, None where one is to be started.

    For an appointment it is the one begun for it, or one begun *today* for none. Without it is the
    one that belongs to no appointment, else the newest.
    """
    own = [each for each in begun if each.kind == DRAFT_KIND and each.patient_id == patient_id]
    free = [each for each in own if booked_in(each) is None]
    if appointment_id is None:
        found = free or own
    else:
        free = [each for each in free if begun_on(each) == today]
        found = [each for each in own if booked_in(each) == appointment_id] or free
    return found[-1] if found else None


def practitioner_of(work: UnitOfWork, user_name: str) -> int | None:
    """Return whom of the directory an account belongs to, None for nobody."""
    account = registry.accounts.by_user_name(work.connection, user_name)
    return None if account is None else account.practitioner_id
