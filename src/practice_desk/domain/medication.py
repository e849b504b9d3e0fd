"""The medication plan: plan items, and the plan as of any date rebuilt from events.

FHIR: MedicationRequest (ours) and MedicationStatement (outside, own, reported). Shortened to
Medication throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.course import Stretch, course, stretch_on
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.regimen import Regimen, RegimenStep


class Horizon(StrEnum):
    """How long the medication is meant to be taken."""

    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"


class Origin(StrEnum):
    """Who is responsible for the medication."""

    CLINIC = "clinic"
    OUTSIDE = "outside"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Medication:
    """What a plan item is about; everything that changes over time is in its events.

    `concept_id` is the clinical pack's id or empty; `rxnorm_code` what an import came with.
    `name` is the tall-man display name. `review_on` is the review-or-stop date, required for
    short-term items of ours. `schedule` is the DEA schedule ("CII" … "CV") or empty.
    """

    patient_id: int
    name: str
    horizon: Horizon
    origin: Origin = Origin.CLINIC
    concept_id: str = ""
    rxnorm_code: str = ""
    schedule: str = ""
    indication: str = ""
    review_on: date | None = None
    prescriber_name: str = ""
    prescriber_id: int | None = None
    id: int | None = None


class PlanStatus(StrEnum):
    """Where a plan item stands on a day."""

    REPORTED = "reported"
    PLANNED = "planned"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    STOPPED = "stopped"
    ENTERED_IN_ERROR = "entered_in_error"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One medication as the plan shows it on a day.

    `since` is the day the present dosage or state began; `events` is the whole history in order,
    with the retracted ones; `upcoming` are the events that take effect later. `course` is the
    whole history and future as stretches of days, `present` the one that holds on the day (None
    when nothing is taken). A medication whose steps have run to their end is stopped.
    """

    medication: Medication
    status: PlanStatus
    dosage: Dosage | None
    started_on: date | None
    since: date | None
    last_event: PlanEvent | None
    events: tuple[PlanEvent, ...]
    upcoming: tuple[PlanEvent, ...]
    course: tuple[Stretch, ...] = ()
    present: Stretch | None = None

    @property
    def final_status(self) -> PlanStatus:
        """The status once all that is upcoming has come."""
        status = PlanStatus.ACTIVE if self.has_run_out else self.status
        now: PlanStatus | None = None if status is PlanStatus.PLANNED else status
        for event in self.upcoming:
            now = _NEXT[now][event.kind]
        ends = bool(self.course) and self.course[-1].end is not None
        return PlanStatus.STOPPED if now is PlanStatus.ACTIVE and ends else now or self.status

    @property
    def regimen(self) -> Regimen | None:
        """The steps that hold on the day; None for a plain dosage, or when nothing is taken."""
        return None if self.present is None else self.present.event.regimen

    @property
    def dispense_request(self) -> DispenseRequest | None:
        """The refills and supply entered for the dosage that holds or is planned; None if unknown.

        A new dose needs a new prescription: what was entered for the dose before does not count.
        """
        if self.present is not None:
            return self.present.event.dispense_request
        planned = self.status is PlanStatus.PLANNED and self.upcoming
        return self.upcoming[0].dispense_request if planned else None

    @property
    def steps_ahead(self) -> tuple[Stretch, ...]:
        """The stretches that begin after the day, in order."""
        if self.present is None:
            return self.course if self.status is PlanStatus.PLANNED else ()
        return self.course[self.course.index(self.present) + 1 :]

    @property
    def coming_dosages(self) -> tuple[Dosage, ...]:
        """Each different dosage of the day and of all days after it."""
        stretches = (*([self.present] if self.present else []), *self.steps_ahead)
        steps = [stretch.step for stretch in stretches] + self._steps_after_hold()
        return tuple(dict.fromkeys(dosage for step in steps for dosage in step.dosages))

    def _steps_after_hold(self) -> list[RegimenStep]:
        """The steps that a hold without a resume has taken off the calendar; they still wait."""
        last = self.course[-1] if self.course else None
        if last is None or not last.is_held or last.event.regimen is None:
            return []
        rest = last.event.regimen.remaining(last.day)
        return list(rest.steps) if rest is not None else []

    @property
    def has_run_out(self) -> bool:
        """True when its steps came to their planned end, and no stop had to be written."""
        last = self.last_event
        return (
            self.status is PlanStatus.STOPPED
            and last is not None
            and last.kind is not PlanEventKind.STOP
        )

    @property
    def is_called_off(self) -> bool:
        """True for a planned item that is stopped on the very day it was to begin."""
        planned = self.status is PlanStatus.PLANNED and self.final_status is PlanStatus.STOPPED
        return planned and self.upcoming[-1].effective_on == self.started_on


LENGTHS = {
    "name": 200,
    "concept_id": 80,
    "rxnorm_code": 20,
    "schedule": 8,
    "indication": 300,
    "prescriber_name": 240,
}
COMMENT_LENGTH = 4000

_K = PlanEventKind
_S = PlanStatus
_NEXT: dict[PlanStatus | None, dict[PlanEventKind, PlanStatus]] = {
    None: {_K.REPORT: _S.REPORTED, _K.START: _S.ACTIVE},
    _S.REPORTED: {_K.START: _S.ACTIVE, _K.STOP: _S.STOPPED},
    _S.ACTIVE: {_K.CHANGE: _S.ACTIVE, _K.HOLD: _S.ON_HOLD, _K.STOP: _S.STOPPED},
    _S.ON_HOLD: {_K.RESUME: _S.ACTIVE, _K.CHANGE: _S.ON_HOLD, _K.STOP: _S.STOPPED},
    _S.STOPPED: {_K.START: _S.ACTIVE},
}
_WORDS = {
    _K.REPORT: "reported",
    _K.START: "started",
    _K.CHANGE: "changed",
    _K.HOLD: "held",
    _K.RESUME: "resumed",
    _K.STOP: "stopped",
}


def standing_events(
    events: Iterable[PlanEvent], known_at: datetime | None = None
) -> list[PlanEvent]:
    """Return the events that stand, in order: without retractions and what they take back.

    With *known_at* (aware), only what had been recorded by then.
    """
    known = [e for e in events if known_at is None or e.recorded_at <= known_at]
    taken_back = {e.retracts_event_id for e in known if e.kind is PlanEventKind.RETRACT}
    standing = [e for e in known if e.kind is not PlanEventKind.RETRACT and e.id not in taken_back]
    return sorted(standing, key=lambda event: event.order)


def plan_item(
    medication: Medication,
    events: Sequence[PlanEvent],
    as_of: date,
    known_at: datetime | None = None,
) -> PlanItem | None:
    """Rebuild one item as of the end of the day *as_of*; None when not known by *known_at*."""
    standing = standing_events(events, known_at)
    history = tuple(sorted(events, key=lambda event: event.order))
    if not standing:
        if not any(known_at is None or e.recorded_at <= known_at for e in events):
            return None
        return PlanItem(
            medication, PlanStatus.ENTERED_IN_ERROR, None, None, None, history[-1], history, ()
        )
    past = [event for event in standing if event.effective_on <= as_of]
    upcoming = tuple(event for event in standing if event.effective_on > as_of)
    stretches = course(standing)
    if not past:
        first = standing[0]
        return PlanItem(
            medication, PlanStatus.PLANNED, first.dosage, first.effective_on, None, None,
            history, upcoming, stretches,
        )  # fmt: skip
    return _on_day(medication, past, history, upcoming, stretches, as_of)


def _on_day(
    medication: Medication,
    past: list[PlanEvent],
    history: tuple[PlanEvent, ...],
    upcoming: tuple[PlanEvent, ...],
    stretches: tuple[Stretch, ...],
    as_of: date,
) -> PlanItem:
    status, last, present = _status(past), past[-1], stretch_on(stretches, as_of)
    begun = [stretch for stretch in stretches if stretch.start <= as_of]
    since = last.effective_on
    if present is not None:
        since = present.start
    elif begun and status in (PlanStatus.ACTIVE, PlanStatus.ON_HOLD):  # the steps are over
        status, since = PlanStatus.STOPPED, begun[-1].end or since
    if begun:
        dosage: Dosage | None = begun[-1].dosage_on(min(as_of, _last_day(begun[-1]) or as_of))
    else:
        dosage = next((e.dosage for e in reversed(past) if e.dosage is not None), None)
    return PlanItem(
        medication, status, dosage, _started_on(past), since, last, history, upcoming, stretches,
        present,
    )  # fmt: skip


def _last_day(stretch: Stretch) -> date | None:
    return None if stretch.end is None else stretch.end - timedelta(days=1)


def next_status(status: PlanStatus | None, kind: PlanEventKind) -> PlanStatus:
    """Return the status after one more standing event; None is before the first one.

    Steps that have run to their end are not seen here.
    """
    return _NEXT[status][kind]


def _status(past: Iterable[PlanEvent]) -> PlanStatus:
    status: PlanStatus | None = None
    for event in past:
        status = next_status(status, event.kind)
    assert status is not None  # past is never empty
    return status


def _started_on(past: Iterable[PlanEvent]) -> date | None:
    started_on: date | None = None
    for event in past:
        if event.kind is PlanEventKind.START or (
            event.kind is PlanEventKind.REPORT and started_on is None
        ):
            started_on = event.effective_on
    return started_on


def check_sequence(events: Iterable[PlanEvent]) -> tuple[Problem, ...]:
    """Return why the standing events cannot follow one another, as a problem of `effective_on`."""
    status: PlanStatus | None = None
    for event in standing_events(events):
        following = _NEXT[status].get(event.kind)
        if following is None:
            return (Problem("effective_on", _impossible(event, status)),)
        status = following
    return ()


def _impossible(event: PlanEvent, status: PlanStatus | None) -> str:
    word = _WORDS[event.kind]
    on = f"on {event.effective_on:%b} {event.effective_on.day}, {event.effective_on.year}"
    if status is None:
        return f"It can't be {word} {on}: it has not been started by then."
    state = {
        PlanStatus.REPORTED: "only reported and not yet reconciled",
        PlanStatus.ACTIVE: "active",
        PlanStatus.ON_HOLD: "on hold",
        PlanStatus.STOPPED: "stopped",
    }[status]
    return f"It can't be {word} {on}: it is {state} then."


def allowed_kinds(status: PlanStatus | None) -> frozenset[PlanEventKind]:
    """Return the events that may follow *status* (None: a medication not yet in the plan)."""
    return frozenset(_NEXT.get(status, {}))


def check_medication(value: Medication) -> tuple[Problem, ...]:
    """Return what is wrong with the identity of a plan item.

    A short-term medication of ours needs its review-or-stop date: that is what makes it short.
    """
    problems = [
        *check_required(value, name="Choose the medication."),
        *check_lengths(value, LENGTHS),
    ]
    needs_review = value.horizon is Horizon.SHORT_TERM and value.origin is Origin.CLINIC
    if needs_review and value.review_on is None:
        problems.append(
            Problem("review_on", "A short-term medication needs a date to review or stop it.")
        )
    return tuple(problems)
