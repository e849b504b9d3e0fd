"""What a letter to the pharmacy can be about: the standing plan events of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from practice_desk.domain.errors import NotFound
from practice_desk.domain.letter import Letter
from practice_desk.domain.medication import Medication, Origin, PlanItem, standing_events
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.letters.kinds.medication_notice import LINE_KINDS
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.reconciliation import open_cancellations
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork

DRAFT = "letter draft"
"""What the audit trail calls looking at a letter that is not sent yet."""


@dataclass(frozen=True, slots=True)
class LetterEvent:
    """One plan event that a pharmacy may be told, with the medication it belongs to."""

    event: PlanEvent
    medication: Medication

    @property
    def words(self) -> str:
        """What happened to which medication: "changed sertraline"."""
        return f"{LINE_KINDS[self.event.kind].value} {self.medication.name}"


@dataclass(frozen=True, slots=True)
class EventsToTell:
    """What a letter to the pharmacy can be about, and the usual pharmacy's id.

    `told` are the events that need no telling, for another pharmacy or a letter that got lost.
    `cancellations` are lines that only the pharmacy's own list has and that were resolved as
    stopped: it is asked to cancel them.
    """

    events: tuple[LetterEvent, ...]
    told: tuple[LetterEvent, ...]
    pharmacy_id: int | None
    cancellations: tuple[Cancellation, ...] = ()


def unsent_in(items: Iterable[PlanItem], letters: Iterable[Letter]) -> tuple[LetterEvent, ...]:
    """Return what the pharmacy has not been told, of a plan and its letters, oldest first.

    A letter about a later event of the same medication has told the pharmacy where it stands.
    Where it was told what has since been taken back, the last standing event is to be told again;
    where nothing stands, that it was taken back.
    """
    letters = tuple(letters)
    sent = {event_id for letter in letters for event_id in letter.event_ids}
    found: list[LetterEvent] = []
    for item in items:
        untold: list[LetterEvent] = []
        for told in _tellable(item):
            if told.event.id in sent:
                untold.clear()
            else:
                untold.append(told)
        if not untold and _was_told_an_error(item, letters):
            untold = (_tellable(item) or _withdrawn(item))[-1:]
        found += untold
    return tuple(sorted(found, key=lambda told: told.event.order))


def _was_told_an_error(item: PlanItem, letters: Iterable[Letter]) -> bool:
    """Whether no letter followed the taking back of an event that a letter had told."""
    own = {event.id for event in item.events}
    made = [(letter.made_at, own.intersection(letter.event_ids)) for letter in letters]
    return any(
        any(event.retracts_event_id in ids for at, ids in made if at <= event.recorded_at)
        and not any(ids for at, ids in made if at > event.recorded_at)
        for event in item.events
        if event.kind is PlanEventKind.RETRACT
    )


def events_to_tell(clinic: Clinic, patient_id: int, wanted: Sequence[int]) -> EventsToTell:
    """Return what a new letter can be about, each oldest first, and the usual pharmacy.

    The *wanted* events stand among those to tell, even if a letter has told them.
    """
    with clinic.viewing(Operation.SEND_LETTER, patient_id) as work:
        work.detail = DRAFT
        return read_events_to_tell(clinic, work, patient_id, wanted)


def read_events_to_tell(
    clinic: Clinic, work: UnitOfWork, patient_id: int, wanted: Sequence[int]
) -> EventsToTell:
    """Return the same inside a running unit of work."""
    items = read_plan(work, patient_id, clinic.today())
    sent = registry.letters.for_patient(work.connection, patient_id)
    patient = people.patients.get(work.connection, patient_id)
    asked = open_cancellations(clinic, work, patient_id)
    unsent = {told.event.id for told in unsent_in(items, sent)} | set(wanted)
    known = [told for item in items for told in _tellable(item)]
    known += [told for item in items if not _tellable(item) for told in _withdrawn(item)]
    known.sort(key=lambda told: told.event.order)
    return EventsToTell(
        tuple(told for told in known if told.event.id in unsent),
        tuple(
            told
            for told in known
            if told.event.id not in unsent and told.event.kind is not PlanEventKind.RETRACT
        ),
        patient.preferred_pharmacy_id,
        asked,
    )


def _tellable(item: PlanItem) -> list[LetterEvent]:
    if item.medication.origin is not Origin.CLINIC:
        return []
    return [
        LetterEvent(event, item.medication)
        for event in standing_events(item.events)
        if event.kind in LINE_KINDS
    ]


def _withdrawn(item: PlanItem) -> list[LetterEvent]:
    """Return the retractions of a medication of ours; for one of which nothing stands."""
    if item.medication.origin is not Origin.CLINIC:
        return []
    retractions = (event for event in item.events if event.kind is PlanEventKind.RETRACT)
    by_time = sorted(retractions, key=lambda event: event.recorded_at)
    return [LetterEvent(event, item.medication) for event in by_time]


Told = tuple[LetterEvent, tuple[PlanEvent, ...]]
"""What a letter says of one event, and all events of its medication."""


def tellable_by_id(items: Iterable[PlanItem]) -> dict[int, Told]:
    """Return every event of a plan that a pharmacy may be told, by its id."""
    return {
        told.event.id: (told, item.events)
        for item in items
        for told in (_tellable(item) or _withdrawn(item))
        if told.event.id is not None
    }


def require_tellable(tellable: dict[int, Told], event_id: int) -> Told:
    """Return one event to tell. Raises NotFound for another chart's, one taken back or not ours."""
    if event_id not in tellable:
        raise NotFound(
            "This change is not in this chart's plan any more, or it is not ours to tell.",
            "Open the chart again and choose what the letter is about.",
        )
    return tellable[event_id]
