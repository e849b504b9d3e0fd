"""What is said where text cannot be printed: which field, which characters, and what to do."""

from __future__ import annotations

import unicodedata

from practice_desk.domain.errors import LetterRefused
from practice_desk.letters.system_fonts import tongue

_REVERSING = "\u202b\u202e\u2067"
_MOST_NAMED = 5
_EASTERN = {
    "zh": "Chinese (such as Droid Sans Fallback)",
    "ja": "Japanese (such as IPA Gothic)",
    "ko": "Korean (such as Nanum Gothic)",
}


def unprintable(chars: str, field: str) -> LetterRefused:
    """Return the refusal of text of *field* in which *chars* cannot be printed."""
    for char in chars:
        if char in _REVERSING:
            what = "invisible character that reverses the reading direction"
            return _invisible(char, field, what)
        if unicodedata.category(char).startswith("C"):
            return _invisible(char, field, "invisible or undefined character")
    named = ", ".join(f"“{char}” (U+{ord(char):04X})" for char in chars[:_MOST_NAMED])
    more = f" and {len(chars) - _MOST_NAMED} more characters" if len(chars) > _MOST_NAMED else ""
    return LetterRefused(
        f"The {field} contains {named}{more}, which the fonts on this computer cannot print.",
        _what_to_do(chars),
    )


def _invisible(char: str, field: str, what: str) -> LetterRefused:
    return LetterRefused(
        f"The {field} contains an {what} (U+{ord(char):04X}).",
        "Delete the text in the chart and type it again, then make the letter.",
    )


def _what_to_do(chars: str) -> str:
    letters = [char for char in chars if unicodedata.category(char)[0] in "LM"]
    if not letters:
        return "Say it in words, then make the letter."
    script = unicodedata.name(letters[0], "").partition(" ")[0]
    if script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL"):
        font = _EASTERN[tongue(chars)]
    else:
        font = f"{script.title()} (such as Noto Sans {script.title()})" if script else "it"
    return (
        f"Write it in Latin letters in the chart, or install a font for {font} on this computer "
        "and start Practice Desk again; then make the letter."
    )
