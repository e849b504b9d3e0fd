"""Consents of a chart: drawing them up, keeping how they were agreed to, revoking them.

Nothing is overwritten. What goes out of the clinic asks `sensitivity`, which asks here what holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.consent import (
    NOUN,
    Consent,
    ConsentCase,
    ConsentCategory,
    ConsentEntry,
    ConsentState,
    Details,
    EnteredInError,
    MedicationConsent,
    Revoked,
    Signature,
    Signed,
    SignedHow,
    consent_cases,
)
from practice_desk.domain.consent_rules import (
    IN_WRITING,
    check_assent,
    check_consent,
    check_entry,
    check_next,
    check_signers,
)
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import read_profile
from practice_desk.services.patients import Saved
from practice_desk.storage import consent as stored
from practice_desk.storage import people, plan, registry
from practice_desk.storage.unit_of_work import UnitOfWork

ENDS_WITHIN = timedelta(days=30)
"""How long before a consent ends Today tells of it."""


@dataclass(frozen=True, slots=True)
class ConsentDue:
    """A consent that ends soon or has ended, or that nobody has signed yet."""

    patient_id: int
    patient_name: str
    case: ConsentCase

    @property
    def ends_on(self) -> date | None:
        """The last day on which it holds; None for one that waits for a signature."""
        return self.case.consent.expires_on if self.case.signed else None


def read_consents(work: UnitOfWork, patient_id: int, today: date) -> tuple[ConsentCase, ...]:
    """Return a chart's consents with where they stand, inside a running unit of work."""
    return consent_cases(
        stored.consents.for_patient(work.connection, patient_id),
        stored.consent_entries.for_patient(work.connection, patient_id),
        today,
    )


def chart_consents(clinic: Clinic, patient_id: int) -> tuple[ConsentCase, ...]:
    """Return a chart's consents, the oldest first. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        people.patients.get(work.connection, patient_id)
        return read_consents(work, patient_id, clinic.today())


def draw_up_consent(clinic: Clinic, value: Consent) -> Saved:
    """Keep a consent as a draft, by the person at the keyboard. Raises Invalid or NotFound."""
    value = _made_now(clinic, value)
    with clinic.writing(Operation.RECORD_CONSENT, value.patient_id, kind=AuditKind.CREATE) as work:
        number = add_consent(clinic, work, value)
        work.detail = f"consent {number} {value.category}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def record_agreed(
    clinic: Clinic, value: Consent, signatures: Sequence[Signature], how: SignedHow
) -> Saved:
    """Keep a consent that was given by word, or on paper that is kept elsewhere, in one step.

    The day is today. Raises Invalid or NotFound.
    """
    value = _made_now(clinic, value)
    with clinic.writing(Operation.RECORD_CONSENT, value.patient_id, kind=AuditKind.CREATE) as work:
        number = add_agreed(clinic, work, value, signatures, how)
        work.detail = f"consent {number} {value.category} {how}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def add_agreed(
    clinic: Clinic,
    work: UnitOfWork,
    value: Consent,
    signatures: Sequence[Signature],
    how: SignedHow = SignedHow.SPOKEN,
    *,
    on: date | None = None,
) -> int:
    """Add a consent with how it was agreed to inside a running unit of work; return its id.

    For a visit, which signs everything at once, maybe on a later day than *on*, that of the
    agreement. Raises Invalid or NotFound.
    """
    number = add_consent(clinic, work, _made_now(clinic, value))
    signed = Signed(how, tuple(signatures))
    add_entry(clinic, work, value.patient_id, number, signed, on or clinic.today())
    return number


def add_consent(clinic: Clinic, work: UnitOfWork, value: Consent) -> int:
    """Add a consent inside a running unit of work; return its id. Raises Invalid or NotFound."""
    if problems := check_consent(value, clinic.today()):
        raise Invalid(problems)
    people.patients.get(work.connection, value.patient_id)
    if value.replaces_id is not None:
        _own(work, value.patient_id, value.replaces_id)
    provision = value.provision
    if isinstance(provision, IN_WRITING) and not provision.discloser.strip():
        provision = replace(provision, discloser=read_profile(work).name)
        value = replace(value, provision=provision)
    if isinstance(provision, MedicationConsent) and provision.medication_id is not None:
        medication = plan.medications.get(work.connection, provision.medication_id)
        if medication.patient_id != value.patient_id:
            raise NotFound("This medication is not in this chart.", "Open the chart again.")
    return stored.consents.add(work.connection, value)


def sign_on_paper(
    clinic: Clinic,
    patient_id: int,
    consent_id: int,
    signatures: Sequence[Signature],
    signed_on: date,
    document_id: int | None = None,
) -> Saved:
    """Keep that a consent was signed on paper, with the scan, which is a document of the chart.

    Without `document_id` the scan is still to come. Raises Invalid or NotFound.
    """
    sha256 = ""
    with clinic.writing(Operation.RECORD_CONSENT, patient_id, kind=AuditKind.CREATE) as work:
        if document_id is not None:
            document = registry.documents.get(work.connection, document_id)
            if document.patient_id != patient_id:
                raise NotFound("This document is not in this chart.", "Open the chart again.")
            sha256 = document.sha256
        signed = Signed(SignedHow.PAPER, tuple(signatures), document_id, sha256)
        number = add_entry(clinic, work, patient_id, consent_id, signed, signed_on)
        work.detail = f"consent {consent_id} signed on paper"
    return Saved(number, Changes.of(patient_id, NOUN))


def revoke_consent(
    clinic: Clinic, patient_id: int, consent_id: int, revoked: Revoked, revoked_on: date
) -> Saved:
    """Keep that a consent was revoked: from now on nothing goes out by it.

    What went out before stays in the accounting of disclosures. Raises Invalid or NotFound.
    """
    with clinic.writing(Operation.RECORD_CONSENT, patient_id, kind=AuditKind.CHANGE) as work:
        number = add_entry(clinic, work, patient_id, consent_id, revoked, revoked_on)
        work.detail = f"consent {consent_id} revoked"
    return Saved(number, Changes.of(patient_id, NOUN))


def retract_consent(clinic: Clinic, patient_id: int, consent_id: int, reason: str) -> Saved:
    """Mark a consent as entered in error; it stays readable. Raises Invalid or NotFound."""
    details = EnteredInError(reason.strip())
    with clinic.writing(
        Operation.RECORD_CONSENT, patient_id, reason=details.reason, kind=AuditKind.RETRACT
    ) as work:
        number = add_entry(clinic, work, patient_id, consent_id, details, clinic.today())
        work.detail = f"consent {consent_id} retracted"
    return Saved(number, Changes.of(patient_id, NOUN))


def consents_due(clinic: Clinic) -> list[ConsentDue]:
    """Return the consents that end soon, have ended, or wait for a signature.

    Charts that are closed to the person at the keyboard are left out.
    """
    found: list[ConsentDue] = []
    today = clinic.today()
    with clinic.viewing(Operation.VIEW_CHART) as work:
        work.detail = "consents due"
        ending = stored.consents.patients_with_end(work.connection, date.min, today + ENDS_WITHIN)
        open_ones = stored.consents.patients_with_unsigned(work.connection)
        for patient_id in sorted({*ending, *open_ones}):
            if clinic.sees_chart(work, patient_id):
                found += _due(work, patient_id, today)
        work.patient_ids = frozenset(each.patient_id for each in found)
    return sorted(found, key=lambda due: (due.ends_on or today, due.patient_id))


def add_entry(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    consent_id: int,
    details: Details,
    happened_on: date,
) -> int:
    """Add what followed a consent inside a running unit of work. Raises Invalid or NotFound."""
    case = _own(work, patient_id, consent_id, clinic.today())
    entry = ConsentEntry(
        patient_id, consent_id, happened_on, details, clinic.now(), clinic.session.user_name
    )
    problems = check_entry(entry, _day_of(case.consent), clinic.today())
    if isinstance(details, Signed):
        from practice_desk.letters.consent_wording import missing_facts  # when one is signed

        age = people.patients.get(work.connection, patient_id).age(happened_on)
        provision = case.consent.provision
        problems += (
            *check_signers(details.signatures, age, provision),
            *check_assent(provision, age),
            *missing_facts(case.consent),
        )
    if refused := check_next(case, details):
        problems = (refused, *problems)
    if problems:
        raise Invalid(problems)
    return stored.consent_entries.add(work.connection, entry)


def _due(work: UnitOfWork, patient_id: int, today: date) -> list[ConsentDue]:
    cases = read_consents(work, patient_id, today)
    name = people.patients.get(work.connection, patient_id).display_name
    return [ConsentDue(patient_id, name, case) for case in cases if is_due(case, cases, today)]


def is_due(case: ConsentCase, cases: Sequence[ConsentCase], today: date) -> bool:
    """Return whether Today tells of a consent: it ends, has ended, or waits for a signature."""
    if case.state in (ConsentState.DRAFT, ConsentState.PRINTED):
        return True
    ends = case.consent.expires_on
    if ends is None or case.state not in (ConsentState.SIGNED, ConsentState.EXPIRED):
        return False
    renewed = any(each.consent.replaces_id == case.consent.id for each in cases)
    return not renewed and ends <= today + ENDS_WITHIN


def newest_that_holds(
    cases: Sequence[ConsentCase], category: ConsentCategory
) -> ConsentCase | None:
    """Return the newest consent of a kind that holds today."""
    return next((c for c in reversed(cases) if c.holds and c.consent.category is category), None)


def _own(
    work: UnitOfWork, patient_id: int, consent_id: int, today: date | None = None
) -> ConsentCase:
    """The wrong-patient guard. Raises NotFound."""
    for case in read_consents(work, patient_id, today or date.max):
        if case.consent.id == consent_id:
            return case
    raise NotFound("This consent is not in this chart.", "Open the chart again.")


def _day_of(value: Consent) -> date:
    return value.made_at.astimezone().date()


def _made_now(clinic: Clinic, value: Consent) -> Consent:
    if value.id is not None:
        sentence = "A consent does not change once it is kept. Make one that replaces it."
        raise Invalid((Problem("state", sentence),))
    return replace(value, made_at=clinic.now(), made_by=clinic.session.user_name)
