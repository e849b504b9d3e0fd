"""Which facts of conditions, side effects and classes a clinic can correct in a form.

Wording and scoring of a measure are its owner's: they are reviewed, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from practice_desk.knowledge.editable_fact import LIST_SEPARATOR, EditableFact
from practice_desk.knowledge.guide_words import GuideEntry
from practice_desk.knowledge.safety.guide_records import (
    ConditionFacts,
    InstrumentFacts,
    SideEffectFacts,
)
from practice_desk.knowledge.safety.records import ClassFacts

_LEVELS = ("none", "same_day", "emergency")


def guide_facts(entry: GuideEntry) -> tuple[EditableFact, ...]:
    """Return what of *entry* can be corrected, in the order of a form."""
    match entry:
        case SideEffectFacts():
            return tuple(_of_side_effect(entry))
        case ConditionFacts():
            return (
                EditableFact(("name",), "Name", entry.name),
                _several("icd10cm", "ICD-10-CM codes", entry.icd10cm),
                _several(
                    "labelled_medications", "Labelled medications", entry.labelled_medications
                ),
            )
        case InstrumentFacts():
            return ()
        case ClassFacts():
            noted = "yes" if entry.duplicate_note else "no"
            label = "Two at once are noted"
            return (
                EditableFact(("name",), "Name", entry.name),
                EditableFact(("duplicate_note",), label, noted, choices=("yes", "no")),
            )
        case _:
            text = f"{entry.high.normalize():f}"
            return (EditableFact(("high",), f"Limit ({entry.unit})", text, is_number=True),)


def _of_side_effect(entry: SideEffectFacts) -> Iterator[EditableFact]:
    flag = entry.red_flag
    yield EditableFact(("plain_words",), "Asked as", entry.plain_words)
    yield EditableFact(("red_flag", "level"), "Needs action", flag.level, choices=_LEVELS)
    yield EditableFact(("red_flag", "do"), "What the patient does", flag.do)
    yield _several("management", "What clinicians do", entry.management)
    yield EditableFact(("typical_onset",), "Begins", entry.typical_onset)
    yield _ids("caused_by", "Caused by", entry.caused_by)


def _several(name: str, label: str, values: Iterable[str]) -> EditableFact:
    text = f"{LIST_SEPARATOR} ".join(values)
    return EditableFact((name,), f"{label} (with ; between)", text, is_list=True)


def _ids(name: str, label: str, values: Iterable[str]) -> EditableFact:
    shown = _several(name, label, (value.replace("_", " ") for value in values))
    return replace(shown, is_ids=True)
