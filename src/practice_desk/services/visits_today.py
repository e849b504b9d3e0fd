"""Whom the person at the keyboard sees today.

It is asked by the page Today at every refresh, and so imports nothing of what a visit takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.appointment import EXPECTED, Appointment, day_bounds
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
    """One of today's appointments, or a visit that was begun: `begun_on` is when it was kept last.

    `appointment` is None for a visit that was begun without one.
    """

    appointment: Appointment | None
    patient: PatientSummary
    begun_on: date | None = None


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
        others = _others(work, [d for d in begun if d.patient_id not in _patients(found)])
        entries = entries_of(work, found)
    days = {draft.patient_id: _day(draft) for draft in begun}
    todays = [
        VisitToday(each.appointment, each.patient, days.get(each.patient.id)) for each in entries
    ]
    return [*others, *todays]


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
        target = draft.body.get("target")
        number = target.get("appointment") if isinstance(target, dict) else None
        booked = (
            schedule.appointments.find(work.connection, number) if isinstance(number, int) else None
        )
        if draft.patient_id in patients:
            found.append(VisitToday(booked, patients[draft.patient_id], _day(draft)))
    return found


def _patients(found: list[Appointment]) -> frozenset[int]:
    return frozenset(each.patient_id for each in found)


def _day(draft: Draft) -> date:
    return draft.kept_at.astimezone().date()


def practitioner_of(work: UnitOfWork, user_name: str) -> int | None:
    """Return whom of the directory an account belongs to, None for nobody."""
    account = registry.accounts.by_user_name(work.connection, user_name)
    return None if account is None else account.practitioner_id
