"""A handout in plain words: what every medication, class, condition and skill says to a patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from practice_desk.domain.education import HandoutKind, Topic

ENGLISH: Final = "en"
SPANISH: Final = "es"
LANGUAGES: Final = (ENGLISH, SPANISH)
MOST_OWN_WORDS: Final = 1500
"""Characters that a clinic adds to one handout."""
REQUIRED: Final = {
    HandoutKind.MEDICATION: (
        "purpose", "how_to_take", "expect", "common", "serious", "missed", "alcohol", "driving",
        "pregnancy", "stopping", "storage",
    ),
    HandoutKind.CLASS: (
        "purpose", "how_to_take", "expect", "missed", "alcohol", "driving", "pregnancy",
        "stopping", "storage",
    ),
    HandoutKind.CONDITION: ("what", "signs", "treatment", "self", "call"),
    HandoutKind.SKILL: ("why", "steps", "tips"),
}  # fmt: skip
"""The sections that every handout of a kind has, in their order; there may be more."""


@dataclass(frozen=True, slots=True)
class HandoutPart:
    """Points under a lead such as "Call 911 for:"; the lead is empty where none is needed."""

    lead: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandoutSection:
    """One section with where its facts come from. `stands_out` asks for a frame around it."""

    key: str
    heading: str
    parts: tuple[HandoutPart, ...]
    sources: tuple[str, ...]
    stands_out: bool = False
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Handout:
    """A whole handout in one language; `name` is what it is about, `questions` to ask next time.

    `reviewed` says whether a clinician has read and accepted it; without that it is a draft.
    """

    topic: Topic
    language: str
    name: str
    title: str
    sections: tuple[HandoutSection, ...]
    questions: tuple[str, ...]
    reviewed: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source once, in the order of the sections."""
        return tuple(dict.fromkeys(each for part in self.sections for each in part.sources))
