"""Keeping what left the application: the exact bytes, the letter, the disclosure, in one piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_asking import NOTHING, Asks
from practice_desk.domain.letter_told import LetterTold
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Outgoing, Record
from practice_desk.domain.search_entry import SearchKind, SearchRecord
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.letter_conversation import begin_conversation
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import registry, search
from practice_desk.storage.letter_told import letters_told
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_AUDIT_KINDS = {LetterDelivery.PRINTED: AuditKind.PRINT, LetterDelivery.SAVED: AuditKind.EXPORT}
_WHAT_LENGTH = 500
_PURPOSE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class CopyTo:
    """Somebody who is given a copy: name and address as printed."""

    recipient: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What is recorded of pages beside their bytes.

    `told` is what went out, without the letter's number; `purpose` and `basis` are the
    disclosure's. `records` are those that the pages tell of: of what needs a consent, none leaves
    without. Papers for the patient may have any (42 CFR 2.23). `asks` is what has to come back,
    `replaces` the letter that this one supersedes, `copies` who else is given it.
    """

    patient_id: int
    kind: str
    code: str
    title: str
    recipient: str
    told: str
    purpose: str
    basis: DisclosureBasis
    records: tuple[Record, ...]
    recipient_organization_id: int | None = None
    event_ids: tuple[int, ...] = ()
    asks: Asks = NOTHING
    replaces: int | None = None
    copies: tuple[CopyTo, ...] = ()


def paper_for_patient(patient_id: int, kind: str, code: str, title: str, legal_name: str) -> Paper:
    """Return what is recorded of a paper that the patient is given."""
    return Paper(
        patient_id,
        kind,
        code,
        title,
        recipient=f"{legal_name} (patient)",
        told=f"name, birth date; {title}",
        purpose=f"Given to the patient: {title}",
        basis=DisclosureBasis.PATIENT,
        records=(),
    )


@dataclass(frozen=True, slots=True)
class LeavingPages:
    """The pages as they were shown, and how they left; *save_to* is a file to write them to."""

    rendered: RenderedLetter
    delivery: LetterDelivery
    save_to: Path | None = None


@dataclass(frozen=True, slots=True)
class SentLetter:
    """The letter as it was recorded, and what changed."""

    letter_id: int
    code: str
    changes: Changes


def keep_paper(
    paper: Paper,
    clinic: Clinic,
    operation: Operation,
    pages: LeavingPages,
    check: Callable[[UnitOfWork], None] = lambda _work: None,
    then: Callable[[UnitOfWork, int], None] = lambda _work, _letter_id: None,
) -> SentLetter:
    """Keep pages that left: document, letter, disclosure and audit row in one transaction.

    *check* looks first whether the chart is still as the pages say, and raises LetterRefused;
    *then* keeps with the letter's id what else follows from it. A file that could not be written
    leaves nothing behind. Raises also DiskFull, FolderReadOnly or StorageFailed.
    """
    with undone_on_failure() as undo, clinic.writing(operation, paper.patient_id) as work:
        check(work)
        _require_consent(clinic, work, paper)
        document_id = _keep_bytes(clinic, work, paper, pages.rendered)
        letter = _letter(clinic, paper, pages, document_id)
        letter_id = registry.letters.add(work.connection, letter)
        _index_words(clinic, work, letter, letter_id, pages.rendered.text)
        told = LetterTold(paper.patient_id, letter_id, tuple(dict.fromkeys(paper.records)))
        letters_told.add(work.connection, told)
        for recipient in (paper.recipient, *(copy.recipient for copy in paper.copies)):
            disclosure = _disclosure(letter, letter_id, paper, recipient)
            registry.disclosures.add(work.connection, disclosure)
        kept = replace(letter, id=letter_id)
        begin_conversation(clinic, work, kept, paper.asks, paper.replaces)
        then(work, letter_id)
        work.detail = f"letter {letter_id} {pages.delivery} document {document_id}"
        work.kind = _AUDIT_KINDS[pages.delivery]
        if pages.save_to is not None:
            write_copy(pages.save_to, pages.rendered.pdf, undo)
    changes = Changes.of(paper.patient_id, "letter", "disclosure")
    return SentLetter(letter_id, paper.code, changes)


def _require_consent(clinic: Clinic, work: UnitOfWork, paper: Paper) -> None:
    """Refuse what a consent opened that does not hold any more. Raises LetterRefused.

    What goes in copy is gated for each of them where the facts of a letter are read, and again
    when it leaves.
    """
    outgoing = Outgoing(paper.basis, paper.recipient, paper.recipient_organization_id)
    if read_gate(clinic, work, paper.patient_id, outgoing).withheld(paper.records):
        raise LetterRefused(
            "This tells of records that may leave with the patient's consent only, and there is "
            "none for this recipient now.",
            "Make it again without them, or have a consent signed on the Consents page.",
        )


def _keep_bytes(clinic: Clinic, work: UnitOfWork, paper: Paper, rendered: RenderedLetter) -> int:
    stored = work.documents.add(BytesIO(rendered.pdf))
    document = Document(
        kind=DocumentKind.LETTER,
        title=f"Letter {paper.code}",
        media_type="application/pdf",
        sha256=stored.sha256,
        size=stored.size,
        sealed_name=stored.sealed_name,
        created_at=clinic.now(),
        created_by=clinic.session.user_name,
        patient_id=paper.patient_id,
    )
    return registry.documents.add(work.connection, document)


def _letter(clinic: Clinic, paper: Paper, pages: LeavingPages, document_id: int) -> Letter:
    return Letter(
        patient_id=paper.patient_id,
        kind=paper.kind,
        code=paper.code,
        title=paper.title,
        recipient=paper.recipient,
        made_at=clinic.now(),
        made_by=clinic.session.user_name,
        document_id=document_id,
        sha256=pages.rendered.sha256,
        pages=pages.rendered.pages,
        delivery=pages.delivery,
        recipient_organization_id=paper.recipient_organization_id,
        event_ids=paper.event_ids,
    )


def _index_words(
    clinic: Clinic, work: UnitOfWork, letter: Letter, letter_id: int, text: str
) -> None:
    """Let the letter be found by its title and recipient, and by what stands on its pages."""
    record = SearchRecord(
        SearchKind.LETTER, letter_id, letter.patient_id, clinic.today(), letter.made_by
    )
    said = f"{letter.title}\n{letter.recipient}"
    search.index_texts(work.connection, record, {0: said, 1: text})


def _disclosure(letter: Letter, letter_id: int, paper: Paper, recipient: str) -> Disclosure:
    return Disclosure(
        patient_id=letter.patient_id,
        disclosed_at=letter.made_at,
        disclosed_by=letter.made_by,
        recipient=recipient,
        purpose=paper.purpose[:_PURPOSE_LENGTH],
        what=f"Letter {letter.code}: {paper.told}"[:_WHAT_LENGTH],
        letter_id=letter_id,
        basis=paper.basis,
    )
