"""What a letter of one kind can be about and whom it can go to, read from one chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.care_plan import Goal, Lifecycle
from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.directory import Organization, OrganizationKind, Practitioner
from practice_desk.domain.letter_choice import Addressee, CareRole, Item, ItemSort, RecipientSort
from practice_desk.domain.measure_series import is_single_answer
from practice_desk.domain.medication import Medication, Origin, PlanItem, PlanStatus
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient import Patient
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.domain.supply import SupplyEntry, SupplyEvent, standing
from practice_desk.knowledge.instruments import instruments
from practice_desk.letters.kind import LetterKind
from practice_desk.letters.registry import letter_kind
from practice_desk.services.care_plans import read_care_plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_events import DRAFT, LetterEvent, read_events_to_tell
from practice_desk.services.letter_wording import read_own_passages
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.side_effects import read_cases
from practice_desk.storage import follow_up, health, people, schedule, supply
from practice_desk.storage.unit_of_work import UnitOfWork

_NEWEST: Final = 12
"""How many results, scores, trials, effects and appointments are offered, the newest first."""
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class OfferedSupplyEvent:
    """An event of a supply, with its medication."""

    medication: Medication
    entry: SupplyEntry


ItemValue = (
    LetterEvent
    | Cancellation
    | PlanItem
    | OfferedSupplyEvent
    | SideEffectCase
    | Observation
    | MedicationTrial
    | Condition
    | Goal
    | Appointment
)


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """One thing of the chart; `told_before` where a letter has told it already."""

    item: Item
    value: ItemValue
    told_before: bool = False


@dataclass(frozen=True, slots=True)
class OfferedRecipient:
    """Somebody a letter can go to; None stands for whom the chart names."""

    addressee: Addressee
    name: str
    lines: tuple[str, ...] = ()
    role: str = ""
    """What the chart calls them: "usual", "primary care"."""


@dataclass(frozen=True, slots=True)
class Offering:
    """What can be chosen, list by list as the kind's `Offer.items` are; `usual` is meant at first.

    `own_passages` are the clinic's own words by passage and language.
    """

    items: tuple[tuple[OfferedItem, ...], ...]
    recipients: tuple[OfferedRecipient, ...]
    copies: tuple[OfferedRecipient, ...]
    organizations: tuple[Organization, ...]
    usual: Addressee | None = None
    own_passages: Mapping[tuple[str, str], str] = field(default_factory=dict)


def read_offering(
    clinic: Clinic, patient_id: int, kind_code: str, wanted: Iterable[Item] = ()
) -> Offering:
    """Return what a letter of that kind can be about. Raises KeyError, NotFound, NotPermitted.

    The *wanted* things are offered among those to tell, even if a letter has told them.
    """
    kind = letter_kind(kind_code)
    with clinic.viewing(kind.operation, patient_id) as work:
        work.detail = DRAFT
        reader = _Reader(clinic, work, patient_id, tuple(wanted))
        patient = people.patients.get(work.connection, patient_id)
        organizations = people.organizations.listed(work.connection)
        practitioners = people.practitioners.listed(work.connection)
        items = tuple(tuple(reader.read(each.sort)) for each in kind.offer.items)
        own = read_own_passages(work, kind_code)
    me = clinic.session.user_name
    others = [each for each in practitioners if each.user_name != me]
    recipients = _recipients(kind, patient, organizations, others)
    return Offering(
        items=items,
        recipients=recipients,
        copies=tuple(_of_team(patient, others)) if kind.offer.may_be_copied else (),
        organizations=tuple(organizations),
        usual=_usual(kind, recipients),
        own_passages=own,
    )


class _Reader:
    """Reads what each list offers, inside a running unit of work."""

    def __init__(
        self, clinic: Clinic, work: UnitOfWork, patient_id: int, wanted: tuple[Item, ...]
    ) -> None:
        self._clinic, self._work, self._patient_id = clinic, work, patient_id
        self._wanted = wanted
        self._readers: dict[ItemSort, Callable[[], Iterable[OfferedItem]]] = {
            ItemSort.PLAN_EVENT: lambda: self._events(ItemSort.PLAN_EVENT),
            ItemSort.STEP_PLAN: lambda: self._events(ItemSort.STEP_PLAN),
            ItemSort.CANCELLATION: self._cancellations,
            ItemSort.MEDICATION: self._medications,
            ItemSort.SUPPLY_EVENT: self._supply_events,
            ItemSort.SIDE_EFFECT: self._side_effects,
            ItemSort.RESULT: lambda: self._observations(ItemSort.RESULT),
            ItemSort.SCORE: lambda: self._observations(ItemSort.SCORE),
            ItemSort.TRIAL: self._trials,
            ItemSort.CONDITION: self._conditions,
            ItemSort.GOAL: self._goals,
            ItemSort.APPOINTMENT: self._appointments,
        }

    def read(self, sort: ItemSort) -> Iterable[OfferedItem]:
        """Return what can be chosen of one sort, the likeliest first."""
        return self._readers[sort]()

    def _events(self, sort: ItemSort) -> list[OfferedItem]:
        ids = [item.id for item in self._wanted if item.sort is sort]
        told = read_events_to_tell(self._clinic, self._work, self._patient_id, ids)
        found = [(each, False) for each in reversed(told.events)]
        found += [(each, True) for each in reversed(told.told)]
        return [
            OfferedItem(Item(sort, each.event.id or 0), each, before)
            for each, before in found
            if sort is ItemSort.PLAN_EVENT or each.event.regimen is not None
        ]

    def _cancellations(self) -> list[OfferedItem]:
        told = read_events_to_tell(self._clinic, self._work, self._patient_id, ())
        return [
            OfferedItem(Item(ItemSort.CANCELLATION, each.resolution_id), each)
            for each in told.cancellations
        ]

    def _medications(self) -> list[OfferedItem]:
        goes_on = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED)
        items = [each for each in self._plan() if each.status in goes_on]
        items.sort(key=lambda each: each.medication.origin is not Origin.CLINIC)
        return _offered(ItemSort.MEDICATION, items, lambda each: each.medication.id)

    def _supply_events(self) -> list[OfferedItem]:
        listed = supply.supply_entries.for_patient(self._work.connection, self._patient_id)
        names = {each.medication.id: each.medication for each in self._plan()}
        found = [
            OfferedSupplyEvent(names[each.medication_id], each)
            for each in standing(listed)
            if isinstance(each.details, SupplyEvent) and each.medication_id in names
        ]
        found.sort(key=lambda each: each.entry.happened_on, reverse=True)
        return _offered(ItemSort.SUPPLY_EVENT, found, lambda each: each.entry.id)

    def _side_effects(self) -> list[OfferedItem]:
        cases = [
            case
            for case in read_cases(self._clinic, self._work, self._patient_id)
            if case.status is not CaseStatus.RETRACTED
        ]
        cases.sort(key=lambda case: (case.goes_on, case.id or 0), reverse=True)
        return _offered(ItemSort.SIDE_EFFECT, cases, lambda case: case.id)

    def _observations(self, sort: ItemSort) -> list[OfferedItem]:
        found = [
            each
            for category in _CATEGORIES[sort]
            for each in health.observations.newest(
                self._work.connection, self._patient_id, category
            )
            if not each.retracted_reason
            and not (sort is ItemSort.SCORE and is_single_answer(each, instruments()))
        ]
        found.sort(key=lambda each: each.observed_at, reverse=True)
        return _offered(sort, found, lambda each: each.id)

    def _trials(self) -> list[OfferedItem]:
        listed = follow_up.trials.for_patient(self._work.connection, self._patient_id)
        found = [each for each in listed if not each.retracted_reason]
        return _offered(ItemSort.TRIAL, found, lambda each: each.id)

    def _conditions(self) -> list[OfferedItem]:
        listed = health.conditions.for_patient(self._work.connection, self._patient_id)
        found = [
            each
            for each in listed
            if not each.retracted_reason and each.category is ConditionCategory.PROBLEM
        ]
        return _offered(ItemSort.CONDITION, found, lambda each: each.id)

    def _goals(self) -> list[OfferedItem]:
        plan = read_care_plan(self._work, self._patient_id)
        standing_goals = [branch.goal for problem in plan.problems for branch in problem.goals]
        return [
            OfferedItem(Item(ItemSort.GOAL, goal.id), goal.value)
            for goal in standing_goals
            if goal.value.lifecycle is Lifecycle.ACTIVE
        ]

    def _appointments(self) -> list[OfferedItem]:
        listed = schedule.appointments.for_patient(self._work.connection, self._patient_id)
        over = (AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)
        today = self._clinic.today()
        found = [
            each
            for each in listed
            if each.status not in over and each.starts_at.astimezone().date() >= today
        ]
        found.sort(key=lambda each: each.starts_at)
        return _offered(ItemSort.APPOINTMENT, found, lambda each: each.id)

    def _plan(self) -> list[PlanItem]:
        return read_plan(self._work, self._patient_id, self._clinic.today())


_CATEGORIES: Final[Mapping[ItemSort, tuple[ObservationCategory, ...]]] = {
    ItemSort.RESULT: (
        ObservationCategory.LABORATORY,
        ObservationCategory.EXAM,
        ObservationCategory.PROCEDURE,
    ),
    ItemSort.SCORE: (ObservationCategory.SURVEY,),
}
_ALL_OFFERED: Final = frozenset({ItemSort.MEDICATION, ItemSort.CONDITION, ItemSort.SUPPLY_EVENT})


def _offered(
    sort: ItemSort, values: Iterable[V], number: Callable[[V], int | None]
) -> list[OfferedItem]:
    found = [OfferedItem(Item(sort, number(each) or 0), each) for each in values]  # type: ignore[arg-type]  # each reader hands in one of ItemValue
    return found if sort in _ALL_OFFERED else found[:_NEWEST]


def _recipients(
    kind: LetterKind[object],
    patient: Patient,
    organizations: Iterable[Organization],
    practitioners: Iterable[Practitioner],
) -> tuple[OfferedRecipient, ...]:
    """Return whom the kind can go to; whom the chart names comes first, with a role."""
    found: list[OfferedRecipient] = []
    for sort in kind.offer.recipients:
        if sort is RecipientSort.PATIENT:
            found.append(OfferedRecipient(Addressee(sort), patient.legal_name, role="patient"))
        elif sort is RecipientSort.CLINICIAN:
            found += _clinicians(patient, practitioners)
        else:
            found += _organizations(sort, patient, organizations)
    return tuple(sorted(found, key=lambda each: not each.role))


def _usual(kind: LetterKind[object], recipients: tuple[OfferedRecipient, ...]) -> Addressee | None:
    """Return whom the chart names for this kind; nobody rather than somebody of another role."""
    named = [each for each in recipients if each.role]
    if kind.offer.usual_roles:
        named = [each for role in kind.offer.usual_roles for each in named if each.role == role]
    return named[0].addressee if named else None


def _organizations(
    sort: RecipientSort, patient: Patient, organizations: Iterable[Organization]
) -> list[OfferedRecipient]:
    is_pharmacy = sort is RecipientSort.PHARMACY
    return [
        OfferedRecipient(
            Addressee(sort, organization_id=each.id),
            each.name,
            _two_lines(each.address, each.phone, each.fax),
            "usual" if is_pharmacy and each.id == patient.preferred_pharmacy_id else "",
        )
        for each in organizations
        if (each.kind is OrganizationKind.PHARMACY) is is_pharmacy
    ]


def _clinicians(patient: Patient, practitioners: Iterable[Practitioner]) -> list[OfferedRecipient]:
    roles = {
        patient.therapist_id: CareRole.THERAPIST,
        patient.prescriber_id: CareRole.PRESCRIBER,
        patient.primary_care_id: CareRole.PRIMARY_CARE,
    }
    return [
        OfferedRecipient(
            Addressee(RecipientSort.CLINICIAN, practitioner_id=each.id),
            each.display_name,
            _two_lines((each.organization_name,), each.phone, each.fax),
            roles.get(each.id, "") if each.id is not None else "",
        )
        for each in practitioners
    ]


def _of_team(patient: Patient, practitioners: Iterable[Practitioner]) -> list[OfferedRecipient]:
    return [each for each in _clinicians(patient, practitioners) if each.role]


def _two_lines(address: tuple[str, ...], phone: str, fax: str) -> tuple[str, ...]:
    """Return where somebody is and how to reach them, each on one line."""
    numbers = (f"{label} {number}" for label, number in (("Phone", phone), ("Fax", fax)) if number)
    lines = (", ".join(part for part in address if part), " · ".join(numbers))
    return tuple(line for line in lines if line)
