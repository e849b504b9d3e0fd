"""From an answer about self-harm to an assessment and a safety plan."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.permission import Operation
from practice_desk.domain.risk import (
    AlertDecision,
    Assessment,
    RiskDetails,
    RiskEntry,
    RiskState,
    SafetyPlan,
    TakenBack,
    check_risk,
    risk_state,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import measures as stored
from practice_desk.storage import people
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "risk_entry"


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """A chart with answers about self-harm that nobody has assessed, and the oldest measure."""

    patient_id: int
    patient_name: str
    state: RiskState


def assess_risk(clinic: Clinic, patient_id: int, details: Assessment) -> Saved:
    """Sign an assessment; it settles the answers that it names. Raises Invalid or NotFound."""
    return _add(clinic, patient_id, details)


def write_safety_plan(clinic: Clinic, patient_id: int, details: SafetyPlan) -> Saved:
    """Keep a safety plan; the former one stays readable. Raises Invalid."""
    return _add(clinic, patient_id, details)


def decide_alert(clinic: Clinic, patient_id: int, details: AlertDecision) -> Saved:
    """Keep what was decided when answers called for action. Raises Invalid or NotFound."""
    return _add(clinic, patient_id, details)


def take_back_risk(clinic: Clinic, value: RiskEntry, reason: str) -> Saved:
    """Take back an entry made in error, which stays readable. Raises Invalid or NotFound.

    Answers that an assessment had settled are open again.
    """
    details = TakenBack(value.id or 0, reason.strip())
    return _add(clinic, value.patient_id, details, reason=details.reason)


def read_risk(work: UnitOfWork, patient_id: int) -> RiskState:
    """Return where a chart stands, inside a running unit of work."""
    connection = work.connection
    return risk_state(
        stored.responses.alarming(connection, patient_id),
        stored.risk_entries.for_patient(connection, patient_id),
    )


def open_risks(clinic: Clinic) -> list[OpenRisk]:
    """Return the charts with answers that nobody has assessed, the longest open first.

    Charts that are closed to the person at the keyboard are left out.
    """
    found = []
    with clinic.viewing(Operation.ASSESS_RISK) as work:
        work.detail = "answers about self-harm"
        for patient_id in stored.responses.alarming_charts(work.connection):
            state = read_risk(work, patient_id)
            if state.open and clinic.sees_chart(work, patient_id):
                name = people.patients.get(work.connection, patient_id).display_name
                found.append(OpenRisk(patient_id, name, state))
    return sorted(found, key=lambda each: each.state.open[0].authored_at)


def _add(clinic: Clinic, patient_id: int, details: RiskDetails, *, reason: str = "") -> Saved:
    value = RiskEntry(patient_id, clinic.today(), details, clinic.now(), clinic.session.user_name)
    if problems := check_risk(value, clinic.today()):
        raise Invalid(problems)
    kind = AuditKind.RETRACT if isinstance(details, TakenBack) else AuditKind.CREATE
    with clinic.writing(Operation.ASSESS_RISK, patient_id, reason=reason, kind=kind) as work:
        _require_own(work, patient_id, details)
        number = stored.risk_entries.add(work.connection, value)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(patient_id, NOUN))


def _require_own(work: UnitOfWork, patient_id: int, details: RiskDetails) -> None:
    """What an entry refers to is in the same chart. Raises NotFound."""
    connection, responses = work.connection, stored.responses
    referred: list[int] = []
    if isinstance(details, Assessment):
        referred = [responses.get(connection, each).patient_id for each in details.response_ids]
    elif isinstance(details, AlertDecision):
        referred = [responses.get(connection, details.response_id).patient_id]
    elif isinstance(details, TakenBack):
        referred = [stored.risk_entries.get(connection, details.entry_id).patient_id]
    if any(each != patient_id for each in referred):
        raise NotFound("This record is not in this chart.", "Open the chart again.")
