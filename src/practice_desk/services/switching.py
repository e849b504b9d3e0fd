"""Going from one medication of the plan to another: what the pack says, and doing both at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.medication import Medication, Origin, check_sequence
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.safety_decision import finding_key
from practice_desk.knowledge.switching import SwitchAdvice, switch_advice
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.plan import (
    PlanEntry,
    check_event,
    check_start,
    new_event,
    require_own_chart,
)
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.signing import CheckedChange, checked_in, sign_event
from practice_desk.storage import plan


@dataclass(frozen=True, slots=True)
class Switched:
    """The medication that was started, both events, and what changed."""

    medication_id: int
    event_ids: tuple[int, int]
    changes: Changes


def advice(clinic: Clinic, from_med: str, to_med: str) -> SwitchAdvice:
    """Return what the pack, as the clinic uses it, says about a switch between two of its ids."""
    return switch_advice(knowledge_of(clinic).rules, from_med, to_med)


def check_switch(
    clinic: Clinic,
    patient_id: int,
    leaving: PlannedChange,
    entering: PlannedChange,
) -> CheckedChange:
    """Check both halves of a switch, the start as if the other were signed. Raises NotFound."""
    kind = PlanEventKind.STOP if leaving.regimen is None else PlanEventKind.CHANGE
    entry = PlanEntry(leaving.effective_on, "", regimen=leaving.regimen)
    event = new_event(kind, entry, clinic.now(), clinic.session.user_name)
    event = replace(event, medication_id=leaving.medication_id)
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        first = checked_in(clinic, work, patient_id, leaving)
        second = checked_in(clinic, work, patient_id, entering, after=event)
    return _both(first, second)


def _both(first: CheckedChange, second: CheckedChange) -> CheckedChange:
    found = {finding_key(alert): alert for alert in second.findings.alerts}
    found.update((finding_key(alert), alert) for alert in first.findings.alerts)
    alerts = sorted(found.values(), key=lambda alert: alert.severity.rank)
    names = dict((*first.findings.names, *second.findings.names))
    findings = replace(second.findings, alerts=tuple(alerts), names=tuple(names.items()))
    people = dict((*first.people, *second.people))
    standing = (*first.standing, *second.standing)
    return CheckedChange(findings, standing, second.needs_reasons, tuple(people.items()))


def switch_medication(
    clinic: Clinic,
    patient_id: int,
    from_id: int,
    leaving: PlanEntry,
    medication: Medication,
    entering: PlanEntry,
) -> Switched:
    """Step one medication down, or stop it, and start another: both or neither.

    *leaving* with steps is a change that ends with its last step; without it is a stop on its day.
    The checks of the start see the plan without what is left by then. Raises Invalid, NotFound or
    UnansweredFindings.
    """
    medication = replace(medication, patient_id=patient_id, origin=Origin.CLINIC)
    kind = PlanEventKind.STOP if leaving.regimen is None else PlanEventKind.CHANGE
    now, user_name = clinic.now(), clinic.session.user_name
    leave = replace(new_event(kind, leaving, now, user_name), medication_id=from_id)
    start = new_event(PlanEventKind.START, entering, now, user_name)
    problems = (
        *_check_leaving(leave),
        *check_start(medication, start),
        *check_event(leave, clinic.today()),
        *check_event(start, clinic.today()),
    )
    if problems:
        raise Invalid(problems)
    with clinic.writing(Operation.CHANGE_PLAN, patient_id, kind=AuditKind.CHANGE) as work:
        left_medication = require_own_chart(work, patient_id, from_id)
        present = plan.plan_events.of_medication(work.connection, from_id)
        if problems := check_sequence([*present, leave]):
            raise Invalid(problems)
        signed = sign_event(clinic, work, left_medication, leave, leaving.reasons, leaving.seen)
        left = plan.plan_events.add(work.connection, leave)
        signed.write(work, leave, left)
        signed = sign_event(clinic, work, medication, start, entering.reasons, entering.seen)
        medication_id = plan.medications.add(work.connection, medication)
        start = replace(start, medication_id=medication_id)
        begun = plan.plan_events.add(work.connection, start)
        signed.write(work, start, begun)
        work.detail = f"switch medication {from_id} event {left} to {medication_id} event {begun}"
    return Switched(medication_id, (left, begun), Changes.of(patient_id, "medication"))


def _check_leaving(leave: PlanEvent) -> tuple[Problem, ...]:
    if leave.regimen is not None and leave.regimen.total_days is None:
        sentence = "The steps of what is stopped need an end: give the last one its days."
        return (Problem("leaving", sentence),)
    return ()
