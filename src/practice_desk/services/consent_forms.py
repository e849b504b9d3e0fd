"""Consent forms on paper and on the screen: made, printed, signed with a pointer, verified.

The way of a form: `consent_form` gathers it and names what the law still wants; `render_form` makes
the pages that are shown; `print_form` keeps them when they were printed. A signature with a pointer
is bound to the SHA-256 of the exact pages that were on the screen: those, and the same pages with
the strokes on them, are both kept in the chart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.consent import (
    NOUN,
    Assent,
    ConsentCase,
    MedicationConsent,
    Printed,
    Signature,
    Signed,
    SignedHow,
)
from practice_desk.domain.consent_rules import check_next, signed_at
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import ClinicDamaged, Invalid, LetterRefused, NotFound, Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.letters.consent_wording import form_title
from practice_desk.letters.kinds.consent import CODE, ConsentContent
from practice_desk.letters.parties import Letterhead, LetterPatient
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import add_entry, read_consents
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.directory import read_profile
from practice_desk.services.kept_letters import (
    LeavingPages,
    SentLetter,
    keep_paper,
    paper_for_patient,
)
from practice_desk.services.letter_facts import new_code
from practice_desk.services.patients import Saved
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_PURPOSE = "Given to the patient: a copy of a signed consent"


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form about to be shown, printed or signed; see `letters.Draft`."""

    patient_id: int
    consent_id: int
    code: str
    title: str
    made_at: datetime
    content: ConsentContent | None
    missing: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether what was signed is still what is kept, in one sentence."""

    is_unchanged: bool
    sentence: str


def consent_form(clinic: Clinic, patient_id: int, consent_id: int) -> FormDraft:
    """Gather the form of a consent. Nothing is written. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.RECORD_CONSENT, patient_id) as work:
        work.detail = f"consent {consent_id}"
        case = _case(clinic, work, patient_id, consent_id)
        patient = people.patients.get(work.connection, patient_id)
        profile, code = read_profile(work), new_code(work)
    consent = case.consent
    content: ConsentContent | None = None
    missing: tuple[Problem, ...] = (
        Problem("birth_date", "The chart has no birth date; add it first."),
    )
    if patient.birth_date is not None:
        told = consent.provision
        content = ConsentContent(
            code,
            clinic.today(),
            Letterhead.of(profile),
            LetterPatient(patient.legal_name, patient.birth_date, patient.preferred_name),
            consent,
            with_minor=isinstance(told, MedicationConsent) and told.assent is not Assent.NOT_NEEDED,
        )
        missing = _missing(content)
    title = form_title(consent.category, consent.language)
    made_at = clinic.now().replace(microsecond=0)
    return FormDraft(patient_id, consent_id, code, title, made_at, content, missing)


def render_form(draft: FormDraft) -> RenderedLetter:
    """Return the pages to be shown: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    return _render(draft.content, draft.made_at)


def print_form(
    clinic: Clinic,
    draft: FormDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a form that was printed, to be signed on paper, and that it was given.

    Raises as `letters.send_letter` does.
    """
    content = _same_pages(draft, rendered)
    paper = paper_for_patient(
        draft.patient_id, CODE, draft.code, draft.title, content.patient.legal_name
    )

    def then(work: UnitOfWork, letter_id: int) -> None:
        letter = registry.letters.get(work.connection, letter_id)
        printed = Printed(letter.document_id, letter.sha256)
        add_entry(clinic, work, draft.patient_id, draft.consent_id, printed, clinic.today())

    pages = LeavingPages(rendered, delivery, save_to)
    sent = keep_paper(paper, clinic, Operation.RECORD_CONSENT, pages, then=then)
    return replace(sent, changes=sent.changes | Changes.of(draft.patient_id, NOUN))


def sign_with_pointer(
    clinic: Clinic, draft: FormDraft, shown: RenderedLetter, signatures: Sequence[Signature]
) -> Saved:
    """Keep signatures made on the screen, bound to the pages that were *shown* there.

    Raises Invalid, NotFound, or LetterRefused where the pages are not this draft's.
    """
    content = _same_pages(draft, shown)
    signed = Signed(SignedHow.POINTER, tuple(signatures), shown_sha256=shown.sha256)
    at = (signed_at(signed) or clinic.now()).replace(microsecond=0)
    signed_content = replace(content, signatures=signed.signatures, shown_sha256=shown.sha256)
    pages = _render(signed_content, at)
    with clinic.writing(Operation.RECORD_CONSENT, draft.patient_id, kind=AuditKind.CREATE) as work:
        case = _case(clinic, work, draft.patient_id, draft.consent_id)
        if refused := check_next(case, signed):
            raise Invalid((refused,))
        before = _keep(clinic, work, draft, shown, "as shown")
        after = _keep(clinic, work, draft, pages, "signed")
        signed = replace(signed, document_id=after, sha256=pages.sha256, shown_document_id=before)
        number = add_entry(clinic, work, draft.patient_id, draft.consent_id, signed, clinic.today())
        work.detail = f"consent {draft.consent_id} signed with a pointer, document {after}"
    return Saved(number, Changes.of(draft.patient_id, NOUN))


def signed_pages(clinic: Clinic, patient_id: int, consent_id: int) -> tuple[bytes, str]:
    """Return what was signed, and its media type. Raises NotFound, or ClinicDamaged."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = f"consent {consent_id}"
        signed = _signed(clinic, work, patient_id, consent_id)
        if signed.document_id is None:
            raise NotFound("No document is kept with this consent.")
        document = registry.documents.get(work.connection, signed.document_id)
        return _read(work, signed.document_id, signed.sha256), document.media_type


def give_signed_copy(
    clinic: Clinic,
    patient_id: int,
    consent_id: int,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> Changes:
    """Record that the patient got a copy of what was signed; with *save_to* write it there.

    Raises NotFound, ClinicDamaged, DiskFull, FolderReadOnly or StorageFailed.
    """
    kind = AuditKind.PRINT if delivery is LetterDelivery.PRINTED else AuditKind.EXPORT
    with (
        undone_on_failure() as undo,
        clinic.writing(Operation.RECORD_CONSENT, patient_id, kind=kind) as work,
    ):
        signed = _signed(clinic, work, patient_id, consent_id)
        if signed.document_id is None:
            raise NotFound("No document is kept with this consent.")
        data = _read(work, signed.document_id, signed.sha256)
        patient = people.patients.get(work.connection, patient_id)
        told = Disclosure(
            patient_id,
            clinic.now(),
            clinic.session.user_name,
            f"{patient.legal_name} (patient)",
            _PURPOSE,
            f"Signed consent, document {signed.document_id}",
            basis=DisclosureBasis.PATIENT,
        )
        registry.disclosures.add(work.connection, told)
        work.detail = f"consent {consent_id} copy {delivery}"
        if save_to is not None:
            write_copy(save_to, data, undo)
    return Changes.of(patient_id, "disclosure")


def verify_signature(clinic: Clinic, patient_id: int, consent_id: int) -> Verification:
    """Compare what is kept with what was signed. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = f"consent {consent_id}"
        signed = _signed(clinic, work, patient_id, consent_id)
        kept = [(signed.document_id, signed.sha256)]
        kept.append((signed.shown_document_id, signed.shown_sha256))
        documents = [(number, digest) for number, digest in kept if number is not None]
        if not documents:
            return Verification(False, "No document is kept with this consent.")
        try:
            for number, digest in documents:
                _read(work, number, digest)
        except (ClinicDamaged, NotFound):
            return Verification(False, "The document was changed after it was signed.")
    return Verification(True, "The document is exactly what was signed.")


def _case(clinic: Clinic, work: UnitOfWork, patient_id: int, consent_id: int) -> ConsentCase:
    for case in read_consents(work, patient_id, clinic.today()):
        if case.consent.id == consent_id:
            return case
    raise NotFound("This consent is not in this chart.", "Open the chart again.")


def _signed(clinic: Clinic, work: UnitOfWork, patient_id: int, consent_id: int) -> Signed:
    signed = _case(clinic, work, patient_id, consent_id).signed
    if signed is None:
        raise NotFound("This consent is not signed.")
    return signed


def _read(work: UnitOfWork, document_id: int, sha256: str) -> bytes:
    document = registry.documents.get(work.connection, document_id)
    data = work.documents.read(document.sealed_name)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ClinicDamaged("The kept document is not what was signed.")
    return data


def _same_pages(draft: FormDraft, rendered: RenderedLetter) -> ConsentContent:
    if render_form(draft) != rendered:
        raise LetterRefused("The pages are not what was shown.", "Make the form again.")
    assert draft.content is not None  # rendering refuses it
    return draft.content


def _keep(
    clinic: Clinic, work: UnitOfWork, draft: FormDraft, pages: RenderedLetter, what: str
) -> int:
    stored = work.documents.add(BytesIO(pages.pdf))
    document = Document(
        kind=DocumentKind.OTHER,
        title=f"Consent {draft.code}, {what}",
        media_type="application/pdf",
        sha256=stored.sha256,
        size=stored.size,
        sealed_name=stored.sealed_name,
        created_at=clinic.now(),
        created_by=clinic.session.user_name,
        patient_id=draft.patient_id,
    )
    return registry.documents.add(work.connection, document)


def _render(content: ConsentContent, made_at: datetime) -> RenderedLetter:
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(CODE, content, made_at=made_at)


def _missing(content: ConsentContent) -> tuple[Problem, ...]:
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    return problems(CODE, content)
