"""Appointments of earlier days of which nobody has said what became of them.

It is asked by the page Today, and so imports nothing of what a visit takes. Names and times of all
charts are seen by whoever sees the schedule; nothing clinical passes through here.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import day_bounds
from practice_desk.domain.permission import Operation
from practice_desk.services.appointments import ScheduleEntry, entries_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.visits_today import DRAFT_KIND, booked_in
from practice_desk.storage import registry, schedule
from practice_desk.storage.drafts import drafts
from practice_desk.storage.unit_of_work import UnitOfWork

MOST = 300
"""So many are told one by one, the newest; of the others it is told how many there are."""


@dataclass(frozen=True, slots=True)
class Unmarked:
    """One that was neither done, missed nor cancelled, and the user names of who may know.

    These are whom it was with and the front desk.
    """

    entry: ScheduleEntry
    owners: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnmarkedAppointments:
    """The newest that nobody has marked, the newest first, and how many are older than these."""

    newest: tuple[Unmarked, ...]
    older: int = 0


def unmarked_appointments(clinic: Clinic) -> UnmarkedAppointments:
    """Return the appointments of days before today of which nobody said how they ended.

    A visit that the person at the keyboard has begun is left out: it is told by itself.
    """
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = "appointments not marked"
        begin, _ = day_bounds(clinic.today())
        ids = schedule.appointments.expected_before(work.connection, begin)
        if not ids:
            return UnmarkedAppointments(())
        begun = {
            booked_in(draft)
            for draft in drafts.of(work.connection, clinic.session.user_name)
            if draft.kind == DRAFT_KIND
        }
        told = [number for number in ids if number not in begun]
        found = [schedule.appointments.get(work.connection, each) for each in told[:MOST]]
        people, desk = _people(work)
        newest = tuple(
            Unmarked(entry, desk | people.get(entry.appointment.practitioner_id, frozenset()))
            for entry in entries_of(work, found)
        )
    return UnmarkedAppointments(newest, len(told) - len(newest))


def _people(work: UnitOfWork) -> tuple[dict[int | None, frozenset[str]], frozenset[str]]:
    """Return the user names of who is seen, by the practitioner's id, and of the front desk."""
    accounts = [each for each in registry.accounts.listed(work.connection) if each.active]
    seen: dict[int | None, frozenset[str]] = {
        each.practitioner_id: frozenset({each.user_name})
        for each in accounts
        if each.practitioner_id is not None
    }
    desk = (each.user_name for each in accounts if Role.FRONT_DESK in each.roles)
    return seen, frozenset(desk)
