"""Spell-checking American English with the words of the field, by Hunspell.

`SpellBook` takes some 70 ms and 10 MB to make, and looking for suggestions up to 0.3 s: it belongs
on a thread of its own. What it is asked is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from hunspell import Hunspell

from practice_desk.domain.spelled import WORD
from practice_desk.knowledge.note_forms import medical_words

MOST_SUGGESTIONS = 7
_LETTERS = 256  # the dictionary is in Latin-1


class SpellBook:
    """The dictionary, with *words* beside it, such as names of medications."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._book = Hunspell("en_US")
        for word in {*medical_words(), *words}:
            for part in filter(_can_be_judged, WORD.findall(word)):
                self._book.add(part)
                self._book.add(part.casefold())

    def knows(self, word: str) -> bool:
        """Return whether *word* is spelled right, in small or capital letters.

        What the dictionary has no letters for, such as a Polish name, counts as right.
        """
        word = word.replace("’", "'")
        if not _can_be_judged(word):
            return True
        return bool(self._book.spell(word) or self._book.spell(word.casefold()))

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words that may be meant, the likeliest first."""
        if not _can_be_judged(word):
            return ()
        return tuple(self._book.suggest(word)[:MOST_SUGGESTIONS])


def _can_be_judged(word: str) -> bool:
    return all(ord(letter) < _LETTERS for letter in word)
