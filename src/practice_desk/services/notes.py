"""Session notes: drafts kept while they are written, signing, co-signing, what is unsigned.

A draft is written by its author alone; whoever else opens it reads it, and is told who writes. Once
signed, a note does not change: later words are an addendum, or an amendment beside the original.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.account import Account
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem, StaleRecord
from practice_desk.domain.note import (
    Note,
    NoteKind,
    NoteState,
    addendum_to,
    amendment_of,
    check_draft,
    check_note,
    threads,
)
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.note_signature import Meaning, NoteSignature, digest
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records
from practice_desk.services.patients import Saved
from practice_desk.storage import people, registry
from practice_desk.storage.note import note_signatures, notes
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "note"
"""What `Changes` call notes."""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as it is stored now, to go on with, and what changed for lists."""

    note: Note
    changes: Changes


@dataclass(frozen=True, slots=True)
class UnsignedNote:
    """A note that waits for a signature, in whose chart, and the user name of whom it waits for."""

    note: Note
    patient: Patient
    waits_for: str


def save_draft(clinic: Clinic, value: Note) -> SavedDraft:
    """Keep a note that is being written. The first time is a row of the audit trail.

    Raises Invalid where it is another person's draft or signed already, StaleRecord where it was
    written elsewhere since it was read: neither text is lost then.
    """
    value = _by_me(clinic, value)
    _require(check_draft(value, clinic.today()))
    if value.id is not None:
        with clinic.revising(Operation.WRITE_NOTE, value.patient_id) as work:
            _require_own_draft(clinic, work, value)
            notes.save(work.connection, value)
            return SavedDraft(notes.get(work.connection, value.id), Changes())
    with clinic.writing(Operation.WRITE_NOTE, value.patient_id, kind=AuditKind.CREATE) as work:
        _require_place(work, value)
        number = notes.add(work.connection, value)
        work.detail = f"note {number} begun"
        stored = notes.get(work.connection, number)
    return SavedDraft(stored, Changes.of(value.patient_id, NOUN))


def read_note(clinic: Clinic, patient_id: int, note_id: int) -> Note:
    """Return one note of a chart as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return _stored(work, patient_id, note_id)


def read_newest(clinic: Clinic, patient_id: int, kind: NoteKind) -> Note:
    """Return the newest signed note of *kind* in a chart, to copy from. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        found = threads(notes.for_patient(work.connection, patient_id))
    for thread in found:
        if thread.current.kind is kind and thread.current.counts:
            return thread.current
    raise NotFound("There is no such note in this chart yet.")


def discard_draft(clinic: Clinic, patient_id: int, note_id: int) -> Changes:
    """Throw one's own draft away. Raises Invalid or NotFound."""
    with clinic.writing(Operation.WRITE_NOTE, patient_id, kind=AuditKind.RETRACT) as work:
        _require_own_draft(clinic, work, _stored(work, patient_id, note_id))
        notes.remove_draft(work.connection, note_id)
        work.detail = f"note {note_id} discarded before it was signed"
    return Changes.of(patient_id, NOUN)


def sign_note(clinic: Clinic, value: Note) -> Saved:
    """Sign a note, addendum or amendment as it is given, by who is unlocked, now.

    It may be a draft or never have been kept. Where the author's account names a supervisor, it
    then waits for their co-signature. Raises Invalid, NotFound, or StaleRecord where the draft was
    written elsewhere since it was read.
    """
    with clinic.writing(Operation.WRITE_NOTE, value.patient_id, kind=AuditKind.CREATE) as work:
        signed = sign_note_in(clinic, work, value)
        work.detail = f"note {signed.id} signed{_relation(signed)}"
    return Saved(signed.id or 0, Changes.of(value.patient_id, NOUN))


def sign_note_in(clinic: Clinic, work: UnitOfWork, value: Note) -> Note:
    """Do the same inside a running unit of work, as for a visit; return the note as signed."""
    value = _by_me(clinic, value)
    _require(check_note(value, clinic.now()))
    if value.id is not None:
        _require_own_draft(clinic, work, value)
    _require_place(work, value)
    me = _account(work, clinic.session.user_name)
    supervised = me is not None and _supervisor(work, me) is not None
    state = NoteState.AWAITING_COSIGN if supervised else NoteState.SIGNED
    value = replace(value, state=state)
    value = replace(value, id=notes.put(work.connection, value))
    _sign(clinic, work, value, Meaning.AUTHOR, me)
    return value


def add_addendum(clinic: Clinic, own: Note, sections: tuple[NoteSection, ...]) -> Saved:
    """Sign words that add to the signed note *own*. Raises Invalid or NotFound."""
    return sign_note(clinic, addendum_to(own, sections, clinic.session.user_name, clinic.now()))


def amend(clinic: Clinic, own: Note, sections: tuple[NoteSection, ...], reason: str) -> Saved:
    """Sign what takes the place of the signed note *own*, which stays beside it.

    Raises Invalid or NotFound.
    """
    draft = amendment_of(own, clinic.session.user_name, clinic.now(), reason.strip())
    return sign_note(clinic, replace(draft, sections=sections))


def cosign(clinic: Clinic, patient_id: int, note_id: int) -> Saved:
    """Sign a note as the supervisor of its author. Raises Invalid or NotFound."""
    with clinic.writing(Operation.COSIGN_NOTE, patient_id) as work:
        stored = _stored(work, patient_id, note_id)
        if stored.state is not NoteState.AWAITING_COSIGN or stored.retracted_reason:
            raise Invalid((Problem("state", "This note does not wait for a co-signature."),))
        if _waits_for(work, stored) != clinic.session.user_name:
            sentence = "Only the supervisor of who wrote this note co-signs it."
            raise Invalid((Problem("state", sentence),))
        signed = replace(stored, state=NoteState.SIGNED)
        notes.save(work.connection, signed)
        me = _account(work, clinic.session.user_name)
        _sign(clinic, work, signed, Meaning.COSIGNER, me)
        work.detail = f"note {note_id} co-signed"
    return Saved(note_id, Changes.of(patient_id, NOUN))


def retract_note(clinic: Clinic, value: Note, reason: str) -> Saved:
    """Mark one's own note as entered in error; it stays readable. Raises Invalid, StaleRecord."""
    operation = Operation.WRITE_NOTE
    return retract_records(
        clinic, notes, value.patient_id, (value,), reason, operation, check=_check_retraction
    )


def close_draft(clinic: Clinic, value: Note, reason: str) -> Saved:
    """Close the draft of somebody who can't sign it any more; it stays readable, never signed.

    Should its author be let in again and write on, it is open again. Raises Invalid, NotFound or
    StaleRecord.
    """
    reason, sentence = " ".join(reason.split()), "Say why it was never signed."
    if not reason:
        raise Invalid((Problem("retracted_reason", sentence),))
    with clinic.writing(
        Operation.WRITE_NOTE, value.patient_id, reason=reason, kind=AuditKind.RETRACT
    ) as work:
        stored = _stored(work, value.patient_id, value.id or 0)
        author = _account(work, stored.author)
        if not stored.is_draft or (author is not None and author.treats_patients):
            sentence = "Only the draft of somebody who left can be closed without a signature."
            raise Invalid((Problem("retracted_reason", sentence),))
        closed = replace(stored, version=value.version, retracted_reason=reason)
        _require(check_draft(closed, clinic.today()))
        notes.save(work.connection, closed)
        work.detail = f"note {value.id} closed without a signature"
    return Saved(value.id or 0, Changes.of(value.patient_id, NOUN))


def unsigned_notes(clinic: Clinic, author: str = "") -> list[UnsignedNote]:
    """Return the drafts of *author* and the notes that wait for a co-signature by or of them.

    *author* is a user name, the person at the keyboard for none. The oldest contact comes first;
    charts that are closed to the person at the keyboard are left out.
    """
    author = author or clinic.session.user_name
    with clinic.viewing(Operation.LIST_UNSIGNED_NOTES) as work:
        work.detail = "unsigned notes"
        found = read_unsigned(clinic, work, author)
        work.patient_ids = frozenset(each.note.patient_id for each in found)
    return found


def read_unsigned(clinic: Clinic, work: UnitOfWork, author: str) -> list[UnsignedNote]:
    """Return the same inside a running unit of work."""
    found = [(note, author) for note in notes.unsigned(work.connection, NoteState.DRAFT, author)]
    for note in notes.unsigned(work.connection, NoteState.AWAITING_COSIGN):
        waits_for = _waits_for(work, note)
        if author in (waits_for, note.author):
            found.append((note, waits_for))
    found.sort(key=lambda each: (each[0].seen_on, each[0].id or 0))
    return [
        UnsignedNote(note, people.patients.get(work.connection, note.patient_id), waits_for)
        for note, waits_for in found
        if clinic.sees_chart(work, note.patient_id)
    ]


def _by_me(clinic: Clinic, value: Note) -> Note:
    """Return *value* as a draft of the person at the keyboard, written now."""
    now = clinic.now()
    begun = value.begun_at if value.id is not None or value.begun_at is not None else now
    return replace(
        value,
        author=clinic.session.user_name if value.id is None else value.author,
        recorded_at=now,
        begun_at=begun,
        state=NoteState.DRAFT,
        retracted_reason="",
    )


def _require_own_draft(clinic: Clinic, work: UnitOfWork, value: Note) -> None:
    stored = notes.find(work.connection, value.id or 0)
    if stored is None:
        raise NotFound(
            "This draft is no longer there: it was discarded.", "Copy what you typed to a new note."
        )
    if stored.patient_id != value.patient_id:
        raise NotFound("This note is not in this chart.", "Open the chart again.")
    if not stored.is_draft:
        sentence = "This note is signed and does not change. Add an addendum, or amend it."
        raise Invalid((Problem("sections", sentence),))
    if stored.author != clinic.session.user_name:
        name = registry.accounts.names(work.connection).get(stored.author, stored.author)
        sentence = f"{name} is writing this note. Write one of your own."
        raise Invalid((Problem("sections", sentence),))
    if stored.version != value.version:
        raise StaleRecord(NOUN)


def _require_place(work: UnitOfWork, value: Note) -> None:
    """Raise where what *value* adds to or amends is no signed note of the same chart."""
    for number in (value.addendum_to_id, value.amends_id):
        if number is None:
            continue
        own = notes.find(work.connection, number)
        if own is None or own.patient_id != value.patient_id or own.addendum_to_id is not None:
            raise NotFound("The note to add to is not in this chart.", "Open the chart again.")
        if own.is_draft:
            sentence = "That note is not signed yet. Change its draft instead."
            raise Invalid((Problem("sections", sentence),))
    if value.amends_id is not None:
        _require_first_amendment(work, value)


def _require_first_amendment(work: UnitOfWork, value: Note) -> None:
    own = notes.get(work.connection, value.amends_id or 0)
    if own.author != value.author:
        sentence = "Only who wrote a note amends it. Add an addendum."
        raise Invalid((Problem("sections", sentence),))
    for other in notes.for_patient(work.connection, value.patient_id):
        if other.amends_id != value.amends_id or other.id == value.id or other.retracted_reason:
            continue
        sentence = "This note has an amendment already. Amend that one, or finish its draft."
        raise Invalid((Problem("sections", sentence),))


def _check_retraction(clinic: Clinic, stored: Note) -> None:
    if stored.author != clinic.session.user_name:
        sentence = "Only who wrote a note can mark it as entered in error. Add an addendum."
        raise Invalid((Problem("retracted_reason", sentence),))
    if stored.is_draft:
        sentence = "This note is not signed yet. Discard its draft instead."
        raise Invalid((Problem("retracted_reason", sentence),))


def _sign(
    clinic: Clinic, work: UnitOfWork, note: Note, meaning: Meaning, by: Account | None
) -> None:
    signature = NoteSignature(
        note.patient_id,
        note.id or 0,
        clinic.session.user_name,
        clinic.now(),
        meaning,
        "" if by is None else by.display_name,
        "" if by is None else by.credentials,
        digest(note),
    )
    note_signatures.add(work.connection, signature)


def _stored(work: UnitOfWork, patient_id: int, note_id: int) -> Note:
    found = notes.find(work.connection, note_id)
    if found is None or found.patient_id != patient_id:
        raise NotFound("This note is not in this chart.", "Open the chart again.")
    return found


def _account(work: UnitOfWork, user_name: str) -> Account | None:
    return registry.accounts.by_user_name(work.connection, user_name)


def _supervisor(work: UnitOfWork, account: Account) -> Account | None:
    """Return who co-signs for *account*, None where nobody has to or can."""
    found = _account(work, account.supervisor) if account.supervisor else None
    return found if found is not None and found.treats_patients else None


def _waits_for(work: UnitOfWork, note: Note) -> str:
    """Return the user name of who co-signs *note*, empty where its author has nobody any more."""
    author = _account(work, note.author)
    found = None if author is None else _supervisor(work, author)
    return "" if found is None else found.user_name


def _relation(value: Note) -> str:
    if value.addendum_to_id is not None:
        return f", an addendum to note {value.addendum_to_id}"
    if value.amends_id is not None:
        return f", amends note {value.amends_id}"
    return ", waits for a co-signature" if value.state is NoteState.AWAITING_COSIGN else ""


def _require(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Invalid(problems)
