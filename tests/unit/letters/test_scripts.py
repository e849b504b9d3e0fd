"""Names in scripts that Noto Sans does not hold: glyphs, order, and what a reader is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from practice_desk.domain.errors import LetterRefused
from practice_desk.letters import fonts, system_fonts
from practice_desk.letters.drawing import PdfDocument, TextBlock, TextStyle
from practice_desk.letters.mixed_text import line_width
from practice_desk.letters.parties import LetterPatient
from practice_desk.letters.shaping import Look, shaped
from practice_desk.letters.text import bold, clean, escape, fill, stand_in

from .samples import CLOCK, a_letter, text_of

FONTS = Path(__file__).parents[2] / "fonts"
ARABIC, HEBREW, HINDI = "محمد علي", "שרה כהן 12", "प्रियंका क्षत्रिय"


@pytest.fixture
def fonts_found(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer on which a font for Chinese, Japanese and Korean is installed."""
    monkeypatch.setattr(system_fonts, "font_folders", lambda: (FONTS,))
    fonts.forget_faces()
    yield
    fonts.forget_faces()


def page(*blocks: TextBlock, width: float = 400) -> bytes:
    """A page with the blocks below one another."""
    document = PdfDocument(title=clean("Test", "title"), made_at=CLOCK, page_size=(460, 400))
    top = 390.0
    for block in blocks:
        block.draw(document.pen, 30, top, width)
        top -= block.height(width)
    document.pen.showPage()
    return document.finish()


def words_of(pdf: bytes) -> list[str]:
    """The words of a page as a reader puts them that knows no tags."""
    document = pypdfium2.PdfDocument(pdf)
    said = document[0].get_textpage().get_text_range()
    document.close()
    return said.split()


def left_edges(pdf: bytes, chars: str) -> list[float]:
    """Where on the page each of *chars* begins."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    said = text.get_text_range()
    edges = [text.get_charbox(said.index(char))[0] for char in chars]
    document.close()
    return edges


def named(name: str) -> bytes:
    """A letter about a patient of that name."""
    return a_letter(patient=LetterPatient(name, date(1985, 3, 14))).pdf


@pytest.mark.parametrize("name", [ARABIC, HEBREW, HINDI])
def test_that_shipped_scripts_print_and_say_how_they_read(name: str) -> None:
    pdf = named(name)
    assert set(name.split()) <= set(words_of(pdf))
    embedded = [
        font.get_object()
        for one in PdfReader(BytesIO(pdf)).pages
        for font in one["/Resources"]["/Font"].values()
    ]
    assert all("/FontFile2" in font["/FontDescriptor"] for font in embedded)
    assert any(re.search("Arabic|Hebrew|Devanagari", font["/BaseFont"]) for font in embedded)


def test_that_a_hebrew_name_stands_from_right_to_left_in_an_english_sentence() -> None:
    sentence = fill("{name} asks (50 mg).", name=escape("שרה", "name"))
    shin, resh, he, asks = left_edges(page(TextBlock(sentence, TextStyle())), "שרהa")
    assert he < resh < shin < asks


def test_that_letters_of_arabic_join() -> None:
    last, middle, first = shaped("ببب", "NotoSansArabic", bold=False, reverse=True).drawn
    alone = shaped("ب", "NotoSansArabic", bold=False, reverse=True).drawn
    assert len({alone, first, middle, last}) == 4


def test_that_signs_of_devanagari_are_stacked_and_reordered() -> None:
    glyphs = fonts.faces_of("क्ष")
    assert set(glyphs) == {"NotoSansDevanagari"}
    look = Look(bold=False, size=10)
    assert line_width("क्ष", look) < line_width("क", look) + line_width("ष", look)


def test_that_a_paragraph_from_right_to_left_wraps_from_its_first_word() -> None:
    words = [f"{word}{number}" for number, word in enumerate(["אב", "גד", "הו", "זח"] * 5)]
    block = TextBlock(escape(" ".join(words), "note"), TextStyle())
    pdf = page(block, width=100)
    assert block.height(100) > 3 * 13.5
    assert sorted(words_of(pdf)) == sorted(words)
    first, last = left_edges(pdf, "אח")
    assert first > last


def test_that_a_paragraph_in_another_script_splits_between_lines_and_loses_none() -> None:
    block = TextBlock(bold(escape(f"{HINDI} " * 30, "note")), TextStyle())
    parts = block.split(300, 60)
    assert parts is not None
    heights = [part.height(300) for part in parts]
    assert heights[0] <= 60
    assert sum(heights) == pytest.approx(block.height(300))
    assert block.split(300, 20) is None


def test_that_one_word_of_ten_thousand_letters_is_cut_between_letters_and_keeps_all() -> None:
    block = TextBlock(escape("क्ष" * 200 + "ب" * 9_400, "note"), TextStyle(size=4, leading=5))
    words = words_of(page(block))
    assert sum(word.count("ب") for word in words) == 9_400
    assert block.height(400) > 5 * 5
    assert not any(word.startswith("\u094d") for word in words)
    narrow = TextBlock(escape("क्ष ب", "note"), TextStyle(size=40, leading=50))
    assert narrow.height(5) >= 2 * 50


def test_that_bold_in_a_face_without_it_is_drawn_heavier() -> None:
    def ink(markup: object) -> int:
        document = pypdfium2.PdfDocument(page(TextBlock(markup, TextStyle(size=20, leading=26))))
        picture = document[0].render(scale=2).to_pil().convert("L")
        document.close()
        return sum(255 - level for level in picture.tobytes())

    name = escape(ARABIC, "name")
    assert ink(bold(name)) > 1.15 * ink(name)


def test_that_an_accent_without_a_letter_of_its_own_is_placed() -> None:
    alone = shaped("ọ", fonts.REGULAR, bold=False, reverse=False)
    accented = shaped("ọ\u0301", fonts.REGULAR, bold=False, reverse=False)
    assert accented.width == alone.width
    assert "Ọlọ́ládé" in text_of(named("Ọlọ́ládé"))


@pytest.mark.usefixtures("fonts_found")
@pytest.mark.parametrize("name", ["王小芳（王芳）", "田中さくら", "Min-jun Kim (김민준)"])
def test_that_a_font_found_on_the_computer_prints_what_no_shipped_one_does(name: str) -> None:
    document = pypdfium2.PdfDocument(named(name))
    assert name in document[0].get_textpage().get_text_range()
    document.close()


def test_that_the_shapes_of_chinese_characters_follow_the_words_around_them() -> None:
    tongues = [system_fonts.tongue(text) for text in ("田中さくら", "김 金", "王芳")]
    assert tongues == ["ja", "ko", "zh"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("王芳", "Chinese (such as Droid Sans Fallback)"),
        ("さくら", "Japanese (such as IPA Gothic)"),
        ("김민준", "Korean (such as Nanum Gothic)"),
        ("தமிழ்", "Tamil (such as Noto Sans Tamil)"),
    ],
)
def test_that_a_refusal_says_which_font_would_print_it(text: str, said: str) -> None:
    with pytest.raises(LetterRefused) as refused:
        escape(text, "patient's name")
    assert said in refused.value.next_step
    assert "Latin letters" in refused.value.next_step


def test_that_emoji_are_refused_in_words() -> None:
    with pytest.raises(LetterRefused) as refused:
        escape("better 👩\u200d⚕️ 😀", "patient's words")
    assert "patient's words" in refused.value.sentence
    assert "😀" in refused.value.sentence
    assert "in words" in refused.value.next_step


def test_that_what_must_be_printed_gets_a_question_mark_for_each_missing_character() -> None:
    assert stand_in("王 محمد") == "? محمد"


_MAKE = """
import sys
from practice_desk.letters.text import escape
for text in sys.argv[1:]:
    escape(text, "name")
from tests.unit.letters.test_scripts import ARABIC, HEBREW, HINDI, named, sha256
print(sha256(named(f"{HINDI} {ARABIC} {HEBREW}")).hexdigest())
"""


def test_that_another_process_makes_the_same_bytes_whatever_was_printed_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MAKE, "شركة الأدوية المتحدة", "ज्ञान विद्या"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == sha256(named(f"{HINDI} {ARABIC} {HEBREW}")).hexdigest()
