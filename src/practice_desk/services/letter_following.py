"""What people do about letters that left: send, call, record replies, put right, close.

A reply that was scanned in is filed as a document of the chart in the same transaction. Each
further sending, and any to somebody else, is a disclosure of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.document_file import recognise
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.filed_document import FiledKind, Filing
from practice_desk.domain.letter import Letter
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Answered,
    Called,
    Closed,
    Delegated,
    NotSent,
    Postponed,
    Sent,
    Settled,
    Signed,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.text import fold
from practice_desk.exchange.looking import Looker
from practice_desk.services.clinic import Clinic
from practice_desk.services.document_import import read_file
from practice_desk.services.document_looks import examine, keep_look_in
from practice_desk.services.documents import FiledBefore, keep_in
from practice_desk.services.letter_accounting import account_again
from practice_desk.services.letter_conversation import (
    NOUN,
    go_on,
    letter_in,
    read_case,
    recipient_of,
    take_back,
)
from practice_desk.services.patients import Saved
from practice_desk.storage import registry
from practice_desk.storage.filed_document import filed_documents
from practice_desk.storage.unit_of_work import UnitOfWork

Happening = Signed | Sent | NotSent | Acknowledged | Answered | Called | Postponed | Delegated
"""What whoever follows letters may record, the front desk too."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A file with the paper that came back."""

    path: Path


def record_happening(
    clinic: Clinic,
    patient_id: int,
    letter_id: int,
    happening: Happening,
    happened_at: datetime | None = None,
) -> Saved:
    """Record what happened to a letter, now or at *happened_at* (aware).

    Raises Invalid, NotFound, ChartRestricted, or LetterRefused where somebody else may not have it.
    """
    with clinic.writing(Operation.FOLLOW_LETTER, patient_id, kind=AuditKind.CREATE) as work:
        letter = letter_in(clinic, work, patient_id, letter_id)
        if isinstance(happening, Delegated):
            _require_account(work, happening.owner)
        if isinstance(happening, Sent):
            _account_for(clinic, work, letter, happening)
        entry = go_on(clinic, work, letter, happening, happened_at)
        work.detail = f"letter {letter_id} {entry.kind}"
    return Saved(letter_id, _changes(patient_id, happening))


def record_scanned_reply(
    clinic: Clinic,
    patient_id: int,
    letter_id: int,
    reply: Acknowledged | Answered,
    scan: Scan,
    happened_at: datetime | None = None,
    looker: Looker | None = None,
) -> Saved:
    """Record a reply with the paper that came back, which is filed in the chart.

    Raises UnreadableInput for a file that can't be filed, and what `record_happening` raises.
    """
    content = read_file(scan.path)
    own = looker or Looker()
    with own:
        seen = examine(content, recognise(content), own)
    with clinic.writing(Operation.FOLLOW_LETTER, patient_id, kind=AuditKind.CREATE) as work:
        letter = letter_in(clinic, work, patient_id, letter_id)
        filing = Filing(
            title=f"Reply to letter {letter.code}",
            kind=FiledKind.LETTER,
            dated_on=(happened_at or clinic.now()).astimezone().date(),
            source=recipient_of(letter)[:200],
        )
        kept = keep_in(clinic, work, patient_id, scan.path.name, content, filing)
        if isinstance(kept, FiledBefore):
            number = kept.document.id or 0
        else:
            number = kept
            keep_look_in(work, filed_documents.get(work.connection, number), seen)
        entry = go_on(clinic, work, letter, reply, happened_at, number)
        work.detail = f"letter {letter_id} {entry.kind} filed_document {number}"
    return Saved(letter_id, Changes.of(patient_id, NOUN, "filed_document"))


def end_letter(clinic: Clinic, patient_id: int, letter_id: int, ending: Settled | Closed) -> Saved:
    """Close a letter without a reply, or say how the recipient's question was dealt with.

    Raises Invalid, also where nothing is open, NotFound or ChartRestricted.
    """
    with clinic.writing(Operation.CLOSE_LETTER, patient_id, kind=AuditKind.CREATE) as work:
        letter = letter_in(clinic, work, patient_id, letter_id)
        case = read_case(work, letter)
        if isinstance(ending, Settled) and not case.question:
            raise Invalid((Problem("words", "No question of theirs is open."),))
        if isinstance(ending, Closed) and not case.is_open:
            raise Invalid((Problem("reason", "Nothing is waited for about this letter."),))
        entry = go_on(clinic, work, letter, ending)
        work.detail = f"letter {letter_id} {entry.kind}"
    return Saved(letter_id, Changes.of(patient_id, NOUN))


def correct_entry(
    clinic: Clinic, patient_id: int, letter_id: int, entry_id: int, reason: str
) -> Saved:
    """Take an entry back that was wrong; both stay on record. Raises Invalid or NotFound."""
    with clinic.writing(Operation.FOLLOW_LETTER, patient_id, kind=AuditKind.RETRACT) as work:
        letter = letter_in(clinic, work, patient_id, letter_id)
        take_back(clinic, work, letter, entry_id, reason)
        work.detail = f"letter {letter_id} entry {entry_id} taken back"
    return Saved(letter_id, Changes.of(patient_id, NOUN))


def _account_for(clinic: Clinic, work: UnitOfWork, letter: Letter, sent: Sent) -> None:
    """Count a sending beyond the one that was counted with the letter. Raises LetterRefused."""
    same = fold(sent.to) == fold(recipient_of(letter))
    before = read_case(work, letter).standing
    if not same:
        number = f", fax {sent.number}" if sent.number else ""
        account_again(clinic, work, letter, f"also to {sent.to}", f"{sent.to}{number}")
    elif any(isinstance(entry.details, Sent) for entry in before):
        account_again(clinic, work, letter, "sent again")


def _require_account(work: UnitOfWork, user_name: str) -> None:
    account = registry.accounts.by_user_name(work.connection, user_name)
    if user_name and (account is None or not account.active):
        raise NotFound("This person has no account any more.", "Choose somebody else.")


def _changes(patient_id: int, happening: Happening) -> Changes:
    nouns = (NOUN, "disclosure") if isinstance(happening, Sent) else (NOUN,)
    return Changes.of(patient_id, *nouns)
