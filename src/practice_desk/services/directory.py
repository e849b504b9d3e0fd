"""The clinic's directory and its letterhead."""

from __future__ import annotations

from dataclasses import asdict

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.clinic import ClinicProfile, check_clinic
from practice_desk.domain.directory import (
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerKind,
    check_organization,
    check_practitioner,
)
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_look import read_look
from practice_desk.services.patients import Saved
from practice_desk.services.start_up import PROFILE_SETTING
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork


def list_organizations(
    clinic: Clinic, kind: OrganizationKind | None = None, *, with_inactive: bool = False
) -> list[Organization]:
    """Return the active organizations by name, or also the inactive ones, of one kind or all."""
    with clinic.viewing(Operation.VIEW_DIRECTORY) as work:
        return people.organizations.listed(work.connection, kind, with_inactive=with_inactive)


def list_practitioners(
    clinic: Clinic, kind: PractitionerKind | None = None, *, with_inactive: bool = False
) -> list[Practitioner]:
    """Return the active practitioners by name, or also the inactive ones, of one kind or all."""
    with clinic.viewing(Operation.VIEW_DIRECTORY) as work:
        return people.practitioners.listed(work.connection, kind, with_inactive=with_inactive)


def save_organization(clinic: Clinic, value: Organization) -> Saved:
    """Add or change a directory entry. Raises Invalid or StaleRecord."""
    if problems := check_organization(value):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_DIRECTORY) as work:
        entry_id = people.organizations.put(work.connection, value)
        work.detail = f"organization {entry_id}"
        work.kind = AuditKind.CREATE if value.id is None else AuditKind.CHANGE
    return Saved(entry_id, Changes.of(None, "organization"))


def save_practitioner(clinic: Clinic, value: Practitioner) -> Saved:
    """Add or change a clinician from outside. Raises Invalid or StaleRecord.

    The entries of our own people follow their accounts.
    """
    if problems := check_practitioner(value):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_DIRECTORY) as work:
        _require_outside(work, value)
        entry_id = people.practitioners.put(work.connection, value)
        work.detail = f"practitioner {entry_id}"
        work.kind = AuditKind.CREATE if value.id is None else AuditKind.CHANGE
    return Saved(entry_id, Changes.of(None, "practitioner"))


def saved_organization(clinic: Clinic, value: Organization) -> Organization:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_DIRECTORY) as work:
        return people.organizations.get(work.connection, value.id or 0)


def saved_practitioner(clinic: Clinic, value: Practitioner) -> Practitioner:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_DIRECTORY) as work:
        return people.practitioners.get(work.connection, value.id or 0)


def _require_outside(work: UnitOfWork, value: Practitioner) -> None:
    known = value if value.id is None else people.practitioners.get(work.connection, value.id)
    if value.user_name or known.user_name:
        sentence = "This is one of our people. Change the entry in the settings, under People."
        raise Invalid((Problem("family_name", sentence),))


def clinic_profile(clinic: Clinic) -> ClinicProfile:
    """Return the clinic's name, address and numbers."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        return read_profile(work)


def save_clinic_profile(clinic: Clinic, profile: ClinicProfile) -> Changes:
    """Change the letterhead. Raises Invalid or StaleRecord."""
    if problems := check_clinic(profile):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_CLINIC) as work:
        plain = asdict(profile)
        version = plain.pop("version") or 0
        plain.pop("look")
        registry.put_setting(work.connection, PROFILE_SETTING, plain, version)
        work.detail = "clinic profile"
    return Changes.of(None, "clinic")


def read_profile(work: UnitOfWork) -> ClinicProfile:
    """Return the profile inside a running unit of work."""
    plain, version = registry.setting(work.connection, PROFILE_SETTING)
    return ClinicProfile(**(plain or {"name": ""}), version=version, look=read_look(work))
