"""Signing changes of a plan: one, or all those of a visit together, or none of them.

Whatever is signed is checked over the plan as it will be with all of it, in the transaction that
records it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.medication import Medication, Origin, check_sequence, standing_events
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan_entry import (
    PlanChange,
    PlanEntry,
    check_event,
    check_start,
    new_event,
    require_own_chart,
    require_own_report,
)
from practice_desk.services.signing import (
    CheckedChange,
    PlannedEvent,
    Signature,
    check_together,
    joined_checks,
    sign_events,
)
from practice_desk.storage import plan
from practice_desk.storage.unit_of_work import UnitOfWork

_AUDIT_KINDS = {PlanEventKind.START: AuditKind.CREATE, PlanEventKind.RETRACT: AuditKind.RETRACT}


@dataclass(frozen=True, slots=True)
class ChangeToSign:
    """One change of a plan, as a person has composed it.

    *medication_id* is what it changes, holds, resumes, stops or starts again; *medication* may then
    be left out. Without it *medication* is new and started. A start of a new *medication* with a
    *medication_id* takes that reported or outside one over. *is_unread* tells that no dose can be
    read yet: it can be checked, but not signed.
    """

    kind: PlanEventKind
    entry: PlanEntry
    medication_id: int | None = None
    medication: Medication | None = None
    is_unread: bool = False

    @property
    def adds(self) -> bool:
        """Whether the medication is not in the plan yet."""
        return self.medication is not None and self.medication.id is None

    @property
    def is_order(self) -> bool:
        """Whether it changes what we prescribe; what comes from elsewhere is only recorded."""
        recorded = self.adds and self.medication_id is None
        return not recorded or self.medication is None or self.medication.origin is Origin.CLINIC


@dataclass(frozen=True, slots=True)
class SignedChanges:
    """What was recorded, in the order in which it was composed, and what changed."""

    recorded: tuple[PlanChange, ...]
    changes: Changes

    @classmethod
    def of(cls, recorded: PlanChange) -> SignedChanges:
        """Return one event as what was signed."""
        return cls((recorded,), recorded.changes)

    @property
    def medication_id(self) -> int:
        """The medication that was changed, the first of several."""
        return self.recorded[0].medication_id

    @property
    def event_ids(self) -> tuple[int, ...]:
        """The events, such as for one letter about all of them."""
        return tuple(each.event_id for each in self.recorded)


def newest_event_id(events: Iterable[PlanEvent]) -> int:
    """Return the number of the event recorded last, 0 for none: as the plan stood when read."""
    return max((event.id or 0 for event in events), default=0)


def check_changes(
    clinic: Clinic, patient_id: int, changes: Sequence[ChangeToSign]
) -> CheckedChange:
    """Check the plan as it will be with all *changes*. Raises NotFound or NotPermitted.

    Their reasons to change may still be missing. The same finding about several comes once.
    """
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return check_changes_in(clinic, work, patient_id, changes)


def sign_changes(
    clinic: Clinic,
    patient_id: int,
    changes: Sequence[ChangeToSign],
    *,
    newest_event: int | None = None,
) -> SignedChanges:
    """Record all *changes* of one chart's plan, or none. One transaction, one audit row.

    Each is checked with all the others in place; a reason given in one answers the same finding
    about another. *newest_event* is the `newest_event_id` of the plan they were composed over:
    StaleRecord is raised when something was recorded since. Raises Invalid, UnansweredFindings,
    NotFound or NotPermitted.
    """
    ordered = any(change.is_order for change in changes)
    operation = Operation.CHANGE_PLAN if ordered else Operation.RECORD_OUTSIDE_MEDICATION
    with clinic.writing(operation, patient_id) as work:
        recorded = sign_changes_in(clinic, work, patient_id, changes, newest_event=newest_event)
    return SignedChanges(recorded, Changes.of(patient_id, "medication"))


def sign_changes_in(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    changes: Sequence[ChangeToSign],
    *,
    newest_event: int | None = None,
) -> tuple[PlanChange, ...]:
    """Do the same inside a running unit of work, whose audit row it words. Raises the same."""
    _require_unchanged(work, patient_id, newest_event)
    planned = [_planned(clinic, work, patient_id, change) for change in changes]
    _require_valid(clinic, work, changes, planned)
    reasons = [reason for change in changes for reason in change.entry.reasons]
    seen = [alert for change in changes for alert in change.entry.seen]
    signatures = sign_events(clinic, work, planned, reasons, seen)
    recorded = [
        _record(work, patient_id, each, signature)
        for each, signature in zip(planned, signatures, strict=True)
    ]
    if len(changes) > 1:
        work.kind = AuditKind.CHANGE
        work.detail = _told(changes, recorded, signatures)
    return tuple(recorded)


def check_changes_in(
    clinic: Clinic, work: UnitOfWork, patient_id: int, changes: Sequence[ChangeToSign]
) -> CheckedChange:
    """Check the plan as it will be with all *changes*, inside a running unit of work."""
    planned = [_planned(clinic, work, patient_id, each) for each in changes]
    return joined_checks(check_together(clinic, work, planned))


def _planned(
    clinic: Clinic, work: UnitOfWork, patient_id: int, change: ChangeToSign
) -> PlannedEvent:
    """Return the event of *change*, with what it ends. Raises NotFound for another chart's."""
    require_own_report(work, patient_id, change.entry.adverse_event_id)
    event = new_event(change.kind, change.entry, clinic.now(), clinic.session.user_name)
    stored = change.medication_id
    found = None if stored is None else require_own_chart(work, patient_id, stored)
    if change.medication is None or not change.adds:
        if found is None:
            raise ValueError("a change names its medication")
        event = replace(event, medication_id=stored)
        return PlannedEvent(found, event, is_unread=change.is_unread)
    medication = replace(change.medication, patient_id=patient_id)
    if found is None or stored is None:
        return PlannedEvent(medication, event, is_unread=change.is_unread)
    standing = standing_events(plan.plan_events.of_medication(work.connection, stored))
    ends_on = max([event.effective_on, *(other.effective_on for other in standing)])
    ended = replace(
        new_event(
            PlanEventKind.STOP, PlanEntry(ends_on, "taken_over"),
            clinic.now(), clinic.session.user_name,
        ),
        medication_id=stored,
    )  # fmt: skip
    return PlannedEvent(medication, event, (found, ended), change.is_unread)


def _require_unchanged(work: UnitOfWork, patient_id: int, newest: int | None) -> None:
    if newest is not None:
        events = plan.plan_events.of_patient(work.connection, patient_id)
        if newest_event_id(events) != newest:
            raise StaleRecord("plan")


def _require_valid(
    clinic: Clinic,
    work: UnitOfWork,
    changes: Sequence[ChangeToSign],
    planned: Sequence[PlannedEvent],
) -> None:
    """Raise Invalid for all that is wrong; among several each problem names its medication."""
    problems: list[Problem] = []
    changed = [change.medication_id for change in changes if change.medication_id is not None]
    for change, each in zip(changes, planned, strict=True):
        found = list(check_start(each.medication, each.event) if change.adds else ())
        found += check_event(each.event, clinic.today())
        if change.is_unread:
            found.append(Problem("dosage", "Enter the dose."))
        if changed.count(change.medication_id or 0) > 1:
            found.append(Problem("change", "It is changed twice here. Leave one of the two out."))
        for medication, event in (each.replaced or (each.medication, each.event),):
            present = plan.plan_events.of_medication(work.connection, medication.id or 0)
            found += check_sequence([*present, event])
        name = each.medication.name
        problems += found if len(changes) == 1 else [_about(name, problem) for problem in found]
    if problems or not changes:
        raise Invalid(tuple(problems) or (Problem("change", "There is nothing to sign."),))


def _told(
    changes: Sequence[ChangeToSign],
    recorded: Sequence[PlanChange],
    signatures: Sequence[Signature],
) -> str:
    """Return what the audit row says of several changes: ids and counts, never values."""
    parts = [
        f"{change.kind} medication {each.medication_id} event {each.event_id}"
        for change, each in zip(changes, recorded, strict=True)
    ]
    if overridden := sum(signature.overrides for signature in signatures):
        parts.append(f"{overridden} findings overridden")
    return ", ".join(parts)


def _about(name: str, problem: Problem) -> Problem:
    return Problem(problem.field, f"{name}: {problem.sentence}")


def _record(
    work: UnitOfWork, patient_id: int, planned: PlannedEvent, signature: Signature
) -> PlanChange:
    if planned.replaced is not None:
        plan.plan_events.add(work.connection, planned.replaced[1])
    event = planned.event
    if event.medication_id is None:
        medication_id = plan.medications.add(work.connection, planned.medication)
        event = replace(event, medication_id=medication_id)
    return record_event(work, patient_id, event, signature)


def record_event(
    work: UnitOfWork, patient_id: int, event: PlanEvent, signature: Signature
) -> PlanChange:
    """Add one event with what was decided about its findings, and say so in the audit row."""
    event_id = plan.plan_events.add(work.connection, event)
    work.detail = f"{event.kind} medication {event.medication_id} event {event_id}"
    signature.write(work, event, event_id)
    if signature.overrides:
        work.detail += f", {signature.overrides} findings overridden"
    work.kind = _AUDIT_KINDS.get(event.kind, AuditKind.CHANGE)
    assert event.medication_id is not None  # every caller sets it
    return PlanChange(event.medication_id, event_id, Changes.of(patient_id, "medication"))
