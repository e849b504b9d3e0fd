"""Psychotherapy notes and their authors' keys. Every call names the author.

For the services of psychotherapy notes alone, which an import contract holds.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete

from practice_desk.domain.psychotherapy_note import AuthorKeyCopies, SealedNote
from practice_desk.storage.psychotherapy_note_rows import PSYCHOTHERAPY_KEY, PSYCHOTHERAPY_NOTE
from practice_desk.storage.records import Records


class SealedNotes(Records[SealedNote]):
    """Sealed notes, the newest first."""

    def __init__(self) -> None:
        super().__init__("note", SealedNote, PSYCHOTHERAPY_NOTE, order_by=("-id",))
        mine = self.table.c.author == bindparam("author")
        self._own = self.prepare(mine, self.table.c.patient_id == bindparam("patient_id"))
        self._one = self.prepare(mine, self.table.c.id == bindparam("id"))
        self._under = self.prepare(mine, self.table.c.key_id == bindparam("key_id"))

    def own(self, connection: Connection, author: str, patient_id: int) -> list[SealedNote]:
        """Return an author's notes in one chart."""
        return self._own.all(connection, author=author, patient_id=patient_id)

    def own_one(self, connection: Connection, author: str, note_id: int) -> SealedNote | None:
        """Return one of an author's notes."""
        return self._one.first(connection, author=author, id=note_id)

    def under(self, connection: Connection, author: str, key_id: int) -> list[SealedNote]:
        """Return an author's notes under one key, of all charts."""
        return self._under.all(connection, author=author, key_id=key_id)

    def remove(self, connection: Connection, author: str, note_id: int) -> None:
        """Delete one of an author's notes."""
        mine = (self.table.c.author == author, self.table.c.id == note_id)
        connection.execute(delete(self.table).where(*mine))


class AuthorKeys(Records[AuthorKeyCopies]):
    """Sealed keys, the newest first."""

    def __init__(self) -> None:
        super().__init__("key", AuthorKeyCopies, PSYCHOTHERAPY_KEY, order_by=("-id",))
        self._own = self.prepare(self.table.c.author == bindparam("author"))

    def of(self, connection: Connection, author: str) -> AuthorKeyCopies | None:
        """Return the author's present key, None without one."""
        return self._own.first(connection, author=author)

    def all_of(self, connection: Connection, author: str) -> list[AuthorKeyCopies]:
        """Return every key that the author ever began with."""
        return self._own.all(connection, author=author)


sealed_notes = SealedNotes()
author_keys = AuthorKeys()
