"""The use cases of restricted charts, emergency access and what takes two people."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.account import Account, Role
from practice_desk.domain.approval import Approval, ApprovalKind
from practice_desk.domain.chart_access import EMERGENCY_PERIOD, EmergencyAccess
from practice_desk.domain.permission import Operation
from practice_desk.domain.safeguard import Safeguard
from practice_desk.services import approvals, chart_access, safeguards
from practice_desk.storage import access, registry
from tests.factories import a_patient
from tests.stage import Stage, UseCases

_OP = Operation
_OTHER = "eve.moss"
_WHY = "to see who may do this"


def _restricted(stage: Stage) -> int:
    """Return a chart that is restricted to nobody's care team."""
    patient_id = a_patient(stage.clinic)
    chart_access.restrict_chart(stage.clinic, patient_id, _WHY)
    return patient_id


def _broken_glass(stage: Stage) -> int:
    """Return the emergency access of somebody else."""
    patient_id, now = _restricted(stage), stage.clinic.now()
    value = EmergencyAccess(patient_id, _OTHER, _WHY, now, now + EMERGENCY_PERIOD)
    with stage.clinic.store.write() as work:
        number = access.emergency_accesses.add(work.connection, value)
        work.commit()
    return number


def _request(stage: Stage, asker: str) -> int:
    """Return a request that waits."""
    patient_id, now = a_patient(stage.clinic), stage.clinic.now()
    value = Approval(ApprovalKind.PURGE_CHART, _WHY, asker, now, patient_id)
    with stage.clinic.store.write() as work:
        if registry.accounts.by_user_name(work.connection, asker) is None:
            roles = frozenset({Role.ADMINISTRATOR})
            registry.accounts.add(work.connection, Account(asker, "Moss", "Eve", roles))
        number = access.approvals.add(work.connection, value)
        work.commit()
    return number


APPROVALS: UseCases = {
    "chart_access.restrict_chart": (
        _OP.RESTRICT_CHART,
        lambda s: partial(chart_access.restrict_chart, s.clinic, a_patient(s.clinic), _WHY),
    ),
    "chart_access.charts_of_nobody": (
        _OP.REVIEW_EMERGENCY_ACCESS,
        lambda s: partial(chart_access.charts_of_nobody, s.clinic),
    ),
    "chart_access.break_glass": (
        _OP.BREAK_GLASS,
        lambda s: partial(chart_access.break_glass, s.clinic, _restricted(s), _WHY),
    ),
    "chart_access.accesses_to_review": (
        _OP.REVIEW_EMERGENCY_ACCESS,
        lambda s: partial(chart_access.accesses_to_review, s.clinic),
    ),
    "chart_access.sign_off_access": (
        _OP.REVIEW_EMERGENCY_ACCESS,
        lambda s: partial(chart_access.sign_off_access, s.clinic, _broken_glass(s), "seen"),
    ),
    "approvals.ask_approval": (
        _OP.ASK_APPROVAL,
        lambda s: partial(
            approvals.ask_approval,
            s.clinic,
            ApprovalKind.PURGE_CHART,
            _WHY,
            patient_id=a_patient(s.clinic),
        ),
    ),
    "approvals.list_approvals": (
        _OP.ASK_APPROVAL,
        lambda s: partial(approvals.list_approvals, s.clinic),
    ),
    "approvals.withdraw_approval": (
        _OP.ASK_APPROVAL,
        lambda s: partial(
            approvals.withdraw_approval, s.clinic, _request(s, s.clinic.session.user_name)
        ),
    ),
    "approvals.decline_approval": (
        _OP.DECIDE_APPROVAL,
        lambda s: partial(approvals.decline_approval, s.clinic, _request(s, _OTHER), "no"),
    ),
    "approvals.approve": (
        _OP.DECIDE_APPROVAL,
        lambda s: partial(approvals.approve, s.clinic, _request(s, _OTHER)),
    ),
    "safeguards.safeguards_on": (
        _OP.VIEW_CLINIC,
        lambda s: partial(safeguards.safeguards_on, s.clinic),
    ),
    "safeguards.put_on": (
        _OP.EDIT_CLINIC,
        lambda s: partial(safeguards.put_on, s.clinic, Safeguard.BACKUP_REMINDER),
    ),
}
