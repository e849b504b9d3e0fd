"""Requests, emergency access and safeguards as the settings list them."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.approval import ApprovalKind, ApprovalState
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.safeguard import WORDS as SAFEGUARDS
from practice_desk.domain.safeguard import Safeguard
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.wording import write_moment
from practice_desk.services.approvals import ApprovalLine
from practice_desk.services.chart_access import AccessToReview

WAITING_HEADERS = ("Asked for", "About", "Reason", "By", "When")
DECIDED_HEADERS = ("Asked for", "About", "Outcome", "By", "When")
ACCESS_HEADERS = ("Chart", "Opened by", "Reason", "When")
SAFEGUARD_HEADERS = ("Safeguard", "State")
_PURGED = "a purged chart"
KINDS = {
    ApprovalKind.PURGE_CHART: "Purge",
    ApprovalKind.MERGE_CHARTS: "Merge",
    ApprovalKind.LIFT_RESTRICTION: "Lift the restriction",
    ApprovalKind.PUT_OFF_SAFEGUARD: "Put off a safeguard",
}
_STATES = {
    ApprovalState.WAITING: "Waiting",
    ApprovalState.DONE: "Approved",
    ApprovalState.DECLINED: "Declined",
    ApprovalState.WITHDRAWN: "Withdrawn",
}


def chart_line(patient: PatientSummary) -> str:
    """Return "Łukasz Dąbrowski · born Mar 14, 1985 · PD000001"."""
    born = f"born {write_date(patient.birth_date)}" if patient.birth_date else "birth date unknown"
    return f"{patient.display_name} · {born} · {patient.chart_number}"


def waiting_rows(lines: Iterable[ApprovalLine]) -> list[RecordRow]:
    """Return the requests that wait, the oldest first."""
    waiting = [line for line in lines if line.approval.state is ApprovalState.WAITING]
    return [
        RecordRow(
            (
                KINDS[line.approval.kind],
                about(line),
                line.approval.reason,
                line.asked_by,
                write_moment(line.approval.asked_at),
            ),
            line,
        )
        for line in reversed(waiting)
    ]


def decided_rows(lines: Iterable[ApprovalLine]) -> list[RecordRow]:
    """Return the requests that were decided or taken back, the newest first."""
    return [
        RecordRow(
            (
                KINDS[line.approval.kind],
                about(line),
                _STATES[line.approval.state],
                line.decided_by,
                write_moment(line.approval.decided_at or line.approval.asked_at),
            ),
            line,
        )
        for line in lines
        if line.approval.state is not ApprovalState.WAITING
    ]


def access_rows(accesses: Iterable[AccessToReview]) -> list[RecordRow]:
    """Return the emergency accesses that nobody has reviewed."""
    return [
        RecordRow(
            (
                each.patient_name or _PURGED,
                each.opened_by,
                each.access.reason,
                write_moment(each.access.opened_at),
            ),
            each,
        )
        for each in accesses
    ]


def safeguard_rows(on: frozenset[Safeguard]) -> list[RecordRow]:
    """Return every safeguard with whether it is on."""
    return [
        RecordRow((SAFEGUARDS[each], "On" if each in on else "Put off"), each) for each in Safeguard
    ]


def about(line: ApprovalLine) -> str:
    """Return what a request is about, in one line."""
    approval = line.approval
    if approval.safeguard is not None:
        return SAFEGUARDS[approval.safeguard]
    name = line.patient_name or _PURGED
    if approval.kind is ApprovalKind.MERGE_CHARTS:
        return f"{name} into {line.into_name or _PURGED}"
    return name
