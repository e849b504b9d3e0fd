"""What a letter may take of a chart: chosen or whole, and only what the gate lets out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from practice_desk.domain.condition import Condition
from practice_desk.domain.errors import NotFound
from practice_desk.domain.letter_choice import Choices, ItemSort
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.observation import Observation
from practice_desk.domain.release import Gate, Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.letters.kind import Need
from practice_desk.services.clinic import Clinic
from practice_desk.storage.records import Records
from practice_desk.storage.unit_of_work import UnitOfWork

V = TypeVar("V")
Listed = TypeVar("Listed", Condition, Observation, MedicationTrial)
GONE = "This is not in this chart any more."
CHOOSE = "Open the chart again and choose what the letter is about."


class Sieve:
    """One reading of a chart for one letter; keeps the names of what may not go out."""

    def __init__(
        self,
        clinic: Clinic,
        work: UnitOfWork,
        patient_id: int,
        needs: frozenset[Need],
        choices: Choices,
        gate: Gate,
    ) -> None:
        self.clinic, self.work, self.patient_id = clinic, work, patient_id
        self.needs, self.gate = needs, gate
        self._choices = choices
        self.withheld: list[str] = []
        self.left_out: list[str] = []

    def ids(self, sort: ItemSort) -> tuple[int, ...]:
        """Return what was chosen of one sort."""
        return self._choices.ids(sort)

    def read(self, sort: ItemSort, need: Need, records: Records[V]) -> list[V]:
        """Return all records of a noun, none where the letter needs none."""
        if need not in self.needs and not self.ids(sort):
            return []
        return records.for_patient(self.work.connection, self.patient_id)

    def kept(
        self,
        found: Sequence[Listed],
        sort: ItemSort | None,
        whole: bool,
        noun: RecordNoun,
        name: Callable[[Listed], str],
    ) -> tuple[Listed, ...]:
        """Return of *found* what is whole or chosen, and may go out."""
        ids = () if sort is None else self.ids(sort)
        taken = found if whole else picked(found, ids, lambda each: each.id)
        return self.let(taken, name, lambda each: ((noun, each.id or 0),), chosen=not whole)

    def let(
        self,
        values: Sequence[V],
        name: Callable[[V], str],
        records: Callable[[V], tuple[Record, ...]],
        *,
        chosen: bool = True,
    ) -> tuple[V, ...]:
        """Return the values that may go out, and keep the names of the others."""
        kept = [value for value in values if not self.gate.withheld(records(value))]
        names = self.withheld if chosen else self.left_out
        names += [name(value) for value in values if value not in kept]
        return tuple(kept)


def picked(values: Iterable[V], ids: Sequence[int], number: Callable[[V], int | None]) -> list[V]:
    """Return the values with these ids, in the order of the chart. Raises NotFound."""
    found = [value for value in values if number(value) in ids]
    if len(found) < len(ids):
        raise NotFound(GONE, CHOOSE)
    return found
