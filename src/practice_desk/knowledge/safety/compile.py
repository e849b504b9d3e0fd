"""Makes `resources/knowledge/safety.json` from the YAML files: what the safety checks read.

Every field is checked against `records`: one that is misspelled, missing or of another kind stops
the build. So do references that lead nowhere.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from practice_desk.knowledge.safety.guide_records import (
    ConditionFacts,
    InstrumentFacts,
    SideEffectFacts,
)
from practice_desk.knowledge.safety.record import Record
from practice_desk.knowledge.safety.records import (
    ENTRY_LISTS,
    AllergyRule,
    ClassFacts,
    ControlledRule,
    CountRule,
    InteractionRule,
    MedicationFacts,
    MonitoringRule,
    OpenQuestion,
    PatientRule,
    SafetyFacts,
    UpperLimit,
)

FILE_NAME = "safety.json"
FORMAT = 1
SOURCES = (
    "pack.yaml", "medications.yaml", "classes.yaml", "interactions.yaml", "patient_rules.yaml",
    "allergies.yaml", "controlled.yaml", "monitoring.yaml", "conditions.yaml",
    "side_effects.yaml", "instruments.yaml",
)  # fmt: skip
_MEDICATION_FIELDS = frozenset(MedicationFacts.__struct_encode_fields__)
_CLASS_FIELDS = frozenset(ClassFacts.__struct_encode_fields__)
_LISTS: dict[str, tuple[str, type[Record]]] = {
    "interactions": ("interactions.yaml", InteractionRule),
    "patient_rules": ("patient_rules.yaml", PatientRule),
    "count_rules": ("patient_rules.yaml", CountRule),
    "allergy_rules": ("allergies.yaml", AllergyRule),
    "rules": ("controlled.yaml", ControlledRule),
    "monitoring": ("monitoring.yaml", MonitoringRule),
    "usual_upper_limits": ("monitoring.yaml", UpperLimit),
    "side_effects": ("side_effects.yaml", SideEffectFacts),
    "conditions": ("conditions.yaml", ConditionFacts),
}

Yaml = dict[str, Any]


def compile_safety(files: dict[str, Yaml], questions: str = "") -> bytes:
    """Return the compiled file's content from the parsed YAML *files*, by name.

    *questions* is the text of `OPEN_QUESTIONS.md`: one line each, entries by their ids before the
    colon. Raises ValueError naming what the YAML has wrong.
    """
    facts = SafetyFacts(
        format=FORMAT,
        version=str(files["pack.yaml"]["pack_version"]),
        medications=_medications(files["medications.yaml"]["medications"]),
        classes=_chosen(files["classes.yaml"]["classes"], _CLASS_FIELDS, ClassFacts),
        exposures=tuple(each["id"] for each in files["classes.yaml"]["exposures"]),
        interactions=_all(files, "interactions"),
        patient_rules=_all(files, "patient_rules"),
        count_rules=_all(files, "count_rules"),
        allergy_rules=_all(files, "allergy_rules"),
        controlled_rules=_all(files, "rules"),
        monitoring=_all(files, "monitoring"),
        usual_upper_limits=_all(files, "usual_upper_limits"),
        conditions=tuple(each["id"] for each in files["conditions.yaml"]["conditions"]),
        side_effects=_all(files, "side_effects"),
        condition_facts=_all(files, "conditions"),
        instruments=tuple(map(_instrument, files["instruments.yaml"]["instruments"])),
    )
    require_references(facts)
    facts = msgspec.structs.replace(facts, questions=_questions(facts, questions))
    return msgspec.json.encode(facts) + b"\n"


def _questions(facts: SafetyFacts, text: str) -> tuple[OpenQuestion, ...]:
    ids = {entry.id for name in ENTRY_LISTS.values() for entry in getattr(facts, name)}
    found = []
    for match in re.finditer(r"^- ([^:]+): (.+)$", text, re.MULTILINE):
        named = [name for name in re.findall(r"[a-z][a-z0-9_]+", match[1]) if name in ids]
        words = match[2] if named == [match[1]] else f"{match[1]}: {match[2]}"
        found += [OpenQuestion(name, words) for name in dict.fromkeys(named)]
    return tuple(found)


def _all(files: dict[str, Yaml], key: str) -> tuple[Any, ...]:
    name, kind = _LISTS[key]
    return tuple(msgspec.convert(entry, kind, strict=False) for entry in files[name][key])


def _medications(entries: list[Yaml]) -> tuple[MedicationFacts, ...]:
    """Return the medications; an amount is text, since one such as "50/20" is no number."""
    written = [
        {
            **entry,
            "forms": [
                {
                    **form,
                    "strengths": [
                        {**strength, "amount": str(strength["amount"])}
                        for strength in form["strengths"]
                    ],
                }
                for form in entry.get("forms", ())
            ],
        }
        for entry in entries
    ]
    return _chosen(written, _MEDICATION_FIELDS, MedicationFacts)


def _instrument(entry: Yaml) -> InstrumentFacts:
    """Return a measure; an answer that does not count is written as its label alone."""
    items = [
        {
            **item,
            "options": [
                option if isinstance(option, dict) else {"label": option}
                for option in item.get("options", ())
            ],
        }
        for item in entry["items"]
    ]
    return msgspec.convert({**entry, "items": items}, InstrumentFacts)


def _chosen(entries: list[Yaml], fields: frozenset[str], kind: type[Record]) -> tuple[Any, ...]:
    """Return what the checks need of entries that hold more."""
    return tuple(
        msgspec.convert({k: v for k, v in entry.items() if k in fields}, kind, strict=False)
        for entry in entries
    )


def require_references(facts: SafetyFacts) -> None:
    """Raise ValueError where a fact refers to what the pack does not have."""
    medications = {each.id for each in facts.medications}
    classes = {each.id for each in facts.classes}
    known = medications | classes | set(facts.exposures)
    named = [
        *((rule.id, ref) for rule in facts.interactions for ref in (rule.a, rule.b)),
        *((rule.id, ref) for rule in facts.patient_rules for ref in rule.applies_to),
        *((rule.id, ref) for rule in facts.count_rules for ref in rule.count_classes),
        *((rule.id, ref) for rule in facts.allergy_rules for ref in rule.applies_to),
        *((rule.id, ref) for rule in facts.monitoring for ref in rule.applies_to),
        *((each.id, ref) for each in facts.side_effects for ref in each.related_classes),
        *((each.id, ref) for each in facts.side_effects for ref in each.caused_by),
        *((each.id, ref) for each in facts.condition_facts for ref in each.labelled_medications),
        *((med.id, ref) for med in facts.medications for ref in med.classes),
        *((med.id, w.before_starting) for med in facts.medications for w in med.washouts),
    ]
    if lost := sorted({f"{where}: {ref}" for where, ref in named if ref not in known}):
        raise ValueError(f"the pack refers to what it does not have: {', '.join(lost)}")
    _require_safety_classes(facts, classes)


def _require_safety_classes(facts: SafetyFacts, classes: set[str]) -> None:
    """Refuse a class that interactions rely on and that no medication has any more."""
    parents = {each.id: each.parent for each in facts.classes}
    filled: set[str] = set()
    for medication in facts.medications:
        for name in medication.classes:
            while name and name not in filled:
                filled.add(name)
                name = parents.get(name, "")
    relied_on = {ref for rule in facts.interactions for ref in (rule.a, rule.b) if ref in classes}
    if empty := sorted(relied_on - filled):
        raise ValueError(f"no medication belongs to: {', '.join(empty)}")
