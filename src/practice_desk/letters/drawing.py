"""The typed face of ReportLab: a canvas to draw on and paragraphs that wrap and split."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Protocol, cast

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from practice_desk.letters.fonts import BOLD, REGULAR, printable_characters
from practice_desk.letters.mixed_text import MixedParagraph, draw_line, line_width, needs_layout
from practice_desk.letters.shaping import Look
from practice_desk.letters.text import Clean, Markup

_ALIGNMENT = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}


class PenPath(Protocol):
    """A path under way."""

    def moveTo(self, x: float, y: float) -> None: ...
    def lineTo(self, x: float, y: float) -> None: ...
    def rect(self, x: float, y: float, width: float, height: float) -> None: ...
    def close(self) -> None: ...


class Pen(Protocol):
    """The drawing calls that letters use; lengths in points, origin bottom left, grey 0 to 1."""

    def setFont(self, name: str, size: float) -> None: ...
    def setFillGray(self, gray: float) -> None: ...
    def setStrokeGray(self, gray: float) -> None: ...
    def setLineWidth(self, width: float) -> None: ...
    def setDash(self, array: list[float]) -> None: ...
    def line(self, x1: float, y1: float, x2: float, y2: float) -> None: ...
    def rect(
        self, x: float, y: float, width: float, height: float, stroke: int = 1, fill: int = 0
    ) -> None: ...
    def circle(self, x: float, y: float, radius: float, stroke: int = 1, fill: int = 0) -> None: ...
    def beginPath(self) -> PenPath: ...
    def drawPath(self, path: PenPath, stroke: int = 1, fill: int = 0) -> None: ...
    def drawString(self, x: float, y: float, text: Clean) -> None: ...
    def drawCentredString(self, x: float, y: float, text: Clean) -> None: ...
    def drawRightString(self, x: float, y: float, text: Clean) -> None: ...
    def drawImage(
        self, image: ImageReader, x: float, y: float, width: float, height: float
    ) -> None: ...
    def translate(self, dx: float, dy: float) -> None: ...
    def showPage(self) -> None: ...
    def landmark(self, title: Clean, top: float, level: int = 0) -> None: ...
    def say(self, text: str) -> None: ...


class _LetterCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """A canvas that sets strings of every script, in their visual order."""

    has_bookmarks = False
    landmarks = 0

    def __init__(self, *given: object, **settings: object) -> None:
        self.said: dict[str, None] = {}
        super().__init__(*given, **settings)

    def say(self, text: str) -> None:
        """Keep what is drawn as text too, to be searched; what is on every page once."""
        self.said[" ".join(text.split())] = None

    def drawString(self, x: float, y: float, text: str, **settings: object) -> None:
        """Draw *text* from *x* on."""
        self.say(text)
        if needs_layout(text):
            draw_line(self, x, y, text, self._look())
        else:
            super().drawString(x, y, text, **settings)

    def drawCentredString(self, x: float, y: float, text: str, **settings: object) -> None:
        """Draw *text* around *x*."""
        self.say(text)
        if needs_layout(text):
            draw_line(self, x - line_width(text, self._look()) / 2, y, text, self._look())
        else:
            super().drawCentredString(x, y, text, **settings)

    def drawRightString(self, x: float, y: float, text: str, **settings: object) -> None:
        """Draw *text* up to *x*."""
        self.say(text)
        if needs_layout(text):
            draw_line(self, x - line_width(text, self._look()), y, text, self._look())
        else:
            super().drawRightString(x, y, text, **settings)

    def landmark(self, title: Clean, top: float, level: int = 0) -> None:
        """Let a bookmark lead to *top* of this page, where the document has bookmarks."""
        if self.has_bookmarks:
            self.landmarks += 1
            key = f"landmark-{self.landmarks}"
            self.bookmarkHorizontal(key, 0, top)
            self.addOutlineEntry(title, key, level)

    def _look(self) -> Look:
        return Look(self._fontname == BOLD, self._fontsize)


class PdfDocument:
    """A PDF being written into memory; `finish` returns its bytes.

    The same drawing calls and the same *made_at* give the same bytes. *title* is shown by viewers
    and print queues and must not identify the patient. Landmarks become bookmarks where it is said.
    """

    def __init__(
        self,
        *,
        title: Clean,
        made_at: datetime,
        page_size: tuple[float, float],
        language: str = "en-US",
        has_bookmarks: bool = False,
    ) -> None:
        printable_characters()  # registers the fonts
        self._buffer = BytesIO()
        self._canvas = _LetterCanvas(
            self._buffer,
            pagesize=page_size,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            lang=language,
        )
        self._canvas.has_bookmarks = has_bookmarks
        self._canvas.setTitle(title)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")  # not the file's name
        self._canvas.setAuthor("Practice Desk")
        self._canvas.setSubject(title)
        self._canvas.setCreator("Practice Desk")
        stamp = made_at.strftime("D:%Y%m%d%H%M%S%z")
        self._canvas.setDateFormatter(lambda *_: f"{stamp[:-2]}'{stamp[-2:]}'")

    @property
    def pen(self) -> Pen:
        """The canvas to draw on."""
        return cast("Pen", self._canvas)

    @property
    def text(self) -> str:
        """What was drawn so far, line by line, in the order in which it was drawn."""
        return "\n".join(line for line in self._canvas.said if line)

    def finish(self) -> bytes:
        """Write the document's end and return the whole file."""
        self._canvas.save()
        return self._buffer.getvalue()


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph looks: size and leading in points, grey from 0 (black) to 1."""

    size: float = 10
    leading: float = 13.5
    bold: bool = False
    gray: float = 0
    align: str = "left"


class TextBlock:
    """A paragraph of markup in a style."""

    def __init__(self, markup: Markup, style: TextStyle) -> None:
        if not isinstance(markup, Markup):
            raise TypeError("text reaches a page through escape() only")
        self._paragraph = _paragraph(markup.source, style)
        self._plain = markup.plain
        self._wrapped = (-1.0, 0.0)

    @classmethod
    def empty(cls) -> TextBlock:
        """Return a block without text."""
        return cls(Markup(""), TextStyle())

    @classmethod
    def _of(cls, paragraph: Paragraph | MixedParagraph, plain: str) -> TextBlock:
        block = cls.__new__(cls)
        block._paragraph = paragraph
        block._plain = plain
        block._wrapped = (-1.0, 0.0)
        return block

    def height(self, width: float) -> float:
        """Return the height in points when set *width* points wide."""
        if self._wrapped[0] != width:  # wrapping is most of a letter's work: do it once
            self._wrapped = (width, float(self._paragraph.wrap(width, 1e6)[1]))
        return self._wrapped[1]

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        pen.say(self._plain)
        self._paragraph.drawOn(pen, x, top - self.height(width))

    def split(self, width: float, available: float) -> tuple[TextBlock, TextBlock] | None:
        """Return the part that fits into *available* points and the rest; None if nothing fits."""
        self.height(width)
        parts = self._paragraph.split(width, available)
        if len(parts) != 2:
            self._wrapped = (-1.0, 0.0)  # ReportLab drops the lines of what it could not split
            return None
        if isinstance(parts[1], Paragraph):
            _drop_leading_break(parts[1])
        return TextBlock._of(parts[0], self._plain), TextBlock._of(parts[1], "")


def _paragraph(source: str, style: TextStyle) -> Paragraph | MixedParagraph:
    if not needs_layout(source):
        return Paragraph(source, _style(style))
    look = Look(style.bold, style.size)
    return MixedParagraph(source, look, style.leading, style.gray, style.align)


def _drop_leading_break(paragraph: Paragraph) -> None:
    """Remove the line break that ReportLab leaves at the start of a continued paragraph."""
    first = paragraph.frags[0]
    fragment = first[1][0] if isinstance(first, list) else first
    if getattr(fragment, "lineBreak", False):
        del paragraph.frags[0]


@cache
def _style(style: TextStyle) -> ParagraphStyle:
    return ParagraphStyle(
        "letter",
        fontName=BOLD if style.bold else REGULAR,
        fontSize=style.size,
        leading=style.leading,
        textColor=Color(style.gray, style.gray, style.gray),
        alignment=_ALIGNMENT[style.align],
        allowWidows=0,
        allowOrphans=0,
    )
