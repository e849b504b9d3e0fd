"""What a person enters for one event of the plan, and what is wrong with it for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from practice_desk.domain.changes import Changes
from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dispense_request import check as check_request
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dosage_rules import check as check_dosage
from practice_desk.domain.errors import NotFound, Problem
from practice_desk.domain.medication import COMMENT_LENGTH, Medication, check_medication
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.regimen_rules import check_regimen
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import OverrideReason
from practice_desk.storage import plan
from practice_desk.storage.adverse_event import adverse_events
from practice_desk.storage.unit_of_work import UnitOfWork

EARLIEST_EVENT = date(1900, 1, 1)
LATEST_YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What a person enters for one event: when it takes effect, why, and the new dosage if any.

    With a *regimen*, whose first step begins on `effective_on`, the dosage may be left out.
    *reasons* answer what the safety checks find and what interrupts; *seen* is what interrupted
    while the change was composed. *dispense_request* is what was entered of refills and supply.
    *adverse_event_id* is the reported side effect that it is done for.
    """

    effective_on: date
    reason_code: str
    dosage: Dosage | None = None
    comment: str = ""
    regimen: Regimen | None = None
    reasons: tuple[OverrideReason, ...] = ()
    seen: tuple[SafetyAlert, ...] = ()
    dispense_request: DispenseRequest | None = None
    adverse_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The event that was recorded, and what changed."""

    medication_id: int
    event_id: int
    changes: Changes


def new_event(kind: PlanEventKind, entry: PlanEntry, now: datetime, user_name: str) -> PlanEvent:
    """Return the event of what *user_name* entered at *now* (aware)."""
    return PlanEvent(
        kind=kind,
        effective_on=entry.effective_on,
        reason_code=entry.reason_code,
        recorded_at=now,
        recorded_by=user_name,
        dosage=entry.dosage if entry.regimen is None else entry.regimen.steps[0].dosage,
        comment=entry.comment.strip(),
        regimen=entry.regimen,
        dispense_request=entry.dispense_request,
        adverse_event_id=entry.adverse_event_id,
    )


def check_start(medication: Medication, start: PlanEvent) -> tuple[Problem, ...]:
    """Return what is wrong with starting *medication* by *start*."""
    problems = check_medication(medication)
    if medication.review_on is not None and medication.review_on < start.effective_on:
        problems += (Problem("review_on", "This day lies before the start. Check the year."),)
    return problems


def check_event(event: PlanEvent, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *event* for itself, whatever surrounds it."""
    problems = []
    if find_reason(event.kind, event.reason_code) is None:
        problems.append(Problem("reason_code", "Choose a reason."))
    elif event.reason_code == "other" and not event.comment:
        problems.append(Problem("comment", "Say the reason in the comment."))
    if len(event.comment) > COMMENT_LENGTH or has_control_characters(event.comment):
        problems.append(
            Problem("comment", f"The comment is plain text of up to {COMMENT_LENGTH:,} characters.")
        )
    latest = today.replace(day=1, year=today.year + LATEST_YEARS_AHEAD)
    if not EARLIEST_EVENT <= event.effective_on <= latest:
        problems.append(Problem("effective_on", "That date can't be right. Check the year."))
    if event.dispense_request is not None:
        problems += check_request(event.dispense_request)
    return (*problems, *_check_dosage(event))


def _check_dosage(event: PlanEvent) -> Sequence[Problem]:
    needed = event.kind in (PlanEventKind.START, PlanEventKind.CHANGE)
    if event.regimen is not None and (needed or event.kind is PlanEventKind.RESUME):
        return check_regimen(event.regimen)
    if event.dosage is None:
        return [Problem("dosage", "Enter the dose.")] if needed else []
    if not needed:
        return [Problem("dosage", "This step has no dose of its own.")]
    return check_dosage(event.dosage)


def require_own_report(work: UnitOfWork, patient_id: int, report_id: int | None) -> None:
    """Raise NotFound where the side effect that a change is done for is in another chart."""
    if report_id is None:
        return
    report = adverse_events.find(work.connection, report_id)
    if report is None or report.patient_id != patient_id:
        raise NotFound("This side effect is not in this chart.", "Open the chart again.")


def require_own_chart(work: UnitOfWork, patient_id: int, medication_id: int) -> Medication:
    """The wrong-patient guard: what is typed in one chart can never land in another."""
    medication = plan.medications.get(work.connection, medication_id)
    if medication.patient_id != patient_id:
        raise NotFound("This medication is not in this chart.", "Open the chart again.")
    return medication
