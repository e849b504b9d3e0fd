"""Reads from a chart what a letter is about: what was chosen, and the whole lists a kind needs.

What the gate withholds does not come along: chosen things are named as withheld, and whole lists
as left out, so that who writes the letter knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from practice_desk.domain.letter_choice import ItemSort
from practice_desk.domain.measure_series import is_single_answer
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.risk import RiskEntry
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.knowledge.instruments import instruments
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.kind import Need
from practice_desk.services.care_plans import read_care_plan
from practice_desk.services.letter_medications import MedicationReader
from practice_desk.services.letter_sieve import CHOOSE, GONE, Sieve, picked
from practice_desk.services.risk import read_risk
from practice_desk.storage import follow_up, health, schedule

Content = TypeVar("Content")
_BOOKED = (AppointmentStatus.BOOKED, AppointmentStatus.PROPOSED)


def with_chart(facts: LetterFacts, sieve: Sieve) -> LetterFacts:
    """Return *facts* with what of the chart passes the *sieve*, which keeps the names of the rest.

    Reads inside a running unit of work. Raises NotFound for an item that is not there to tell.
    """
    medications, reader = MedicationReader(sieve), _ListReader(sieve)
    return replace(
        facts,
        told=medications.told(),
        cancellations=medications.cancellations(),
        medications=medications.medications(),
        supply_events=medications.supply_events(),
        side_effects=medications.side_effects(),
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
    )


class _ListReader:
    """Reads each list of the chart once it is asked for."""

    def __init__(self, sieve: Sieve) -> None:
        self._sieve = sieve

    def allergies(self) -> tuple[AllergyIntolerance, ...]:
        """Return the allergies that stand."""
        return self._sieve.let(
            self._listed_allergies(),
            lambda each: f"allergy to {each.substance}",
            lambda each: ((RecordNoun.ALLERGY, each.id or 0),),
            chosen=False,
        )

    def allergy_state(self) -> AllergyState:
        """Return what is known of allergies as a whole, the withheld ones included."""
        if Need.ALLERGIES not in self._sieve.needs:
            return AllergyState.NOT_ASKED
        said = health.allergy_statements.newest(self._sieve.work.connection, self._sieve.patient_id)
        return allergy_state(self._listed_allergies(), said)

    def _listed_allergies(self) -> tuple[AllergyIntolerance, ...]:
        if Need.ALLERGIES not in self._sieve.needs:
            return ()
        listed = health.allergies.for_patient(self._sieve.work.connection, self._sieve.patient_id)
        return tuple(each for each in listed if is_current(each))

    def conditions(self) -> tuple[Condition, ...]:
        """Return the chosen conditions, or the active problems where the kind needs them."""
        listed = self._sieve.read(ItemSort.CONDITION, Need.CONDITIONS, health.conditions)
        whole = Need.CONDITIONS in self._sieve.needs
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
        return self._sieve.kept(
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
        listed = self._sieve.read(ItemSort.TRIAL, Need.TRIALS, follow_up.trials)
        found = [each for each in listed if not each.retracted_reason]
        whole = Need.TRIALS in self._sieve.needs
        return self._sieve.kept(
            found, ItemSort.TRIAL, whole, RecordNoun.TRIAL, lambda each: each.name
        )

    def care_plan(self) -> CarePlan:
        """Return the treatment plan, or that part of it which the chosen goals are."""
        ids, whole = self._sieve.ids(ItemSort.GOAL), Need.CARE_PLAN in self._sieve.needs
        if not ids and not whole:
            return CarePlan()
        plan = read_care_plan(self._sieve.work, self._sieve.patient_id)
        known = {goal.goal.id: goal.goal.value.description for goal in plan.goals}
        wanted = tuple(known) if whole else ids
        if not set(wanted) <= known.keys():
            raise NotFound(GONE, CHOOSE)
        kept = {number for number in wanted if self._sieve.gate.lets(RecordNoun.GOAL, number)}
        names = self._sieve.left_out if whole else self._sieve.withheld
        names += [known[number] for number in wanted if number not in kept]
        problems = (
            replace(each, goals=tuple(goal for goal in each.goals if goal.goal.id in kept))
            for each in plan.problems
        )
        return CarePlan(tuple(each for each in problems if each.goals))

    def safety_plan(self) -> RiskEntry | None:
        """Return the entry of the safety plan that stands."""
        if Need.SAFETY_PLAN not in self._sieve.needs:
            return None
        entry = read_risk(self._sieve.work, self._sieve.patient_id).plan
        if entry is not None and not self._sieve.gate.lets(RecordNoun.SAFETY_PLAN, entry.id):
            self._sieve.left_out.append("the safety plan")
            return None
        return entry

    def appointments(self) -> tuple[Appointment, ...]:
        """Return the chosen appointments, or all that are booked from now on."""
        listed = self._sieve.read(ItemSort.APPOINTMENT, Need.APPOINTMENTS, schedule.appointments)
        if Need.APPOINTMENTS not in self._sieve.needs:
            return tuple(
                picked(listed, self._sieve.ids(ItemSort.APPOINTMENT), lambda each: each.id)
            )
        now = self._sieve.clinic.now()
        return tuple(each for each in listed if each.status in _BOOKED and each.starts_at >= now)

    def _observations(
        self, sort: ItemSort | None, need: Need, categories: Sequence[ObservationCategory]
    ) -> tuple[Observation, ...]:
        whole = need in self._sieve.needs
        if not whole and (sort is None or not self._sieve.ids(sort)):
            return ()
        listed = [
            each
            for category in categories
            for each in health.observations.newest(
                self._sieve.work.connection, self._sieve.patient_id, category
            )
            if not each.retracted_reason
            and not (sort is ItemSort.SCORE and is_single_answer(each, instruments()))
        ]
        if whole:  # the newest come first
            newest = {each.code or each.display: each for each in reversed(listed)}
            listed = list(newest.values())
        noun = RecordNoun.OBSERVATION
        return self._sieve.kept(listed, sort, whole, noun, lambda each: each.display)
