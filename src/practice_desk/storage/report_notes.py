"""Notes without their texts, over all charts at once. Psychotherapy notes are no such notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, DateTime, func, select, type_coerce

from practice_desk.domain.note import NoteKind, NoteState
from practice_desk.domain.report_productivity import WrittenNote
from practice_desk.storage.many_rows import Tick, local_days, many_rows, no_tick
from practice_desk.storage.note_rows import NOTE, NOTE_SIGNATURE


def written_notes(
    connection: Connection, first: date, last: date, tick: Tick = no_tick
) -> Iterator[WrittenNote]:
    """Yield the notes of contacts from *first* to *last* that nobody took back, in no order."""
    n, s = NOTE.c, NOTE_SIGNATURE.c
    signed_at = select(func.min(s.signed_at)).where(s.note_id == n.id).scalar_subquery()
    query = select(
        n.id,
        n.patient_id,
        n.author,
        n.kind,
        n.seen_on,
        n.state,
        type_coerce(signed_at, DateTime()),
        (n.addendum_to_id.is_not(None) | n.amends_id.is_not(None)),
    ).where(n.seen_on >= first, n.seen_on <= last, n.retracted_reason == "")
    kinds = {each.value: each for each in NoteKind}
    states = {each.value: each for each in NoteState}
    day_of = local_days()
    for number, patient_id, author, kind, seen_on, state, at, adds in many_rows(
        connection, query, tick
    ):
        signed_on = None if at is None else day_of(at)
        yield WrittenNote(
            number, patient_id, author, kinds[kind], seen_on, states[state], signed_on, bool(adds)
        )
