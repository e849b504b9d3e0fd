"""Spelling: what is wrong is found, what belongs to the field is not, suggestions help."""

from __future__ import annotations

import pytest

from practice_desk.domain.spelled import words_in
from practice_desk.knowledge.spelling import MOST_SUGGESTIONS, SpellBook


@pytest.fixture(scope="module")
def book() -> SpellBook:
    return SpellBook(("sertraline", "Łukasz Dąbrowski", "buPROPion"))


@pytest.mark.parametrize(
    "word",
    ["anhedonia", "Anhedonia", "sertraline", "Sertraline", "patient's", "patient’s", "PHQ",
     "buPROPion", "bupropion", "Łukasz", "κύμα"],
)  # fmt: skip
def test_that_words_of_the_field_names_and_what_can_not_be_judged_are_known(
    book: SpellBook, word: str
):
    assert book.knows(word)


@pytest.mark.parametrize(("word", "meant"), [("anxeity", "anxiety"), ("sertralin", "sertraline")])
def test_that_a_slip_is_found_and_what_was_meant_is_offered_first(
    book: SpellBook, word: str, meant: str
):
    assert not book.knows(word)
    found = book.suggest(word)
    assert found[0] == meant
    assert len(found) <= MOST_SUGGESTIONS


def test_that_numbers_codes_shortcuts_and_addresses_are_no_words():
    text = "Took 50mg of F33.1 at ana@berg.org, /bra; doesn't sleep — naïve a."
    assert [word for _, word in words_in(text)] == [
        "Took", "of", "at", "org", "doesn't", "sleep", "naïve",
    ]  # fmt: skip
