"""Content in, PDF out: the same content and clock give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from practice_desk.domain.errors import LetterRefused, Problem
from practice_desk.letters.blocks import Block
from practice_desk.letters.drawing import PdfDocument
from practice_desk.letters.pages import (
    Composition,
    DoesNotFit,
    draw_pages,
    paginate,
)
from practice_desk.letters.registry import KINDS
from practice_desk.letters.shaping import MissingGlyph

LONG = 4
"""From so many pages on, bookmarks lead through a document."""


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A finished letter: the exact bytes, its page count, the bytes' SHA-256 in hex, its words."""

    pdf: bytes
    pages: int
    sha256: str
    text: str = ""


def problems(kind_code: str, content: object) -> tuple[Problem, ...]:
    """Return what is missing or may not be sent, for the composer to show before printing."""
    return KINDS[kind_code].problems(content)


def render(kind_code: str, content: object, *, made_at: datetime) -> RenderedLetter:
    """Return the letter of kind *kind_code*; *made_at* (aware) becomes the PDF's creation date.

    Raises LetterRefused with a sentence for missing facts and text that cannot be printed, KeyError
    for an unknown kind, TypeError for content of another kind and ValueError for a naive *made_at*.
    """
    return render_composition(KINDS[kind_code].compose(content), made_at=made_at)


def render_composition(composition: Composition, *, made_at: datetime) -> RenderedLetter:
    """Return a composed letter as PDF; raises as `render` does."""
    if made_at.tzinfo is None:
        raise ValueError("made_at must be aware")
    try:
        pages = paginate(composition)
        pdf, text = _drawn(composition, pages, made_at)
    except DoesNotFit as error:
        raise LetterRefused(
            "A part of this letter is too long for a page.",
            "Shorten names and addresses in the chart, then make the letter.",
        ) from error
    except MissingGlyph as error:
        raise LetterRefused(
            "The fonts on this computer cannot join some letters of this text.",
            "Write it in Latin letters in the chart, then make the letter.",
        ) from error
    return RenderedLetter(pdf, len(pages), sha256(pdf).hexdigest(), text)


def _drawn(
    composition: Composition, pages: list[list[Block]], made_at: datetime
) -> tuple[bytes, str]:
    document = PdfDocument(
        title=composition.title,
        made_at=made_at,
        page_size=(composition.paper.width, composition.paper.height),
        language=composition.language,
        has_bookmarks=len(pages) >= LONG,
    )
    draw_pages(document.pen, pages, composition.furniture, composition.paper)
    return document.finish(), document.text
