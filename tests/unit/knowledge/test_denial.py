"""What somebody says that they do not have."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.adverse_event import Urgency
from practice_desk.knowledge.denial import without_denied
from practice_desk.knowledge.warning_signs import signs_in_words, signs_told, urgency_told


def told(words: str) -> Urgency:
    """Return how soon these words have to be looked at with lamotrigine and an antipsychotic."""
    return urgency_told("", words, ["lamotrigine", "olanzapine"], lambda each: [each])


@pytest.mark.parametrize(
    "words",
    [
        "no rash",
        "No rash, no fever.",
        "No rash or fever",
        "I didn’t have fever",
        "I haven't had any rash or hives at all",
        "Never had a seizure",
        "without fever",
        "denies chest pain",
        "No tengo fiebre",
        "sin fiebre ni sarpullido",
        "No he tenido convulsiones",
        "nunca tuve ronchas",
    ],
)
def test_that_what_is_plainly_denied_is_no_warning_sign(words: str) -> None:
    assert told(words) is Urgency.ROUTINE
    assert signs_in_words(words) == ()
    assert signs_told("", words, ["lamotrigine"], lambda each: [each]) == ()


@pytest.mark.parametrize(
    "words",
    [
        "rash",
        "No rash, but fever",
        "no fever and a rash on my chest",
        "No. Rash all over",
        "No, a rash",
        "no rash before this week",
        "no rash until yesterday",
        "not only a rash",
        "no more rash",
        "no rash?",
        "no relief from the rash",
        "it is not without fever",
        "I don’t know if the rash is from it",
        "the rash won’t go away",
        "can't breathe",
        "not breathing",
        "no puedo respirar",
        "No tengo fiebre, pero tengo sarpullido",
        "no se me quita la fiebre",
        "I don't want to live",
        "no suicidal thoughts",
        "no bowel movement for days",
    ],
)
def test_that_an_unclear_or_half_denial_still_warns(words: str) -> None:
    assert told(words) is not Urgency.ROUTINE


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_that_a_text_that_denies_nothing_stays_as_it_is(text: str) -> None:
    assert without_denied(text) == text or "no" in text.casefold() or "ni" in text.casefold()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dizzy; no rash, no fever.", "Dizzy; , ."),
        ("Mareo, sin fiebre", "Mareo,"),
    ],
)
def test_that_only_what_is_denied_is_left_out(text: str, left: str) -> None:
    assert without_denied(text).replace(" ", "") == left.replace(" ", "")


@pytest.mark.parametrize(
    "words",
    [
        "I took all of my pills on Sunday",
        "sometimes I don't want to be here anymore",
        "no rash, but she tried to hang herself",
        "Pienso en hacerme daño",
    ],
)
def test_that_words_of_suicide_are_an_emergency_by_whichever_way_they_are_told(words: str) -> None:
    assert told(words) is Urgency.NOW
    assert signs_in_words(words)[0].id == "suicidal_thoughts"
