"""Coded terms to choose from while somebody types: conditions and substances."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.knowledge import follow_up
from practice_desk.knowledge.pack import KnowledgePack, knowledge_pack


@dataclass(frozen=True, slots=True)
class Term:
    """One choice: its words, how it was found, its code and its id or topic in the pack."""

    display: str
    found_as: str
    code: str = ""
    pack_id: str = ""
    topic: str = ""


def find_conditions(pack: KnowledgePack, text: str, limit: int = 12) -> list[Term]:
    """Return conditions by name, short name or ICD-10-CM code, the likeliest first.

    A condition of several codes comes once for each when it was found by code, else without one:
    the pack has no title for each code, so the person gives the exact one.
    """
    terms = []
    for match in pack.conditions.search(text, limit):
        concept = match.value
        by_code = match.name in concept.icd10cm
        only = concept.icd10cm[0] if len(concept.icd10cm) == 1 else ""
        code = match.name if by_code else only
        topic = concept.topics[0] if concept.topics else ""
        terms.append(Term(concept.name, match.name, code, concept.id, topic))
    return terms


def find_substances(pack: KnowledgePack, text: str, limit: int = 12) -> list[Term]:
    """Return medications, classes and other substances to be allergic to, the likeliest first."""
    found = pack.substances.search(text, limit)
    return [Term(match.value.name, match.name, pack_id=match.value.id) for match in found]


def find_medications(text: str, limit: int = 12) -> list[Term]:
    """Return coded medications by generic or brand name, the likeliest first."""
    found = knowledge_pack().medications.search(text, limit)
    return [Term(match.value.display_name, match.name, pack_id=match.value.id) for match in found]


def find_side_effects(text: str, limit: int = 12) -> list[Term]:
    """Return side effects by their clinical term, the likeliest first."""
    found = follow_up.side_effect_names().search(text, limit)
    return [Term(match.value.term, match.name, pack_id=match.value.id) for match in found]


def condition_topics() -> tuple[str, ...]:
    """Return the mental-health topics that a condition may be filed under."""
    return knowledge_pack().conditions.topics()
