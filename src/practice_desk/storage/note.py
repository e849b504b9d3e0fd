"""Session notes and the signatures under them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, or_, select

from practice_desk.domain.note import Modality, Note, NoteKind, NoteState
from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.note_signature import NoteSignature
from practice_desk.domain.search_entry import SearchKind, SearchRecord, note_words
from practice_desk.storage import search
from practice_desk.storage.note_rows import NOTE, NOTE_PHRASE, NOTE_SIGNATURE
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.records import Records

_OF_OPEN = ("id", "patient_id", "kind", "seen_on", "author", "state")


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note that waits for a signature, without what it says."""

    id: int
    patient_id: int
    kind: NoteKind
    seen_on: date
    author: str
    state: NoteState


def _sections_in(plain: list[dict[str, Any]]) -> tuple[NoteSection, ...]:
    return msgspec.convert(plain, tuple[NoteSection, ...])


def _modality_out(value: Modality | None) -> str:
    return "" if value is None else value.value


def _modality_in(text: str) -> Modality | None:
    return Modality(text) if text else None


class Notes(Records[Note]):
    """Notes in the order in which they were begun."""

    def __init__(self) -> None:
        super().__init__(
            "note",
            Note,
            NOTE,
            codecs={
                "sections": (msgspec.to_builtins, _sections_in),
                "modality": (_modality_out, _modality_in),
                "codes": (list, tuple),
            },
        )
        state, author = NOTE.c.state, NOTE.c.author
        self._in_state = self.prepare(state == bindparam("state"), NOTE.c.retracted_reason == "")
        self._own_in_state = self.prepare(
            state == bindparam("state"),
            author == bindparam("author"),
            NOTE.c.retracted_reason == "",
        )
        self._open = PreparedSelect(
            select(*(NOTE.c[name] for name in _OF_OPEN)).where(
                or_(*(state == each.value for each in NoteState if each is not NoteState.SIGNED)),
                NOTE.c.retracted_reason == "",
            ),
            lambda number, patient_id, kind, day, author, state: OpenNote(
                number, patient_id, NoteKind(kind), day, author, NoteState(state)
            ),
        )
        self._days = PreparedSelect(
            select(NOTE.c.seen_on, NOTE.c.kind).where(
                NOTE.c.patient_id == bindparam("patient_id"),
                state != NoteState.DRAFT.value,
                NOTE.c.addendum_to_id.is_(None),
                NOTE.c.retracted_reason == "",
            ),
            lambda day, kind: (day, NoteKind(kind)),
        )

    def add(self, connection: Connection, value: Note) -> int:
        """Insert a note; it is found by its words where it is signed."""
        number = super().add(connection, value)
        _index(connection, value, number)
        return number

    def save(self, connection: Connection, value: Note) -> None:
        """Write a note over the row it was read from; as `add`. Raises what `Records.save` does."""
        super().save(connection, value)
        _index(connection, value, value.id or 0)

    def unsigned(
        self, connection: Connection, state: NoteState, author: str | None = None
    ) -> list[Note]:
        """Return the clinic's notes in *state*, of one author or of all."""
        if author is None:
            return self._in_state.all(connection, state=state.value)
        return self._own_in_state.all(connection, state=state.value, author=author)

    def open_of_all(self, connection: Connection) -> list[OpenNote]:
        """Return all that waits for a signature, of everybody, without the texts."""
        return self._open.all(connection)

    def days_of(
        self, connection: Connection, patient_id: int, kinds: Iterable[NoteKind]
    ) -> set[date]:
        """Return the days of a chart's contacts of *kinds*, by its signed notes."""
        wanted = set(kinds)
        found = self._days.all(connection, patient_id=patient_id)
        return {day for day, kind in found if kind in wanted}

    def amended(self, connection: Connection, numbers: Collection[int]) -> set[int]:
        """Return which of the notes with these ids a signed amendment has taken the place of."""
        amends = NOTE.c.amends_id
        statement = select(amends).where(
            amends.in_(numbers),
            NOTE.c.state != NoteState.DRAFT.value,
            NOTE.c.retracted_reason == "",
        )
        return set(connection.execute(statement).scalars())

    def remove_draft(self, connection: Connection, note_id: int) -> None:
        """Delete a note that nobody has signed."""
        unsigned = (NOTE.c.id == note_id, NOTE.c.state == NoteState.DRAFT.value)
        connection.execute(delete(NOTE).where(*unsigned))


def _index(connection: Connection, value: Note, number: int) -> None:
    if value.is_draft:
        return
    record = SearchRecord(SearchKind.NOTE, number, value.patient_id, value.seen_on, value.author)
    search.index_texts(connection, record, {0: note_words(value)})


class NoteSignatures(Records[NoteSignature]):
    """Signatures in the order in which they were given."""

    def __init__(self) -> None:
        super().__init__("signature", NoteSignature, NOTE_SIGNATURE)
        self._of_note = self.prepare(NOTE_SIGNATURE.c.note_id == bindparam("note_id"))

    def of_note(self, connection: Connection, note_id: int) -> list[NoteSignature]:
        """Return the signatures under one note."""
        return self._of_note.all(connection, note_id=note_id)


class NotePhrases(Records[NotePhrase]):
    """Everybody's phrases by their shortcuts."""

    def __init__(self) -> None:
        super().__init__("phrase", NotePhrase, NOTE_PHRASE, order_by=("shortcut", "owner"))
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[NotePhrase]:
        """Return all of them."""
        return self._all.all(connection)

    def remove(self, connection: Connection, phrase_id: int) -> None:
        """Delete one."""
        connection.execute(delete(NOTE_PHRASE).where(NOTE_PHRASE.c.id == phrase_id))


notes = Notes()
note_signatures = NoteSignatures()
note_phrases = NotePhrases()
