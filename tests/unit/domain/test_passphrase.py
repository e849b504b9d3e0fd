"""How long a passphrase is, and when two are one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.passphrase import (
    LONGEST_PASSPHRASE,
    SENTENCES,
    SHORTEST_PASSPHRASE,
    Strength,
    Weakness,
    are_the_same,
    check_passphrase,
    missing_characters,
    normal_form,
)


@pytest.mark.parametrize("passphrase", ["a" * 15, " " * 15, "密" * 15, "a" * LONGEST_PASSPHRASE])
def test_that_fifteen_characters_of_any_kind_are_long_enough(passphrase):
    assert check_passphrase(passphrase) == ()


@pytest.mark.parametrize("passphrase", ["", "a" * 14, "Tr0ub4dor&3", "a" * 1025])
def test_that_too_short_and_endless_ones_are_refused_at_the_field(passphrase):
    assert [problem.field for problem in check_passphrase(passphrase)] == ["passphrase"]


def test_that_an_accent_typed_apart_is_no_character_more():
    assert missing_characters("e\u0301" * 14) == 1
    assert missing_characters("\u00e9" * 14) == 1


def test_that_a_ligature_counts_as_the_letters_it_stands_for():
    assert missing_characters("\ufb03" * 5) == 0


@given(st.text(max_size=40))
def test_that_however_it_is_composed_it_is_the_same_passphrase(passphrase):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        typed = unicodedata.normalize(form, passphrase)
        assert are_the_same(typed, passphrase)
        assert missing_characters(typed) == missing_characters(passphrase)
    assert normal_form(normal_form(passphrase)) == normal_form(passphrase)


def test_that_case_and_spaces_make_another_passphrase():
    assert not are_the_same("nine green bottles", "nine green  bottles")
    assert not are_the_same("nine green bottles", "Nine green bottles")


def test_that_every_weakness_has_its_sentence():
    assert set(SENTENCES) == set(Weakness)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


@pytest.mark.parametrize(("guesses", "enough"), [(9.99, False), (10.0, True)])
def test_that_ten_thousand_million_guesses_are_enough(guesses, enough):
    assert Strength(guesses, Weakness.FEW_WORDS).is_enough is enough


def test_that_the_shortest_is_what_is_asked_for():
    assert SHORTEST_PASSPHRASE == 15
