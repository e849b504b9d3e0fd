"""What everybody in the clinic may see of a patient: who it is, whom to call, who cares for them.

No clinical text passes through here: that is what separates it from the chart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.domain.patient import Patient, RelatedPerson, without_clinical_text
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import access, people
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CareTeam:
    """Who cares for the patient, and where the prescriptions go."""

    prescriber: Practitioner | None
    therapist: Practitioner | None
    primary_care: Practitioner | None
    pharmacy: Organization | None


@dataclass(frozen=True, slots=True)
class Demographics:
    """One patient's person, contacts and care team. Retracted contacts are there too, marked.

    For a person who may not see the chart, the patient carries no clinical text.
    """

    patient: Patient
    care_team: CareTeam
    related_people: tuple[RelatedPerson, ...]
    is_restricted: bool = False


def open_demographics(clinic: Clinic, patient_id: int) -> Demographics:
    """Open a patient's person and contacts: one audited view. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.VIEW_DEMOGRAPHICS, patient_id, opens=True) as work:
        return _for_everybody(read_demographics(work, patient_id))


def reload_demographics(clinic: Clinic, patient_id: int) -> Demographics:
    """Read what is open again after a change, without a further audit row."""
    with clinic.viewing(Operation.VIEW_DEMOGRAPHICS, patient_id) as work:
        return _for_everybody(read_demographics(work, patient_id))


def read_demographics(work: UnitOfWork, patient_id: int) -> Demographics:
    """Read inside a running unit of work, with clinical text. Raises NotFound."""
    patient = people.patients.get(work.connection, patient_id)
    related = people.related_people.for_patient(work.connection, patient_id)
    restricted = access.restrictions.standing(work.connection, patient_id) is not None
    return Demographics(patient, _care_team(work, patient), tuple(related), restricted)


def _for_everybody(found: Demographics) -> Demographics:
    return replace(found, patient=without_clinical_text(found.patient))


def _care_team(work: UnitOfWork, patient: Patient) -> CareTeam:
    def practitioner(record_id: int | None) -> Practitioner | None:
        return None if record_id is None else people.practitioners.get(work.connection, record_id)

    pharmacy_id = patient.preferred_pharmacy_id
    return CareTeam(
        prescriber=practitioner(patient.prescriber_id),
        therapist=practitioner(patient.therapist_id),
        primary_care=practitioner(patient.primary_care_id),
        pharmacy=None
        if pharmacy_id is None
        else people.organizations.get(work.connection, pharmacy_id),
    )
