"""What patients ask for about their records: recording, answering, and what still waits.

Sources: 45 CFR 164.524 (access) and 164.526 (amendment); the days are in the domain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.patient_request import (
    PatientRequest,
    RequestCase,
    RequestEntry,
    cases_of,
    check_entry,
    check_request,
)
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people
from practice_desk.storage.labelled import patient_of
from practice_desk.storage.patient_request import patient_requests, request_entries
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "patient_request"


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A request with the patient whose it is, for lists over all charts."""

    case: RequestCase
    patient: PatientSummary


def requests_of_chart(clinic: Clinic, patient_id: int) -> tuple[RequestCase, ...]:
    """Return the requests of one patient, open ones first. Raises NotPermitted."""
    with clinic.viewing(Operation.VIEW_REQUESTS, patient_id) as work:
        return read_requests(work, patient_id)


def open_requests(clinic: Clinic) -> tuple[ListedRequest, ...]:
    """Return what waits in all charts, due first, without charts closed to who asks."""
    with clinic.viewing(Operation.VIEW_REQUESTS) as work:
        work.detail = "open requests"
        waiting = patient_requests.open_ones(work.connection)
        cases = cases_of(waiting, request_entries.of_open(work.connection))
        ids = sorted({case.request.patient_id for case in cases})
        patients = {
            each.id: each
            for each in patient_search.summaries(work.connection, ids)
            if clinic.sees_chart(work, each.id)
        }
        found = [
            ListedRequest(case, patients[case.request.patient_id])
            for case in cases
            if case.request.patient_id in patients
        ]
        work.patient_ids = frozenset(each.patient.id for each in found)
    return tuple(found)


def read_requests(work: UnitOfWork, patient_id: int) -> tuple[RequestCase, ...]:
    """Return the same as `requests_of_chart` inside a running unit of work."""
    return cases_of(
        patient_requests.for_patient(work.connection, patient_id),
        request_entries.for_patient(work.connection, patient_id),
    )


def record_request(clinic: Clinic, value: PatientRequest) -> Saved:
    """Record what a patient asks for, as it was received, also without seeing the chart.

    Who may not see it points at no entry of it. Raises Invalid or NotFound.
    """
    value = replace(
        value,
        id=None,
        is_open=True,
        recorded_at=clinic.now(),
        recorded_by=clinic.session.user_name,
    )
    if problems := check_request(value, clinic.today()):
        raise Invalid(problems)
    operation = Operation.TAKE_DOWN_REQUEST
    with clinic.writing(operation, value.patient_id, kind=AuditKind.CREATE) as work:
        people.patients.get(work.connection, value.patient_id)
        if value.about_noun is not None and value.about_id is not None:
            owner = patient_of(work.connection, value.about_noun, value.about_id)
            if owner != value.patient_id or not clinic.sees_chart(work, value.patient_id):
                raise NotFound("This record is not in this chart.", "Open the chart again.")
        number = patient_requests.add(work.connection, value)
        work.detail = f"{value.kind} request {number}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def add_step(clinic: Clinic, entry: RequestEntry) -> Changes:
    """Record what happened to a request: answered, extended, told. Raises Invalid or NotFound."""
    with clinic.writing(Operation.RECORD_REQUEST, entry.patient_id) as work:
        write_step(clinic, work, entry)
        work.detail = f"request {entry.request_id} {entry.step}"
    return Changes.of(entry.patient_id, NOUN)


def write_step(clinic: Clinic, work: UnitOfWork, entry: RequestEntry) -> None:
    """Record the same inside a running unit of work. Raises Invalid or NotFound."""
    entry = replace(entry, id=None, recorded_at=clinic.now(), recorded_by=clinic.session.user_name)
    request = patient_requests.get(work.connection, entry.request_id)
    if request.patient_id != entry.patient_id:
        raise NotFound("This request is not in this chart.", "Open the chart again.")
    earlier = request_entries.of_request(work.connection, entry.request_id)
    case = RequestCase(request, tuple(earlier))
    if problems := check_entry(case, entry, clinic.today()):
        raise Invalid(problems)
    request_entries.add(work.connection, entry)
    after = replace(case, entries=(*case.entries, entry))
    patient_requests.mark(work.connection, entry.request_id, is_open=after.is_open)
