"""Coded conditions of the clinical pack: ICD-10-CM codes and mental-health topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from practice_desk.domain.text import fold
from practice_desk.knowledge.compiled import ConditionRecord
from practice_desk.knowledge.names import Match, NameIndex

# What clinicians type for the longer names.
_ABBREVIATIONS: Final = {
    "major_depressive_disorder": ("MDD",),
    "persistent_depressive_disorder": ("PDD",),
    "premenstrual_dysphoric_disorder": ("PMDD",),
    "generalized_anxiety_disorder": ("GAD",),
    "social_anxiety_disorder": ("SAD",),
    "obsessive_compulsive_disorder": ("OCD",),
    "body_dysmorphic": ("BDD",),
    "ptsd": ("PTSD",),
    "dmdd": ("DMDD",),
    "adhd": ("ADHD", "ADD"),
    "oppositional_defiant": ("ODD",),
    "autism_spectrum": ("ASD",),
    "alcohol_use_disorder": ("AUD",),
    "opioid_use_disorder": ("OUD",),
    "borderline_personality": ("BPD",),
    "binge_eating": ("BED",),
    "avoidant_restrictive": ("ARFID",),
    "pseudobulbar_affect": ("PBA",),
    "obstructive_sleep_apnea": ("OSA",),
}


@dataclass(frozen=True, slots=True)
class ConditionConcept:
    """A condition that can be chosen.

    `name` covers all of its `icd10cm` codes; the pack has no title for each code. `topics` are the
    words that group conditions, letters and instruments, such as "depression".
    """

    id: str
    name: str
    is_mental_health: bool
    icd10cm: tuple[str, ...]
    topics: tuple[str, ...]


class ConditionList:
    """The pack's conditions, found by id, name or code."""

    def __init__(self, records: Iterable[ConditionRecord]) -> None:
        self.all = tuple(map(_concept, records))
        self._by_id = {concept.id: concept for concept in self.all}
        names = [(concept.name, concept) for concept in self.all]
        codes = [(code, concept) for concept in self.all for code in concept.icd10cm]
        short = [
            (word, concept)
            for concept in self.all
            for word in (*_ABBREVIATIONS.get(concept.id, ()), *concept.topics)
        ]
        self._names = NameIndex([*names, *short])
        self._codes = NameIndex(codes)

    def by_id(self, condition_id: str) -> ConditionConcept | None:
        """Return the condition of that id; None if the pack has none (or no longer)."""
        return self._by_id.get(condition_id)

    def by_code(self, code: str) -> tuple[ConditionConcept, ...]:
        """Return every condition with this ICD-10-CM code, with or without its dot."""
        return self._codes.exact(code)

    def topic_of(self, code: str) -> str:
        """Return the first topic of the conditions with *code*; empty if the pack has none."""
        return next((topic for found in self.by_code(code) for topic in found.topics), "")

    def topics(self) -> tuple[str, ...]:
        """Return every mental-health topic, in alphabetical order."""
        mental = (concept for concept in self.all if concept.is_mental_health)
        return tuple(sorted({topic for concept in mental for topic in concept.topics}))

    def search(self, text: str, limit: int = 12) -> tuple[Match[ConditionConcept], ...]:
        """Return up to *limit* conditions for a name or code as typed, best first.

        A match found by its code has that code as its name.
        """
        if _looks_like_a_code(text):
            return self._codes.search(text, limit, typos=False)
        return self._names.search(text, limit)


def _looks_like_a_code(text: str) -> bool:
    folded = fold(text)
    return len(folded) >= 2 and folded[0].isalpha() and folded[1].isdigit()


def _concept(record: ConditionRecord) -> ConditionConcept:
    return ConditionConcept(
        record.id, record.name, record.kind == "mental_health", record.icd10cm, record.topics
    )
