"""Psychotherapy notes: behind a wall of their own, each author's key on the other side.

This module alone reaches their rows (docs/decisions/0032). Every row is sealed under a key that
only its author's passphrase or own recovery code opens, so neither the data key nor a role, an
emergency access or an administrator gives anybody a word of another's notes. The key is kept in the
open clinic from the first passphrase to the lock. The audit trail tells that somebody worked on
notes of their own, never in whose chart: its readers are not told who has any.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import msgspec

from practice_desk.credentials import author_key, key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import (
    Damaged,
    ExpectedError,
    Invalid,
    NotFound,
    StaleRecord,
    WrongRecoveryCode,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.psychotherapy_note import (
    AuthorKeyCopies,
    NotesSealed,
    NotesState,
    OwnNotes,
    PsychotherapyNote,
    SealedNote,
    WrongNotesPassphrase,
    check_psychotherapy_note,
)
from practice_desk.services.attempts import passphrase_attempt
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import workstation_secret_for
from practice_desk.storage.psychotherapy_note import author_keys, sealed_notes
from practice_desk.storage.unit_of_work import UnitOfWork

_KEEP = Operation.KEEP_PSYCHOTHERAPY_NOTES


class _Plain(msgspec.Struct, frozen=True):
    """What is sealed of a note: its text, its days, and the chart it was written in."""

    patient_id: int
    seen_on: date
    text: str
    signed_at: datetime | None

    def __repr__(self) -> str:
        return "_Plain(…)"


def notes_state(clinic: Clinic) -> NotesState:
    """Return whether the person at the keyboard has a key for notes, and whether it is open."""
    with clinic.reading(_KEEP) as work:
        has_key = author_keys.of(work.connection, clinic.session.user_name) is not None
    if not has_key:
        return NotesState.NONE
    return NotesState.SEALED if clinic.author_key.key is None else NotesState.OPEN


def begin_notes(
    clinic: Clinic, passphrase: str, *, anew: bool = False, profile: KdfProfile = STANDARD
) -> str:
    """Make a key for the notes of the person at the keyboard; return their own recovery code.

    The code exists nowhere else and is shown this once. *passphrase* is the one that unlocks the
    clinic. With *anew* an earlier key, which nothing opens any more, stays with its notes. Raises
    WrongPassphrase, MustWait, Invalid where there is a key, and what writing raises.
    """
    user, key, code = clinic.session.user_name, DataKey.generate(), RecoveryCode.generate()
    with clinic.writing(_KEEP, kind=AuditKind.CREATE) as work:
        if author_keys.of(work.connection, user) is not None and not anew:
            raise ExpectedError("You have a key for your notes already.", "Open them with it.")
        _require_own(clinic, passphrase)
        copies = AuthorKeyCopies(
            user,
            clinic.now(),
            author_key.wrap(key, user, passphrase, profile),
            author_key.wrap(key, user, code.text, profile),
        )
        number = author_keys.add(work.connection, copies)
        work.detail = f"own key {number} made"
    clinic.author_key.keep(key)
    return code.text


def open_notes(clinic: Clinic, passphrase: str) -> None:
    """Open the notes of the person at the keyboard until the lock.

    Takes the time of one key derivation. Raises WrongPassphrase, MustWait and NotFound.
    """
    user = clinic.session.user_name
    with clinic.writing(_KEEP, kind=AuditKind.VIEW) as work:
        copies = _copies(work, user)
        with passphrase_attempt(clinic.folder, user, clinic.now):
            key = _opened(copies.by_passphrase, user, passphrase)
        work.detail = f"own key {copies.id} opened"
    clinic.author_key.keep(key)


def reopen_notes(
    clinic: Clinic, secret: str, passphrase: str, *, profile: KdfProfile = STANDARD
) -> None:
    """Open the notes with an earlier passphrase or the own recovery code, and follow the present.

    They are sealed under *passphrase*, which unlocks the clinic now, from then on. Raises
    WrongPassphrase, WrongRecoveryCode, MustWait and what writing raises.
    """
    user = clinic.session.user_name
    with clinic.writing(_KEEP) as work:
        copies = _copies(work, user)
        _require_own(clinic, passphrase)
        with passphrase_attempt(clinic.folder, user, clinic.now):
            key = _reopened(copies, secret)
        sealed = author_key.wrap(key, user, passphrase, profile)
        author_keys.save(work.connection, replace(copies, by_passphrase=sealed))
        work.detail = f"own key {copies.id} sealed under the present passphrase"
    clinic.author_key.keep(key)


def renew_own_code(clinic: Clinic, *, profile: KdfProfile = STANDARD) -> str:
    """Make a new recovery code for the open notes and return it, this once; the old one ends."""
    user, code = clinic.session.user_name, RecoveryCode.generate()
    with clinic.writing(_KEEP) as work:
        key, copies = _key(clinic), _copies(work, user)
        sealed = author_key.wrap(key, user, code.text, profile)
        author_keys.save(work.connection, replace(copies, by_code=sealed))
        work.detail = f"own key {copies.id}: new recovery code"
    return code.text


def follow_passphrase(
    work: UnitOfWork, user: str, old: str, new: str, *, profile: KdfProfile
) -> None:
    """Seal the keys that *old* opens under *new*: their author changes the passphrase.

    Keys that it does not open stay as they are. Who has none costs nothing.
    """
    for copies in author_keys.all_of(work.connection, user):
        try:
            key = author_key.unwrap(copies.by_passphrase, user, old)
        except (author_key.SecretMismatch, Damaged):
            continue
        sealed = author_key.wrap(key, user, new, profile)
        author_keys.save(work.connection, replace(copies, by_passphrase=sealed))
        key.wipe()


def own_notes(clinic: Clinic, patient_id: int) -> OwnNotes:
    """Return what the person at the keyboard wrote in one chart. Raises NotesSealed or Damaged."""
    user = clinic.session.user_name
    with clinic.viewing(_KEEP, patient_id) as work:
        key, key_id = _key(clinic), _copies(work, user).id
        rows = sealed_notes.own(work.connection, user, patient_id)
        mine = [row for row in rows if row.key_id == key_id]
        work.detail = "own notes: " + (", ".join(str(row.id) for row in mine) or "none")
        notes = tuple(_plain(key, row) for row in mine)
    return OwnNotes(notes, len(rows) - len(mine))


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
    note = replace(note, written_at=clinic.now(), came_over=False)
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
    with clinic.writing(_KEEP, note.patient_id) as work:
        kept = _put(clinic, work, replace(note, signed_at=now, written_at=now, came_over=False))
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
    key_id = _copies(work, user).id
    assert key_id is not None  # it was read from the table
    assert note.written_at is not None  # whoever calls has set it
    if note.id is not None and _plain(key, _stored(clinic, work, note)).signed_at is not None:
        raise ExpectedError("This note is signed.", "Write what there is to add as another one.")
    plain = _Plain(note.patient_id, note.seen_on, note.text, note.signed_at)
    sealed = author_key.seal(key, user, msgspec.json.encode(plain))
    row = SealedNote(
        note.patient_id, user, key_id, note.written_at, sealed, note.id, note.version
    )  # fmt: skip
    number = sealed_notes.put(work.connection, row)
    return replace(note, id=number, version=(note.version or 0) + 1)


def _stored(clinic: Clinic, work: UnitOfWork, note: PsychotherapyNote) -> SealedNote:
    found = sealed_notes.own_one(work.connection, clinic.session.user_name, note.id or 0)
    if found is None or found.patient_id != note.patient_id:
        raise NotFound("This note is no longer there.")
    if found.version != note.version:
        raise StaleRecord("note")
    return found


def _plain(key: DataKey, row: SealedNote) -> PsychotherapyNote:
    """Return what is sealed in *row*. Raises Damaged."""
    try:
        plain = msgspec.json.decode(
            author_key.open_sealed(key, row.author, row.sealed), type=_Plain
        )
    except msgspec.MsgspecError:
        raise Damaged("A psychotherapy note is damaged.") from None
    return PsychotherapyNote(
        row.patient_id,
        plain.seen_on,
        plain.text,
        plain.signed_at,
        row.written_at,
        plain.patient_id != row.patient_id,
        row.id,
        row.version,
    )


def _key(clinic: Clinic) -> DataKey:
    if clinic.author_key.key is None:
        raise NotesSealed
    return clinic.author_key.key


def _copies(work: UnitOfWork, user: str) -> AuthorKeyCopies:
    found = author_keys.of(work.connection, user)
    if found is None:
        raise NotFound("You have no psychotherapy notes yet.")
    return found


def _opened(copy: bytes, user: str, passphrase: str) -> DataKey:
    try:
        return author_key.unwrap(copy, user, passphrase)
    except author_key.SecretMismatch:
        raise WrongNotesPassphrase from None


def _reopened(copies: AuthorKeyCopies, secret: str) -> DataKey:
    """Take *secret* for the own recovery code where it looks like one, else for a passphrase."""
    code = _code_in(secret)
    if code is None:
        return _opened(copies.by_passphrase, copies.author, secret)
    try:
        return author_key.unwrap(copies.by_code, copies.author, code)
    except author_key.SecretMismatch:
        raise WrongRecoveryCode(
            "This code does not open your psychotherapy notes.",
            "Type your own code for these notes; the clinic’s recovery code does not open them.",
        ) from None


def _code_in(typed: str) -> str | None:
    try:
        return RecoveryCode.parse(typed).text
    except WrongRecoveryCode:
        return None


def _require_own(clinic: Clinic, passphrase: str) -> None:
    """Raise WrongPassphrase or MustWait unless *passphrase* unlocks the clinic for its person."""
    path, user = clinic.folder.key_slots, clinic.session.user_name
    secret = workstation_secret_for(clinic.folder.root, user)
    with passphrase_attempt(clinic.folder, user, clinic.now):
        unlocked = key_slots.unlock(path, user, passphrase, workstation_secret=secret)
    for key in unlocked.data_keys.values():
        key.wipe()
