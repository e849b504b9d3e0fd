"""Of which records a letter told: a copy asks later for the consents that they need then."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.release import Record


@dataclass(frozen=True, slots=True)
class LetterTold:
    """The records that the pages of one letter tell of, each once; none is a letter without any."""

    patient_id: int
    letter_id: int
    records: tuple[Record, ...]
    id: int | None = None
