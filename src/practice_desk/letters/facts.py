"""All that any letter may ever draw from: one frozen value made of domain values.

Services fill it (`services/letter_facts.py`): whom the letter is from and to, and of the chart no
more than the kind `needs` and what was chosen, without what the gate withholds. A kind's
`build(facts)` takes from it what its content type has fields for, and nothing else gets to a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from practice_desk.domain.account import Account
from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyState
from practice_desk.domain.appointment import Appointment
from practice_desk.domain.care_plan import CarePlan
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.condition import Condition
from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.domain.letter_choice import Choices
from practice_desk.domain.medication import Medication, PlanItem
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.observation import Observation
from practice_desk.domain.patient import Patient, RelatedPerson
from practice_desk.domain.plan_event import PlanEvent
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.release import Gate, Record
from practice_desk.domain.risk import RiskEntry, SafetyPlan
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.supply import SupplyEntry
from practice_desk.letters.parties import Recipient, ReplacedLetter

THEIR_LINE: Record = (RecordNoun.MEDICATION, 0)
"""A line of the pharmacy's own list: no record of ours, and no label can be on it. What we decided
is told with it, which is protected where the whole chart is."""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One plan event that the letter tells: its medication, and all events of that medication.

    `most_days` is the quantity limit that the prescriber wants pharmacies to be told.
    """

    medication: Medication
    event: PlanEvent
    events: tuple[PlanEvent, ...]
    most_days: int | None = None


@dataclass(frozen=True, slots=True)
class MedicationFacts:
    """One medication of the plan as it stands today, with the entries about its supply.

    `supply` is there only where the kind needs it, `most_days` as in `ToldEvent`.
    """

    item: PlanItem
    supply: tuple[SupplyEntry, ...] = ()
    most_days: int | None = None


@dataclass(frozen=True, slots=True)
class SupplyEventFacts:
    """One event of a supply that the letter answers, and all entries of that medication."""

    item: PlanItem
    event: SupplyEntry
    entries: tuple[SupplyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The facts of one letter. What a kind does not need is empty.

    `code` is the letter's number, `today` the day that it bears. `author` signs and `callback` is
    the number that answers questions. `recipient` is None where nobody is chosen and the chart
    names nobody. `gate` tells by which consent what is labelled goes out; what it withholds is not
    among the facts.
    """

    code: str
    today: date
    clinic: ClinicProfile
    author: Account
    callback: str
    patient: Patient
    recipient: Recipient | None = None
    copies: tuple[Recipient, ...] = ()
    replaces: ReplacedLetter | None = None
    choices: Choices = field(default_factory=Choices)
    gate: Gate = field(default_factory=Gate)
    told: tuple[ToldEvent, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    medications: tuple[MedicationFacts, ...] = ()
    supply_events: tuple[SupplyEventFacts, ...] = ()
    side_effects: tuple[SideEffectCase, ...] = ()
    allergies: tuple[AllergyIntolerance, ...] = ()
    allergy_state: AllergyState = AllergyState.NOT_ASKED
    """What is known as a whole: LISTED also where the gate withholds all that is listed."""
    conditions: tuple[Condition, ...] = ()
    results: tuple[Observation, ...] = ()
    scores: tuple[Observation, ...] = ()
    vital_signs: tuple[Observation, ...] = ()
    trials: tuple[MedicationTrial, ...] = ()
    care_plan: CarePlan = field(default_factory=CarePlan)
    safety_plan_entry: RiskEntry | None = None
    appointments: tuple[Appointment, ...] = ()
    prescriber: Practitioner | None = None
    therapist: Practitioner | None = None
    primary_care: Practitioner | None = None
    pharmacy: Organization | None = None
    """The pharmacy that the chart names, whoever the letter goes to."""
    related_people: tuple[RelatedPerson, ...] = ()
    named: tuple[tuple[str, Organization], ...] = ()
    """Organizations that answers to the kind's questions name, each with the question's name."""

    @property
    def safety_plan(self) -> SafetyPlan | None:
        """The safety plan that stands."""
        details = None if self.safety_plan_entry is None else self.safety_plan_entry.details
        return details if isinstance(details, SafetyPlan) else None

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record of the chart among the facts that can carry a label, each once."""
        return tuple(dict.fromkeys(self._records()))

    @property
    def controlled(self) -> tuple[Medication, ...]:
        """The controlled medications among the facts."""
        return tuple(each for each in self._medications() if each.schedule)

    def _medications(self) -> list[Medication]:
        medications = [each.item.medication for each in self.medications]
        medications += [each.item.medication for each in self.supply_events]
        return medications + [each.medication for each in self.told]

    def _records(self) -> Iterator[Record]:
        noun = RecordNoun
        yield from ((noun.MEDICATION, each.id or 0) for each in self._medications())
        yield from (THEIR_LINE for _ in self.cancellations[:1])
        for case in self.side_effects:
            yield (noun.SIDE_EFFECT, case.id or 0)
            suspects = {*case.suspected_ids, *(each.medication_id for each in case.suspects)}
            yield from ((noun.MEDICATION, number) for number in sorted(suspects))
        yield from ((noun.ALLERGY, each.id or 0) for each in self.allergies)
        yield from ((noun.CONDITION, each.id or 0) for each in self.conditions)
        yield from (
            (noun.OBSERVATION, each.id or 0)
            for each in (*self.results, *self.scores, *self.vital_signs)
        )
        yield from ((noun.TRIAL, each.id or 0) for each in self.trials)
        yield from ((noun.GOAL, each.goal.id) for each in self.care_plan.goals)
        if self.safety_plan_entry is not None:
            yield (noun.SAFETY_PLAN, self.safety_plan_entry.id or 0)
