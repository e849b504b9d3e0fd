"""What goes before a letter on the fax, or around it in the mail."""

from __future__ import annotations

from enum import StrEnum


class CoverKind(StrEnum):
    """What is printed with a letter."""

    FAX = "fax"
    WINDOW = "window"
    """A sheet that lies before the letter in a window envelope: #10, or DL for A4."""
    ENVELOPE = "envelope"
    """The envelope itself: #10, or DL for A4."""
