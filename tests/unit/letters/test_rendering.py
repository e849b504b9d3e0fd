"""The PDF as an independent reader sees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader

from practice_desk.letters.drawing import PdfDocument, TextBlock, TextStyle
from practice_desk.letters.kinds.medication_notice import CODE
from practice_desk.letters.registry import KINDS
from practice_desk.letters.rendering import render
from practice_desk.letters.text import clean, escape

from .samples import CHANGED, CLOCK, STOPPED, a_letter, a_notice


def test_that_the_same_content_and_clock_give_the_same_bytes() -> None:
    first, second = a_letter(CHANGED, STOPPED), a_letter(CHANGED, STOPPED)
    assert first == second
    assert first.sha256 == sha256(first.pdf).hexdigest()


def test_that_letters_made_at_the_same_time_in_several_threads_are_the_same() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _: a_letter(CHANGED, STOPPED), range(12)))
    assert len(made) == 1


def test_that_another_clock_or_code_gives_other_bytes() -> None:
    later = render(CODE, a_notice(), made_at=CLOCK + timedelta(seconds=1))
    assert len({a_letter().sha256, later.sha256, a_letter(code="L-000043").sha256}) == 3


def test_that_a_letter_needs_an_aware_clock() -> None:
    with pytest.raises(ValueError, match="aware"):
        render(CODE, a_notice(), made_at=datetime(2026, 11, 23, 14, 5))  # noqa: DTZ001


def test_that_content_of_another_type_is_rejected() -> None:
    with pytest.raises(TypeError):
        render(CODE, object(), made_at=CLOCK)


def test_that_all_fonts_are_embedded_subsets_of_noto_sans() -> None:
    reader = PdfReader(BytesIO(a_letter(CHANGED, STOPPED).pdf))
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]
        assert fonts
        for reference in fonts.values():
            font = reference.get_object()
            assert "NotoSans" in font["/BaseFont"]
            assert "+" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"]


def test_that_properties_do_not_identify_the_patient() -> None:
    reader = PdfReader(BytesIO(a_letter().pdf))
    properties = " ".join(str(value) for value in (reader.metadata or {}).values())
    assert reader.metadata is not None
    assert reader.metadata.title == "Medication notice L-000042"
    assert "O’Connell" not in properties
    assert "sertraline" not in properties
    assert reader.metadata.creation_date == datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/MarkInfo" not in root  # nothing is tagged, and nothing says so


def test_that_pages_are_us_letter_and_counted() -> None:
    letter = a_letter(*[CHANGED] * 20)
    document = pypdfium2.PdfDocument(letter.pdf)
    assert len(document) == letter.pages > 1
    assert all(document[number].get_size() == (612, 792) for number in range(letter.pages))
    document.close()


def test_that_another_reader_sees_the_same_words() -> None:
    document = pypdfium2.PdfDocument(a_letter(CHANGED).pdf)
    page = document[0]
    text = page.get_textpage().get_text_range()
    assert "Margaret Ann O’Connell" in text
    assert "75 mg per dose" in text
    document.close()


def test_that_nothing_is_drawn_outside_the_margins() -> None:
    document = pypdfium2.PdfDocument(a_letter(*[STOPPED] * 9).pdf)
    for page in document:
        picture = page.render(scale=1).to_pil().convert("L")
        left, upper, right, lower = picture.point(lambda level: 255 * (level < 250)).getbbox()
        assert left >= 50
        assert right <= 562
        assert upper >= 36
        assert lower <= 792 - 18
    document.close()


def test_that_every_kind_is_registered_under_its_code() -> None:
    assert all(kind.code == code for code, kind in KINDS.items())
    assert CODE in KINDS


@pytest.mark.parametrize("available", [0, 5, 14, 27])
def test_that_a_paragraph_with_no_room_here_is_drawn_whole_on_the_next_page(available: int) -> None:
    block = TextBlock(escape("told to the court " * 40, "text"), TextStyle())
    if block.split(200, available) is None:
        document = PdfDocument(title=clean("A letter", "t"), made_at=CLOCK, page_size=(612, 792))
        block.draw(document.pen, 72, 700, 200)
        text = PdfReader(BytesIO(document.finish())).pages[0].extract_text()
        assert text.count("court") == 40
