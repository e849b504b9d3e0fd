"""Substances offered for an allergy: medications, their classes, and other common allergens.

Typing help only: free text that is none of these is as good an entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.knowledge.compiled import SubstanceRecord
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.knowledge.names import Match, NameIndex


class SubstanceKind(StrEnum):
    """Where a substance comes from."""

    MEDICATION = "medication"
    MEDICATION_CLASS = "medication_class"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Substance:
    """Something to be allergic to; `id` is the medication's, the class's or the allergen's."""

    id: str
    name: str
    kind: SubstanceKind


class SubstanceList:
    """Substances found by id or name."""

    def __init__(
        self,
        medications: Iterable[MedicationConcept],
        classes: Iterable[SubstanceRecord],
        allergens: Iterable[SubstanceRecord],
    ) -> None:
        named = [
            *(_named(record, SubstanceKind.OTHER) for record in allergens),
            *(_of_medication(medication) for medication in medications),
            *(_named(record, SubstanceKind.MEDICATION_CLASS) for record in classes),
        ]
        self._by_id = {substance.id: substance for substance, _ in named}
        self._names = NameIndex((name, substance) for substance, names in named for name in names)

    def by_id(self, substance_id: str) -> Substance | None:
        """Return the substance of that id; None if it is unknown."""
        return self._by_id.get(substance_id)

    def by_name(self, name: str) -> Substance | None:
        """Return the substance with exactly this name, but for case; None if there is none."""
        return next(iter(self._names.exact(name)), None)

    def search(self, text: str, limit: int = 12) -> tuple[Match[Substance], ...]:
        """Return up to *limit* substances for *text* as typed, best first."""
        return self._names.search(text, limit)


def _named(record: SubstanceRecord, kind: SubstanceKind) -> tuple[Substance, tuple[str, ...]]:
    return Substance(record.id, record.name, kind), (record.name, *record.also)


def _of_medication(medication: MedicationConcept) -> tuple[Substance, tuple[str, ...]]:
    substance = Substance(medication.id, medication.display_name, SubstanceKind.MEDICATION)
    return substance, (medication.generic_name, *medication.brand_names)
