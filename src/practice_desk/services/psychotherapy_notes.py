"""Psychotherapy notes: behind a wall of their own, each author's key on the other side.

This module and the two beside it, of keys and of seals, alone reach their rows
(docs/decisions/0032). Every row is sealed under a key that only its author's passphrase or own
recovery code opens, so neither the data key nor a role, an emergency access or an administrator
gives anybody a word of another's notes. The key is kept in the open clinic from the first
passphrase to the lock. The audit trail tells that somebody worked on notes of their own, never in
whose chart: its readers are not told who has any.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace

from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import Damaged, ExpectedError, Invalid, NotFound, StaleRecord
from practice_desk.domain.permission import Operation
from practice_desk.domain.psychotherapy_note import (
    NoteOrigin,
    NotesSealed,
    OwnNotes,
    PsychotherapyNote,
    SealedNote,
    check_psychotherapy_note,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.psychotherapy_seals import open_note, put_sealed
from practice_desk.storage.psychotherapy_note import author_keys, sealed_notes
from practice_desk.storage.unit_of_work import UnitOfWork

_KEEP = Operation.KEEP_PSYCHOTHERAPY_NOTES


def own_notes(clinic: Clinic, patient_id: int) -> OwnNotes:
    """Return what the person at the keyboard wrote in one chart. Raises NotesSealed."""
    user = clinic.session.user_name
    with clinic.viewing(_KEEP, patient_id) as work:
        key, key_id = _key(clinic), _key_id(work, user)
        rows = sealed_notes.own(work.connection, user, patient_id)
        mine = [row for row in rows if row.key_id == key_id]
        work.detail = "own notes: " + (", ".join(str(row.id) for row in mine) or "none")
        notes: list[PsychotherapyNote] = []
        for row in mine:
            with contextlib.suppress(Damaged):  # it is told of, and hides no other
                notes.append(open_note(work, key, row))
    return OwnNotes(tuple(notes), len(rows) - len(mine), len(mine) - len(notes))


def keep_note(
    clinic: Clinic, note: PsychotherapyNote, *, goes_on: bool = False
) -> PsychotherapyNote:
    """Keep *note* sealed and return it as kept.

    With *goes_on* it was kept in the same opening of the editor: no row of its own in the audit
    trail. Raises Invalid, NotesSealed, StaleRecord, NotFound, ExpectedError for a signed note, and
    what writing raises.
    """
    if problems := check_psychotherapy_note(note):
        raise Invalid(problems)
    note = replace(note, written_at=clinic.now(), origin=NoteOrigin.HERE)
    if goes_on and note.id is not None:
        with clinic.revising(_KEEP, note.patient_id) as work:
            return _put(clinic, work, note)
    kind = AuditKind.CREATE if note.id is None else AuditKind.CHANGE
    with clinic.writing(_KEEP, note.patient_id, kind=kind) as work:
        kept = _put(clinic, work, note)
        work.detail = f"own note {kept.id}"
    return kept


def sign_own_note(clinic: Clinic, note: PsychotherapyNote) -> PsychotherapyNote:
    """Sign *note*, which nobody changes afterwards. Raises as `keep_note` does."""
    if problems := check_psychotherapy_note(note):
        raise Invalid(problems)
    now = clinic.now()
    note = replace(note, signed_at=now, written_at=now, origin=NoteOrigin.HERE)
    with clinic.writing(_KEEP, note.patient_id) as work:
        kept = _put(clinic, work, note)
        work.detail = f"own note {kept.id} signed"
    return kept


def delete_note(clinic: Clinic, note: PsychotherapyNote) -> None:
    """Delete a note for good, as its author may: it is no part of the chart.

    Backups made before still hold it, sealed. Raises NotesSealed and NotFound.
    """
    with clinic.writing(_KEEP, note.patient_id, kind=AuditKind.RETRACT) as work:
        _key(clinic)
        _stored(clinic, work, note)
        sealed_notes.remove(work.connection, clinic.session.user_name, note.id or 0)
        work.detail = f"own note {note.id} deleted"


def _put(clinic: Clinic, work: UnitOfWork, note: PsychotherapyNote) -> PsychotherapyNote:
    user, key = clinic.session.user_name, _key(clinic)
    if note.id is not None:
        stored = open_note(work, key, _stored(clinic, work, note))
        if stored.signed_at is not None:
            raise ExpectedError(
                "This note is signed.", "Write what there is to add as another one."
            )
    return put_sealed(work, key, user, _key_id(work, user), note)


def _stored(clinic: Clinic, work: UnitOfWork, note: PsychotherapyNote) -> SealedNote:
    found = sealed_notes.own_one(work.connection, clinic.session.user_name, note.id or 0)
    if found is None or found.patient_id != note.patient_id:
        raise NotFound("This note is no longer there.")
    if found.version != note.version:
        raise StaleRecord("note")
    return found


def _key(clinic: Clinic) -> DataKey:
    if clinic.author_key.key is None:
        raise NotesSealed
    return clinic.author_key.key


def _key_id(work: UnitOfWork, user: str) -> int:
    found = author_keys.of(work.connection, user)
    if found is None or found.id is None:
        raise NotFound("You have no psychotherapy notes yet.")
    return found.id
