"""What can be typed to search texts, and what of a text is shown for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practice_desk.domain.text_query import (
    TextQuery,
    flat,
    places_of,
    read_text_query,
    relevance,
    snippet,
)

TODAY = date(2026, 3, 2)
HOSTILE = (
    '"', '""', '"unclosed words', "NEAR(a b)", "a* OR NOT b", "-a ^b :c {d}", "'; DROP TABLE x",
    "\x00a\x00b", "😀 panic 😀", "\u202eabc", "שלום עולם", "ﬁn ß ł", "\ue000p1", "a" * 10_000,
    "e\u0301té", "ᦰ\u19b0a",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words", "phrases"),
    [
        ("  panic  At work ", ("panic", "At", "work"), ()),
        ('sleep "panic attack" ', ("sleep",), (("panic", "attack"),)),
        ("“slept badly” x-ray", ("x", "ray"), (("slept", "badly"),)),
        ('"never closed', (), (("never", "closed"),)),
        ('"" … "-"', (), ()),
        ("again again", ("again",), ()),
    ],
)
def test_that_words_and_quoted_words_are_told_apart(
    typed: str, words: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]
) -> None:
    assert read_text_query(typed) == TextQuery(words, phrases)


@settings(max_examples=60)
@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
@example("a" * 10_000)
def test_that_whatever_is_typed_leaves_words_without_signs(typed: str) -> None:
    query = read_text_query(typed)
    assert len(query.words) <= 8
    for word in (*query.words, *(word for phrase in query.phrases for word in phrase)):
        assert word.isalnum()
        assert len(word) <= 1_000


@settings(max_examples=60)
@given(st.text(alphabet="ab éÉ\n<[-1", max_size=60), st.sampled_from(("a", "é b", '"a b"', "b1")))
def test_that_what_is_marked_begins_with_what_was_looked_for(text: str, typed: str) -> None:
    query = read_text_query(typed)
    assert len(flat(text)) == len(text)
    places = places_of(text, query)
    if places is None:
        return
    shown = snippet(text, places)
    assert list(shown.found) == sorted(shown.found)
    for begin, end in shown.found:
        marked = flat(shown.text[begin:end])
        beginnings = [*query.words, *(phrase[0] for phrase in query.phrases)]
        assert marked.startswith(tuple(map(flat, beginnings)))


def test_that_case_and_accents_do_not_matter_and_places_stay_in_the_text() -> None:
    text = "Wir saßen im CAFÉ.\nDer Café-Besuch tat gut."
    places = places_of(text, read_text_query("cafe"))
    assert places is not None
    assert [text[begin:end] for begin, end in places] == ["CAFÉ", "Café"]


def test_that_a_phrase_stands_as_it_is_also_over_a_line_end() -> None:
    query = read_text_query('"panic attacks"')
    assert places_of("a panic\nattacks, again", query) is not None
    assert places_of("panic and attacks", query) is None
    assert places_of("no panic attacksome", query) is None


def test_that_a_long_text_is_cut_around_the_first_place_with_its_marks() -> None:
    text = "before it all " * 40 + "the café at night " + "after it all " * 40
    places = places_of(text, read_text_query("CAFE"))
    assert places is not None
    shown = snippet(text, places)
    assert shown.text.startswith("… ")
    assert shown.text.endswith(" …")
    assert len(shown.text) < 260
    (begin, end) = shown.found[0]
    assert shown.text[begin:end] == "café"


def test_that_words_said_often_in_a_short_new_text_come_before_others() -> None:
    old, new = TODAY - timedelta(days=2000), TODAY
    texts = [(1, 500, new), (4, 500, new), (1, 5000, new), (1, 500, old)]
    once, often, in_much, long_ago = relevance(texts, 10_000, TODAY)
    assert often > once > in_much > 0
    assert once > long_ago
    assert list(relevance([], 0, TODAY)) == []
