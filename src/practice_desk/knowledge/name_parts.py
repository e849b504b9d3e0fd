"""The names that the pack puts together in one, such as "lithium carbonate or citrate"."""

from __future__ import annotations

from functools import cache

from practice_desk.domain.text import fold


@cache
def alternatives(name: str) -> frozenset[str]:
    """Return the names for which *name* also stands, folded; none where it is a plain one.

    "lithium carbonate or citrate" stands for lithium and its two salts, "5-HTP or L-tryptophan
    supplement" for both, and "valproate (divalproex sodium, valproic acid)" for all three.
    """
    head, _, bracket = name.partition(" (")
    found = {head} if bracket else set()
    salts = [part.split() for part in bracket.rstrip(")").split(", ")]
    if len(salts) > 1 and all(len(words) > 1 for words in salts):  # and not "(capsule, solution)"
        found |= {" ".join(words) for words in salts} | {words[0] for words in salts}
    first, _, last = head.partition(" or ")
    words = first.split()
    if last and len(words) == 1:
        found |= {first, last}
    elif len(words) == 2 and len(last.split()) == 1:
        found |= {words[0], first, f"{words[0]} {last}"}
    return frozenset(map(fold, found)) - {fold(name)}


def has_words(name: str, words: str) -> bool:
    """Return whether the folded *words* stand in *name* as whole words."""
    return f" {words} " in _spaced(name)


@cache
def _spaced(name: str) -> str:
    spaced = "".join(c if c.isalnum() or c == "-" else " " for c in fold(name))
    return f" {' '.join(spaced.split())} "
