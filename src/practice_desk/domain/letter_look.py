"""How the clinic's letters look: its logo and the sheet they are printed on."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 5_000_000
"""Largest picture file that is taken for a logo."""
MOST_PIXELS = 16_000_000
"""Most pixels that it may have: more would take long to read, and much memory."""
LEAST_SIDE = 32
"""Least pixels on each side that give a print one can recognize."""


@dataclass(frozen=True, slots=True)
class LetterLook:
    """`logo` is a small grey PNG that `letters.logo` made, empty without one; else US Letter."""

    logo: bytes = b""
    a4: bool = False
    version: int | None = None
