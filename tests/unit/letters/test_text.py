"""Text on its way to the page: cleaned, checked for glyphs, escaped."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.errors import LetterRefused
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.fonts import printable_characters
from practice_desk.letters.parties import LetterPatient
from practice_desk.letters.text import Markup, clean, escape, fill

from .samples import a_letter, text_of


def named(name: str) -> bytes:
    """A letter about a patient of that name."""
    return a_letter(patient=LetterPatient(name, date(1985, 3, 14))).pdf


@pytest.mark.parametrize(
    "name",
    [
        "<b>Robert</b>'); DROP TABLE--",
        '<img src="/etc/passwd">',
        "A & B <b",
        "&lt;i&gt; &amp; {name} %s",
        "<para fontSize=40>Ann</para>",
    ],
)
def test_that_markup_in_a_name_prints_as_text(name: str) -> None:
    pdf = named(name)
    assert name in text_of(pdf)
    assert b"/Subtype /Image" not in pdf


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Ångström-Müller",
        "Łukasz Żółć",
        "Αλέξανδρος Παπαδόπουλος",
        "Екатерина Жуковская",
        "Nguyễn Thị Phương Thảo",
        "Þórður Ðæmi",
        "İbrahim Çağlayan",
    ],
)
def test_that_european_and_vietnamese_names_print(name: str) -> None:
    assert name in text_of(named(name))


def test_that_decomposed_letters_are_composed() -> None:
    assert "Nguyễn" in text_of(named("Nguye\u0302\u0303n"))


@pytest.mark.parametrize("name", ["王芳", "தமிழ்", "田中さくら", "Ann 😀"])
def test_that_a_name_without_glyphs_is_refused_naming_field_and_character(name: str) -> None:
    with pytest.raises(LetterRefused) as refused:
        named(name)
    missing = [char for char in name if char not in printable_characters()]
    assert "patient's name" in refused.value.sentence
    assert all(f"“{char}” (U+{ord(char):04X})" in refused.value.sentence for char in missing)
    assert refused.value.next_step


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ue000", "\ud800"])
def test_that_control_characters_are_refused(char: str) -> None:
    with pytest.raises(LetterRefused, match=f"invisible or undefined character .U.{ord(char):04X}"):
        escape(f"An{char}n", "patient's name")


@pytest.mark.parametrize("char", ["\u202e", "\u202b", "\u2067"])
def test_that_reversed_reading_direction_is_refused(char: str) -> None:
    with pytest.raises(LetterRefused, match="reverses the reading direction"):
        escape(f"1{char}50 mg", "dose")


def test_that_harmless_invisible_characters_are_dropped() -> None:
    assert clean("\ufeff\u202a(207)\u200b 555\u00ad-0100\u202c", "phone") == "(207) 555-0100"


def test_that_line_ends_become_spaces_or_breaks() -> None:
    assert clean(" one\r\ntwo\t three ", "name") == "one two three"
    assert escape("one\r\ntwo\nthree", "directions").source == "one<br/>two<br/>three"


def test_that_only_markup_becomes_a_paragraph() -> None:
    with pytest.raises(TypeError):
        TextBlock("<b>plain</b>", TextStyle())  # type: ignore[arg-type]


def test_that_values_in_a_sentence_are_not_filled_again() -> None:
    filled = fill("{a} & {b}", a=escape("{b}", "a"), b=escape("<x>", "b"))
    assert filled == Markup("{b} &amp; &lt;x&gt;")


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_that_any_text_is_printed_or_refused_with_a_sentence(text: str) -> None:
    try:
        markup = escape(text, "note")
    except LetterRefused as error:
        refused = error.sentence
    else:
        refused = ""
    if refused:
        assert "note" in refused
        return
    source = markup.source.replace("<br/>", "")
    assert "<" not in source
    assert ">" not in source
    assert TextBlock(markup, TextStyle()).height(200) >= 0
