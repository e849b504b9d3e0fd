"""Entries of the safety facts as records of the lists that names are looked up in."""

from __future__ import annotations

from practice_desk.knowledge.compiled import ConditionRecord, FormRecord, MedicationRecord
from practice_desk.knowledge.safety.records import MedicationFacts, SafetyFacts


def name_record(facts: MedicationFacts, brand_names: tuple[str, ...]) -> MedicationRecord:
    """Return *facts* as the compiled pack has its medications."""
    return MedicationRecord(
        id=facts.id,
        generic_name=facts.generic_name,
        role=facts.role,
        brand_names=brand_names,
        dea_schedule="" if facts.dea_schedule == "none" else facts.dea_schedule,
        classes=facts.classes,
        forms=tuple(
            FormRecord(
                form.form,
                form.route,
                tuple((strength.amount, strength.unit) for strength in form.strengths),
            )
            for form in facts.forms
        ),
    )


def condition_records(facts: SafetyFacts) -> tuple[ConditionRecord, ...]:
    """Return the conditions of *facts* for the lists that codes and names are looked up in."""
    return tuple(
        ConditionRecord(each.id, each.name, each.kind, each.icd10cm, each.topics)
        for each in facts.condition_facts
    )
