"""What happened to letters after they were made."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from practice_desk.domain.letter_entry import DETAILS, Details, LetterEntry, Superseded
from practice_desk.storage.letter_entry_rows import LETTER_ENTRY
from practice_desk.storage.record_rows import LETTER
from practice_desk.storage.records import Records

_SUPERSEDED = next(kind for kind, made in DETAILS.items() if made is Superseded)
_IS = "is"
"""The kind within the stored details, by which they are read back."""


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in DETAILS.items() if made is type(details))
    return {_IS: kind, **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> Details:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(fields, DETAILS[plain[_IS]])
    return found


class LetterEntries(Records[LetterEntry]):
    """The entries of letters in the order in which they were recorded."""

    def __init__(self) -> None:
        super().__init__(
            "entry of a letter",
            LetterEntry,
            LETTER_ENTRY,
            codecs={"details": (_details_out, _details_in)},
            derived=lambda entry: {"kind": entry.kind},
        )
        entries = LETTER_ENTRY.c
        own = select(LETTER.c.id).where(LETTER.c.id == entries.letter_id)
        self._of_letter = self.prepare(entries.letter_id == bindparam("letter_id"))
        self._of_waiting = self.prepare(
            own.where(LETTER.c.waits.is_(True)).correlate(LETTER_ENTRY).exists()
        )
        self._from = self.prepare(entries.letter_id >= bindparam("first"))

    def of_letter(self, connection: Connection, letter_id: int) -> list[LetterEntry]:
        """Return what happened to one letter."""
        return self._of_letter.all(connection, letter_id=letter_id)

    def of_waiting(self, connection: Connection) -> list[LetterEntry]:
        """Return what happened to the letters about which somebody waits for something."""
        return self._of_waiting.all(connection)

    def superseded(self, connection: Connection, numbers: Collection[int]) -> set[int]:
        """Return which of the letters with these ids another letter replaces."""
        entries = LETTER_ENTRY.c
        statement = select(entries.letter_id).where(
            entries.letter_id.in_(numbers), entries.kind == _SUPERSEDED
        )
        return set(connection.execute(statement).scalars())

    def beginning_with(self, connection: Connection, first: int) -> list[LetterEntry]:
        """Return what happened to the letters from the id *first* on."""
        return self._from.all(connection, first=first)


letter_entries = LetterEntries()
