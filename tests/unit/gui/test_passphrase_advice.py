"""What is said about a new passphrase while it is typed."""

from __future__ import annotations

import pytest

from practice_desk.gui.models.passphrase_advice import passphrase_advice, wants_verdict


@pytest.mark.parametrize(
    ("first", "second", "verdict", "words"),
    [
        ("", "", None, "At least 15"),
        ("a" * 5, "", None, "10 more characters."),
        ("a" * 14, "", None, "1 more character."),
        ("a" * 15, "", None, "Long enough. Type it again."),
        ("a" * 15, "", "", "hard to guess"),
        ("a" * 15, "a", "", "differ"),
        ("a" * 15, "a" * 15, "", "the same"),
        ("caf\u00e9 " * 3, "cafe\u0301 " * 3, "", "the same"),
    ],
)
def test_that_the_advice_follows_what_is_typed(first, second, verdict, words):
    advice = passphrase_advice(first, second, verdict)
    assert words in advice.text
    assert not advice.is_problem


def test_that_a_weakness_is_a_problem_and_said_as_it_is():
    advice = passphrase_advice("a" * 15, "", "It repeats itself.")
    assert (advice.text, advice.is_problem) == ("It repeats itself.", True)


def test_that_a_passphrase_beyond_all_measure_is_a_problem_and_not_estimated():
    assert passphrase_advice("a" * 2000, "").is_problem
    assert not wants_verdict("a" * 2000)
    assert not wants_verdict("a" * 14)
    assert wants_verdict("a" * 15)
