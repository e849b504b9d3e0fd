"""Authors' own keys of psychotherapy notes: made, opened, lost, and found again.

A key is sealed under its author's passphrase and under a recovery code of the author's own
(docs/decisions/0032). Wrong passphrases are counted for each key, before one is tried, and only
opening that key ends the count: whoever was given somebody's account by an administrator does not
get new guesses with every unlock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from practice_desk.credentials import author_key, key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.attempts import wait_after
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import Damaged, ExpectedError, NotFound, WrongRecoveryCode
from practice_desk.domain.permission import Operation
from practice_desk.domain.psychotherapy_note import (
    AuthorKeyCopies,
    NotesMustWait,
    NotesSealed,
    NotesState,
    WrongNotesPassphrase,
)
from practice_desk.services.attempts import passphrase_attempt
from practice_desk.services.clinic import Clinic
from practice_desk.services.psychotherapy_seals import bind_notes, move_notes
from practice_desk.services.start_up import workstation_secret_for
from practice_desk.storage.psychotherapy_note import author_keys, sealed_notes
from practice_desk.storage.unit_of_work import UnitOfWork

_KEEP = Operation.KEEP_PSYCHOTHERAPY_NOTES


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
    clinic. With *anew* an earlier key, which nothing opens just now, stays with its notes until
    `recover_notes`. Raises WrongPassphrase, MustWait, ExpectedError where there is a key, and what
    writing raises.
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


def open_notes(clinic: Clinic, passphrase: str) -> int:
    """Open the notes of the person at the keyboard until the lock.

    Returns how many wrong passphrases were typed for them since they were opened last. Takes the
    time of one key derivation. Raises WrongPassphrase, MustWait and NotFound.
    """
    copies = _counted(clinic)
    with clinic.writing(_KEEP, kind=AuditKind.VIEW) as work, _trying(copies):
        key = _opened(copies.by_passphrase, copies.author, passphrase)
        _save_opened(work, key, copies)
        work.detail = f"own key {copies.id} opened"
    clinic.author_key.keep(key)
    return copies.failures - 1


def reopen_notes(
    clinic: Clinic, secret: str, passphrase: str, *, profile: KdfProfile = STANDARD
) -> None:
    """Open the notes with an earlier passphrase or the own recovery code, and follow the present.

    They are sealed under *passphrase*, which unlocks the clinic now, from then on. Raises
    WrongPassphrase, WrongRecoveryCode, MustWait and what writing raises.
    """
    user = clinic.session.user_name
    code = _code_in(secret)
    counted = _counted(clinic) if code is None else None
    with clinic.writing(_KEEP) as work:
        copies = counted or _copies(work, user)
        _require_own(clinic, passphrase)
        with _trying(copies):
            key = _unwrapped(copies, secret, code)
        sealed = author_key.wrap(key, user, passphrase, profile)
        _save_opened(work, key, replace(copies, by_passphrase=sealed))
        work.detail = f"own key {copies.id} sealed under the present passphrase"
    clinic.author_key.keep(key)


def recover_notes(clinic: Clinic, secret: str) -> int:
    """Seal older notes under the present key, which is open; return how many those were.

    They were written before their author began anew, and *secret* is a passphrase or own recovery
    code of that time. Takes one key derivation for every older key that has notes. Raises
    NotesSealed, NotFound without any, WrongPassphrase, WrongRecoveryCode, MustWait and what
    writing raises.
    """
    code, key = _code_in(secret), clinic.author_key.key
    if key is None:
        raise NotesSealed
    counted = _counted_older(clinic) if code is None else None
    with clinic.writing(_KEEP) as work:
        present = _copies(work, clinic.session.user_name)
        older = counted or _older_in(clinic, work)
        found = _first_opened(older, secret, code)
        if found is None:
            raise _wrong_secret(code, _shortest_wait(older))
        copies, old_key = found
        moved = move_notes(work, old_key, copies, key, present)
        author_keys.save(work.connection, replace(copies, failures=0, failed_at=None))
        old_key.wipe()
        work.detail = f"own key {copies.id} opened: {moved} notes under own key {present.id} now"
    return moved


def renew_own_code(clinic: Clinic, *, profile: KdfProfile = STANDARD) -> str:
    """Make a new recovery code for the open notes and return it, this once; the old one ends."""
    user, code = clinic.session.user_name, RecoveryCode.generate()
    with clinic.writing(_KEEP) as work:
        if clinic.author_key.key is None:
            raise NotesSealed
        copies = _copies(work, user)
        sealed = author_key.wrap(clinic.author_key.key, user, code.text, profile)
        author_keys.save(work.connection, replace(copies, by_code=sealed))
        work.detail = f"own key {copies.id}: new recovery code"
    return code.text


def require_own_before_following(clinic: Clinic, work: UnitOfWork, passphrase: str) -> None:
    """Raise WrongPassphrase or MustWait unless *passphrase* unlocks the clinic for its person.

    Only asked of who has a key. Else a wrong passphrase would be tried on the notes before it is
    refused, and the time that takes would tell whether it opens them.
    """
    if author_keys.of(work.connection, clinic.session.user_name) is not None:
        _require_own(clinic, passphrase)


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


def _copies(work: UnitOfWork, user: str) -> AuthorKeyCopies:
    found = author_keys.of(work.connection, user)
    if found is None:
        raise NotFound("You have no psychotherapy notes yet.")
    return found


def _counted(clinic: Clinic) -> AuthorKeyCopies:
    """Count a passphrase for the present key, before it is tried: a kill hides no guess."""
    with clinic.attempting(_KEEP):
        with clinic.revising(_KEEP) as work:
            copies = _copies(work, clinic.session.user_name)
            counted, left = _count_one(clinic, work, copies)
        if left:
            raise NotesMustWait(left)
        return counted


def _counted_older(clinic: Clinic) -> list[AuthorKeyCopies]:
    """Count a passphrase for every older key with notes that need not wait."""
    with clinic.attempting(_KEEP):
        with clinic.revising(_KEEP) as work:
            counted = [_count_one(clinic, work, copies) for copies in _older_in(clinic, work)]
        ready = [copies for copies, left in counted if not left]
        if not ready:
            raise NotesMustWait(min(left for _, left in counted))
        return ready


def _older_in(clinic: Clinic, work: UnitOfWork) -> list[AuthorKeyCopies]:
    user, connection = clinic.session.user_name, work.connection
    earlier = author_keys.all_of(connection, user)[1:]
    older = [copies for copies in earlier if sealed_notes.under(connection, user, copies.id or 0)]
    if not older:
        raise NotFound("You have no notes under an earlier key.")
    return older


def _count_one(
    clinic: Clinic, work: UnitOfWork, copies: AuthorKeyCopies
) -> tuple[AuthorKeyCopies, timedelta]:
    """Count one try, unless a wait is left, which is returned.

    A clock set back makes the wait begin anew, once.
    """
    now = clinic.now()
    left = copies.wait(now)
    if left and copies.failed_at is not None and copies.failed_at <= now:
        return copies, left
    counted = replace(copies, failures=copies.failures + (not left), failed_at=now)
    author_keys.save(work.connection, counted)
    return replace(counted, version=(copies.version or 0) + 1), left


@contextmanager
def _trying(copies: AuthorKeyCopies) -> Iterator[None]:
    """Let a wrong passphrase, counted before, end in a wait where one begins."""
    try:
        yield
    except WrongNotesPassphrase:
        raise _wrong_secret(None, wait_after(copies.failures)) from None


def _wrong_secret(code: str | None, wait: timedelta) -> ExpectedError:
    if code is not None:
        return WrongRecoveryCode(
            "This code does not open your psychotherapy notes.",
            "Type your own code for these notes; the clinic’s recovery code does not open them.",
        )
    return NotesMustWait(wait) if wait else WrongNotesPassphrase()


def _shortest_wait(older: list[AuthorKeyCopies]) -> timedelta:
    return min(wait_after(copies.failures) for copies in older)


def _save_opened(work: UnitOfWork, key: DataKey, copies: AuthorKeyCopies) -> None:
    """End the count of a key that was opened, and bind its notes to their rows."""
    bound = bind_notes(work, key, copies)
    author_keys.save(work.connection, replace(bound, failures=0, failed_at=None))


def _first_opened(
    older: list[AuthorKeyCopies], secret: str, code: str | None
) -> tuple[AuthorKeyCopies, DataKey] | None:
    """Return the first of *older* that the secret opens."""
    for copies in older:
        try:
            return copies, _unwrapped(copies, secret, code)
        except (WrongNotesPassphrase, WrongRecoveryCode, Damaged):
            continue
    return None


def _unwrapped(copies: AuthorKeyCopies, secret: str, code: str | None) -> DataKey:
    """Take *secret* for the own recovery code where it looks like one, else for a passphrase."""
    if code is None:
        return _opened(copies.by_passphrase, copies.author, secret)
    try:
        return author_key.unwrap(copies.by_code, copies.author, code)
    except author_key.SecretMismatch:
        raise _wrong_secret(code, timedelta()) from None


def _opened(copy: bytes, user: str, passphrase: str) -> DataKey:
    try:
        return author_key.unwrap(copy, user, passphrase)
    except author_key.SecretMismatch:
        raise WrongNotesPassphrase from None


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
