"""Checks that every noun shares: required text, longest text, characters that never belong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from practice_desk.domain.errors import Problem

_ALLOWED_CONTROLS = frozenset("\n\t")


def check_required(value: object, **sentences: str) -> Iterator[Problem]:
    """Yield a problem for each named field that is empty or only white space."""
    for field, sentence in sentences.items():
        if not str(getattr(value, field) or "").strip():
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
        elif has_control_characters(text):
            yield Problem(
                field, f"The {label} holds invisible control characters. Type it again by hand."
            )


def has_control_characters(text: str) -> bool:
    """Return True when *text* holds a control character other than line feed and tab."""
    return any(
        unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS
        for char in text
    )
