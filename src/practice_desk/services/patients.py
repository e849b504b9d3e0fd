"""Charts: registering, editing, listing and finding patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import (
    Patient,
    PatientSummary,
    RelatedPerson,
    check_patient,
    check_related_person,
    with_clinical_text_of,
    without_clinical_text,
)
from practice_desk.domain.patient_search import read_patient_query
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import patient_search, people, registry
from practice_desk.storage.unit_of_work import UnitOfWork

CHART_COUNTER = "chart number"


@dataclass(frozen=True, slots=True)
class Saved:
    """The id of what was saved, and what changed."""

    id: int
    changes: Changes


def new_chart_number(work: UnitOfWork) -> str:
    """Return the next chart number of the clinic."""
    return f"PD{registry.next_number(work.connection, CHART_COUNTER):06d}"


def save_patient(clinic: Clinic, patient: Patient) -> Saved:
    """Register or change a chart's person. Raises Invalid or StaleRecord."""
    return save_person(clinic, patient, ())


def save_person(clinic: Clinic, patient: Patient, related_people: Sequence[RelatedPerson]) -> Saved:
    """Register or change a chart's person together with the people around them, or nothing.

    *related_people* are the new and changed ones; a new patient's are bound to the new chart. An
    empty chart number is filled by the clinic's counter. Raises Invalid, StaleRecord, or NotFound
    for a contact of another chart. Who may not see the chart changes no clinical text in it.
    """
    problems = (*check_patient(patient, clinic.today()),)
    if problems := sum((check_related_person(person) for person in related_people), problems):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_PATIENT, patient.id) as work:
        if not patient.chart_number.strip():
            patient = replace(patient, chart_number=new_chart_number(work))
        _require_free_chart_number(work, patient)
        if not clinic.sees_chart(work, patient.id):
            patient = with_clinical_text_of(patient, _stored(work, patient))
        patient_id = people.patients.put(work.connection, patient)
        for person in related_people:
            people.related_people.put(work.connection, replace(person, patient_id=patient_id))
        work.patient_id = patient_id
        work.detail = "chart opened" if patient.id is None else "person changed"
        work.kind = AuditKind.CREATE if patient.id is None else AuditKind.CHANGE
    nouns = ("patient", "related_person") if related_people else ("patient",)
    return Saved(patient_id, Changes.of(patient_id, *nouns))


def _require_free_chart_number(work: UnitOfWork, patient: Patient) -> None:
    other = people.patients.by_chart_number(work.connection, patient.chart_number)
    if other is not None and other.id != patient.id:
        raise Invalid((Problem("chart_number", "That chart number belongs to another chart."),))


def _stored(work: UnitOfWork, patient: Patient) -> Patient | None:
    return None if patient.id is None else people.patients.get(work.connection, patient.id)


def get_patient(clinic: Clinic, patient_id: int) -> Patient:
    """Return one chart's person for editing, as the person at the keyboard may see it.

    Raises NotFound.
    """
    with clinic.viewing(Operation.VIEW_DEMOGRAPHICS, patient_id) as work:
        patient = people.patients.get(work.connection, patient_id)
        whole = clinic.sees_chart(work, patient_id)
    return patient if whole else without_clinical_text(patient)


def find_patients(clinic: Clinic, text: str, *, active_only: bool = False) -> Sequence[int]:
    """Return the ids of the charts that *text* finds, the likeliest first; all for no text.

    *text* may hold names in any spelling, a chart number, a phone number and a birth date.
    """
    query = read_patient_query(text, clinic.today())
    with clinic.viewing(Operation.LIST_PATIENTS) as work:
        return clinic.store.finder.find(work.connection, query, active_only=active_only)


def patient_with_chart_number(clinic: Clinic, chart_number: str) -> PatientSummary | None:
    """Return the patient with exactly that chart number, in any case, or None."""
    with clinic.viewing(Operation.LIST_PATIENTS) as work:
        found = people.patients.by_chart_number(work.connection, chart_number.strip().upper())
        found = found or people.patients.by_chart_number(work.connection, chart_number.strip())
        if found is None or found.id is None:
            return None
        return patient_search.summaries(work.connection, [found.id])[0]


def patient_summaries(clinic: Clinic, patient_ids: Sequence[int]) -> list[PatientSummary]:
    """Return the list entries of *patient_ids* in that order."""
    with clinic.viewing(Operation.LIST_PATIENTS) as work:
        return patient_search.summaries(work.connection, patient_ids)


def list_related_people(clinic: Clinic, patient_id: int) -> list[RelatedPerson]:
    """Return a chart's guardians, emergency contacts and supporters, without retracted ones."""
    with clinic.viewing(Operation.VIEW_DEMOGRAPHICS, patient_id) as work:
        found = people.related_people.for_patient(work.connection, patient_id)
    return [person for person in found if not person.retracted_reason]


def save_related_person(clinic: Clinic, person: RelatedPerson) -> Saved:
    """Add or change a related person. Raises Invalid, StaleRecord or NotFound."""
    if problems := check_related_person(person):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_PATIENT, person.patient_id) as work:
        person_id = people.related_people.put(work.connection, person)
        work.detail = f"related person {person_id}"
        work.kind = AuditKind.CREATE if person.id is None else AuditKind.CHANGE
    return Saved(person_id, Changes.of(person.patient_id, "related_person"))
