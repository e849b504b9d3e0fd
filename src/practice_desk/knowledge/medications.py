"""Coded medications of the clinical pack: names, schedule, RxNorm ingredient, products."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from practice_desk.domain.dose_form import form_name
from practice_desk.domain.quantity import Strength
from practice_desk.domain.text import fold
from practice_desk.knowledge.compiled import FormRecord, MedicationRecord
from practice_desk.knowledge.name_parts import alternatives, has_words
from practice_desk.knowledge.names import Match, NameIndex


@dataclass(frozen=True, slots=True)
class ProductForm:
    """One form of a medication with its route, both codes of the pack, and the strengths made."""

    form: str
    route: str
    strengths: tuple[Strength, ...]

    @property
    def name(self) -> str:
        """The form in words: "extended-release tablet"."""
        return form_name(self.form)


@dataclass(frozen=True, slots=True)
class MedicationConcept:
    """A medication that can be chosen.

    `display_name` is the generic name in tall-man spelling where the pack gives one: show and print
    this. `dea_schedule` is "CII" to "CV" or empty; `rxcui` the RxNorm ingredient or empty. A
    medication that is not `prescribed` is known by name for interactions and has no forms. `is_own`
    marks an entry that the clinic wrote.
    """

    id: str
    generic_name: str
    display_name: str
    brand_names: tuple[str, ...]
    dea_schedule: str
    rxcui: str
    classes: tuple[str, ...]
    prescribed: bool
    forms: tuple[ProductForm, ...]
    is_own: bool = False

    @property
    def is_controlled(self) -> bool:
        """Whether federal law lists it as a controlled substance."""
        return bool(self.dea_schedule)


class MedicationList:
    """The pack's medications, found by id, RxNorm code or name."""

    def __init__(
        self, records: Iterable[MedicationRecord], own: Iterable[MedicationRecord] = ()
    ) -> None:
        """Index the pack's *records* and the clinic's *own* ones."""
        written_here = (replace(_concept(record), is_own=True) for record in own)
        self.all = (*map(_concept, records), *written_here)
        self._by_id = {concept.id: concept for concept in self.all}
        preferred = sorted(self.all, key=lambda concept: not concept.prescribed)
        self._names = NameIndex(
            (name, concept)
            for concept in preferred
            for name in (concept.generic_name, *concept.brand_names)
        )

    def by_id(self, medication_id: str) -> MedicationConcept | None:
        """Return the medication of that id; None if the pack has none (or no longer)."""
        return self._by_id.get(medication_id)

    def by_rxcui(self, rxcui: str) -> tuple[MedicationConcept, ...]:
        """Return every medication of that RxNorm ingredient, the plainest first.

        An ingredient has several where its long-acting injections are entries of their own.
        """
        found = [concept for concept in self.all if rxcui and concept.rxcui == rxcui]
        return tuple(sorted(found, key=lambda concept: len(concept.generic_name)))

    def by_name(self, name: str) -> tuple[MedicationConcept, ...]:
        """Return every medication with exactly this generic or brand name, but for case."""
        return tuple(dict.fromkeys(self._names.exact(name)))

    def by_part_of_name(self, name: str) -> MedicationConcept | None:
        """Return the medication for whose *name* the pack's own stands, such as "lithium".

        None where another ingredient of the pack has these words in its name as well.
        """
        words = fold(name)
        found = [c for c in self.all if words in alternatives(c.generic_name)]
        alike = [c for c in self.all if words and has_words(c.generic_name, words)]
        ingredients = {c.rxcui or c.id for c in (*found, *alike)}
        return found[0] if found and len(ingredients) == 1 else None

    def search(self, text: str, limit: int = 12) -> tuple[Match[MedicationConcept], ...]:
        """Return up to *limit* medications for *text* as typed, best first.

        Each match says by which name it was found, so that a brand can be shown beside the
        generic name.
        """
        return self._names.search(text, limit)


def _concept(record: MedicationRecord) -> MedicationConcept:
    return MedicationConcept(
        id=record.id,
        generic_name=record.generic_name,
        display_name=record.display_name or record.generic_name,
        brand_names=record.brand_names,
        dea_schedule=record.dea_schedule,
        rxcui=record.rxcui,
        classes=record.classes,
        prescribed=record.role == "prescribed",
        forms=tuple(map(_form, record.forms)),
    )


def _form(record: FormRecord) -> ProductForm:
    strengths = tuple(_strength(amounts, unit) for amounts, unit in record.strengths)
    return ProductForm(record.form, record.route, strengths)


@cache
def _strength(amounts: str, unit: str) -> Strength:
    return Strength.of(map(Decimal, amounts.split("/")), unit)
