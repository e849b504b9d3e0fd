"""Paragraphs in several scripts: broken into lines as read, each line then put in its visual order.

ReportLab's own paragraph does neither without a library that is not to be had for all our systems.
It sets everything that Noto Sans holds; what it does not hold is set here. Several
glyphs that read as one say so as ActualText (ISO 32000-1, 14.9.4), each group by itself: readers
put letters from right to left in order themselves, by where they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from practice_desk.letters.bidi import (
    END_ISOLATE,
    ISOLATE,
    direction,
    embedding_levels,
    runs_right_to_left,
    visual_order,
)
from practice_desk.letters.fonts import (
    JOINERS,
    REGULAR,
    faces_of,
    has_own_bold,
    printable_characters,
    ttfont,
)
from practice_desk.letters.shaping import Glyphs, Look, MissingGlyph, clusters, shaped, weight

_PIECE: Final = re.compile(r"<(/?)(b|br|font)\b[^>]*?(?:size=\"([\d.]+)\")?/?>|([^<]+)")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_NOT_FIRST: Final = frozenset("、。，．：；！？）］｝」』】〉》・ー々ゝヽ)]},.:;!?%")
_NOT_LAST: Final = frozenset("（［｛「『【〈《([{")
_MOST_ON_LINE: Final = 600  # characters, more than fit in the smallest size
_VIRAMA: Final = 9  # canonical combining class
_OUTLINE: Final = 0.032
"""Line around the letters of a face without a bold weight, as a share of their size."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """Text in reading order with the face, look and level of each character."""

    text: str
    faces: tuple[str, ...]
    looks: tuple[Look, ...]
    levels: tuple[int, ...]
    base: int

    def part(self, start: int, end: int) -> _Letters:
        own = slice(start, end)
        return _Letters(
            self.text[own], self.faces[own], self.looks[own], self.levels[own], self.base
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one face, look and level."""

    text: str
    face: str
    look: Look
    level: int

    def glyphs(self) -> Glyphs:
        return shaped(self.text, self.face, bold=self.look.bold, reverse=self.level % 2 == 1)

    def width(self) -> float:
        return self.glyphs().width * self.look.size


def needs_layout(text: str) -> bool:
    """Tell whether *text*, plain or markup, has characters that ReportLab would not set right."""
    if text.isascii():
        return False
    return not printable_characters().issuperset(text) or any(
        unicodedata.category(char) == "Mn" for char in text
    )


def can_shape(text: str) -> bool:
    """Tell whether every run of *text* has its glyphs."""
    try:
        for run in _runs(_letters(text, (Look(False, 10),) * len(text), 0)):
            run.glyphs()
    except MissingGlyph:
        return False
    return True


def line_width(text: str, look: Look) -> float:
    """Return how wide *text* is on one line, in points."""
    return _width(_letters(text, (look,) * len(text), 0))


def draw_line(canvas: Canvas, x: float, y: float, text: str, look: Look) -> None:
    """Draw one line of plain text with its left end at (*x*, *y*)."""
    _draw(canvas, x, y, _letters(text, (look,) * len(text), 0))


class MixedParagraph:
    """Stands in for ReportLab's Paragraph: wraps, splits between lines and draws itself."""

    def __init__(self, source: str, look: Look, leading: float, gray: float, align: str) -> None:
        self._parts = [_paragraph(text, looks) for text, looks in _parse(source, look)]
        self._set = look.size, leading, gray, align
        self._lines: list[_Letters] | None = None
        self._width = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the width and height when *width* points wide."""
        return width, len(self._broken(width)) * self._set[1]

    def drawOn(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw with the lower left corner at (*x*, *y*)."""
        size, leading, gray, align = self._set
        canvas.setFillGray(gray)
        canvas.setStrokeGray(gray)
        lines = self._broken(self._width)
        for number, line in enumerate(lines):
            flush_right = align == "right" or (line.base == 1 and len(lines) > 1)
            share = 1.0 if flush_right else 0.5 if align == "center" else 0.0
            indent = share * (self._width - _width(line)) if share else 0.0
            _draw(canvas, x + indent, y + (len(lines) - number) * leading - size, line)

    def split(self, width: float, available: float) -> list[MixedParagraph]:
        """Return the lines that fit and the rest; none where a line would stand alone."""
        lines = self._broken(width)
        fit = int(available / self._set[1] + 1e-6)
        fit = min(fit, len(lines) - 2) if fit < len(lines) else fit
        if fit >= len(lines):
            return [self]
        if fit < 2:
            return []
        return [self._of(lines[:fit]), self._of(lines[fit:])]

    def _of(self, lines: list[_Letters]) -> MixedParagraph:
        part = MixedParagraph.__new__(MixedParagraph)
        part._parts = lines
        part._set = self._set
        part._lines = lines
        part._width = self._width
        return part

    def _broken(self, width: float) -> list[_Letters]:
        if self._lines is None or self._width != width:
            self._lines = [line for part in self._parts for line in _break(part, width)]
            self._width = width
        return self._lines


def _parse(source: str, look: Look) -> list[tuple[str, list[Look]]]:
    """Return the text between line breaks with the look of each character."""
    parts: list[tuple[str, list[Look]]] = [("", [])]
    looks = [look]
    for closing, tag, size, text in _PIECE.findall(source):
        if tag == "br":
            parts.append(("", []))
        elif closing:
            looks.pop()
        elif tag == "b":
            looks.append(Look(True, looks[-1].size))
        elif tag == "font":
            looks.append(Look(looks[-1].bold, float(size)))
        else:
            for entity, char in _ENTITIES:
                text = text.replace(entity, char)
            parts[-1] = parts[-1][0] + text, parts[-1][1] + [looks[-1]] * len(text)
    return parts


def _paragraph(text: str, looks: list[Look]) -> _Letters:
    """Return the characters with the direction of our sentence, or of the value that it is."""
    whole = len(text) > 2 and text[0] == ISOLATE and text.find(END_ISOLATE) == len(text) - 1
    return _letters(text, tuple(looks), direction(text[1:-1]) if whole else 0)


def _letters(text: str, looks: tuple[Look, ...], base: int) -> _Letters:
    levels = embedding_levels(text, base)
    if text.startswith(ISOLATE) and text.find(END_ISOLATE) == len(text) - 1:
        levels = [0, *embedding_levels(text[1:-1], base), 0]
    kept = [place for place, char in enumerate(text) if char not in (ISOLATE, END_ISOLATE)]
    shown = "".join(text[place] for place in kept)
    return _Letters(
        shown,
        tuple(face or REGULAR for face in faces_of(shown)),
        tuple(looks[place] for place in kept),
        tuple(levels[place] for place in kept),
        base,
    )


def _break(letters: _Letters, width: float) -> Iterator[_Letters]:
    """Yield the lines, each without the space at its end."""
    start = 0
    while True:
        end = start
        for stop in _stops(letters.text, start):
            if end > start and not _fits(letters, start, stop, width):
                break
            end = stop
        if end > start and not _fits(letters, start, end, width):
            end = _within(letters, start, end, width)
        yield _trimmed(letters.part(start, end))
        start = end
        if start >= len(letters.text):
            return


def _stops(text: str, start: int) -> Iterator[int]:
    """Yield where a line from *start* on may end."""
    for place in range(start + 1, len(text)):
        if text[place - 1] == " " != text[place] or _between_ideographs(text, place):
            yield place
    yield len(text)


def _between_ideographs(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in (before, after))
    hangul = "\uac00" <= before <= "\ud7a3" and "\uac00" <= after <= "\ud7a3"
    return wide and not hangul and after not in _NOT_FIRST and before not in _NOT_LAST


def _within(letters: _Letters, start: int, end: int, width: float) -> int:
    """Return where a word that is wider than the line is cut: before a letter, not a mark."""
    fits, wide = start + 1, end
    while wide - fits > 1:
        middle = (fits + wide) // 2
        if _fits(letters, start, middle, width):
            fits = middle
        else:
            wide = middle
    cut = fits
    while cut > start + 1 and _joins(letters.text, cut):
        cut -= 1
    if cut < end and _joins(letters.text, cut):  # marks that take a whole line
        cut = fits
        while cut < end and _joins(letters.text, cut):
            cut += 1
    return cut


def _fits(letters: _Letters, start: int, end: int, width: float) -> bool:
    if end - start > _MOST_ON_LINE:  # don't shape pages to learn that they are no line
        return False
    return _width(_trimmed(letters.part(start, end))) <= width


def _joins(text: str, place: int) -> bool:
    after, before = text[place], text[place - 1]
    if unicodedata.category(after).startswith("M") or after in JOINERS or before in JOINERS:
        return True
    return unicodedata.combining(before) == _VIRAMA


def _trimmed(letters: _Letters) -> _Letters:
    return letters.part(0, len(letters.text.rstrip(" ")))


def _width(letters: _Letters) -> float:
    return sum(run.width() for run in _runs(letters))


def _runs(letters: _Letters) -> Iterator[_Run]:
    keys = zip(letters.faces, letters.looks, letters.levels, letters.text, strict=True)
    for (face, look, level), chars in groupby(keys, key=lambda key: key[:3]):
        yield _Run("".join(char[3] for char in chars), face, look, level)


def _draw(canvas: Canvas, x: float, y: float, letters: _Letters) -> None:
    runs = list(_runs(letters))
    for place in visual_order([run.level for run in runs]):
        run = runs[place]
        outlined = run.look.bold and not has_own_bold(run.face)
        if outlined:
            canvas.setLineWidth(run.look.size * _OUTLINE)
        font = ttfont(weight(run.face, bold=run.look.bold))
        canvas.setFont(font.fontName, run.look.size)
        read_as = partial(font.read_as, canvas._doc)
        for drawn, told, width in clusters(run.text, run.glyphs(), read_as):
            if told:
                utf16 = told.encode("utf-16-be").hex().upper()
                canvas.addLiteral(f"/Span <</ActualText <FEFF{utf16}>>> BDC")
            Canvas.drawString(canvas, x, y, drawn, mode=2 if outlined else None)
            if told:
                canvas.addLiteral("EMC")
            x += width * run.look.size


def has_right_to_left(text: str) -> bool:
    """Tell whether some of *text* is written from right to left."""
    return not text.isascii() and any(runs_right_to_left(char) for char in text)
