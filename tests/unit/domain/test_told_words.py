"""Names of records that may not go out are found in words that do."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.told_words import names_told, texts_of

BUP = "buprenorphine and naloxone"
OUD = "Opioid dependence, uncomplicated"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Please also count the Buprenorphine films.", (BUP,)),
        ("Continue NALOXONE.", (BUP,)),
        ("Treated for opioid dependence since May.", (OUD, "Opioids")),
        ("An uncomplicated course.", ()),
        ("Sertraline was raised to 100 mg.", ()),
        ("Positive for HIV.", ("HIV",)),
        ("Takes opióids.", ("Opioids",)),
        ("Buprenorphineville is a town.", ()),
    ],
)
def test_that_a_name_is_found_whole_or_by_a_part(text: str, names: tuple[str, ...]):
    assert names_told([text], (BUP, OUD, "HIV", "Opioids")) == names


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=40)
def test_that_a_name_within_any_words_is_found(before: str, after: str):
    assert names_told([f"{before} buprenorphine {after}"], (BUP,)) == (BUP,)


@dataclass(frozen=True)
class Inner:
    words: str


@dataclass(frozen=True)
class Outer:
    inner: tuple[Inner, ...]
    left_out: Outer | None = None
    count: int = 1


def test_that_every_text_within_a_value_is_looked_into():
    value = Outer((Inner("one"), Inner("two")), None)
    assert list(texts_of(value)) == ["one", "two"]
    assert list(texts_of(value, (Inner,))) == []
