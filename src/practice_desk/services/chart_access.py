"""Restricting a chart to its care team, opening one in an emergency, and reviewing that."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.approval import LONGEST_NOTE
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.chart_access import (
    EMERGENCY_PERIOD,
    ChartRestriction,
    EmergencyAccess,
    check_reason,
)
from practice_desk.domain.errors import Invalid, NotPermitted, Problem
from practice_desk.domain.patient import PatientStatus, PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import access, patient_search, people, registry
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AccessState:
    """How a chart stands towards the person who has it open."""

    restriction: ChartRestriction | None = None
    emergency: EmergencyAccess | None = None


@dataclass(frozen=True, slots=True)
class AccessToReview:
    """One emergency access: whose chart it was (empty once purged), and who opened it."""

    access: EmergencyAccess
    patient_name: str
    opened_by: str


def restrict_chart(clinic: Clinic, patient_id: int, reason: str) -> Changes:
    """Close a chart to all but its prescriber and therapist. Raises Invalid or NotFound."""
    if problems := check_reason(reason):
        raise Invalid(problems)
    with clinic.writing(Operation.RESTRICT_CHART, patient_id, reason=reason) as work:
        people.patients.get(work.connection, patient_id)
        if access.restrictions.standing(work.connection, patient_id) is not None:
            raise Invalid((Problem("reason", "This chart is restricted already."),))
        me, now = clinic.session.user_name, clinic.now()
        access.restrictions.add(
            work.connection, ChartRestriction(patient_id, reason.strip(), now, me)
        )
        work.detail = "chart restricted"
    return Changes.of(patient_id, "restriction")


def break_glass(clinic: Clinic, patient_id: int, reason: str) -> EmergencyAccess:
    """Open a restricted chart to the clinician at the keyboard for one hour.

    Raises Invalid for a missing reason or a chart that is not closed to them, and NotPermitted.
    """
    if problems := check_reason(reason):
        raise Invalid(problems)
    with clinic.writing(
        Operation.BREAK_GLASS, patient_id, reason=reason, kind=AuditKind.BREAK_GLASS
    ) as work:
        me, now = clinic.session, clinic.now()
        if not access.is_closed_to(
            work.connection, patient_id, me.practitioner_id, me.user_name, now
        ):
            raise Invalid((Problem("reason", "This chart is open to you without it."),))
        value = EmergencyAccess(
            patient_id, me.user_name, reason.strip(), now, now + EMERGENCY_PERIOD
        )
        number = access.emergency_accesses.add(work.connection, value)
        work.detail = f"emergency access {number}, one hour"
    return replace(value, id=number, version=1)


def accesses_to_review(clinic: Clinic) -> list[AccessToReview]:
    """Return every emergency access that no administrator has signed off, newest first."""
    with clinic.viewing(Operation.REVIEW_EMERGENCY_ACCESS) as work:
        waiting = access.emergency_accesses.waiting(work.connection)
        names = registry.accounts.names(work.connection)
        return [
            AccessToReview(
                each, _name(work, each.patient_id), names.get(each.user_name, each.user_name)
            )
            for each in waiting
        ]


def charts_of_nobody(clinic: Clinic) -> list[PatientSummary]:
    """Return the restricted charts in use of whose care team nobody can unlock the clinic.

    All that waits in them is left out of everybody's lists.
    """
    with clinic.viewing(Operation.REVIEW_EMERGENCY_ACCESS) as work:
        work.detail = "restricted charts without a care team"
        charts = sorted(access.restrictions.charts(work.connection))
        accounts = registry.accounts.listed(work.connection)
        treating = {each.practitioner_id for each in accounts if each.treats_patients} - {None}
        teams = access.care_teams(work.connection, charts)
        alone = [each for each in charts if treating.isdisjoint(teams.get(each, ()))]
        found = patient_search.summaries(work.connection, alone)
        work.patient_ids = frozenset(each.id for each in found)
    return [each for each in found if each.status is PatientStatus.ACTIVE]


def sign_off_access(clinic: Clinic, access_id: int, note: str) -> Changes:
    """Note that an emergency access was looked at; nobody signs off their own.

    Raises Invalid, NotFound, NotPermitted or StaleRecord.
    """
    if len(note) > LONGEST_NOTE:
        raise Invalid((Problem("note", f"At most {LONGEST_NOTE:,} characters fit. Shorten it."),))
    with clinic.writing(Operation.REVIEW_EMERGENCY_ACCESS) as work:
        value = access.emergency_accesses.get(work.connection, access_id)
        me = clinic.session.user_name
        if value.user_name == me:
            raise NotPermitted("Nobody signs off their own emergency access.")
        if value.reviewed_at is not None:
            raise Invalid((Problem("note", "This was signed off already."),))
        signed = replace(value, reviewed_at=clinic.now(), reviewed_by=me, review_note=note.strip())
        access.emergency_accesses.save(work.connection, signed)
        work.patient_id = value.patient_id
        work.detail = f"emergency access {access_id} signed off"
    return Changes.of(None, "emergency_access")


def access_state(clinic: Clinic, work: UnitOfWork, patient_id: int) -> AccessState:
    """Return whether the chart is restricted, and the access that lets the reader in."""
    restriction = access.restrictions.standing(work.connection, patient_id)
    if restriction is None:
        return AccessState()
    mine = access.emergency_accesses.newest(work.connection, patient_id, clinic.session.user_name)
    open_now = mine is not None and mine.is_open(clinic.now())
    return AccessState(restriction, mine if open_now else None)


def _name(work: UnitOfWork, patient_id: int) -> str:
    found = people.patients.find(work.connection, patient_id)
    return "" if found is None else found.display_name
