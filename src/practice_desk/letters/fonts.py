"""The letters' fonts: Noto Sans, embedded as subsets, and the characters they can print.

ReportLab prints a character without a glyph as nothing at all. `printable_characters` is therefore
asked before any text is drawn (see `text.py`).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import Lock
from typing import cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from practice_desk.assets import asset_path

REGULAR = "NotoSans"
BOLD = "NotoSans-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}


_REGISTERING = Lock()


def printable_characters() -> frozenset[str]:
    """Register the fonts once and return every character that both weights can print.

    Control, format and unassigned characters do not count, though the fonts map some to nothing.
    """
    with _REGISTERING:  # `cache` alone lets two threads register two sets of fonts
        return _registered()


@cache
def _registered() -> frozenset[str]:
    glyphs = [_register(name, file) for name, file in _FILES.items()]
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )
    both = frozenset.intersection(*glyphs)
    return frozenset(char for char in both if not unicodedata.category(char).startswith("C"))


def _register(name: str, file: str) -> frozenset[str]:
    with asset_path("resources", "fonts", file) as path:
        font = TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    glyph_of = cast("dict[int, int]", font.face.charToGlyph)
    return frozenset(chr(code) for code, glyph in glyph_of.items() if glyph)
