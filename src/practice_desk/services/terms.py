"""Coded terms to choose from while somebody types: conditions and substances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_desk.knowledge import side_effects
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.knowledge.pack import KnowledgePack, knowledge_pack
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.warning_signs import signs_in_words


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


def find_medications(pack: KnowledgePack, text: str, limit: int = 12) -> list[Term]:
    """Return coded medications by generic or brand name, the likeliest first."""
    found = pack.medications.search(text, limit)
    return [Term(match.value.display_name, match.name, pack_id=match.value.id) for match in found]


def find_side_effects(
    text: str,
    limit: int = 12,
    among: Mapping[str, side_effects.SideEffectRecord] | None = None,
) -> list[Term]:
    """Return side effects by their term or how patients say it, the likeliest first.

    *among* are those that a clinic uses, as it corrected them; the others are not offered.
    """
    found = side_effects.search(text, limit)
    if among is not None:
        found = tuple(among[each.id] for each in found if each.id in among)
    return [Term(each.term, each.question, pack_id=each.id) for each in found]


def call_advice(words: str) -> str:
    """Return what a caller is told to do now, where their words may mean a warning sign.

    As the delivered pack has it for patients; nothing of a chart is in it.
    """
    found = signs_in_words(words)
    lines = [f"{each.term}? Tell the caller: {each.do}" for each in found]
    return "\n".join([*lines, "By the clinical pack, a draft."]) if lines else ""


def find_pack_items(
    rules: SafetyPack, text: str, limit: int = 12, *, only_classes: bool = False
) -> list[Term]:
    """Return what an own entry can name, what begins as typed first.

    The term's `topic` says whether it is a class, a medication or an exposure.
    """
    named = [
        Term(each.name, each.name, pack_id=each.id, topic="class") for each in rules.facts.classes
    ]
    if not only_classes:
        meds = rules.facts.medications
        named += [
            Term(m.generic_name, m.generic_name, pack_id=m.id, topic="medication") for m in meds
        ]
        named += [
            Term(name.replace("_", " "), name.replace("_", " "), pack_id=name, topic="exposure")
            for name in rules.facts.exposures
        ]
    wanted = text.casefold().strip()
    found = [term for term in named if wanted in term.display.casefold()]
    found.sort(key=lambda term: (not term.display.casefold().startswith(wanted), term.display))
    return found[:limit]


def find_laboratory_tests(text: str, limit: int = 12) -> list[Term]:
    """Return tests with their LOINC code; the term's `topic` is the usual unit."""
    wanted = text.casefold().strip()
    found = [test for test in laboratory().tests if wanted in test.name.casefold()]
    found.sort(key=lambda test: (not test.name.casefold().startswith(wanted), test.name))
    return [Term(test.name, test.name, test.code, topic=test.unit) for test in found[:limit]]


def condition_topics() -> tuple[str, ...]:
    """Return the mental-health topics that a condition may be filed under."""
    return knowledge_pack().conditions.topics()
