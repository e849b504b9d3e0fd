"""What the search of texts finds: one piece of text of one record of one chart.

One index for every kind of record, so that a search of the whole clinic asks once. **Psychotherapy
notes are never a kind here** (45 CFR 164.501): they are found by nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.text import fold


class SearchKind(StrEnum):
    """Of what record a piece of text is."""

    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A piece of text. `record_id` is of the table that `kind` says; `place` is the page of it.

    Place 0 is what is said about the record, such as its title.
    """

    kind: SearchKind
    record_id: int
    patient_id: int
    place: int
    text: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Where something was found, with the words around it."""

    kind: SearchKind
    record_id: int
    patient_id: int
    place: int
    around: str


MAX_TEXT = 200_000
"""Characters of one piece that are kept; a printed page has 3,000."""

_MOST_WORDS = 8
_LONGEST_WORD = 40
_BEFORE, _AFTER = 8, 90
_WORD = re.compile(r"[^\W_]+")


def query_words(typed: str) -> tuple[str, ...]:
    """Return the words to look for; each finds what begins with it, whatever case or accents."""
    words = (word[:_LONGEST_WORD] for word in typed.split())
    return tuple(word for word in words if fold(word))[:_MOST_WORDS]


def words_around(text: str, words: tuple[str, ...]) -> str:
    """Return some words of *text* around the first place where one of *words* begins."""
    plain = " ".join(text.split())
    at = _first_place(plain, words)
    begin = max(0, plain.rfind(" ", 0, max(0, at - _BEFORE)) + 1)
    end = plain.find(" ", at + _AFTER)
    end = len(plain) if end < 0 else end
    return f"{'…' if begin else ''}{plain[begin:end]}{'…' if end < len(plain) else ''}"


def _first_place(plain: str, words: tuple[str, ...]) -> int:
    wanted = tuple(fold(piece) for word in words for piece in _WORD.findall(word)[:1])
    for found in _WORD.finditer(plain):
        if fold(found.group()).startswith(wanted):
            return found.start()
    return 0
