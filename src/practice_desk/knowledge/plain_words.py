"""Finds what somebody means who does not know its name: whole sentences in everyday words.

Words count by what they tell: "my" and "the" tell nothing, a rare word more than a common one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log
from typing import Generic, TypeVar

from practice_desk.domain.text import fold
from practice_desk.knowledge.names import NameIndex

T = TypeVar("T")

_SAY_NOTHING = frozenset({
    "a", "about", "after", "again", "all", "always", "am", "an", "and", "any", "are", "as", "at",
    "be", "been", "before", "being", "but", "by", "can", "could", "day", "days", "did", "do",
    "does", "doing", "dont", "down", "even", "ever", "every", "feel", "feeling", "feels", "felt",
    "few", "for", "from", "get", "gets", "getting", "go", "goes", "going", "got", "had", "has",
    "have", "having", "he", "her", "his", "i", "if", "in", "into", "is", "it", "its", "ive",
    "just", "keep", "kind", "last", "like", "lot", "make", "makes", "many", "me", "more",
    "morning", "most", "much", "my", "new", "night", "no", "not", "now", "of", "off", "on", "one",
    "or", "other", "our", "out", "over", "own", "pill", "really", "s", "she", "since", "so",
    "some", "than", "that", "the", "their", "them", "then", "there", "these", "they", "thing",
    "things", "think", "this", "time", "to", "too", "took", "up", "us", "usual", "very", "was",
    "we", "week", "weeks", "well", "were", "what", "when", "where", "which", "while", "who",
    "will", "with", "would", "you", "your", "medicine", "med", "meds",
})  # fmt: skip
_ENDINGS = ("ing", "ed", "es", "s", "y")
_SHORTEST_STEM = 4
_SHORTEST_TYPO = 5
_ENOUGH = 0.55
"""The part of a phrase's or of the typed words' weight that has to fit."""
_QUESTION = 0.6
"""What a fit with the question is worth beside one with how patients say it."""


class PlainWords(Generic[T]):
    """Values by several phrases each, and a question that asks for them in plain words."""

    def __init__(
        self,
        entries: Iterable[tuple[T, Sequence[str], str]],
        alike: Iterable[Sequence[str]] = (),
    ) -> None:
        self._entries = tuple(entries)
        self._alike = {fold(word): fold(group[0]) for group in alike for word in group}

    def search(self, text: str, limit: int) -> tuple[T, ...]:
        """Return up to *limit* values, the likeliest first: by name, then by meaning."""
        named = [match.value for match in self._names.search(text, limit, typos=False)]
        meant = self._meant(text)
        if not named and not meant:
            named = [match.value for match in self._names.search(text, limit)]
        found: dict[int, T] = {}
        for value in (*named, *meant):
            found.setdefault(id(value), value)
        return tuple(found.values())[:limit]

    def named_in(self, text: str) -> tuple[T, ...]:
        """Return the values of which *text* has every telling word of a phrase, in their order.

        It is stricter than `search`: for texts that may be about something else altogether.
        """
        said = self._telling(text)
        return tuple(
            value
            for index, (value, _, _) in enumerate(self._entries)
            if any(phrase and _all_in(phrase, said) for phrase in self._phrases[index])
        )

    def _meant(self, text: str) -> list[T]:
        said = self._telling(text)
        if not said:
            return []
        scored = []
        for index, (value, _, _) in enumerate(self._entries):
            fits = [self._fit(said, words) for words in self._phrases[index]]
            fits.append(self._fit(said, self._questions[index]) * _QUESTION)
            best = max(fits)
            if best >= _ENOUGH * _QUESTION:
                scored.append((-best, index, value))
        return [value for _, _, value in sorted(scored, key=lambda each: each[:2])]

    def _fit(self, said: frozenset[str], phrase: frozenset[str]) -> float:
        """Return how much of one is in the other, from 0 to 1, and a little for all of it."""
        if not phrase:
            return 0.0
        common = {word for word in phrase if any(_is_near(word, other) for other in said)}
        if not common:
            return 0.0
        weight = sum(map(self._weight, common))
        of_phrase = weight / sum(map(self._weight, phrase))
        heard = {word for word in said if any(_is_near(word, other) for other in phrase)}
        of_said = sum(map(self._weight, heard)) / sum(map(self._weight, said))
        best = max(of_phrase, of_said)
        return best * (0.8 + 0.1 * of_phrase + 0.1 * of_said) if best >= _ENOUGH else 0.0

    def _weight(self, word: str) -> float:
        return log(1 + len(self._entries) / (1 + self._counts[word]))

    def _telling(self, text: str) -> frozenset[str]:
        words = re.findall(r"\w+", fold(text.replace("'", "").replace("’", "")))
        joined = (self._alike.get(word, word) for word in words if word not in _SAY_NOTHING)
        return frozenset(_stem(word) for word in joined)

    @cached_property
    def _names(self) -> NameIndex[T]:
        return NameIndex([(name, value) for value, names, _ in self._entries for name in names])

    @cached_property
    def _phrases(self) -> tuple[tuple[frozenset[str], ...], ...]:
        return tuple(tuple(map(self._telling, names)) for _, names, _ in self._entries)

    @cached_property
    def _questions(self) -> tuple[frozenset[str], ...]:
        return tuple(self._telling(question) for _, _, question in self._entries)

    @cached_property
    def _counts(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for phrases, question in zip(self._phrases, self._questions, strict=True):
            counts.update(frozenset().union(question, *phrases))
        return counts


def _all_in(phrase: frozenset[str], said: frozenset[str]) -> bool:
    return all(any(_is_near(word, other) for other in said) for word in phrase)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _is_near(word: str, other: str) -> bool:
    """Whether two words are the same but for a typing error or an ending."""
    if word == other:
        return True
    shorter = min(len(word), len(other))
    if shorter < _SHORTEST_TYPO or abs(len(word) - len(other)) > 1 or word[0] != other[0]:
        return False
    from rapidfuzz.distance import OSA  # 2 MB, only for words that are nearly alike

    return int(OSA.distance(word, other, score_cutoff=1)) <= 1
