"""Whom the person at the keyboard sees today.

It is asked by the page Today at every refresh, and so imports nothing of what a visit takes.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.appointment import EXPECTED, Appointment, day_bounds
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.appointments import entries_of
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry, schedule
from practice_desk.storage.drafts import drafts
from practice_desk.storage.unit_of_work import UnitOfWork

DRAFT_KIND = "visit"
"""The kind of draft that a visit in progress is kept as."""


@dataclass(frozen=True, slots=True)
class VisitToday:
    """One of today's appointments; `begun` where its visit is in progress."""

    appointment: Appointment
    patient: PatientSummary
    begun: bool = False


def visits_today(clinic: Clinic) -> list[VisitToday]:
    """Return who is still to be seen today by the person at the keyboard, in the order of time.

    A visit that was begun stays in the list until it is signed.
    """
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = clinic.today().isoformat()
        mine = _practitioner(work, clinic.session.user_name)
        if mine is None:
            return []
        found = [
            each
            for each in schedule.appointments.starting(work.connection, *day_bounds(clinic.today()))
            if each.practitioner_id == mine and each.status in EXPECTED
        ]
        begun = {
            draft.patient_id
            for draft in drafts.of(work.connection, clinic.session.user_name)
            if draft.kind == DRAFT_KIND
        }
        entries = entries_of(work, found)
    return [
        VisitToday(each.appointment, each.patient, each.patient.id in begun) for each in entries
    ]


def _practitioner(work: UnitOfWork, user_name: str) -> int | None:
    account = registry.accounts.by_user_name(work.connection, user_name)
    return None if account is None else account.practitioner_id
