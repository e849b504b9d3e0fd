"""The medication plan: starting, changing, holding, resuming, stopping, taking back.

Every call adds one dated event; nothing is overwritten. What the safety checks find is looked for
again inside the transaction: what interrupts and has no reason is refused (UnansweredFindings).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dispense_request import check as check_request
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dosage_rules import check as check_dosage
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.medication import (
    COMMENT_LENGTH,
    Medication,
    Origin,
    PlanItem,
    check_medication,
    check_sequence,
    standing_events,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.regimen_rules import check_regimen
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import OverrideReason
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.signing import Signature, sign_event, sign_retraction
from practice_desk.storage import plan
from practice_desk.storage.unit_of_work import UnitOfWork

EARLIEST_EVENT = date(1900, 1, 1)
LATEST_YEARS_AHEAD = 5


_KINDS = {PlanEventKind.START: AuditKind.CREATE, PlanEventKind.RETRACT: AuditKind.RETRACT}


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What a person enters for one event: when it takes effect, why, and the new dosage if any.

    With a *regimen*, whose first step begins on `effective_on`, the dosage may be left out.
    *reasons* answer what the safety checks find and what interrupts; *seen* is what interrupted
    while the change was composed. *dispense_request* is what was entered of refills and supply.
    """

    effective_on: date
    reason_code: str
    dosage: Dosage | None = None
    comment: str = ""
    regimen: Regimen | None = None
    reasons: tuple[OverrideReason, ...] = ()
    seen: tuple[SafetyAlert, ...] = ()
    dispense_request: DispenseRequest | None = None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The event that was recorded, and what changed."""

    medication_id: int
    event_id: int
    changes: Changes


def start_medication(clinic: Clinic, medication: Medication, entry: PlanEntry) -> PlanChange:
    """Add a medication to the plan. Raises Invalid.

    One of ours is an order and needs the permission to change the plan; an outside or own (OTC)
    medication is recorded as told.
    """
    event = _event(clinic, PlanEventKind.START, entry)
    if problems := (*check_start(medication, event), *check_event(event, clinic.today())):
        raise Invalid(problems)
    ours = medication.origin is Origin.CLINIC
    operation = Operation.CHANGE_PLAN if ours else Operation.RECORD_OUTSIDE_MEDICATION
    with clinic.writing(operation, medication.patient_id) as work:
        signature = sign_event(clinic, work, medication, event, entry.reasons, entry.seen)
        medication_id = plan.medications.add(work.connection, medication)
        stored = replace(event, medication_id=medication_id)
        return _record(work, medication.patient_id, stored, signature)


def change_dose(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Change the dosage from a day on. Raises Invalid or NotFound."""
    return _add(clinic, patient_id, medication_id, PlanEventKind.CHANGE, entry)


def hold_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Pause a medication from a day on. Raises Invalid or NotFound."""
    return _add(clinic, patient_id, medication_id, PlanEventKind.HOLD, entry)


def resume_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Go on after a hold, at the step at which it was held or with the entry's own steps.

    Raises Invalid or NotFound.
    """
    return _add(clinic, patient_id, medication_id, PlanEventKind.RESUME, entry)


def stop_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Stop a medication on a day. Raises Invalid or NotFound."""
    return _add(clinic, patient_id, medication_id, PlanEventKind.STOP, entry)


def adopt_medication(
    clinic: Clinic, patient_id: int, medication_id: int, entry: PlanEntry
) -> PlanChange:
    """Take a reported or stopped medication into the plan again. Raises Invalid or NotFound."""
    return _add(clinic, patient_id, medication_id, PlanEventKind.START, entry)


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
    event = _event(clinic, PlanEventKind.START, entry)
    if problems := (*check_start(medication, event), *check_event(event, clinic.today())):
        raise Invalid(problems)
    with clinic.writing(Operation.CHANGE_PLAN, patient_id) as work:
        require_own_chart(work, patient_id, reported_id)
        present = plan.plan_events.of_medication(work.connection, reported_id)
        standing = standing_events(present)
        ends_on = max([entry.effective_on, *(other.effective_on for other in standing)])
        ended = replace(
            _event(clinic, PlanEventKind.STOP, PlanEntry(ends_on, "taken_over")),
            medication_id=reported_id,
        )
        if problems := check_sequence([*present, ended]):
            raise Invalid(problems)
        signature = sign_event(
            clinic, work, medication, event, entry.reasons, entry.seen, replaced_id=reported_id
        )
        plan.plan_events.add(work.connection, ended)
        medication_id = plan.medications.add(work.connection, medication)
        stored = replace(event, medication_id=medication_id)
        return _record(work, patient_id, stored, signature)


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
            _event(clinic, PlanEventKind.RETRACT, entry),
            medication_id=event.medication_id,
            retracts_event_id=event_id,
        )
        _require_retractable(work, event, retraction, check_event(retraction, clinic.today()))
        signature = sign_retraction(clinic, work, medication, event, reasons, seen)
        return _record(work, patient_id, retraction, signature)


def plan_as_of(
    clinic: Clinic, patient_id: int, as_of: date, known_at: datetime | None = None
) -> list[PlanItem]:
    """Rebuild the whole plan as of the end of a day, from its events.

    With *known_at* (aware), as it was known at that time.
    """
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return read_plan(work, patient_id, as_of, known_at)


def _add(
    clinic: Clinic, patient_id: int, medication_id: int, kind: PlanEventKind, entry: PlanEntry
) -> PlanChange:
    event = replace(_event(clinic, kind, entry), medication_id=medication_id)
    with clinic.writing(Operation.CHANGE_PLAN, patient_id) as work:
        medication = require_own_chart(work, patient_id, medication_id)
        present = plan.plan_events.of_medication(work.connection, medication_id)
        if problems := (*check_event(event, clinic.today()), *check_sequence([*present, event])):
            raise Invalid(problems)
        signature = sign_event(clinic, work, medication, event, entry.reasons, entry.seen)
        return _record(work, patient_id, event, signature)


def _record(
    work: UnitOfWork, patient_id: int, event: PlanEvent, signature: Signature | None = None
) -> PlanChange:
    event_id = plan.plan_events.add(work.connection, event)
    work.detail = f"{event.kind} medication {event.medication_id} event {event_id}"
    if signature is not None:
        signature.write(work, event, event_id)
        if signature.overrides:
            work.detail += f", {signature.overrides} findings overridden"
    work.kind = _KINDS.get(event.kind, AuditKind.CHANGE)
    assert event.medication_id is not None  # every caller sets it
    return PlanChange(event.medication_id, event_id, Changes.of(patient_id, "medication"))


def _event(clinic: Clinic, kind: PlanEventKind, entry: PlanEntry) -> PlanEvent:
    return new_event(kind, entry, clinic.now(), clinic.session.user_name)


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


def require_own_chart(work: UnitOfWork, patient_id: int, medication_id: int) -> Medication:
    """The wrong-patient guard: what is typed in one chart can never land in another."""
    medication = plan.medications.get(work.connection, medication_id)
    if medication.patient_id != patient_id:
        raise NotFound("This medication is not in this chart.", "Open the chart again.")
    return medication


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
