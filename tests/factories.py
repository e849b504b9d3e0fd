"""Real clinics and plausible records for tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from practice_desk.credentials.kdf import KdfProfile
from practice_desk.domain.account import Account, Role
from practice_desk.domain.appointment import Appointment
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.directory import (
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerKind,
)
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.draft import Draft
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.note import Note, NoteKind, NoteState
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.patient import Patient, SexAssigned
from practice_desk.domain.permission import Operation
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.safety_decision import (
    OverrideReason,
    UnansweredFindings,
    finding_key,
)
from practice_desk.domain.timing import Moment, Timing
from practice_desk.services import (
    appointments,
    directory,
    notes,
    patients,
    plan,
    recovery_sheet,
    staff,
    start_up,
)
from practice_desk.services.clinic import Clinic, Clock, system_clock
from practice_desk.services.plan import PlanChange, PlanEntry
from practice_desk.services.staff import FirstPassphrase
from practice_desk.storage import note as note_storage
from practice_desk.storage import registry

CHEAP = KdfProfile(memory_kib=64, iterations=1, lanes=1)
"""Key derivation that costs next to nothing."""

USER = "ana.berg"
PASSPHRASE = "nine green bottles hang"
COLLEAGUES_PASSPHRASE = "seven tin kettles sing"


@dataclass(frozen=True)
class MadeClinic:
    """A clinic on disk, open, with what unlocks it."""

    clinic: Clinic
    root: Path
    user: str
    passphrase: str
    recovery_code: str


def new_clinic_request(**changes: Any) -> start_up.NewClinic:
    """Return what the create dialog asks for."""
    profile = ClinicProfile(
        "Harbor Street Clinic",
        "12 Harbor Street",
        "Portland",
        "OR",
        "97201",
        "(503) 555-0100",
        "(503) 555-0101",
    )
    fields: dict[str, Any] = {
        "clinic": profile,
        "user_name": USER,
        "given_name": "Ana",
        "family_name": "Berg",
        "passphrase": PASSPHRASE,
        "credentials": "PMHNP-BC",
        "npi": "1234567893",
    }
    return start_up.NewClinic(**{**fields, **changes})


def make_clinic(
    tmp_path: Path,
    *,
    clock: Clock = system_clock,
    name: str = "clinic",
    sheet_tried: bool = True,
    **changes: Any,
) -> MadeClinic:
    """Create a clinic in *tmp_path* and leave it open; the caller closes `clinic`."""
    root = tmp_path / name
    request = new_clinic_request(**changes)
    made = start_up.create_clinic(root, request, profile=CHEAP, clock=clock)
    if sheet_tried:  # else every window reminds of it
        with made.clinic.store.write() as work:
            recovery_sheet.note_tested(work, clock(), request.user_name)
            work.commit()
    return MadeClinic(
        made.clinic, root, request.user_name, request.passphrase, made.recovery_code.text
    )


def a_patient(clinic: Clinic, **changes: Any) -> int:
    """Register a patient and return the id. *changes* are fields of `Patient`."""
    fields: dict[str, Any] = {
        "family_name": "Dąbrowski",
        "given_name": "Łukasz",
        "pronouns": "he/him",
        "birth_date": date(1985, 3, 14),
        "sex_assigned": SexAssigned.MALE,
        "phone": "(503) 555-0142",
        "language": "English",
    }
    return patients.save_patient(clinic, Patient(**{**fields, **changes})).id


def an_appointment(clinic: Clinic, patient_id: int, **changes: Any) -> Appointment:
    """Book an appointment for now and return it. *changes* are fields of `Appointment`."""
    booked = Appointment(**{"patient_id": patient_id, "starts_at": clinic.now(), **changes})
    number = appointments.save_appointment(clinic, booked).id
    return appointments.saved_appointment(clinic, replace(booked, id=number))


def a_pharmacy(clinic: Clinic, **changes: Any) -> int:
    """Add a pharmacy to the directory and return the id."""
    fields: dict[str, Any] = {
        "name": "Riverside Pharmacy",
        "kind": OrganizationKind.PHARMACY,
        "phone": "(503) 555-0177",
        "fax": "(503) 555-0178",
        "address_line": "400 River Road",
        "city": "Portland",
        "state": "OR",
        "postal_code": "97202",
    }
    return directory.save_organization(clinic, Organization(**{**fields, **changes})).id


def a_practitioner(clinic: Clinic, **changes: Any) -> int:
    """Add an outside clinician to the directory and return the id."""
    fields: dict[str, Any] = {
        "family_name": "Okafor",
        "given_name": "Chidi",
        "credentials": "MD",
        "kind": PractitionerKind.PRIMARY_CARE,
        "phone": "(503) 555-0190",
    }
    return directory.save_practitioner(clinic, Practitioner(**{**fields, **changes})).id


def a_colleague(
    clinic: Clinic,
    *roles: Role,
    user: str = "bo.lind",
    passphrase: str = COLLEAGUES_PASSPHRASE,
    one_time: bool = False,
    **changes: Any,
) -> Account:
    """Give somebody an account, front desk by default. *changes* are fields of `Account`."""
    fields: dict[str, Any] = {"family_name": "Lind", "given_name": "Bo"}
    held = frozenset(roles or {Role.FRONT_DESK})
    account = Account(user, **{**fields, "roles": held, **changes})
    staff.add_account(clinic, account, FirstPassphrase(passphrase, one_time), profile=CHEAP)
    return stored_account(clinic, user)


def stored_account(clinic: Clinic, user: str) -> Account:
    """Return an account as the administrator sees it."""
    return next(m.account for m in staff.list_staff(clinic) if m.account.user_name == user)


def a_dosage(milligrams: str = "50", *moments: Moment, tablet: str = "50") -> Dosage:
    """Return tablets of *tablet* mg adding up to *milligrams*, every morning by default."""
    return Dosage(
        Quantity(Decimal(milligrams), "mg"),
        Strength(Quantity(Decimal(tablet), "mg")),
        "tablet",
        "oral",
        Timing(moments=moments or (Moment.MORNING,)),
    )


def a_medication(
    clinic: Clinic,
    patient_id: int,
    *,
    dosage: Dosage | None = None,
    started: date | None = None,
    reason: str = "new_indication",
    **changes: Any,
) -> PlanChange:
    """Start a medication of ours, sertraline 50 mg by default. *changes* are its fields.

    What the safety checks find is overridden.
    """
    fields: dict[str, Any] = {
        "patient_id": patient_id,
        "name": "sertraline",
        "horizon": Horizon.LONG_TERM,
        "origin": Origin.CLINIC,
        "indication": "Major depressive disorder",
    }
    entry = PlanEntry(started or clinic.today(), reason, dosage or a_dosage())
    medication = Medication(**{**fields, **changes})
    return overriding(lambda given: plan.start_medication(clinic, medication, given), entry)


def a_note(
    clinic: Clinic,
    patient_id: int,
    text: str = "Asked about sleep.",
    kind: NoteKind = NoteKind.TELEPHONE,
    *,
    signed: bool = True,
    seen_on: date | None = None,
    **changes: Any,
) -> Note:
    """Write a note of one section, by whoever is unlocked; return it as it is stored."""
    day, words = seen_on or clinic.today(), plain_sections(text)
    value = Note(patient_id, kind, day, words, clinic.session.user_name, clinic.now(), **changes)
    if not signed:
        return notes.save_draft(clinic, value).note
    return notes.read_note(clinic, patient_id, notes.sign_note(clinic, value).id)


def a_supervised_note(clinic: Clinic, patient_id: int, **changes: Any) -> Note:
    """Return a note that waits to be co-signed by whoever is unlocked, who treats patients."""
    value = a_note(clinic, patient_id, **changes)
    with clinic.store.write() as work:
        if registry.accounts.by_user_name(work.connection, "trainee") is None:
            me = clinic.session.user_name
            roles = frozenset({Role.THERAPIST})
            account = Account("trainee", "Marsh", "Ida", roles, supervisor=me)
            registry.accounts.add(work.connection, account)
        waiting = replace(
            value, id=None, version=None, author="trainee", state=NoteState.AWAITING_COSIGN
        )
        number = note_storage.notes.add(work.connection, waiting)
        work.commit()
    return replace(waiting, id=number, version=1)


def overriding(sign: Callable[[PlanEntry], PlanChange], entry: PlanEntry) -> PlanChange:
    """Sign a step of the plan, with a reason for whatever interrupts."""
    try:
        return sign(entry)
    except UnansweredFindings as refusal:
        reasons = (OverrideReason(finding_key(each), "tolerated") for each in refusal.findings)
        return sign(replace(entry, reasons=tuple(reasons)))


def a_document(clinic: Clinic, content: bytes, patient_id: int | None = None) -> int:
    """Keep a document, of a chart or of none, and return its id."""
    with clinic.writing(Operation.IMPORT_RECORDS) as work:
        stored = work.documents.add(io.BytesIO(content))
        document = Document(
            DocumentKind.OTHER,
            "Note",
            "text/plain",
            stored.sha256,
            stored.size,
            stored.sealed_name,
            clinic.now(),
            USER,
            patient_id,
        )
        return registry.documents.add(work.connection, document)


def a_draft(patient_id: int | None = None, **changes: Any) -> Draft:
    """Return a form that somebody is filling in, not kept yet. *changes* are fields of `Draft`."""
    fields: dict[str, Any] = {
        "kind": "condition",
        "title": "Add a condition",
        "body": {"state": {"display": "Half typed"}},
        "user_name": "",
        "kept_at": datetime(2026, 1, 31, tzinfo=UTC),
        "patient_id": patient_id,
    }
    return Draft(**{**fields, **changes})
