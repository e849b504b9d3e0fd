"""Words of suicide among what patients type."""

from __future__ import annotations

import pytest

from practice_desk.domain.suicide_words import speaks_of_suicide
from practice_desk.knowledge.side_effects import named_in


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "I’d be better off dead",
        "sometimes I don't want to be here anymore",
        "Wanna die",
        "I wish I was dead",
        "I have been cutting myself",
        "I took all of my pills on Sunday",
        "SUICIDAL again",
        "Quiero matarme",
        "ya no quiero vivir",
        "Pienso en hacerme daño",
        "tengo ganas de morirme",
        "my son wants to kill himself",
        "She tried to hang herself",
        "he took all his pills",
        "my daughter doesn't want to live",
        "dice que se quiere matar",
    ],
)
def test_that_words_of_suicide_are_found_in_english_and_spanish(text: str) -> None:
    assert speaks_of_suicide(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "My refill",
        "My mother died in May",
        "I cut my pills in half",
        "The pain is killing me",
        "I don't want to be late",
        "I took my pills",
        "Quiero dormir mejor",
        "Mi madre murió",
    ],
)
def test_that_everyday_words_are_not_taken_for_them(text: str) -> None:
    assert not speaks_of_suicide(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a red rash, and sores in my mouth", {"rash_mild", "rash_serious"}),
        ("pain in my chest", {"chest_pain"}),
        ("I feel better", set()),
        ("I want to talk about my refill", set()),
        ("I need a letter for work", set()),
        ("no", set()),
    ],
)
def test_that_only_what_a_text_names_outright_is_taken_from_it(text: str, named: set[str]) -> None:
    assert {each.id for each in named_in(text)} == named
