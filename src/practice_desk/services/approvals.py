"""What takes two people: one asks with a reason, another one decides, and it is done at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from practice_desk.domain.account import Role
from practice_desk.domain.approval import (
    LONGEST_NOTE,
    Approval,
    ApprovalKind,
    ApprovalState,
    check_approval,
    may_decide,
)
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, NotPermitted, Problem
from practice_desk.domain.patient import LENGTHS, Patient, PatientStatus
from practice_desk.domain.permission import Operation
from practice_desk.domain.safeguard import Safeguard
from practice_desk.services import safeguards
from practice_desk.services.clinic import Clinic
from practice_desk.storage import access, people, purged_files, registry
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A request as the list shows it; names of charts are empty once they were purged."""

    approval: Approval
    patient_name: str
    into_name: str
    may_decide: bool
    asked_by: str
    decided_by: str


def ask_approval(
    clinic: Clinic,
    kind: ApprovalKind,
    reason: str,
    *,
    patient_id: int | None = None,
    into_patient_id: int | None = None,
    safeguard: Safeguard | None = None,
) -> Changes:
    """Ask another person for what takes two. Raises Invalid or NotFound."""
    me, now = clinic.session.user_name, clinic.now()
    value = Approval(kind, reason.strip(), me, now, patient_id, into_patient_id, safeguard)
    if problems := check_approval(value):
        raise Invalid(problems)
    with clinic.writing(Operation.ASK_APPROVAL, patient_id, reason=reason) as work:
        for chart in (patient_id, into_patient_id):
            if chart is not None:
                people.patients.get(work.connection, chart)
        _require_sensible(work, value)
        number = access.approvals.add(work.connection, value)
        work.detail = f"request {number}: {kind.value}"
    return Changes.of(patient_id, "approval")


def list_approvals(clinic: Clinic) -> list[ApprovalLine]:
    """Return every request, newest first, with who may decide it."""
    with clinic.viewing(Operation.ASK_APPROVAL) as work:
        names = registry.accounts.names(work.connection)
        listed = access.approvals.listed(work.connection)
        return [_line(clinic, work, each, names) for each in listed]


def withdraw_approval(clinic: Clinic, approval_id: int) -> Changes:
    """Take back one's own request. Raises Invalid, NotFound or NotPermitted."""
    with clinic.writing(Operation.ASK_APPROVAL) as work:
        value = _waiting(work, approval_id)
        if value.asked_by != clinic.session.user_name:
            raise NotPermitted("Only the person who asked may take the request back.")
        _decide(clinic, work, value, ApprovalState.WITHDRAWN, "")
    return Changes.of(value.patient_id, "approval")


def decline_approval(clinic: Clinic, approval_id: int, note: str) -> Changes:
    """Say no to a request. Raises Invalid, NotFound or NotPermitted."""
    with clinic.writing(Operation.DECIDE_APPROVAL) as work:
        value = _mine_to_decide(clinic, work, approval_id)
        _decide(clinic, work, value, ApprovalState.DECLINED, note)
    return Changes.of(value.patient_id, "approval")


def approve(clinic: Clinic, approval_id: int, note: str = "") -> Changes:
    """Say yes to another person's request, and do it in the same transaction.

    Raises Invalid, NotFound, NotPermitted, or StaleRecord where it was decided meanwhile.
    """
    with clinic.writing(Operation.DECIDE_APPROVAL) as work:
        value = _mine_to_decide(clinic, work, approval_id)
        _require_sensible(work, value)
        changes = _DO[value.kind](clinic, work, value)
        _decide(clinic, work, value, ApprovalState.DONE, note)
    # It is done; opening the clinic tries again.
    with contextlib.suppress(ExpectedError), clinic.gate.together():
        purged_files.remove(clinic.store)
    return changes | Changes.of(value.patient_id, "approval", "patient")


def _purge(clinic: Clinic, work: UnitOfWork, value: Approval) -> Changes:
    patient_id = _chart(value)
    from practice_desk.storage import purge  # imports every table there is

    unused = purge.purge_chart(work.connection, patient_id)
    purged_files.name(work.connection, unused)
    return Changes.of(patient_id, "patient")


def _merge(clinic: Clinic, work: UnitOfWork, value: Approval) -> Changes:
    """Move every record; the emptied chart stays, out of use, and says where they went.

    What its alert told stays closed where one of the two is restricted.
    """
    patient_id, into = _chart(value), value.into_patient_id
    assert into is not None  # checked when it was asked for
    kept = people.patients.get(work.connection, into)
    emptied = people.patients.get(work.connection, patient_id)
    from practice_desk.storage import purge

    purge.move_records(work.connection, patient_id, into)
    people.patients.put(work.connection, _emptied(emptied, kept))
    people.patients.put(work.connection, replace(kept, alert=_joined(kept.alert, emptied.alert)))
    if (standing := access.restrictions.standing(work.connection, into)) is not None:
        left = replace(standing, patient_id=patient_id, id=None, version=None)
        access.restrictions.add(work.connection, left)
    return Changes(frozenset({patient_id, into}), frozenset({"patient", "medication"}))


def _emptied(patient: Patient, kept: Patient) -> Patient:
    alert = _joined(f"Merged into {kept.chart_number}.", patient.alert)
    return replace(patient, status=PatientStatus.INACTIVE, alert=alert)


def _joined(first: str, second: str) -> str:
    both = " ".join(dict.fromkeys(text for text in (first, second) if text))
    return both[: LENGTHS["alert"]]


def _lift(clinic: Clinic, work: UnitOfWork, value: Approval) -> Changes:
    patient_id = _chart(value)
    while (standing := access.restrictions.standing(work.connection, patient_id)) is not None:
        lifted = replace(standing, lifted_at=clinic.now(), lifted_by=value.asked_by)
        access.restrictions.save(work.connection, lifted)
    return Changes.of(patient_id, "restriction")


def _put_off(clinic: Clinic, work: UnitOfWork, value: Approval) -> Changes:
    assert value.safeguard is not None  # checked when it was asked for
    safeguards.put_off(work, value.safeguard)
    return Changes.of(None, "safeguard")


_DO: dict[ApprovalKind, Callable[[Clinic, UnitOfWork, Approval], Changes]] = {
    ApprovalKind.PURGE_CHART: _purge,
    ApprovalKind.MERGE_CHARTS: _merge,
    ApprovalKind.LIFT_RESTRICTION: _lift,
    ApprovalKind.PUT_OFF_SAFEGUARD: _put_off,
}


def _chart(value: Approval) -> int:
    assert value.patient_id is not None  # checked when it was asked for
    return value.patient_id


def _require_sensible(work: UnitOfWork, value: Approval) -> None:
    """Raise Invalid for what would do nothing, or waits already."""
    problem = ""
    if value.id is None and any(
        _same(value, each) for each in access.approvals.listed(work.connection)
    ):
        problem = "This was asked for already and waits for a second person."
    elif value.kind is ApprovalKind.LIFT_RESTRICTION:
        if access.restrictions.standing(work.connection, _chart(value)) is None:
            problem = "This chart is not restricted."
    elif value.safeguard is not None and not safeguards.is_on(work, value.safeguard):
        problem = "This safeguard is put off already."
    if problem:
        raise Invalid((Problem("reason", problem),))


def _same(value: Approval, other: Approval) -> bool:
    return other.state is ApprovalState.WAITING and (
        (value.kind, value.patient_id, value.into_patient_id, value.safeguard)
        == (other.kind, other.patient_id, other.into_patient_id, other.safeguard)
    )


def _waiting(work: UnitOfWork, approval_id: int) -> Approval:
    value = access.approvals.get(work.connection, approval_id)
    if value.state is not ApprovalState.WAITING:
        raise Invalid((Problem("note", "This request was decided already."),))
    return value


def _mine_to_decide(clinic: Clinic, work: UnitOfWork, approval_id: int) -> Approval:
    value = _waiting(work, approval_id)
    if not _may_decide(clinic, work, value):
        raise NotPermitted(
            "This takes a second person, and one of the two has to be an administrator."
        )
    return value


def _may_decide(clinic: Clinic, work: UnitOfWork, value: Approval) -> bool:
    me = clinic.session
    asker = registry.accounts.by_user_name(work.connection, value.asked_by)
    roles: frozenset[Role] = frozenset() if asker is None else asker.roles
    return me.may(Operation.DECIDE_APPROVAL) and may_decide(
        value.asked_by, roles, me.user_name, me.roles
    )


def _decide(
    clinic: Clinic, work: UnitOfWork, value: Approval, state: ApprovalState, note: str
) -> None:
    if len(note) > LONGEST_NOTE:
        raise Invalid((Problem("note", f"At most {LONGEST_NOTE:,} characters fit. Shorten it."),))
    decided = replace(
        value,
        state=state,
        decided_by=clinic.session.user_name,
        decided_at=clinic.now(),
        note=note.strip(),
    )
    access.approvals.save(work.connection, decided)
    work.patient_id = value.patient_id
    work.detail = f"request {value.id}: {value.kind.value} {state.value}"


def _line(
    clinic: Clinic, work: UnitOfWork, value: Approval, people_names: Mapping[str, str]
) -> ApprovalLine:
    waiting = value.state is ApprovalState.WAITING
    return ApprovalLine(
        value,
        _name(work, value.patient_id),
        _name(work, value.into_patient_id),
        waiting and _may_decide(clinic, work, value),
        people_names.get(value.asked_by, value.asked_by),
        people_names.get(value.decided_by, value.decided_by),
    )


def _name(work: UnitOfWork, patient_id: int | None) -> str:
    if patient_id is None:
        return ""
    found = people.patients.find(work.connection, patient_id)
    return "" if found is None else f"{found.display_name} · {found.chart_number}"
