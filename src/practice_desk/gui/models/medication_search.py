"""Finding a medication while its name is typed. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from practice_desk.knowledge.medications import MedicationConcept, MedicationList

NOT_CODED: Final = "Not coded: written as typed, without products to choose from."
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One choice: a coded medication, or None for the name as typed."""

    label: str
    concept: MedicationConcept | None


def find_medications(
    medications: MedicationList, text: str, *, prescribed_only: bool = False
) -> tuple[Found, ...]:
    """Return what can be chosen for *text*, the likeliest first, the name as typed last.

    What the pack knows for interactions only, such as ibuprofen, is left out with
    *prescribed_only*.
    """
    text = " ".join(text.split())
    if not text:
        return ()
    matches = medications.search(text, limit=len(medications.all))
    found = [
        Found(_label(match.value, match.name), match.value)
        for match in matches
        if match.value.prescribed or not prescribed_only
    ]
    return (*found[:_MOST], Found(f"Use “{text}” as typed (not coded)", None))


def coded_line(concept: MedicationConcept) -> str:
    """Return what is known of a chosen medication: "Coded · Zoloft · C-IV controlled"."""
    parts = ["This clinic’s own entry" if concept.is_own else "Coded"]
    if concept.brand_names:
        parts.append(", ".join(concept.brand_names[:4]))
    if concept.is_controlled:
        parts.append(f"C-{concept.dea_schedule.removeprefix('C')} controlled substance")
    return " · ".join(parts)


def _label(concept: MedicationConcept, name: str) -> str:
    by_brand = name.casefold() != concept.generic_name.casefold()
    label = f"{concept.display_name}  ({name})" if by_brand else concept.display_name
    schedule = concept.dea_schedule.removeprefix("C")
    label = f"{label}  ·  C-{schedule}" if schedule else label
    return f"{label}  ·  own entry" if concept.is_own else label
