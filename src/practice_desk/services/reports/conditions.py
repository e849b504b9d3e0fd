"""What a report calls a coded problem, and who has it.

A category of ICD-10-CM holds conditions that nobody would count as one: F43 is post-traumatic
stress and adjustment disorder alike. A problem therefore counts as the condition that the clinical
pack has for its code, and only without one by its category.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from practice_desk.services.clinic_knowledge import ClinicKnowledge
from practice_desk.services.safety_patient import concepts_of
from practice_desk.storage.report_caseload import conditions_present
from practice_desk.storage.unit_of_work import UnitOfWork

CATEGORY_LENGTH = 3
"""The characters of an ICD-10-CM code that name its category."""


def condition_of(known: ClinicKnowledge, code: str) -> str:
    """Return the pack's id of the condition that *code* is of, else its category."""
    found = concepts_of(code, known.pack)
    return found[0].id if found else code[:CATEGORY_LENGTH]


def condition_name(known: ClinicKnowledge, condition: str) -> str:
    """Return a condition's name with its categories; of a category all that the pack has in it."""
    listed = known.pack.conditions
    concept = listed.by_id(condition)
    if concept is not None:
        return f"{concept.name} ({', '.join(_categories(concept.icd10cm))})"
    within = dict.fromkeys(
        each.name for each in listed.all if condition in _categories(each.icd10cm)
    )
    return f"{' or '.join(within) or 'ICD-10-CM'} ({condition})"


def patients_by_condition(known: ClinicKnowledge, work: UnitOfWork) -> Iterator[tuple[int, str]]:
    """Yield patient and condition of every problem that is present; empty for one without a code.

    A patient comes once with each code.
    """
    for patient_id, _, condition in _present(known, work):
        yield patient_id, condition


def patients_with(known: ClinicKnowledge, work: UnitOfWork, condition: str) -> set[int]:
    """Return whose problem that is present is *condition*: one of the pack, or a category."""
    return {
        patient_id
        for patient_id, code, own in _present(known, work)
        if condition in (own, code[:CATEGORY_LENGTH])
    }


def conditions_among(known: ClinicKnowledge, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return the conditions that *codes* are of with their names, by name."""
    found = {condition_of(known, code) for code in codes}
    named = ((each, condition_name(known, each)) for each in found)
    return sorted(named, key=lambda each: (each[1].casefold(), each[0]))


def _categories(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code[:CATEGORY_LENGTH] for code in codes))


def _present(known: ClinicKnowledge, work: UnitOfWork) -> Iterator[tuple[int, str, str]]:
    """Yield patient, code and condition of every problem that is present."""
    of: dict[str, str] = {}
    for patient_id, code in conditions_present(work.connection):
        if code not in of:  # the pack is looked through for each
            of[code] = condition_of(known, code)
        yield patient_id, code, of[code]
