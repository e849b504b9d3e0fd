"""Long letters: headings on every page, nothing that stands alone, bookmarks to find one's way."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from practice_desk.letters.blocks import Block, Gap, KeptWithNext, Landmark, Stack
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.pages import PAGE_ROOM, WIDTH, Composition, Furniture, paginate
from practice_desk.letters.rendering import LONG, render_composition
from practice_desk.letters.text import clean, escape
from practice_desk.letters.tightening import without_needless_page

from .samples import CHANGED, CLOCK, NoticeLine, NoticeRegimen, a_letter

SAID = "Take 1 tablet by mouth every morning with food and a glass of water. "


def lines_of(lengths: list[int]) -> list[NoticeLine]:
    """Lines whose directions are as many sentences long as is said."""
    return [
        replace(CHANGED, medication=f"drug{number}x", new=NoticeRegimen("75 mg", SAID * length))
        for number, length in enumerate(lengths)
    ]


def read_pages(pdf: bytes) -> list[str]:
    """The text of each page, by a reader that is quick with many."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=60))
@example([7])
@example([1] * 60)
@example([9, 1] * 20)
def test_that_a_list_of_any_length_keeps_its_headings_and_never_orphans_the_signature(
    lengths: list[int],
) -> None:
    pages = read_pages(a_letter(*lines_of(lengths)).pdf)
    listing = [page for page in pages if "with food" in page or "drug" in page]
    assert all("Medication OLD NEW From" in page for page in listing)
    assert all("Margaret Ann O’Connell" in page for page in pages)
    together = " ".join(pages)
    order = [together.index(f"drug{number}x") for number in range(len(lengths))]
    assert order == sorted(order)
    assert together.count("every morning with food") == sum(lengths)
    signed = [number for number, page in enumerate(pages) if "Signature" in page]
    assert signed == [len(pages) - 1]
    assert f"drug{len(lengths) - 1}x" in pages[-1]


def text(words: str, lines: int = 1) -> TextBlock:
    """A block of so many lines."""
    return TextBlock(escape("\n".join([words] * lines), "text"), TextStyle())


def heading(words: str) -> Block:
    """A heading as kinds make it."""
    return KeptWithNext(Stack([Landmark(clean(words, "heading")), text(words)]))


def composed(*blocks: Block) -> Composition:
    """A document of the blocks."""
    furniture = Furniture(Gap(0), lambda _pen, _number, _pages: None)
    return Composition(clean("Test", "title"), blocks, furniture)


def test_that_a_heading_goes_to_the_next_page_with_what_it_heads() -> None:
    filling = Stack([text("filling", 47)])
    block = Stack([text("headed", 5)])
    first, second = paginate(composed(filling, Gap(5), heading("Heading"), Gap(3), block))
    assert filling in first
    assert not any(isinstance(each, KeptWithNext) for each in first)
    assert isinstance(second[0], KeptWithNext)
    assert block in second


def test_that_bookmarks_lead_through_a_long_document_and_not_through_a_short_one() -> None:
    def outline(count: int) -> list[tuple[str, int]]:
        parts = [[heading(f"Part {number}"), text("words", 40)] for number in range(count)]
        letter = render_composition(
            composed(*[block for part in parts for block in part]), made_at=CLOCK
        )
        reader = PdfReader(BytesIO(letter.pdf))
        return [
            (entry.title, reader.get_destination_page_number(entry)) for entry in reader.outline
        ]

    assert outline(LONG - 1) == []
    found = outline(6)
    assert [title for title, _ in found] == [f"Part {number}" for number in range(6)]
    places = [page for _, page in found]
    assert places == sorted(places)
    assert places[-1] > 2


def test_that_a_letter_is_set_tighter_where_that_saves_a_page_and_only_there() -> None:
    line = text("line", 1).height(WIDTH)
    full = int(PAGE_ROOM // line)
    loose = composed(text("first", full - 6), Gap(8 * line), text("last", 1))
    assert len(paginate(loose)) == 2
    assert len(paginate(without_needless_page(loose))) == 1
    long = composed(text("first", full), Gap(10), text("last", 1))
    assert without_needless_page(long) is long
    short = composed(text("first", 3), Gap(70))
    assert without_needless_page(short) is short
