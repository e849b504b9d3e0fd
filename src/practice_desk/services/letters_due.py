"""Changes of plans that their pharmacy has not been told: letters that wait to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from practice_desk.domain.medication import Medication, PlanItem
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.letters.kinds.medication_notice import LINE_KINDS
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import letters_expected_since
from practice_desk.services.letter_events import LetterEvent, unsent_in
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import patient_search, plan, registry
from practice_desk.storage.deferral import deferrals
from practice_desk.storage.unit_of_work import UnitOfWork

MOST = 200
"""So many charts are told at once."""
LINE = "letter_due"
"""What the keys of their lines on Today begin with."""


@dataclass(frozen=True, slots=True)
class DueLetter:
    """A chart with changes of its plan that no letter told of, and the day of the newest."""

    patient: PatientSummary
    events: tuple[LetterEvent, ...]

    @property
    def since(self) -> date:
        """The day on which the newest of them was recorded."""
        return max(each.event.recorded_at for each in self.events).astimezone().date()

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications concerned, each once."""
        return tuple(dict.fromkeys(each.medication for each in self.events))


def due_letters(clinic: Clinic) -> list[DueLetter]:
    """Return the charts whose plan was changed without a letter, the oldest change first.

    Medications from elsewhere are not ours to tell of. Charts closed to who asks are left out.
    However old a change is, it stays until a letter tells of it: only the `MOST` that wait longest
    are returned beside those that somebody put off, and the others follow once these are done.
    """
    with clinic.viewing(Operation.VIEW_CHART) as work:
        work.detail = "letters not written"
        connection = work.connection
        since = letters_expected_since(work, clinic.now())
        ids = _with_untold(work, since)
        most = MOST + _put_off(work)
        found: list[DueLetter] = []
        for number in ids:
            if len(found) == most:
                break
            patients = patient_search.summaries(connection, [number])
            if not patients or not clinic.sees_chart(work, number):
                continue
            (patient,) = patients
            items = read_plan(work, patient.id, clinic.today())
            sent = registry.letters.for_patient(connection, patient.id)
            back = _taken_back(items, since)
            untold = tuple(each for each in unsent_in(items, sent) if _is_in(each, back, since))
            if untold:
                found.append(DueLetter(patient, untold))
        work.patient_ids = frozenset(each.patient.id for each in found)
    return sorted(found, key=lambda due: (due.since, due.patient.id))


def _put_off(work: UnitOfWork) -> int:
    """Return how many of these lines of Today somebody put off or handed on."""
    standing = deferrals.standing(work.connection)
    return sum(each.key.startswith(f"{LINE}:") for each in standing)


def _with_untold(work: UnitOfWork, since: datetime) -> list[int]:
    """Return the charts with a medication of whose last change no letter tells, oldest first."""
    changes = plan.last_changes_since(work.connection, since, LINE_KINDS)
    told = registry.letters.events_told(work.connection)
    untold = (
        who
        for who, event_id, kind in changes
        if event_id not in told or kind is PlanEventKind.RETRACT
    )
    return list(dict.fromkeys(untold))


def _taken_back(items: Sequence[PlanItem], since: datetime) -> frozenset[int]:
    """Return the medications of which something was taken back at *since* or later: what was told
    of them before may be to be told again."""
    return frozenset(
        event.medication_id or 0
        for item in items
        for event in item.events
        if event.kind is PlanEventKind.RETRACT and event.recorded_at >= since
    )


def _is_in(told: LetterEvent, retracted: frozenset[int], since: datetime) -> bool:
    return told.event.recorded_at >= since or told.event.medication_id in retracted
