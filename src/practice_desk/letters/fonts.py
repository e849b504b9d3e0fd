"""The letters' fonts: Noto Sans, embedded as subsets, and the characters they can print.

ReportLab prints a character without a glyph as nothing at all. `printable_characters` is therefore
asked before any text is drawn, and `face_of` for what it does not hold (see `text.py`): Arabic,
Hebrew and Devanagari come along, other scripts are looked for on the computer. A face is read when
a character first needs it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock
from typing import cast
from weakref import WeakKeyDictionary

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import SUBSETN, TTFError, TTFont

from practice_desk.assets import asset_path
from practice_desk.letters import system_fonts

REGULAR = "NotoSans"
BOLD = "NotoSans-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
_SHIPPED = {
    "NotoSansHebrew": ((0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    "NotoSansArabic": ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFD3E, 0xFD3F)),
    "NotoSansDevanagari": ((0x0900, 0x097F), (0xA8E0, 0xA8FF), (0x1CD0, 0x1CFF)),
}
JOINERS = "\u200c\u200d"
"""Invisible, but letters beside them join or not; without meaning in Latin letters."""

_REGISTERING = RLock()


class LetterFont(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font whose glyphs say what they read, also where they are no character's own."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self._reads: WeakKeyDictionary[object, dict[int, str]] = WeakKeyDictionary()

    def read_as(self, document: object, char: str, text: str) -> bool:
        """Let readers of *document* take a glyph for *text*; tell whether they now do.

        *char* is what the glyph is drawn by. It can read in one way only in each document.
        """
        return self._reads.setdefault(document, {}).setdefault(ord(char), text) == text

    def addObjects(self, document: PDFDocument) -> None:
        """Write the font's subsets into the document, with what their glyphs read."""
        reads = self._reads.pop(document, {})
        subsets = [list(subset) for subset in self.state[document].subsets]
        super().addObjects(document)
        for number, subset in enumerate(subsets if reads else []):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX))
            unicodes = document.idToObject["toUnicodeCMap:" + name.decode("pdfdoc")]
            for place, code in enumerate(subset):
                if code in reads:
                    words = reads[code].encode("utf-16-be").hex().upper()
                    own = f"\n<{place:02X}> <{code:04X}>\n"
                    unicodes.content = unicodes.content.replace(own, f"\n<{place:02X}> <{words}>\n")


def printable_characters() -> frozenset[str]:
    """Register the fonts once and return every character that both weights can print.

    Control, format and unassigned characters do not count, though the fonts map some to nothing.
    """
    with _REGISTERING:  # `cache` alone lets two threads register two sets of fonts
        return _registered()


@lru_cache(maxsize=4096)
def face_of(char: str, whose: str = "zh") -> str | None:
    """Return the name of the registered face that prints *char*, None where there is none.

    *whose* shapes a Chinese character is to have is what `system_fonts.tongue` says of the text.
    """
    if char in printable_characters():
        return REGULAR
    if unicodedata.category(char).startswith("C"):
        return None
    with _REGISTERING:
        for name, ranges in _SHIPPED.items():
            if any(first <= ord(char) <= last for first, last in ranges):
                return name if char in _shipped(name) else None
        for path in system_fonts.candidates(char, whose):
            if ord(char) in _coverage(path) and char in _found(path):
                return path.name
    return None


def faces_of(text: str) -> list[str | None]:
    """Return the face of each character; marks and joiners follow the letter before them."""
    known = printable_characters()
    whose = "" if known.issuperset(text) else system_fonts.tongue(text)
    faces: list[str | None] = []
    for char in text:
        face = REGULAR if char in known else face_of(char, whose)
        before = faces[-1] if faces else None
        if char in JOINERS or (before and before != face and _belongs(char, before)):
            face = before
        faces.append(face)
    return faces


def has_own_bold(face: str) -> bool:
    """Tell whether there is a bold weight of *face*; others are drawn with an outline."""
    return face == REGULAR


def ttfont(face: str) -> LetterFont:
    """Return a registered font."""
    return cast("LetterFont", pdfmetrics.getFont(face))


def forget_faces() -> None:
    """Look anew for fonts on this computer when the next one is needed."""
    with _REGISTERING:
        face_of.cache_clear()
        _coverage.cache_clear()
        _found.cache_clear()
        system_fonts.forget_fonts()


def _belongs(char: str, face: str) -> bool:
    """Tell whether *char* is a mark on the letter before it, which is set in *face*."""
    return unicodedata.category(char).startswith("M") and ord(char) in ttfont(face).face.charToGlyph


@cache
def _registered() -> frozenset[str]:
    glyphs = [_register_asset(name, file) for name, file in _FILES.items()]
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )
    return frozenset.intersection(*glyphs)


@cache
def _shipped(name: str) -> frozenset[str]:
    return _register_asset(name, f"{name}-Regular.ttf")


@cache
def _coverage(path: Path) -> uharfbuzz.Set:
    """Return the code points of a font file; it is mapped and not read, being large."""
    try:
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes
    except uharfbuzz.HarfBuzzError:
        return uharfbuzz.Set()


@cache
def _found(path: Path) -> frozenset[str]:
    """Return what a font of this computer prints: nothing, where ReportLab can't embed it."""
    try:
        return _register(path.name, path)
    except (TTFError, OSError):
        return frozenset()


def _register_asset(name: str, file: str) -> frozenset[str]:
    with asset_path("resources", "fonts", file) as path:
        return _register(name, path)


def _register(name: str, path: Path) -> frozenset[str]:
    font = LetterFont(name, str(path))
    pdfmetrics.registerFont(font)
    glyph_of = cast("dict[int, int]", font.face.charToGlyph)
    printed = (chr(code) for code, glyph in glyph_of.items() if glyph)
    return frozenset(char for char in printed if not unicodedata.category(char).startswith("C"))
