"""The medication plan: starting, changing, holding, resuming, stopping, taking back.

Every call adds one dated event; nothing is overwritten. What the safety checks find is looked for
again inside the transaction: what interrupts and has no reason is refused (UnansweredFindings).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.medication import Medication, Origin, PlanItem, check_sequence
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import OverrideReason
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.plan_changes import ChangeToSign, record_event, sign_changes
from practice_desk.services.plan_entry import (
    PlanChange,
    PlanEntry,
    check_event,
    new_event,
    require_own_chart,
)
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.signing import sign_retraction
from practice_desk.storage import plan
from practice_desk.storage.unit_of_work import UnitOfWork

__all__ = ["PlanChange", "PlanEntry"]


def start_medication(clinic: Clinic, medication: Medication, entry: PlanEntry) -> PlanChange:
    """Add a medication to the plan. Raises Invalid.

    One of ours is an order and needs the permission to change the plan; an outside or own (OTC)
    medication is recorded as told.
    """
    return _sign(clinic, medication.patient_id, PlanEventKind.START, entry, None, medication)


def change_dose(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Change the dosage from a day on. Raises Invalid or NotFound."""
    return _sign(clinic, patient_id, PlanEventKind.CHANGE, entry, medication_id)


def hold_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Pause a medication from a day on. Raises Invalid or NotFound."""
    return _sign(clinic, patient_id, PlanEventKind.HOLD, entry, medication_id)


def resume_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Go on after a hold, at the step at which it was held or with the entry's own steps.

    Raises Invalid or NotFound.
    """
    return _sign(clinic, patient_id, PlanEventKind.RESUME, entry, medication_id)


def stop_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Stop a medication on a day. Raises Invalid or NotFound."""
    return _sign(clinic, patient_id, PlanEventKind.STOP, entry, medication_id)


def adopt_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Take a reported or stopped medication into the plan again. Raises Invalid or NotFound."""
    return _sign(clinic, patient_id, PlanEventKind.START, entry, medication_id)


def ordered_by_session(session: Session, medication: Medication) -> Medication:
    """Return one of ours with the person at the keyboard as its prescriber; others as they are."""
    if medication.origin is not Origin.CLINIC or medication.prescriber_name:
        return medication
    return replace(medication, prescriber_name=session.display_name)


def take_into_plan(
    clinic: Clinic, patient_id: int, reported_id: int, medication: Medication, entry: PlanEntry
) -> PlanChange:
    """Prescribe here what was reported or comes from outside: starts ours and ends the other.

    The other item stays readable, stopped as taken over, not before its own last event. Raises
    Invalid or NotFound.
    """
    medication = replace(medication, patient_id=patient_id, origin=Origin.CLINIC)
    return _sign(clinic, patient_id, PlanEventKind.START, entry, reported_id, medication)


def retract_event(
    clinic: Clinic,
    patient_id: int,
    event_id: int,
    reason_code: str,
    comment: str = "",
    *,
    reasons: tuple[OverrideReason, ...] = (),
    seen: tuple[SafetyAlert, ...] = (),
) -> PlanChange:
    """Mark an event as entered in error; it stays visible as such. Raises Invalid or NotFound.

    What is taken again by it, or in another dose, is checked; *reasons* and *seen* are as in a
    PlanEntry.
    """
    with clinic.writing(Operation.CHANGE_PLAN, patient_id, reason=reason_code) as work:
        event = plan.plan_events.get(work.connection, event_id)
        medication = require_own_chart(work, patient_id, event.medication_id or 0)
        entry = PlanEntry(event.effective_on, reason_code, comment=comment)
        retraction = replace(
            new_event(PlanEventKind.RETRACT, entry, clinic.now(), clinic.session.user_name),
            medication_id=event.medication_id,
            retracts_event_id=event_id,
        )
        _require_retractable(work, event, retraction, check_event(retraction, clinic.today()))
        signature = sign_retraction(clinic, work, medication, event, reasons, seen)
        return record_event(work, patient_id, retraction, signature)


def plan_as_of(
    clinic: Clinic, patient_id: int, as_of: date, known_at: datetime | None = None
) -> list[PlanItem]:
    """Rebuild the whole plan as of the end of a day, from its events.

    With *known_at* (aware), as it was known at that time.
    """
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return read_plan(work, patient_id, as_of, known_at)


def _sign(
    clinic: Clinic,
    patient_id: int,
    kind: PlanEventKind,
    entry: PlanEntry,
    medication_id: int | None,
    medication: Medication | None = None,
) -> PlanChange:
    change = ChangeToSign(kind, entry, medication_id, medication)
    return sign_changes(clinic, patient_id, (change,)).recorded[0]


def _require_retractable(
    work: UnitOfWork, event: PlanEvent, retraction: PlanEvent, problems: tuple[Problem, ...]
) -> None:
    present = plan.plan_events.of_medication(work.connection, event.medication_id or 0)
    if event.kind is PlanEventKind.RETRACT:
        problems += (Problem("event", "A correction can't be corrected. Enter the event anew."),)
    if any(other.retracts_event_id == event.id for other in present):
        problems += (Problem("event", "This event was already marked as entered in error."),)
    elif check_sequence([*present, retraction]):
        problems += (
            Problem(
                "event", "Later events build on this one. Mark those as entered in error first."
            ),
        )
    if problems:
        raise Invalid(problems)
