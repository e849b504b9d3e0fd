"""How hard a passphrase is to guess, and what is said to be weak about it."""

from __future__ import annotations

import pytest

from practice_desk.credentials.common_passphrases import common_phrases, is_common
from practice_desk.credentials.strength import known_forms, strength_of
from practice_desk.domain.passphrase import SHORTEST_PASSPHRASE, Weakness

NAMES = ("Harbor Street Clinic", "Portland", "Łukasz Dąbrowski", "ana.berg", "sertraline", "Prozac")


@pytest.mark.parametrize(
    "passphrase",
    [
        "nine green bottles hang",
        "ninegreenbottleshang",
        "NINE GREEN BOTTLES HANG",
        "gK9#vLq2!mZx8@pR",
        "מגדל חלון ענן ספרייה",
        "  spoon  asphalt  gravity  ",
    ],
)
def test_that_several_unrelated_words_or_random_letters_are_enough(passphrase):
    assert strength_of(passphrase, NAMES).is_enough


@pytest.mark.parametrize(
    ("passphrase", "weakness"),
    [
        ("correct horse battery staple", Weakness.COMMON),
        ("CorrectHorseBatteryStaple!", Weakness.COMMON),
        ("2024 correct-horse-battery-staple 2025", Weakness.COMMON),
        ("my correct horse battery staple", Weakness.COMMON),
        ("qwerty123456789", Weakness.COMMON),
        ("Harbor Street Clinic 2024", Weakness.KNOWN_NAMES),
        ("harborstreetclinic1", Weakness.KNOWN_NAMES),
        ("Łukasz Dąbrowski 1", Weakness.KNOWN_NAMES),
        ("lukasz dabrowski!", Weakness.KNOWN_NAMES),
        ("sertraline prozac", Weakness.KNOWN_NAMES),
        ("prozac sertraline ana", Weakness.KNOWN_NAMES),
        ("aaaaaaaaaaaaaaaaa", Weakness.REPEATED),
        ("spoon spoon spoon", Weakness.REPEATED),
        ("abcdefghijklmnopqrst", Weakness.SEQUENCE),
        ("yuioplkjhgfdsaz", Weakness.KEYBOARD),
        ("2024-01-01 2025-01-01", Weakness.DATE),
        ("quiet river stones", Weakness.FEW_WORDS),
    ],
)
def test_that_what_is_guessed_early_is_not_enough_and_named(passphrase, weakness):
    found = strength_of(passphrase, NAMES)
    assert not found.is_enough
    assert found.weakness is weakness


def test_that_a_name_is_weak_only_where_it_is_known():
    assert strength_of("Zubenelgenubi Nomansland").is_enough
    assert not strength_of("Zubenelgenubi Nomansland", ("Nomansland", "Zubenelgenubi")).is_enough


def test_that_spaces_do_not_make_words_harder_to_guess():
    together = strength_of("quietriverstones").guesses_log10
    assert strength_of("quiet river stones").guesses_log10 == pytest.approx(together)


@pytest.mark.parametrize("phrase", ["correct horse ", "spoon ", "x", "Portland 97201 "])
def test_that_saying_a_phrase_often_does_not_make_it_strong(phrase):
    for times in (3, 5, 71):
        found = strength_of((phrase * times * 15)[: len(phrase) * times + len(phrase) // 2])
        assert not found.is_enough
        assert found.weakness is Weakness.REPEATED


@pytest.mark.parametrize("passphrase", ["spoon" + "x" * 1000, "4@3!1|7$5(" * 100])
def test_that_only_the_beginning_of_a_huge_paste_is_looked_at(passphrase):
    assert strength_of(passphrase) == strength_of(passphrase[:40])


@pytest.mark.parametrize("passphrase", ["", "…" * 20, "\ud800" * 20, "\x00" * 20])
def test_that_nothing_typed_is_too_odd_to_be_judged(passphrase):
    assert not strength_of(passphrase).is_enough


def test_that_a_name_is_known_whole_and_in_words_with_accents_and_without():
    forms = known_forms(["Łukasz Dąbrowski", "O'Neil"])
    for form in ("łukaszdąbrowski", "dąbrowski", "lukaszdabrowski", "lukasz", "oneil", "o'neil"):
        assert form in forms


def test_that_every_listed_phrase_is_long_enough_to_be_worth_listing():
    assert len(common_phrases()) > 300
    assert all(len(phrase) > SHORTEST_PASSPHRASE - 7 for phrase in common_phrases())
    assert all(map(is_common, common_phrases()))


def test_that_capitals_marks_and_outer_digits_do_not_hide_a_listed_phrase():
    words = [phrase for phrase in common_phrases() if phrase.isalpha()]
    assert len(words) > 300
    assert all(is_common(f"  {word.upper()}! 99") for word in words)


def test_that_digits_inside_are_not_taken_away():
    assert not is_common("correct horse 7 battery staple")
