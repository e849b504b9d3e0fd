"""What was told to others about a patient: recording it, and accounting for it to the patient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import (
    LENGTHS,
    NEEDS_PART2_CONSENT,
    Disclosure,
    accounted_for,
    check_disclosure,
    standing,
)
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Outgoing
from practice_desk.domain.sensitivity import SensitivityLabel
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.directory import read_profile
from practice_desk.services.patients import Saved
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.accounting import AccountingContent
    from practice_desk.letters.rendering import RenderedLetter

_TITLE = "Accounting of disclosures"
_KINDS = {LetterDelivery.PRINTED: AuditKind.PRINT, LetterDelivery.SAVED: AuditKind.EXPORT}


@dataclass(frozen=True, slots=True)
class Accounting:
    """The disclosures of some days, both included, the newest first, and who is asking."""

    patient: Patient
    since: date
    until: date
    required_only: bool
    disclosures: tuple[Disclosure, ...]


@dataclass(frozen=True, slots=True)
class RenderedAccounting:
    """The pages of one patient's accounting: they can be kept in no other chart."""

    patient_id: int
    letter: RenderedLetter


def account_for_disclosures(
    clinic: Clinic, patient_id: int, since: date, until: date, *, required_only: bool = False
) -> Accounting:
    """Return what was told to whom in those days. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_DISCLOSURES, patient_id) as work:
        return _accounting(work, patient_id, since, until, required_only=required_only)


def record_disclosure(clinic: Clinic, value: Disclosure) -> Saved:
    """Record a disclosure that no letter of ours made, by the person at the keyboard.

    Raises Invalid or NotFound.
    """
    value = replace(value, disclosed_by=clinic.session.user_name, letter_id=None, retracts_id=None)
    if problems := check_disclosure(value, clinic.now()):
        raise Invalid(problems)
    with clinic.writing(
        Operation.RECORD_DISCLOSURE, value.patient_id, kind=AuditKind.CREATE
    ) as work:
        people.patients.get(work.connection, value.patient_id)
        require_part2_consent(clinic, work, value)
        number = registry.disclosures.add(work.connection, value)
        work.detail = f"disclosure {number}"
    return Saved(number, Changes.of(value.patient_id, "disclosure"))


def retract_disclosure(clinic: Clinic, patient_id: int, disclosure_id: int, reason: str) -> Changes:
    """Take back a disclosure that was entered in error; it stays on record. A letter's stands.

    Raises Invalid or NotFound.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid((Problem("reason", "Say why it was entered in error."),))
    if len(reason) > LENGTHS["purpose"]:
        sentence = f"At most {LENGTHS['purpose']} characters fit. Shorten it."
        raise Invalid((Problem("reason", sentence),))
    with clinic.writing(
        Operation.RECORD_DISCLOSURE, patient_id, reason=reason, kind=AuditKind.RETRACT
    ) as work:
        value = _standing_one(work, patient_id, disclosure_id)
        if value.letter_id is not None:
            sentence = "This letter left the clinic. Write to the recipient instead."
            raise Invalid((Problem("reason", sentence),))
        retraction = replace(
            value,
            id=None,
            retracts_id=disclosure_id,
            purpose=reason,
            disclosed_at=clinic.now(),
            disclosed_by=clinic.session.user_name,
        )
        registry.disclosures.add(work.connection, retraction)
        work.detail = f"disclosure {disclosure_id}"
    return Changes.of(patient_id, "disclosure")


def render_accounting(
    clinic: Clinic, patient_id: int, since: date, until: date, *, required_only: bool = False
) -> RenderedAccounting:
    """Return the accounting as pages for the patient. Raises LetterRefused or NotFound."""
    from practice_desk.letters.accounting import render_accounting as render  # slow ReportLab

    with clinic.viewing(Operation.VIEW_DISCLOSURES, patient_id) as work:
        found = _accounting(work, patient_id, since, until, required_only=required_only)
        content = _content(clinic, work, found)
    pages = render(content, made_at=clinic.now().replace(microsecond=0))
    return RenderedAccounting(patient_id, pages)


def give_accounting(
    clinic: Clinic,
    rendered: RenderedAccounting,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> Changes:
    """Keep the pages that the patient was given, as 164.528(d) asks, and record that.

    With *save_to* they are written there too, all or nothing. Raises DiskFull, FolderReadOnly or
    StorageFailed.
    """
    patient_id, letter = rendered.patient_id, rendered.letter
    with (
        undone_on_failure() as undo,
        clinic.writing(Operation.GIVE_ACCOUNTING, patient_id, kind=_KINDS[delivery]) as work,
    ):
        stored = work.documents.add(BytesIO(letter.pdf))
        document = Document(
            kind=DocumentKind.OTHER,
            title=_TITLE,
            media_type="application/pdf",
            sha256=stored.sha256,
            size=stored.size,
            sealed_name=stored.sealed_name,
            created_at=clinic.now(),
            created_by=clinic.session.user_name,
            patient_id=patient_id,
        )
        number = registry.documents.add(work.connection, document)
        work.detail = f"document {number} {delivery}"
        if save_to is not None:
            write_copy(save_to, letter.pdf, undo)
    return Changes.of(patient_id, "document")


def require_part2_consent(clinic: Clinic, work: UnitOfWork, value: Disclosure) -> None:
    """Refuse a ground that records under 42 CFR Part 2 have only with the patient's consent.

    Source: 42 CFR 2.33, uses and disclosures for treatment, payment and health care operations.
    """
    if value.basis not in NEEDS_PART2_CONSENT:
        return
    outgoing = Outgoing(value.basis, value.recipient)
    gate = read_gate(clinic, work, value.patient_id, outgoing)
    part2 = SensitivityLabel.PART2
    has_some = gate.whole or any(part2 in labels for labels in gate.labels.values())
    if not has_some or any(part2 in each.labels for each in gate.openings):
        return
    sentence = (
        "This chart has records under 42 CFR Part 2, and no written consent holds for this"
        " recipient. Choose another ground, or have a consent signed on the Consents page."
    )
    raise Invalid((Problem("basis", sentence),))


def _accounting(
    work: UnitOfWork, patient_id: int, since: date, until: date, *, required_only: bool
) -> Accounting:
    patient = people.patients.get(work.connection, patient_id)
    recorded = tuple(registry.disclosures.for_patient(work.connection, patient_id))
    found = accounted_for(recorded, since, until, required_only=required_only)
    return Accounting(patient, since, until, required_only, found)


def _standing_one(work: UnitOfWork, patient_id: int, disclosure_id: int) -> Disclosure:
    recorded = tuple(registry.disclosures.for_patient(work.connection, patient_id))
    for value in standing(recorded):
        if value.id == disclosure_id:
            return value
    raise NotFound("This disclosure is not in this chart any more.", "Open the chart again.")


def _content(clinic: Clinic, work: UnitOfWork, found: Accounting) -> AccountingContent:
    from practice_desk.letters.accounting import AccountingContent, AccountingLine
    from practice_desk.letters.parties import Letterhead

    profile, patient = read_profile(work), found.patient
    return AccountingContent(
        letterhead=Letterhead.of(profile),
        patient_name=patient.legal_name,
        birth_date=patient.birth_date,
        chart_number=patient.chart_number,
        since=found.since,
        until=found.until,
        made_on=clinic.today(),
        required_only=found.required_only,
        lines=tuple(
            AccountingLine(
                value.disclosed_at.astimezone().date(), value.recipient, value.what, value.purpose
            )
            for value in found.disclosures
        ),
    )
