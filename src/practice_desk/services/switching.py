"""Going from one medication of the plan to another: what the pack says, and doing both at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.medication import Medication, Origin
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import ChangeAction
from practice_desk.knowledge.switching import SwitchAdvice, switch_advice
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.plan_changes import ChangeToSign, check_changes, sign_changes
from practice_desk.services.plan_entry import PlanEntry
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.signing import CheckedChange

_KINDS = {
    ChangeAction.START: PlanEventKind.START,
    ChangeAction.CHANGE: PlanEventKind.CHANGE,
    ChangeAction.STOP: PlanEventKind.STOP,
}


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
    changes = [_composed(leaving), _composed(entering)]
    return check_changes(clinic, patient_id, changes)


def _composed(change: PlannedChange) -> ChangeToSign:
    entry = PlanEntry(
        change.effective_on,
        "",
        change.dosage,
        regimen=change.regimen,
        dispense_request=change.dispense_request,
    )
    kind = _KINDS[change.action]
    return ChangeToSign(kind, entry, change.medication_id, change.medication, change.is_unread)


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
    kind = PlanEventKind.STOP if leaving.regimen is None else PlanEventKind.CHANGE
    if problems := _check_leaving(leaving):
        raise Invalid(problems)
    new = replace(medication, origin=Origin.CLINIC)
    left, begun = sign_changes(
        clinic,
        patient_id,
        (
            ChangeToSign(kind, leaving, from_id),
            ChangeToSign(PlanEventKind.START, entering, medication=new),
        ),
    ).recorded
    return Switched(begun.medication_id, (left.event_id, begun.event_id), begun.changes)


def _check_leaving(leave: PlanEntry) -> tuple[Problem, ...]:
    if leave.regimen is not None and leave.regimen.total_days is None:
        sentence = "The steps of what is stopped need an end: give the last one its days."
        return (Problem("leaving", sentence),)
    return ()
