"""Checks that every noun shares: required text, longest text, characters that never belong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from practice_desk.domain.errors import Problem

_ALLOWED_CONTROLS = frozenset("\n\t")
_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They can make a name read as another one; right-to-left scripts do not need them."""
ONE_LINE = frozenset(
    {"family_name", "given_name", "middle_name", "suffix", "preferred_name", "chart_number", "name"}
)
"""Fields in which a line break or tab can only be a slip."""


def check_required(value: object, **sentences: str) -> Iterator[Problem]:
    """Yield a problem for each named field in which nothing can be seen."""
    for field, sentence in sentences.items():
        if not any(map(_is_visible, str(getattr(value, field) or ""))):
            yield Problem(field, sentence)


def check_lengths(value: object, lengths: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each field longer than allowed or holding control characters."""
    for field, longest in lengths.items():
        text = getattr(value, field)
        label = field.replace("_", " ")
        if len(text) > longest:
            yield Problem(
                field,
                f"The {label} has {len(text):,} characters; {longest:,} fit. Shorten it.",
            )
        elif has_control_characters(text) or (field in ONE_LINE and set(text) & _ALLOWED_CONTROLS):
            yield Problem(
                field, f"The {label} holds invisible control characters. Type it again by hand."
            )


def _is_visible(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf", "Mn")


def has_control_characters(text: str) -> bool:
    """Return True when *text* holds a control character other than line feed and tab.

    Characters that override the direction of writing count as well.
    """
    return any(
        (unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS)
        or char in _DIRECTION_OVERRIDES
        for char in text
    )


def without_control_characters(text: str) -> str:
    """Return *text* without what `has_control_characters` finds, such as came with a paste."""
    return "".join(char for char in text if not has_control_characters(char))
