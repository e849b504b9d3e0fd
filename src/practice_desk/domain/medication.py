"""The medication plan: plan items, and the plan as of any date rebuilt from events.

FHIR: MedicationRequest (ours) and MedicationStatement (outside, own, reported). Shortened to
Medication throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind


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
    with the retracted ones; `upcoming` are the events that take effect later.
    """

    medication: Medication
    status: PlanStatus
    dosage: Dosage | None
    started_on: date | None
    since: date | None
    last_event: PlanEvent | None
    events: tuple[PlanEvent, ...]
    upcoming: tuple[PlanEvent, ...]

    @property
    def final_status(self) -> PlanStatus:
        """The status once all that is upcoming has come."""
        status: PlanStatus | None = None if self.status is PlanStatus.PLANNED else self.status
        for event in self.upcoming:
            status = _NEXT[status][event.kind]
        return status or self.status

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
    if not past:
        first = standing[0]
        return PlanItem(
            medication, PlanStatus.PLANNED, first.dosage, first.effective_on, None, None,
            history, upcoming,
        )  # fmt: skip
    return _fold(medication, past, history, upcoming)


def _fold(
    medication: Medication,
    past: list[PlanEvent],
    history: tuple[PlanEvent, ...],
    upcoming: tuple[PlanEvent, ...],
) -> PlanItem:
    status: PlanStatus | None = None
    dosage: Dosage | None = None
    started_on: date | None = None
    for event in past:
        status = _NEXT[status][event.kind]
        if event.dosage is not None:
            dosage = event.dosage
        if event.kind in (PlanEventKind.START, PlanEventKind.REPORT) and (
            started_on is None or event.kind is PlanEventKind.START
        ):
            started_on = event.effective_on
    assert status is not None  # past is never empty
    last = past[-1]
    return PlanItem(
        medication, status, dosage, started_on, last.effective_on, last, history, upcoming
    )


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
