"""A patient and the people around them. FHIR: Patient, RelatedPerson, CareTeam."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

EARLIEST_BIRTH = date(1900, 1, 1)
ADULT_AGE = 18


class SexAssigned(StrEnum):
    """Sex assigned at birth, as US Core names it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class PatientStatus(StrEnum):
    """Whether the chart is in use."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Patient:
    """One chart's person. Empty text means "not recorded"; `birth_date` None means unknown.

    `chart_number` is given by the clinic when left empty. The care team and the pharmacy are ids
    of `Practitioner` and `Organization` in the clinic's directory.
    """

    family_name: str
    given_name: str
    middle_name: str = ""
    suffix: str = ""
    preferred_name: str = ""
    pronouns: str = ""
    birth_date: date | None = None
    sex_assigned: SexAssigned = SexAssigned.UNKNOWN
    gender_identity: str = ""
    chart_number: str = ""
    phone: str = ""
    phone_mobile: str = ""
    email: str = ""
    address_line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    language: str = ""
    interpreter_needed: bool = False
    status: PatientStatus = PatientStatus.ACTIVE
    alert: str = ""
    preferred_pharmacy_id: int | None = None
    prescriber_id: int | None = None
    therapist_id: int | None = None
    primary_care_id: int | None = None
    id: int | None = None
    version: int | None = None

    @property
    def legal_name(self) -> str:
        """Given, middle and family name and suffix, as letters print it."""
        parts = (self.given_name, self.middle_name, self.family_name, self.suffix)
        return " ".join(part for part in parts if part)

    @property
    def display_name(self) -> str:
        """The legal name, with the preferred name in quotation marks where there is one."""
        if not self.preferred_name or self.preferred_name == self.given_name:
            return self.legal_name
        parts = (self.given_name, f"“{self.preferred_name}”", self.family_name, self.suffix)
        return " ".join(part for part in parts if part)

    def age(self, on: date) -> int | None:
        """Completed years on the day *on*, or None where the birth date is unknown."""
        return None if self.birth_date is None else completed_years(self.birth_date, on)

    def is_minor(self, on: date) -> bool:
        """True when the patient is known to be under 18 on the day *on*."""
        age = self.age(on)
        return age is not None and age < ADULT_AGE


class RelatedPersonRole(StrEnum):
    """Why a related person is in the chart."""

    GUARDIAN = "guardian"
    EMERGENCY_CONTACT = "emergency_contact"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class RelatedPerson:
    """A guardian, emergency contact or supporter of one patient."""

    patient_id: int
    role: RelatedPersonRole
    name: str
    relationship: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """A patient as the list shows one."""

    id: int
    chart_number: str
    display_name: str
    birth_date: date | None
    status: PatientStatus
    phone: str


LENGTHS = {
    "family_name": 120,
    "given_name": 120,
    "middle_name": 120,
    "suffix": 20,
    "preferred_name": 120,
    "pronouns": 40,
    "gender_identity": 60,
    "chart_number": 32,
    "phone": 40,
    "phone_mobile": 40,
    "email": 254,
    "address_line": 240,
    "city": 120,
    "state": 60,
    "postal_code": 20,
    "language": 60,
    "alert": 240,
}
"""The longest text of each field, in characters."""

RELATED_LENGTHS = {"name": 240, "relationship": 80, "phone": 40, "email": 254, "note": 2000}


def completed_years(born: date, on: date) -> int:
    """Return the completed years from *born* to *on*; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def without_clinical_text(patient: Patient) -> Patient:
    """Return *patient* as somebody sees one who may not see the chart: without the alert."""
    return replace(patient, alert="")


def with_clinical_text_of(patient: Patient, stored: Patient | None) -> Patient:
    """Return *patient* with the clinical words that are stored, or none for a new chart."""
    return replace(patient, alert="" if stored is None else stored.alert)


def check_patient(patient: Patient, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *patient* as a chart kept on the day *today*."""
    problems = [
        *check_required(patient, family_name="Enter the family name."),
        *check_lengths(patient, LENGTHS),
    ]
    if patient.birth_date is not None:
        if patient.birth_date > today:
            problems.append(
                Problem("birth_date", "The birth date is in the future. Check the year.")
            )
        elif patient.birth_date < EARLIEST_BIRTH:
            problems.append(Problem("birth_date", "The birth date is before 1900. Check the year."))
    return tuple(problems)


def check_related_person(person: RelatedPerson) -> tuple[Problem, ...]:
    """Return what is wrong with *person*."""
    return (
        *check_required(person, name="Enter the person's name."),
        *check_lengths(person, RELATED_LENGTHS),
    )
