"""Folding text for comparison: case, accents and letters that do not decompose."""

from __future__ import annotations

import unicodedata

_PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss",
        "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ſ": "s",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Return *text* without case and accents, words separated by single spaces.

    Apostrophes and dots vanish inside words (O'Neil → oneil); other punctuation separates words.
    """
    plain = text
    for _ in range(2):  # folding case can leave something to decompose, and the other way round
        plain = unicodedata.normalize("NFKD", plain.casefold()).translate(_PLAIN_LETTERS)
    kept = []
    for char in plain:
        if char.isalnum():
            kept.append(char)
        elif unicodedata.combining(char) or char in "'’ʼ.`":
            continue
        else:
            kept.append(" ")
    return " ".join("".join(kept).split())


def digits(text: str) -> str:
    """Return only the ASCII digits of *text*."""
    return "".join(char for char in text if "0" <= char <= "9")
