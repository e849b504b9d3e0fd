"""In which order the characters of a line stand, where words run from right to left.

The Unicode Bidirectional Algorithm (UAX #9) for text whose only control characters are isolates,
which is all that `text.clean` lets pass. No library gives levels, which say where a run begins and
ends; those that exist return a reordered string, in which bold and fonts can't be found again. The
tests compare with one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

ISOLATE = "\u2068"
"""Opens a value whose direction is that of its first letter (FSI)."""
END_ISOLATE = "\u2069"

_STRONG = {"L": 0, "R": 1, "AL": 1}
_BRACKETS = dict(zip("([{⟨（［｛「『【〈《", ")]}⟩）］｝」』】〉》", strict=True))
_CLOSING = frozenset(_BRACKETS.values())
_MOST_OPEN = 63  # brackets open at a time, by rule BD16


def runs_right_to_left(char: str) -> bool:
    """Tell whether *char* is a letter of a script that is written from right to left."""
    return unicodedata.bidirectional(char) in ("R", "AL")


def direction(text: str) -> int:
    """Return 1 where the first letter of *text* runs from right to left, else 0 (P2, P3)."""
    depth = 0
    for char in text:
        if char == ISOLATE:
            depth += 1
        elif char == END_ISOLATE:
            depth = max(0, depth - 1)
        elif depth == 0 and (kind := _STRONG.get(unicodedata.bidirectional(char))) is not None:
            return kind
    return 0


def embedding_levels(text: str, base: int) -> list[int]:
    """Return the level of each character; odd ones run from right to left. *base* is 0 or 1."""
    levels = [base] * len(text)
    _resolve(text, 0, len(text), base, levels)
    return levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return in which order parts of these levels stand from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _resolve(text: str, start: int, end: int, level: int, levels: list[int]) -> None:
    """Write the levels of text[start:end]; what isolates hold is resolved apart."""
    outside: list[int] = []
    place = start
    while place < end:
        if text[place] != ISOLATE:
            outside.append(place)
            place += 1
            continue
        close = _end_of_isolate(text, place, end)
        inner = text[place + 1 : close]
        higher = level + 1 if direction(inner) != level % 2 else level + 2
        _resolve(text, place + 1, close, higher, levels)
        outside += [place, *([close] if close < end else [])]
        place = close + 1
    seen = [index for index in outside if unicodedata.bidirectional(text[index]) != "BN"]
    kinds = _implicit([text[index] for index in seen], "R" if level % 2 else "L")
    of_char = dict(zip(seen, kinds, strict=True))
    last = level
    for index in outside:
        if index in of_char:
            last = _level_of(of_char[index], level)
        levels[index] = last


def _end_of_isolate(text: str, opening: int, end: int) -> int:
    depth = 0
    for place in range(opening, end):
        depth += (text[place] == ISOLATE) - (text[place] == END_ISOLATE)
        if depth == 0:
            return place
    return end


def _level_of(kind: str, level: int) -> int:
    """Return the level of a resolved kind (I1, I2)."""
    if level % 2:
        return level + (kind != "R")
    return level + {"L": 0, "R": 1}.get(kind, 2)


def _implicit(chars: list[str], embedding: str) -> list[str]:
    """Return L, R, EN or AN for each character (W1 to W7, N0 to N2)."""
    kinds = _weak([_kind(char) for char in chars], embedding)
    marks = [unicodedata.bidirectional(char) == "NSM" for char in chars]
    _pair_brackets(chars, kinds, marks, embedding)
    return _neutral(kinds, embedding)


def _kind(char: str) -> str:
    return "ON" if char in (ISOLATE, END_ISOLATE) else unicodedata.bidirectional(char) or "L"


def _weak(kinds: list[str], embedding: str) -> list[str]:
    previous = strong = embedding
    for place, found in enumerate(kinds):
        kind = previous if found == "NSM" else found  # W1
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":  # W2
            kind = "AN"
        kinds[place] = previous = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for place in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and (
            (kind == "CS" and before in ("EN", "AN")) or kind + before == "ESEN"
        ):
            kinds[place] = before
    _spread_numbers(kinds)
    strong = embedding
    for place, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):  # W6
            kinds[place] = "ON"
        elif kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[place] = "L"
    return kinds


def _spread_numbers(kinds: list[str]) -> None:
    """Let signs such as "$" and "%" belong to the number beside them (W5)."""
    place = 0
    while place < len(kinds):
        end = place
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > place and "EN" in (kinds[place - 1] if place else "", *kinds[end : end + 1]):
            kinds[place:end] = ["EN"] * (end - place)
        place = end + 1


def _side(kind: str) -> str:
    """Return the direction that a kind lends to neutrals beside it, or nothing."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _pair_brackets(chars: list[str], kinds: list[str], marks: list[bool], embedding: str) -> None:
    for opening, closing in _bracket_pairs(chars, kinds):  # N0
        inside = {_side(kind) for kind in kinds[opening + 1 : closing]}
        other = "L" if embedding == "R" else "R"
        if embedding in inside:
            found = embedding
        elif other in inside:
            before = next((s for kind in reversed(kinds[:opening]) if (s := _side(kind))), "")
            found = other if before == other else embedding
        else:
            continue
        for place in (opening, closing):
            kinds[place] = found
            after = place + 1
            while after < len(kinds) and marks[after]:
                kinds[after] = found
                after += 1


def _bracket_pairs(chars: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    open_ones: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for place, char in enumerate(chars):
        if kinds[place] != "ON":
            continue
        if char in _BRACKETS:
            if len(open_ones) == _MOST_OPEN:
                return []
            open_ones.append((_BRACKETS[char], place))
        elif char in _CLOSING:
            for depth in range(len(open_ones) - 1, -1, -1):
                if open_ones[depth][0] == char:
                    pairs.append((open_ones[depth][1], place))
                    del open_ones[depth:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], embedding: str) -> list[str]:
    place = 0
    while place < len(kinds):
        end = place
        while end < len(kinds) and not _side(kinds[end]):
            end += 1
        if end > place:
            before = _side(kinds[place - 1]) if place else embedding
            after = _side(kinds[end]) if end < len(kinds) else embedding
            kinds[place:end] = [before if before == after else embedding] * (end - place)  # N1, N2
        place = end + 1
    return kinds
