"""What the check-in screen says: the same things in every language."""

from __future__ import annotations

import re

import pytest

from practice_desk.services.check_in_wording import (
    LANGUAGES,
    CheckInWords,
    check_in_words,
    languages_for,
)

_FILLED_IN = re.compile(r"\{\w+\}")


def texts(words: CheckInWords) -> dict[str, str]:
    """Return every text by a key of its own."""
    pages = {f"{key}.{part}": getattr(page, part) for key, page in words.pages.items()
             for part in ("title", "intro")}  # fmt: skip
    return {**words.screen, **pages, **words.items, **words.choices}


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_language_says_the_same_things_and_fills_in_the_same(language: str) -> None:
    english, other = texts(check_in_words("en")), texts(check_in_words(language))
    assert list(other) == list(english)
    for key, text in english.items():
        assert sorted(_FILLED_IN.findall(other[key])) == sorted(_FILLED_IN.findall(text)), key
        assert bool(other[key]) == bool(text), key


@pytest.mark.parametrize(
    ("spoken", "first"),
    [("", "en"), ("Spanish", "es"), ("español (México)", "es"), ("Greek", "en"), ("English", "en")],
)
def test_that_the_language_of_the_chart_comes_first(spoken: str, first: str) -> None:
    assert languages_for(spoken)[0] == first
