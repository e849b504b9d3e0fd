"""Loads and validates the letters' wording from resources/letters."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.consent import Language

ENGLISH = "en-US"
"""The language of a page, as its file names it."""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all wording; a missing or misspelt key fails when the file is loaded."""


T = TypeVar("T", bound=Wording)


class Labels(Wording, frozen=True):
    """Short labels; `{number}`, `{name}`, `{date}`, `{pages}`, `{code}` are filled in."""

    to: str
    date: str
    letter: str
    phone: str
    fax: str
    patient: str
    birth_date: str
    goes_by: str
    born: str
    page: str
    letter_code: str
    signature: str
    prescriber: str
    questions: str
    copies: str
    replaces: str


class Statement(Wording, frozen=True):
    """A boxed statement."""

    title: str
    text: str


class Part2Wording(Wording, frozen=True):
    """What accompanies records under 42 CFR Part 2; `{date}` and `{scope}` are filled in."""

    notice: str
    consent: str


class AcknowledgementWording(Wording, frozen=True):
    """The part that is sent back, by the pharmacy or by others."""

    title: str
    title_without_fax: str
    others: str
    others_without_fax: str
    received: str
    cancelled: str
    question: str
    name: str
    signature: str
    date: str


class CommonWording(Wording, frozen=True):
    """Wording that all kinds share (`common.yaml`)."""

    labels: Labels
    not_a_prescription: Statement
    wrong_recipient: str
    part2: Part2Wording
    acknowledgement: AcknowledgementWording


class LetterWording(Wording, frozen=True, kw_only=True):
    """Wording of a letter of shared parts; a kind may add to it."""

    document_title: str
    title: str
    urgent: str = "URGENT"
    labels: dict[str, str] = {}
    words: dict[str, str] = {}
    ticks: tuple[str, ...] = ()


class PatientWording(Wording, frozen=True):
    """Wording of a letter that a patient gets in one of two languages."""

    en: LetterWording
    es: LetterWording

    def of(self, language: Language) -> LetterWording:
        """Return the wording in a language."""
        return self.es if language is Language.SPANISH else self.en


def load_wording(name: str, into: type[T]) -> T:
    """Return `resources/letters/<name>.yaml` as *into*; raises msgspec.ValidationError."""
    return msgspec.yaml.decode(
        asset("resources", "letters", f"{name}.yaml").read_bytes(), type=into
    )


@cache
def common_wording(language: str = ENGLISH) -> CommonWording:
    """Return the shared wording in a language, read once; Spanish is for patients."""
    return load_wording("common" if language == ENGLISH else "common_es", CommonWording)
