"""What is sealed of a psychotherapy note; sealing notes anew under a key, or for their rows.

For the two services beside it alone; docs/decisions/0032 says what a seal is bound to.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date, datetime

import msgspec

from practice_desk.credentials import author_key
from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.errors import Damaged
from practice_desk.domain.psychotherapy_note import (
    AuthorKeyCopies,
    NoteOrigin,
    PsychotherapyNote,
    SealedNote,
)
from practice_desk.storage import access
from practice_desk.storage.psychotherapy_note import sealed_notes
from practice_desk.storage.unit_of_work import UnitOfWork


class _Plain(msgspec.Struct, frozen=True):
    """What is sealed of a note: its text, its days, and the chart it was written in."""

    patient_id: int
    seen_on: date
    text: str
    signed_at: datetime | None

    def __repr__(self) -> str:
        return "_Plain(…)"


def put_sealed(
    work: UnitOfWork, key: DataKey, user: str, key_id: int, note: PsychotherapyNote
) -> PsychotherapyNote:
    """Seal *note* for its row and write it; a new one gets its row first. Return it as kept.

    Raises StaleRecord and NotFound.
    """
    assert note.written_at is not None  # whoever calls has set it
    row = SealedNote(
        note.patient_id, user, key_id, note.written_at, b"", note.id, note.version
    )  # fmt: skip
    if row.id is None:
        row = replace(row, id=sealed_notes.add(work.connection, row), version=1)
    plain = _Plain(note.patient_id, note.seen_on, note.text, note.signed_at)
    sealed = author_key.seal(key, user, row.id or 0, msgspec.json.encode(plain))
    sealed_notes.save(work.connection, replace(row, sealed=sealed))
    return replace(note, id=row.id, version=(row.version or 0) + 1)


def open_note(work: UnitOfWork, key: DataKey, row: SealedNote) -> PsychotherapyNote:
    """Return what is sealed in *row*. Raises Damaged, also for what was sealed for another row."""
    plain = _decoded(author_key.open_sealed(key, row.author, row.id or 0, row.sealed))
    return PsychotherapyNote(
        row.patient_id,
        plain.seen_on,
        plain.text,
        plain.signed_at,
        row.written_at,
        _origin(work, plain.patient_id, row.patient_id),
        row.id,
        row.version,
    )


def bind_notes(work: UnitOfWork, key: DataKey, copies: AuthorKeyCopies) -> AuthorKeyCopies:
    """Seal every note under *key* for its own row, once; return the copies that say so.

    From then on no note opens that was sealed for no row, or for another.
    """
    if not copies.is_bound:
        _seal_anew(work, key, copies, key, copies)
    return replace(copies, is_bound=True)


def move_notes(
    work: UnitOfWork,
    key: DataKey,
    copies: AuthorKeyCopies,
    new_key: DataKey,
    new_copies: AuthorKeyCopies,
) -> int:
    """Seal what is under an older key under the present one; return how many notes that were."""
    return _seal_anew(work, key, copies, new_key, new_copies)


def _seal_anew(
    work: UnitOfWork,
    key: DataKey,
    copies: AuthorKeyCopies,
    new_key: DataKey,
    new_copies: AuthorKeyCopies,
) -> int:
    user, moved = copies.author, 0
    assert copies.id is not None  # both were read from the table
    assert new_copies.id is not None
    for row in sealed_notes.under(work.connection, user, copies.id):
        number = row.id or 0
        with contextlib.suppress(Damaged):  # it stays as it is, and is told as damaged
            if copies.is_bound:
                plain = author_key.open_sealed(key, user, number, row.sealed)
            else:
                plain = author_key.open_unbound(key, user, row.sealed)
            sealed = author_key.seal(new_key, user, number, plain.rstrip())
            sealed_notes.save(work.connection, replace(row, key_id=new_copies.id, sealed=sealed))
            moved += 1
    return moved


def _decoded(plain: bytes) -> _Plain:
    try:
        return msgspec.json.decode(plain, type=_Plain)
    except msgspec.MsgspecError:
        raise Damaged("A psychotherapy note is damaged.") from None


def _origin(work: UnitOfWork, written_in: int, found_in: int) -> NoteOrigin:
    """Tell a note that came with a merge of charts from one whose row was moved by somebody."""
    if written_in == found_in:
        return NoteOrigin.HERE
    charts, known = [found_in], {found_in}
    while charts:
        for merge in access.approvals.merged_into(work.connection, charts.pop()):
            if merge.patient_id is not None and merge.patient_id not in known:
                known.add(merge.patient_id)
                charts.append(merge.patient_id)
    return NoteOrigin.CAME_OVER if written_in in known else NoteOrigin.ELSEWHERE
