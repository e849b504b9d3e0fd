"""The records that letters told of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam

from practice_desk.domain.letter_told import LetterTold
from practice_desk.domain.release import Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.storage.letter_told_rows import LETTER_TOLD
from practice_desk.storage.records import Records


def _records_out(records: Iterable[Record]) -> list[list[str | int]]:
    return [[str(noun), number] for noun, number in records]


def _records_in(plain: Iterable[tuple[str, int]]) -> tuple[Record, ...]:
    return tuple((RecordNoun(noun), number) for noun, number in plain)


class LettersTold(Records[LetterTold]):
    """One entry for each letter; those sent before there was this table have none."""

    def __init__(self) -> None:
        super().__init__(
            "record told of",
            LetterTold,
            LETTER_TOLD,
            codecs={"records": (_records_out, _records_in)},
        )
        self._of_letter = self.prepare(LETTER_TOLD.c.letter_id == bindparam("letter_id"))

    def of_letter(self, connection: Connection, letter_id: int) -> LetterTold | None:
        """Return what one letter told of, None where that was not kept."""
        return self._of_letter.first(connection, letter_id=letter_id)


letters_told = LettersTold()
