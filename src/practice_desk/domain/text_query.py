"""What somebody typed to search the texts, understood; and what of a text answers it. Pure.

Words find what begins with them, "quoted words" stand one after the other, whatever their case or
accents. Nothing that can be typed is an error or an order to the index.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from practice_desk.domain.search_entry import SearchKind
from practice_desk.domain.text import fold

_MOST_WORDS = 8
_MOST_IN_PHRASE = 12
_LONGEST_TYPED = 1_000
_LONGEST_WORD = 40
LONGEST_INDEXED = 8
"""Letters of a word by whose beginning the index finds at once."""
_WORD = re.compile(r"[^\W_\u19b0-\u19c9\u1cf2\u1cf3]+")
"""As the index splits words; what Python alone takes for letters is left out."""
_QUOTED = re.compile(r'["“”„]([^"“”„]*)["“”„]?')
_BEFORE, _AFTER = 40, 150
_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75
"""Of BM25, as everybody sets them."""
_HALF_LIFE = 730.0
"""Days after which a text counts half of what it would today."""
_MARKS = range(0x0300, 0x0370)
_OWN_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class TextQuery:
    """`words` find what begins with them; each of `phrases` has to stand as it is. All have to."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.words or self.phrases)


@dataclass(frozen=True, slots=True)
class TextFilter:
    """What is searched: of one chart, from a day to a day, some kinds, of one author; or all."""

    patient_id: int | None = None
    since: date | None = None
    until: date | None = None
    kinds: frozenset[SearchKind] = field(default_factory=frozenset)
    author: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some words of a text; `found` are the beginnings and ends of what was looked for in it."""

    text: str
    found: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Where something was found: the record, the page of it, and the words around.

    `is_replaced` is whether another note or letter has taken its place since.
    """

    kind: SearchKind
    record_id: int
    patient_id: int
    place: int
    dated_on: date
    author: str
    snippet: Snippet
    is_replaced: bool = False


def split_words(text: str) -> list[str]:
    """Return the words of *text* as the index splits them."""
    plain = unicodedata.normalize("NFC", _OWN_USE.sub(" ", text))
    return _WORD.findall("".join(char for char in plain if ord(char) not in _MARKS))


def read_text_query(typed: str) -> TextQuery:
    """Understand what somebody *typed*."""
    typed = typed[:_LONGEST_TYPED]
    words = [word[:_LONGEST_WORD] for word in split_words(_QUOTED.sub(" ", typed))]
    quoted = (split_words(piece)[:_MOST_IN_PHRASE] for piece in _QUOTED.findall(typed))
    phrases = tuple(tuple(phrase) for phrase in quoted if phrase)
    return TextQuery(tuple(dict.fromkeys(words))[:_MOST_WORDS], phrases[:_MOST_WORDS])


def flat(text: str) -> str:
    """Return *text* without case and accents, character for character: places stay the same."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def places_of(text: str, query: TextQuery) -> tuple[tuple[int, int], ...] | None:
    """Return where *text*, in Unicode NFC, holds what is looked for; None where it does not.

    Short words are there: by them the text was found. Of long ones the index knew the beginning.
    """
    plain = flat(text)
    places: set[tuple[int, int]] = set()
    for phrase in query.phrases:  # first, as most texts with all its words lack the phrase
        hits = [each.span() for each in _stands(tuple(map(flat, phrase))).finditer(plain)]
        if not hits:
            return None
        places.update(hits)
    for word in query.words:
        hits = [each.span() for each in _begins(flat(word)).finditer(plain)]
        if not hits and len(word) > LONGEST_INDEXED:
            return None
        places.update(hits)
    return _apart(sorted(places))


def _begins(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(word)}[^\W_]*")


def _stands(phrase: tuple[str, ...]) -> re.Pattern[str]:
    words = r"[\W_]+".join(map(re.escape, phrase))
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])")


def _apart(places: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return *places* without those that begin within another."""
    kept: list[tuple[int, int]] = []
    for begin, end in places:
        if kept and begin < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((begin, end))
    return tuple(kept)


class _PlainCharacters(dict[int, int]):
    """Each character's own without case and accent, worked out when it is first met."""

    def __missing__(self, code: int) -> int:
        plain = next((each for each in (fold(chr(code)), chr(code).lower()) if len(each) == 1), "")
        self[code] = ord(plain) if plain else code
        return self[code]


_PLAIN = _PlainCharacters()


def snippet(text: str, places: Sequence[tuple[int, int]]) -> Snippet:
    """Return the words around the first of *places* on one line, with all places that it shows."""
    first = places[0] if places else (0, 0)
    begin = _word_begin(text, first[0] - _BEFORE) if first[0] > _BEFORE else 0
    end = _word_end(text, max(first[1], begin + _BEFORE + _AFTER))
    shown = text[begin:end]
    before, after = ("… " if begin else ""), (" …" if end < len(text) else "")
    moved = len(before) - begin
    found = tuple((a + moved, b + moved) for a, b in places if begin <= a and b <= end)
    return Snippet(before + re.sub(r"\s", " ", shown) + after, found)


def _word_begin(text: str, at: int) -> int:
    return max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1


def _word_end(text: str, at: int) -> int:
    found = re.compile(r"\s").search(text, at)
    return len(text) if found is None else found.start()


def relevance(texts: Sequence[tuple[int, int, date]], holding: int, today: date) -> Iterable[float]:
    """Return how well each of *texts*, which are all that answer, does: BM25, halved by age.

    Each is given by how often it holds what is looked for, its length in characters and its day.
    *holding* is how many texts the index has. Source: Robertson and Zaragoza, 2009.
    """
    mean = sum(length for _, length, _ in texts) / max(1, len(texts)) or 1.0
    rarity = math.log(1 + (holding - len(texts) + 0.5) / (len(texts) + 0.5)) if holding else 1.0
    for often, length, day in texts:
        spread = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / mean
        weight = often * (_SATURATION + 1) / (often + _SATURATION * spread)
        yield rarity * weight * 0.5 ** (max(0, (today - day) / timedelta(days=1)) / _HALF_LIFE)
