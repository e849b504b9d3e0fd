"""Letter numbers as people type and scanners read them: "L-7F3K9".

A number has no check character: those already printed have none, and there are 14 million numbers,
so a slip seldom names another letter. A number that is unknown is compared with those that exist
instead, and the nearest is offered.
"""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Without 0 O 1 I L, which are misread on paper, and without vowels, which make words."""
LENGTH = 5
PREFIX = "L-"
_MOST_HINTS = 3


def typed_code(text: str) -> str:
    """Return what somebody typed or scanned as a number is written: "l 7f3k9" is "L-7F3K9"."""
    plain = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    plain = plain.removeprefix(PREFIX[0])  # no number begins with it
    return PREFIX + plain if plain else ""


def code_problem(code: str) -> str:
    """Return why *code* can be no letter's number, as a sentence; empty where it can be one."""
    plain = code.removeprefix(PREFIX)
    if not plain:
        return "Type or scan the number of a letter, such as L-7F3K9."
    strange = [char for char in plain if char not in LETTERS]
    if strange:
        return f"No letter's number has {strange[0]}: there are no vowels, no 0, 1 and L in them."
    if len(plain) != LENGTH:
        return f"A letter's number has {LENGTH} characters after the L; this has {len(plain)}."
    return ""


def near_codes(code: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the *known* numbers that one slip turns into *code*: a wrong character, two swapped,
    one too many or too few."""
    return tuple(sorted(each for each in known if _one_slip(code, each)))[:_MOST_HINTS]


def _one_slip(typed: str, meant: str) -> bool:
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    if len(typed) != len(meant):
        longer, shorter = sorted((typed, meant), key=len, reverse=True)
        return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
    different = [place for place, char in enumerate(typed) if char != meant[place]]
    if len(different) == 1:
        return True
    swapped = len(different) == 2 and different[1] == different[0] + 1
    return (
        swapped
        and typed[different[0]] == meant[different[1]]
        and (typed[different[1]] == meant[different[0]])
    )
