"""The clinic's own words for passages of letters, by kind, passage and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_desk.domain.changes import Changes
from practice_desk.domain.checks import without_control_characters
from practice_desk.domain.consent import Language
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.permission import Operation
from practice_desk.letters.registry import LETTER_KINDS
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "letter wording"
PassageKey = tuple[str, str]
"""A passage's name and the language of the words."""


@dataclass(frozen=True, slots=True)
class WordedPassage:
    """One passage that the clinic may word: as delivered, and in its own words, empty for none."""

    kind: str
    title: str
    passage: str
    label: str
    language: Language
    delivered: str
    longest: int
    own: str = ""


@dataclass(frozen=True, slots=True)
class LetterWording:
    """Every passage of every kind, and the version that was read."""

    passages: tuple[WordedPassage, ...]
    version: int


def letter_wording(clinic: Clinic) -> LetterWording:
    """Return what passages letters have, as delivered and in the clinic's words."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = _SETTING
        kept, version = _read(work)
    passages = tuple(
        WordedPassage(
            kind.code,
            kind.title,
            passage.name,
            passage.label,
            language,
            passage.default(language),
            passage.longest,
            kept.get(_key(kind.code, passage.name, language), ""),
        )
        for kind in LETTER_KINDS
        for passage in kind.offer.passages
        for language in kind.offer.languages
    )
    return LetterWording(passages, version)


def save_letter_wording(clinic: Clinic, before: LetterWording, value: WordedPassage) -> Changes:
    """Keep the clinic's words for one passage; empty ones go back to those delivered.

    Letters that were sent keep theirs. Raises Invalid for words that are too long, StaleRecord
    where somebody else was quicker.
    """
    text = without_control_characters(value.own).strip()
    if len(text) > value.longest:
        sentence = f"This is longer than {value.longest} characters: shorten it."
        raise Invalid((Problem("own", sentence),))
    with clinic.writing(Operation.EDIT_LETTER_WORDING) as work:
        kept, version = _read(work)
        if version != before.version:
            raise StaleRecord("wording of letters")
        key = _key(value.kind, value.passage, value.language)
        plain = {name: words for name, words in kept.items() if name != key}
        if text and text != value.delivered:
            plain[key] = text
        registry.put_setting(work.connection, _SETTING, plain, version)
        work.detail = f"{_SETTING}: {key}"
    return Changes.of(None, "letter_wording")


def read_own_passages(work: UnitOfWork, kind: str) -> Mapping[PassageKey, str]:
    """Return the clinic's words for one kind, inside a running unit of work."""
    kept, _version = _read(work)
    found = {}
    for key, words in kept.items():
        of_kind, _, rest = key.partition("/")
        passage, _, language = rest.partition("/")
        if of_kind == kind:
            found[passage, language] = words
    return found


def _read(work: UnitOfWork) -> tuple[dict[str, str], int]:
    plain, version = registry.setting(work.connection, _SETTING)
    found = plain if isinstance(plain, dict) else {}
    return {str(name): str(words) for name, words in found.items()}, version


def _key(kind: str, passage: str, language: Language) -> str:
    return f"{kind}/{passage}/{language.value}"
