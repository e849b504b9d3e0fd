"""Hostile text in any field of any kind prints as it was typed or is refused with a sentence."""

from __future__ import annotations

import unicodedata
from itertools import chain, cycle, islice

import pypdfium2
import pytest

from practice_desk.domain.errors import LetterRefused
from practice_desk.letters.drawing import PdfDocument, TextBlock, TextStyle
from practice_desk.letters.fonts import printable_characters
from practice_desk.letters.registry import KINDS
from practice_desk.letters.rendering import render
from practice_desk.letters.text import Markup, clean, escape

from .hostile import NAUGHTY, PRINTABLE, REFUSED, benign, one_at_a_time, opened, retyped
from .samples import CLOCK, text_of

CODES = sorted(KINDS)
EVERY_KIND = pytest.mark.parametrize("code", CODES)


def a_content(code: str) -> object:
    """A content of the kind that is made without complaint."""
    return benign(KINDS[code].content_type)


def made(code: str, content: object) -> tuple[bytes, str]:
    """The letter and, where it was refused instead, what was said."""
    try:
        return render(code, content, made_at=CLOCK).pdf, ""
    except LetterRefused as refused:
        return b"", f"{refused.sentence} {refused.next_step}"


def composed(code: str, content: object) -> str:
    """What was said where the content was refused."""
    try:
        KINDS[code].compose(content)
    except LetterRefused as refused:
        return refused.sentence
    return ""


def escaped(text: str) -> tuple[Markup | None, str]:
    """The text's markup or, where it was refused, what was said."""
    try:
        return escape(text, "note"), ""
    except LetterRefused as refused:
        return None, refused.sentence


@EVERY_KIND
def test_that_hostile_text_in_every_field_stands_on_the_page_and_opens_nothing(code: str) -> None:
    content = a_content(code)
    assert made(code, content)[1] == ""
    short = [text for text in NAUGHTY if text.strip() and len(text) < 60 and escaped(text)[0]]
    texts = chain(PRINTABLE, islice(cycle(short), 41 * CODES.index(code), None))
    hostile = retyped(content, lambda _: next(texts))
    opened.clear()
    pdf, said = made(code, hostile)
    assert opened == []
    assert said == ""
    assert b"/Subtype /Image" not in pdf
    page = text_of(pdf).replace(" ", "")
    assert any(text.replace(" ", "") in page for text in PRINTABLE)


@EVERY_KIND
def test_that_what_cannot_be_printed_is_refused_in_whichever_field_it_is(code: str) -> None:
    contents = one_at_a_time(a_content(code), cycle(REFUSED))
    said = [composed(code, content) for content in contents]
    assert any(said)
    assert all(hostile not in sentence for hostile in REFUSED for sentence in said)


@EVERY_KIND
def test_that_ten_thousand_characters_in_every_field_are_refused_or_fill_pages(code: str) -> None:
    texts = cycle(("much too long " * 714, "x" * 10_000))
    pdf, said = made(code, retyped(a_content(code), lambda _: next(texts)))
    assert pdf or said.endswith(".")


def test_that_every_naughty_string_prints_as_it_stands_or_is_refused() -> None:
    document = PdfDocument(title=clean("Test", "title"), made_at=CLOCK, page_size=(612, 14000))
    top, expected = 13990.0, []
    for text in NAUGHTY:
        markup, said = escaped(text)
        assert markup is not None or said.startswith("The note contains")
        if markup is None:
            continue
        block = TextBlock(markup, TextStyle(size=6, leading=8))
        block.draw(document.pen, 20, top, 570)
        top -= block.height(570)
        if printable_characters().issuperset(clean(text, "note")):
            expected.append(clean(text, "note"))
    document.pen.showPage()
    pdf = pypdfium2.PdfDocument(document.finish())
    read = _bare(pdf[0].get_textpage().get_text_range())
    pdf.close()
    assert top > 0
    assert len(expected) > 350
    assert [text for text in expected if _bare(text) not in read] == []


def _bare(text: str) -> str:
    """The text without what readers render in their own way: spaces, ligatures, lone marks."""
    letters = unicodedata.normalize("NFKD", "".join(text.split()))
    return "".join(char for char in letters if not unicodedata.category(char).startswith("M"))
