"""Reads of a chart's medications what a letter is about: events, plan, supply, side effects."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.errors import NotFound
from practice_desk.domain.letter_choice import ItemSort
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.release import Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.domain.supply import SupplyEntry, SupplyEvent, limits, standing
from practice_desk.letters.facts import (
    THEIR_LINE,
    MedicationFacts,
    SupplyEventFacts,
    ToldEvent,
)
from practice_desk.letters.kind import Need
from practice_desk.services.letter_events import require_tellable, tellable_by_id
from practice_desk.services.letter_sieve import Sieve, picked
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.reconciliation import LINE_GONE, open_cancellations
from practice_desk.services.sensitivity import lets_case
from practice_desk.services.side_effects import read_cases
from practice_desk.storage import supply

_GOES_ON = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED)


class MedicationReader:
    """Reads each part once it is asked for."""

    def __init__(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self._items: list[PlanItem] | None = None
        self._supply: list[SupplyEntry] | None = None
        self._cases: tuple[SideEffectCase, ...] | None = None

    def told(self) -> tuple[ToldEvent, ...]:
        """Return the chosen plan events, in their order."""
        ids = (*self._sieve.ids(ItemSort.PLAN_EVENT), *self._sieve.ids(ItemSort.STEP_PLAN))
        if not ids:
            return ()
        tellable = tellable_by_id(self._plan())
        found = [require_tellable(tellable, number) for number in dict.fromkeys(ids)]
        most = limits(self._entries(), to_name=True)
        events = [
            ToldEvent(each.medication, each.event, events, most.get(each.medication.id or 0))
            for each, events in sorted(found, key=lambda told: told[0].event.order)
        ]
        return self._sieve.let(events, lambda each: each.medication.name, _medication_of)

    def cancellations(self) -> tuple[Cancellation, ...]:
        """Return the chosen lines of the pharmacy's own list."""
        ids = self._sieve.ids(ItemSort.CANCELLATION)
        if not ids:
            return ()
        open_now = open_cancellations(self._sieve.clinic, self._sieve.work, self._sieve.patient_id)
        if not set(ids) <= {each.resolution_id for each in open_now}:
            raise NotFound(LINE_GONE, "Look at it again on the Reconcile page.")
        chosen = [each for each in open_now if each.resolution_id in ids]
        return self._sieve.let(chosen, lambda each: each.medication, lambda _each: (THEIR_LINE,))

    def medications(self) -> tuple[MedicationFacts, ...]:
        """Return the chosen medications, or all that go on where the kind needs the plan.

        What a chosen side effect is suspected to come from is chosen with it.
        """
        chosen = () if Need.SIDE_EFFECTS in self._sieve.needs else self.side_effects()
        suspected = [number for case in chosen for number in case.suspected_ids]
        ids = tuple(dict.fromkeys((*self._sieve.ids(ItemSort.MEDICATION), *sorted(suspected))))
        if Need.PLAN in self._sieve.needs:
            found = [each for each in self._plan() if each.status in _GOES_ON]
        elif ids:
            found = picked(self._plan(), ids, lambda each: each.medication.id)
        else:
            return ()
        entries = self._entries()
        most = limits(entries, to_name=True)
        with_supply = Need.SUPPLY in self._sieve.needs
        facts = [
            MedicationFacts(
                item,
                _of(entries, item.medication.id) if with_supply else (),
                most.get(item.medication.id or 0),
            )
            for item in found
        ]
        whole = Need.PLAN in self._sieve.needs
        return self._sieve.let(
            facts, lambda each: each.item.medication.name, _medication_in, chosen=not whole
        )

    def supply_events(self) -> tuple[SupplyEventFacts, ...]:
        """Return the chosen events of a supply, each with its medication."""
        ids = self._sieve.ids(ItemSort.SUPPLY_EVENT)
        if not ids:
            return ()
        entries = standing(self._entries())
        events = [each for each in entries if isinstance(each.details, SupplyEvent)]
        items = {each.medication.id: each for each in self._plan()}
        found = [
            SupplyEventFacts(items[each.medication_id], each, _of(entries, each.medication_id))
            for each in picked(events, ids, lambda each: each.id)
        ]
        return self._sieve.let(found, lambda each: each.item.medication.name, _medication_in)

    def side_effects(self) -> tuple[SideEffectCase, ...]:
        """Return the chosen side effects, or those that go on where the kind needs them."""
        if self._cases is None:
            self._cases = self._read_cases()
        return self._cases

    def _read_cases(self) -> tuple[SideEffectCase, ...]:
        ids, whole = self._sieve.ids(ItemSort.SIDE_EFFECT), Need.SIDE_EFFECTS in self._sieve.needs
        if not ids and not whole:
            return ()
        cases = [
            case
            for case in read_cases(self._sieve.clinic, self._sieve.work, self._sieve.patient_id)
            if case.status is not CaseStatus.RETRACTED
        ]
        if whole:
            found = [case for case in cases if case.goes_on]
        else:
            found = picked(cases, ids, lambda case: case.id)
        kept = tuple(case for case in found if lets_case(self._sieve.gate, case))
        names = self._sieve.left_out if whole else self._sieve.withheld
        names += [case.effect or case.report.title for case in found if case not in kept]
        return kept

    def _plan(self) -> list[PlanItem]:
        if self._items is None:
            self._items = read_plan(
                self._sieve.work, self._sieve.patient_id, self._sieve.clinic.today()
            )
        return self._items

    def _entries(self) -> list[SupplyEntry]:
        if self._supply is None:
            found = supply.supply_entries.for_patient(
                self._sieve.work.connection, self._sieve.patient_id
            )
            self._supply = list(found)
        return self._supply


def _medication_of(told: ToldEvent) -> tuple[Record, ...]:
    return ((RecordNoun.MEDICATION, told.medication.id or 0),)


def _medication_in(facts: MedicationFacts | SupplyEventFacts) -> tuple[Record, ...]:
    return ((RecordNoun.MEDICATION, facts.item.medication.id or 0),)


def _of(entries: Iterable[SupplyEntry], medication_id: int | None) -> tuple[SupplyEntry, ...]:
    return tuple(each for each in standing(entries) if each.medication_id == medication_id)
