"""What the check-in screen says in each language, from resources/i18n."""

from __future__ import annotations

from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.check_in_sheet import ENGLISH, SPANISH, Item, Page

LANGUAGES = (ENGLISH, SPANISH)
_SPANISH = ("spa", "esp", "es", "cas")


class PageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page's title, and the sentence below it."""

    title: str
    intro: str


class CheckInWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words of one language. Every language has the same keys, which a test compares."""

    name: str
    screen: dict[str, str]
    pages: dict[str, PageWords]
    items: dict[str, str]
    choices: dict[str, str]


@cache
def check_in_words(language: str) -> CheckInWords:
    """Return the words of one of `LANGUAGES`."""
    data = asset("resources", "i18n", language, "check_in.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=CheckInWords)


def languages_for(spoken: str) -> tuple[str, ...]:
    """Return the languages, first the one that is meant by a chart's *spoken* language."""
    is_spanish = spoken.strip().casefold().startswith(_SPANISH)
    return (SPANISH, ENGLISH) if is_spanish else LANGUAGES


def page(words: CheckInWords, name: str, *items: Item, key: str = "", note: str = "") -> Page:
    """Return the page that *words* call *name*; its key is the name where there is one such."""
    said = words.pages[name]
    return Page(key or name, said.title, items, said.intro, note)
