"""What must hold of a condition, side effect or class that a clinic corrects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practice_desk.domain.errors import Problem
from practice_desk.knowledge.safety.guide_records import (
    ConditionFacts,
    InstrumentFacts,
    SideEffectFacts,
)
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.records import ClassFacts, UpperLimit

_ICD10CM = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
OWN = "own_"
"""How the ids of a clinic's own entries begin."""
GuideEntry = ClassFacts | ConditionFacts | InstrumentFacts | SideEffectFacts | UpperLimit


def check_guide_entry(entry: GuideEntry, pack: SafetyPack) -> Iterator[Problem]:
    """Yield what is wrong with an entry; fields are named as in its record."""
    match entry:
        case SideEffectFacts():
            if not entry.plain_words.strip():
                yield Problem("plain_words", "Say in plain words what a patient is asked.")
            if entry.red_flag.is_flag and not entry.red_flag.do.strip():
                yield Problem("red_flag", "Say what the patient does when this happens.")
            yield from _known(pack, "caused_by", entry.caused_by)
        case ConditionFacts():
            if not entry.name.strip():
                yield Problem("name", "Enter the name.")
            for code in entry.icd10cm:
                if not _ICD10CM.fullmatch(code):
                    yield Problem("icd10cm", f"{code} is no ICD-10-CM code.")
            yield from _known(pack, "labelled_medications", entry.labelled_medications)
        case InstrumentFacts():
            if not entry.id.startswith(OWN):
                yield Problem("", "A measure stays as its owner made it.")
        case ClassFacts():
            if not entry.name.strip():
                yield Problem("name", "Enter the name.")
        case UpperLimit():
            if entry.high <= 0:
                yield Problem("high", "Enter a limit above zero.")


def _known(pack: SafetyPack, field: str, refs: tuple[str, ...]) -> Iterator[Problem]:
    unknown = [ref for ref in refs if ref not in pack.medications]
    if unknown:
        yield Problem(field, f"The pack has no medication {unknown[0].replace('_', ' ')}.")
