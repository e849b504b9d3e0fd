"""What a search line means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.patient_search import read_patient_query
from practice_desk.domain.text import fold

TODAY = date(2026, 11, 23)


def words(text: str) -> tuple[str, ...]:
    return read_patient_query(text, TODAY).words


def test_that_names_are_folded():
    assert words("  Łukasz  DĄBROWSKI ") == ("lukasz", "dabrowski")
    assert words("O'Neil Søgaard-Müller") == ("oneil", "sogaard", "muller")


@pytest.mark.parametrize("text", ["(617) 555-0142", "617.555.0142", "+1 617 555 0142"])
def test_that_a_phone_number_is_its_digits(text):
    assert words(text) == ("6175550142",)


def test_that_a_birth_date_may_stand_beside_a_name():
    query = read_patient_query("dabrowski 3/14/1985", TODAY)
    assert query.words == ("dabrowski",)
    assert date(1985, 3, 14) in query.birth_dates


def test_that_eight_digits_may_be_a_date_or_a_number():
    query = read_patient_query("03141985", TODAY)
    assert query.words == ("03141985",)
    assert query.birth_dates[0] == date(1985, 3, 14)


def test_that_a_future_day_is_no_birth_date():
    assert read_patient_query("3/14/2090", TODAY).birth_dates == ()


@pytest.mark.parametrize("text", ["May 1974", "may, 1974", "5/1974", "1974-05", "05.1974"])
def test_that_a_month_of_birth_is_all_its_days(text):
    query = read_patient_query(text, TODAY)
    assert query.born_between == (date(1974, 5, 1), date(1974, 5, 31))


def test_that_a_year_of_birth_may_stand_alone_or_beside_a_name_and_may_be_a_number():
    year = (date(1974, 1, 1), date(1974, 12, 31))
    alone, beside = read_patient_query("1974", TODAY), read_patient_query("Anna 1974", TODAY)
    assert (alone.words, alone.born_between) == (("1974",), year)
    assert (beside.words, beside.born_between) == (("anna",), year)
    assert beside.as_typed == ("anna", "1974")


@pytest.mark.parametrize("text", ["2150", "1899", "13/1974", "Maybe 1974x", "May 2150"])
def test_that_what_is_no_year_of_a_life_is_none(text):
    assert read_patient_query(text, TODAY).born_between is None


@pytest.mark.parametrize("text", ["***", "🙂", " . "])
def test_that_signs_alone_are_something_typed(text):
    assert read_patient_query(text, TODAY).is_no_word
    assert not read_patient_query(text, TODAY).is_empty
    assert read_patient_query("  ", TODAY).is_empty


@given(st.text(max_size=60))
def test_that_every_text_gives_words_of_letters_and_digits_alone(text):
    assert all(word.isalnum() for word in words(text))


@given(st.text(max_size=60))
def test_that_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
