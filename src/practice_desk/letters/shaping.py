"""From a run of characters in one face to its glyphs: joined, stacked, reordered by HarfBuzz."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

import uharfbuzz
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr

from practice_desk.letters.fonts import BOLD, JOINERS, REGULAR, has_own_bold, ttfont

_PRIVATE: Final = 0xE000
_PRIVATE_END: Final = 0xF8FF
_REMEMBERED: Final = 80  # characters, about a line


@dataclass(frozen=True, slots=True)
class Look:
    """Weight and size in points of a piece of text."""

    bold: bool
    size: float


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What ReportLab draws, in the order from left to right, and its width at 1 point."""

    drawn: str
    width: float


class MissingGlyph(Exception):
    """A face cannot print a run, though it has a glyph for each of its characters."""


def shaped(text: str, face: str, *, bold: bool, reverse: bool) -> Glyphs:
    """Return the glyphs of a run; *reverse* where it runs from right to left.

    Those of short runs are remembered. Raises MissingGlyph.
    """
    if len(text) > _REMEMBERED:
        return _shape(text, face, bold=bold, reverse=reverse)
    return _shape_once(text, face, bold=bold, reverse=reverse)


def _shape(text: str, face: str, *, bold: bool, reverse: bool) -> Glyphs:
    name = weight(face, bold=bold)
    if not reverse and not _is_complex(text, face):
        return Glyphs(text, float(stringWidth(text, name, 1)))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if reverse else "ltr"
    font = uharfbuzz.Font(ttfont(name).hbFace)
    uharfbuzz.shape(font, buffer, {"kern": True, "liga": True})
    return _glyphs(name, font, buffer)


_shape_once = lru_cache(maxsize=2048)(_shape)


def clusters(
    text: str, glyphs: Glyphs, read_as: Callable[[str, str], bool]
) -> Iterator[tuple[str, str, float]]:
    """Yield what is drawn at once from left to right, what it reads, and its width at 1 point.

    Nothing is said of what reads as it is drawn, or does so once `read_as` was told of a glyph.
    """
    shapes = getattr(glyphs.drawn, "__shapeData__", None)
    if shapes is None:
        yield glyphs.drawn, "", glyphs.width
        return
    marks: dict[int, str] = {}
    for shape, char in zip(shapes, glyphs.drawn, strict=True):
        marks[shape.cluster] = marks.get(shape.cluster, "") + char
    starts = sorted(marks)
    reads = {start: text[start:end] for start, end in pairwise([*starts, len(text)])}

    def told(place: int) -> tuple[int, str]:
        """Return the cluster and its text of a glyph; nothing where the glyph says it itself."""
        cluster = shapes[place].cluster
        drawn, words = marks[cluster], reads[cluster]
        itself = drawn == words
        if len(drawn) == 1 and not itself:  # readers mirror brackets themselves
            private = _PRIVATE <= ord(drawn) <= _PRIVATE_END
            itself = read_as(drawn, words) if private else bool(unicodedata.mirrored(drawn))
        return (-1, "") if itself else (cluster, words)

    for (_, words), places in groupby(range(len(shapes)), key=told):
        first, *rest = places
        own = slice(first, first + len(rest) + 1)
        width = sum(shape.x_advance for shape in shapes[own])
        yield glyphs.drawn[own], words, width / 1000


def weight(face: str, *, bold: bool) -> str:
    """Return the registered font of a face in the weight."""
    return BOLD if bold and has_own_bold(face) else face


def _is_complex(text: str, face: str) -> bool:
    """Tell whether letters of a run from left to right change with their neighbours."""
    if face == REGULAR:
        return any(unicodedata.category(char).startswith("M") or char in JOINERS for char in text)
    return any(unicodedata.east_asian_width(char) not in "WFH" for char in text)


def _glyphs(name: str, font: uharfbuzz.Font, buffer: uharfbuzz.Buffer) -> Glyphs:
    chars: list[str] = []
    shapes: list[ShapeData] = []
    scale = ttfont(name).pdfScale
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == 0:
            raise MissingGlyph(name)
        code, width = _code_of(name, info.codepoint, font)
        chars.append(chr(code))
        moves = place.x_advance, place.y_advance, place.x_offset, place.y_offset
        shapes.append(ShapeData(info.cluster, *map(scale, moves), width))
    total = sum(shape.x_advance for shape in shapes) / 1000
    return Glyphs(ShapedStr("".join(chars), shapes), total)


def _code_of(name: str, glyph: int, font: uharfbuzz.Font) -> tuple[int, float]:
    """Return a code under which ReportLab draws the glyph, and its own width.

    A glyph that is no character's gets a private code that depends on nothing but its number:
    ReportLab would number them as they come, and the same letter would not give the same bytes.
    """
    face = ttfont(name).face
    known = face.glyphToChar.get(glyph)
    if known:
        return known[0], face.charWidths[known[0]]
    code = _PRIVATE + glyph
    if code > _PRIVATE_END or code in face.charToGlyph:
        raise MissingGlyph(name)
    width = ttfont(name).pdfScale(font.get_glyph_h_advance(glyph))
    face.charToGlyph[code] = glyph
    face.charWidths[code] = width
    face.glyphToChar[glyph] = [code]
    return code, width
