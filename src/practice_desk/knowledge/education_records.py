"""The records of `resources/education/education.json`: handouts' texts in both languages.

A text has one point per line; a line that ends with a colon leads the points below it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

FILE_NAME = "education.json"
FORMAT = 1


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in English and in Spanish."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """Return what is said in one of the languages."""
        return self.es if language == "es" else self.en


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The points of a section, with the sources of their facts."""

    en: str
    es: str
    sources: tuple[str, ...]

    def in_language(self, language: str) -> str:
        """Return the points in one of the languages, one per line."""
        return self.es if language == "es" else self.en


Sections = dict[str, Text]


class ClassText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a group of medications has in common.

    It holds for *medications*, and for those of the pack's *classes* that no other entry names.
    The rules name texts of `RuleTexts`; sections named `instead` stand for the rule's text. What is
    `kept_here` is given at the clinic, and the patient has nothing of it to store.
    """

    id: str
    name: Said
    sections: Sections
    missed: str
    alcohol: str
    driving: str = ""
    classes: tuple[str, ...] = ()
    medications: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    kept_here: bool = False


class ConditionText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A handout about a condition: of one of the pack's *topics*, or one of its *conditions*."""

    id: str
    name: Said
    sections: Sections
    topics: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class SkillText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A handout about a skill; it is offered with the *topics* of a chart's conditions."""

    id: str
    name: Said
    sections: Sections
    topics: tuple[str, ...] = ()
    for_controlled: bool = False
    for_opioids: bool = False


class Boxed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A boxed warning in plain words; *pack* is how the pack's own sentence begins."""

    id: str
    pack: str
    en: str
    es: str

    def in_language(self, language: str) -> str:
        """Return the warning in one of the languages."""
        return self.es if language == "es" else self.en


class MedicationText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of one medication alone: points added to a section, or, with `instead`, all."""

    id: str
    sections: Sections
    instead: tuple[str, ...] = ()
    kept_here: bool = False


class MedicationFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the pack says of a medication that a handout needs.

    `boxed` are ids of `Boxed`, `common` and `serious` of side effects.
    """

    id: str
    name: str
    group: str
    forms: tuple[str, ...]
    schedule: str
    taper: str
    pregnancy: str
    sedating: bool
    common: tuple[str, ...]
    serious: tuple[str, ...]
    boxed: tuple[str, ...]
    sources: tuple[str, ...]


class RuleTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts that many handouts share, by the name of the rule.

    `forms` are how to take a form, `missed` what to do about a missed dose, `pregnancy` and
    `stopping` go by the pack's levels.
    """

    forms: dict[str, Text]
    missed: dict[str, Text]
    alcohol: dict[str, Text]
    driving: dict[str, Text]
    pregnancy: dict[str, Text]
    stopping: dict[str, Text]
    storage: dict[str, Text]
    fallback: dict[str, Text]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headings, leads and the names of side effects in plain words.

    `levels` say how soon a side effect is told where that is not the pack's own level.
    """

    headings: dict[str, Said]
    titles: dict[str, Said]
    questions: dict[str, Said]
    leads: dict[str, Said]
    levels: dict[str, Literal["none", "same_day", "emergency"]]
    effects: dict[str, Said]


class EducationFile(msgspec.Struct, frozen=True):
    """Everything that the handouts are made of. `levels` say how soon a side effect is told."""

    format: int
    words: Words
    rules: RuleTexts
    boxed: tuple[Boxed, ...]
    classes: tuple[ClassText, ...]
    medications: tuple[MedicationText, ...]
    conditions: tuple[ConditionText, ...]
    skills: tuple[SkillText, ...]
    facts: tuple[MedicationFacts, ...]
    levels: dict[str, str]
    pack_version: str
