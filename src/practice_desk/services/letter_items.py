"""Reads from a chart what a letter is about: what was chosen, and the whole lists a kind needs.

What the gate withholds does not come along: chosen things are named as withheld, and whole lists
as left out, so that who writes the letter knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyState,
    allergy_state,
    is_current,
)
from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.care_plan import CarePlan
from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.errors import NotFound
from practice_desk.domain.letter_choice import Choices, ItemSort
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.release import Gate, Record
from practice_desk.domain.risk import RiskEntry
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.domain.supply import SupplyEntry, SupplyEvent, limits, standing
from practice_desk.letters.facts import (
    THEIR_LINE,
    MedicationFacts,
    SupplyEventFacts,
    ToldEvent,
)
from practice_desk.letters.kind import LetterKind, Need
from practice_desk.services.care_plans import read_care_plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_events import require_tellable, tellable_by_id
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.reconciliation import LINE_GONE, open_cancellations
from practice_desk.services.risk import read_risk
from practice_desk.services.sensitivity import lets_case
from practice_desk.services.side_effects import read_cases
from practice_desk.storage import follow_up, health, schedule, supply
from practice_desk.storage.records import Records
from practice_desk.storage.unit_of_work import UnitOfWork

Content = TypeVar("Content")
V = TypeVar("V")
Listed = TypeVar("Listed", Condition, Observation, MedicationTrial)
_GOES_ON = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED)
_BOOKED = (AppointmentStatus.BOOKED, AppointmentStatus.PROPOSED)
_GONE = "This is not in this chart any more."
_CHOOSE = "Open the chart again and choose what the letter is about."


@dataclass(frozen=True, slots=True)
class ChartParts:
    """What of a chart is among a letter's facts, named as there; and what is not, by name."""

    told: tuple[ToldEvent, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    medications: tuple[MedicationFacts, ...] = ()
    supply_events: tuple[SupplyEventFacts, ...] = ()
    side_effects: tuple[SideEffectCase, ...] = ()
    allergies: tuple[AllergyIntolerance, ...] = ()
    allergy_state: AllergyState = AllergyState.NOT_ASKED
    conditions: tuple[Condition, ...] = ()
    results: tuple[Observation, ...] = ()
    scores: tuple[Observation, ...] = ()
    vital_signs: tuple[Observation, ...] = ()
    trials: tuple[MedicationTrial, ...] = ()
    care_plan: CarePlan = field(default_factory=CarePlan)
    safety_plan_entry: RiskEntry | None = None
    appointments: tuple[Appointment, ...] = ()
    withheld: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read_parts(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    kind: LetterKind[Content],
    choices: Choices,
    gate: Gate,
) -> ChartParts:
    """Read inside a running unit of work. Raises NotFound for an item that is not there to tell."""
    reader = _Reader(clinic, work, patient_id, kind.needs, choices, gate)
    return ChartParts(
        told=reader.told(),
        cancellations=reader.cancellations(),
        medications=reader.medications(),
        supply_events=reader.supply_events(),
        side_effects=reader.side_effects(),
        allergies=reader.allergies(),
        allergy_state=reader.allergy_state(),
        conditions=reader.conditions(),
        results=reader.results(),
        scores=reader.scores(),
        vital_signs=reader.vital_signs(),
        trials=reader.trials(),
        care_plan=reader.care_plan(),
        safety_plan_entry=reader.safety_plan(),
        appointments=reader.appointments(),
        withheld=tuple(dict.fromkeys(reader.withheld)),
        left_out=tuple(dict.fromkeys(reader.left_out)),
    )


class _Reader:
    """Reads each part once it is asked for; keeps the names of what may not go out."""

    def __init__(
        self,
        clinic: Clinic,
        work: UnitOfWork,
        patient_id: int,
        needs: frozenset[Need],
        choices: Choices,
        gate: Gate,
    ) -> None:
        self._clinic, self._work, self._patient_id = clinic, work, patient_id
        self._needs, self._choices, self._gate = needs, choices, gate
        self.withheld: list[str] = []
        self.left_out: list[str] = []
        self._items: list[PlanItem] | None = None
        self._supply: list[SupplyEntry] | None = None
        self._cases: tuple[SideEffectCase, ...] | None = None

    def told(self) -> tuple[ToldEvent, ...]:
        """Return the chosen plan events, in their order."""
        ids = (*self._ids(ItemSort.PLAN_EVENT), *self._ids(ItemSort.STEP_PLAN))
        if not ids:
            return ()
        tellable = tellable_by_id(self._plan())
        found = [require_tellable(tellable, number) for number in dict.fromkeys(ids)]
        most = limits(self._entries(), to_name=True)
        events = [
            ToldEvent(each.medication, each.event, events, most.get(each.medication.id or 0))
            for each, events in sorted(found, key=lambda told: told[0].event.order)
        ]
        return self._let(events, lambda each: each.medication.name, _medication_of)

    def cancellations(self) -> tuple[Cancellation, ...]:
        """Return the chosen lines of the pharmacy's own list."""
        ids = self._ids(ItemSort.CANCELLATION)
        if not ids:
            return ()
        open_now = open_cancellations(self._clinic, self._work, self._patient_id)
        if not set(ids) <= {each.resolution_id for each in open_now}:
            raise NotFound(LINE_GONE, "Look at it again on the Reconcile page.")
        chosen = [each for each in open_now if each.resolution_id in ids]
        return self._let(chosen, lambda each: each.medication, lambda _each: (THEIR_LINE,))

    def medications(self) -> tuple[MedicationFacts, ...]:
        """Return the chosen medications, or all that go on where the kind needs the plan.

        What a chosen side effect is suspected to come from is chosen with it.
        """
        chosen = () if Need.SIDE_EFFECTS in self._needs else self.side_effects()
        suspected = [number for case in chosen for number in case.suspected_ids]
        ids = tuple(dict.fromkeys((*self._ids(ItemSort.MEDICATION), *sorted(suspected))))
        if Need.PLAN in self._needs:
            found = [each for each in self._plan() if each.status in _GOES_ON]
        elif ids:
            found = _picked(self._plan(), ids, lambda each: each.medication.id)
        else:
            return ()
        entries = self._entries()
        most = limits(entries, to_name=True)
        with_supply = Need.SUPPLY in self._needs
        facts = [
            MedicationFacts(
                item,
                _of(entries, item.medication.id) if with_supply else (),
                most.get(item.medication.id or 0),
            )
            for item in found
        ]
        whole = Need.PLAN in self._needs
        return self._let(
            facts, lambda each: each.item.medication.name, _medication_in, chosen=not whole
        )

    def supply_events(self) -> tuple[SupplyEventFacts, ...]:
        """Return the chosen events of a supply, each with its medication."""
        ids = self._ids(ItemSort.SUPPLY_EVENT)
        if not ids:
            return ()
        entries = standing(self._entries())
        events = [each for each in entries if isinstance(each.details, SupplyEvent)]
        items = {each.medication.id: each for each in self._plan()}
        found = [
            SupplyEventFacts(items[each.medication_id], each, _of(entries, each.medication_id))
            for each in _picked(events, ids, lambda each: each.id)
        ]
        return self._let(found, lambda each: each.item.medication.name, _medication_in)

    def side_effects(self) -> tuple[SideEffectCase, ...]:
        """Return the chosen side effects, or those that go on where the kind needs them."""
        if self._cases is None:
            self._cases = self._read_cases()
        return self._cases

    def _read_cases(self) -> tuple[SideEffectCase, ...]:
        ids, whole = self._ids(ItemSort.SIDE_EFFECT), Need.SIDE_EFFECTS in self._needs
        if not ids and not whole:
            return ()
        cases = [
            case
            for case in read_cases(self._clinic, self._work, self._patient_id)
            if case.status is not CaseStatus.RETRACTED
        ]
        if whole:
            found = [case for case in cases if case.goes_on]
        else:
            found = _picked(cases, ids, lambda case: case.id)
        kept = tuple(case for case in found if lets_case(self._gate, case))
        names = self.left_out if whole else self.withheld
        names += [case.effect or case.report.title for case in found if case not in kept]
        return kept

    def allergies(self) -> tuple[AllergyIntolerance, ...]:
        """Return the allergies that stand."""
        return self._let(
            self._listed_allergies(),
            lambda each: f"allergy to {each.substance}",
            lambda each: ((RecordNoun.ALLERGY, each.id or 0),),
            chosen=False,
        )

    def allergy_state(self) -> AllergyState:
        """Return what is known of allergies as a whole, the withheld ones included."""
        if Need.ALLERGIES not in self._needs:
            return AllergyState.NOT_ASKED
        said = health.allergy_statements.newest(self._work.connection, self._patient_id)
        return allergy_state(self._listed_allergies(), said)

    def _listed_allergies(self) -> tuple[AllergyIntolerance, ...]:
        if Need.ALLERGIES not in self._needs:
            return ()
        listed = health.allergies.for_patient(self._work.connection, self._patient_id)
        return tuple(each for each in listed if is_current(each))

    def conditions(self) -> tuple[Condition, ...]:
        """Return the chosen conditions, or the active problems where the kind needs them."""
        listed = self._read(ItemSort.CONDITION, Need.CONDITIONS, health.conditions)
        whole = Need.CONDITIONS in self._needs
        found = [
            each
            for each in listed
            if not each.retracted_reason
            and (
                not whole
                or (
                    each.category is ConditionCategory.PROBLEM
                    and each.status is ConditionStatus.ACTIVE
                )
            )
        ]
        return self._kept(
            found, ItemSort.CONDITION, whole, RecordNoun.CONDITION, lambda each: each.display
        )

    def results(self) -> tuple[Observation, ...]:
        """Return the chosen laboratory results and examinations, or the newest of each kind."""
        categories = (
            ObservationCategory.LABORATORY,
            ObservationCategory.EXAM,
            ObservationCategory.PROCEDURE,
        )
        return self._observations(ItemSort.RESULT, Need.RESULTS, categories)

    def scores(self) -> tuple[Observation, ...]:
        """Return the chosen totals of measures, or the newest of each."""
        return self._observations(ItemSort.SCORE, Need.SCORES, (ObservationCategory.SURVEY,))

    def vital_signs(self) -> tuple[Observation, ...]:
        """Return the newest of each vital sign."""
        return self._observations(None, Need.VITAL_SIGNS, (ObservationCategory.VITAL_SIGNS,))

    def trials(self) -> tuple[MedicationTrial, ...]:
        """Return the chosen trials of medications, or all of them."""
        listed = self._read(ItemSort.TRIAL, Need.TRIALS, follow_up.trials)
        found = [each for each in listed if not each.retracted_reason]
        whole = Need.TRIALS in self._needs
        return self._kept(found, ItemSort.TRIAL, whole, RecordNoun.TRIAL, lambda each: each.name)

    def care_plan(self) -> CarePlan:
        """Return the treatment plan, or that part of it which the chosen goals are."""
        ids, whole = self._ids(ItemSort.GOAL), Need.CARE_PLAN in self._needs
        if not ids and not whole:
            return CarePlan()
        plan = read_care_plan(self._work, self._patient_id)
        known = {goal.goal.id: goal.goal.value.description for goal in plan.goals}
        wanted = tuple(known) if whole else ids
        if not set(wanted) <= known.keys():
            raise NotFound(_GONE, _CHOOSE)
        kept = {number for number in wanted if self._gate.lets(RecordNoun.GOAL, number)}
        names = self.left_out if whole else self.withheld
        names += [known[number] for number in wanted if number not in kept]
        problems = (
            replace(each, goals=tuple(goal for goal in each.goals if goal.goal.id in kept))
            for each in plan.problems
        )
        return CarePlan(tuple(each for each in problems if each.goals))

    def safety_plan(self) -> RiskEntry | None:
        """Return the entry of the safety plan that stands."""
        if Need.SAFETY_PLAN not in self._needs:
            return None
        entry = read_risk(self._work, self._patient_id).plan
        if entry is not None and not self._gate.lets(RecordNoun.SAFETY_PLAN, entry.id):
            self.left_out.append("the safety plan")
            return None
        return entry

    def appointments(self) -> tuple[Appointment, ...]:
        """Return the chosen appointments, or all that are booked from now on."""
        listed = self._read(ItemSort.APPOINTMENT, Need.APPOINTMENTS, schedule.appointments)
        if Need.APPOINTMENTS not in self._needs:
            return tuple(_picked(listed, self._ids(ItemSort.APPOINTMENT), lambda each: each.id))
        now = self._clinic.now()
        return tuple(each for each in listed if each.status in _BOOKED and each.starts_at >= now)

    def _observations(
        self, sort: ItemSort | None, need: Need, categories: Sequence[ObservationCategory]
    ) -> tuple[Observation, ...]:
        whole = need in self._needs
        if not whole and (sort is None or not self._ids(sort)):
            return ()
        listed = [
            each
            for category in categories
            for each in health.observations.newest(
                self._work.connection, self._patient_id, category
            )
            if not each.retracted_reason
        ]
        if whole:  # the newest come first
            newest = {each.code or each.display: each for each in reversed(listed)}
            listed = list(newest.values())
        noun = RecordNoun.OBSERVATION
        return self._kept(listed, sort, whole, noun, lambda each: each.display)

    def _read(self, sort: ItemSort, need: Need, records: Records[V]) -> list[V]:
        if need not in self._needs and not self._ids(sort):
            return []
        return records.for_patient(self._work.connection, self._patient_id)

    def _kept(
        self,
        found: Sequence[Listed],
        sort: ItemSort | None,
        whole: bool,
        noun: RecordNoun,
        name: Callable[[Listed], str],
    ) -> tuple[Listed, ...]:
        """Return of *found* what is whole or chosen, and may go out."""
        ids = () if sort is None else self._ids(sort)
        taken = found if whole else _picked(found, ids, lambda each: each.id)
        return self._let(taken, name, lambda each: ((noun, each.id or 0),), chosen=not whole)

    def _let(
        self,
        values: Sequence[V],
        name: Callable[[V], str],
        records: Callable[[V], tuple[Record, ...]],
        *,
        chosen: bool = True,
    ) -> tuple[V, ...]:
        """Return the values that may go out, and keep the names of the others."""
        kept = [value for value in values if not self._gate.withheld(records(value))]
        names = self.withheld if chosen else self.left_out
        names += [name(value) for value in values if value not in kept]
        return tuple(kept)

    def _ids(self, sort: ItemSort) -> tuple[int, ...]:
        return self._choices.ids(sort)

    def _plan(self) -> list[PlanItem]:
        if self._items is None:
            self._items = read_plan(self._work, self._patient_id, self._clinic.today())
        return self._items

    def _entries(self) -> list[SupplyEntry]:
        if self._supply is None:
            found = supply.supply_entries.for_patient(self._work.connection, self._patient_id)
            self._supply = list(found)
        return self._supply


def _medication_of(told: ToldEvent) -> tuple[Record, ...]:
    return ((RecordNoun.MEDICATION, told.medication.id or 0),)


def _medication_in(facts: MedicationFacts | SupplyEventFacts) -> tuple[Record, ...]:
    return ((RecordNoun.MEDICATION, facts.item.medication.id or 0),)


def _of(entries: Iterable[SupplyEntry], medication_id: int | None) -> tuple[SupplyEntry, ...]:
    return tuple(each for each in standing(entries) if each.medication_id == medication_id)


def _picked(values: Iterable[V], ids: Sequence[int], number: Callable[[V], int | None]) -> list[V]:
    """Return the values with these ids, in the order of the chart. Raises NotFound."""
    found = [value for value in values if number(value) in ids]
    if len(found) < len(ids):
        raise NotFound(_GONE, _CHOOSE)
    return found
