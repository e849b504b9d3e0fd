"""Finds names while they are typed: beginnings first, forgiving of typing errors and accents."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from practice_desk.domain.text import fold

T = TypeVar("T")

_SHORTEST_PART = 4  # shorter parts occur in the middle of too many names
_SHORTEST_TYPO = 4  # below this, a typing error cannot be told from another name
_LONG = 7  # from here on two typing errors are forgiven
_PART = 3  # rank of a match in the middle of a word


class Match(NamedTuple, Generic[T]):
    """Something found, and the name by which it was found."""

    value: T
    name: str


class NameIndex(Generic[T]):
    """Names in order of preference, each leading to a value."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._entries = tuple(names)

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(fold(name) for name, _ in self._entries)

    @cached_property
    def _by_name(self) -> dict[str, tuple[T, ...]]:
        found: dict[str, tuple[T, ...]] = {}
        for folded, (_, value) in zip(self._folded, self._entries, strict=True):
            if folded:
                found[folded] = (*found.get(folded, ()), value)
        return found

    def search(self, text: str, limit: int, *, typos: bool = True) -> tuple[Match[T], ...]:
        """Return up to *limit* different values whose names fit *text*, best first.

        A whole name comes before a name's beginning, that before a word's beginning and a part.
        Only where none of these fits are names within one or two typing errors given, if *typos*.
        An empty *text* finds nothing.
        """
        query = fold(text)
        if not query or limit < 1:
            return ()
        ranked = self._spelled(query)
        if typos and not any(rank < _PART for rank, _ in ranked):
            ranked += self._misspelled(query)
        found: dict[int, Match[T]] = {}
        for _, index in sorted(ranked):
            name, value = self._entries[index]
            found.setdefault(id(value), Match(value, name))
            if len(found) == limit:
                break
        return tuple(found.values())

    def exact(self, text: str) -> tuple[T, ...]:
        """Return every value that has *text* as a name, but for case and accents."""
        return self._by_name.get(fold(text), ())

    def _spelled(self, query: str) -> list[tuple[int, int]]:
        ranked = []
        for index, folded in enumerate(self._folded):
            if query not in folded:
                continue
            rank = _rank(query, folded)
            if rank < _PART or len(query) >= _SHORTEST_PART:
                ranked.append((rank, index))
        return ranked

    def _misspelled(self, query: str) -> list[tuple[int, int]]:
        length = len(query)
        if length < _SHORTEST_TYPO:
            return []
        from rapidfuzz.distance import OSA  # 2 MB, only for names that were mistyped
        from rapidfuzz.process import extract_iter

        allowed = 1 if length < _LONG else 2
        best: dict[int, int] = {}
        for size in (length - 1, length, length + 1):
            starts = self._starts(size, " " in query)
            near = extract_iter(
                query, starts.keys(), scorer=OSA.distance, score_cutoff=allowed, processor=None
            )
            for start, distance, _ in near:
                for index in starts[start]:
                    best[index] = min(best.get(index, allowed), int(distance))
        return [(_PART + distance, index) for index, distance in best.items()]

    def _starts(self, size: int, whole_names: bool) -> dict[str, list[int]]:
        """Return the first *size* letters of every name, or of every word, and whose they are."""
        key = (size, whole_names)
        if key not in self._known_starts:
            starts: dict[str, list[int]] = {}
            for index, folded in enumerate(self._folded):
                for part in (folded,) if whole_names else folded.split():
                    if len(part) >= size - 1:
                        starts.setdefault(part[:size], []).append(index)
            self._known_starts[key] = starts
        return self._known_starts[key]

    @cached_property
    def _known_starts(self) -> dict[tuple[int, bool], dict[str, list[int]]]:
        return {}


def _rank(query: str, folded: str) -> int:
    """Return how well *query*, a part of *folded*, fits; 0 is best."""
    if folded == query:
        return 0
    if folded.startswith(query):
        return 1
    return 2 if f" {query}" in folded else _PART
