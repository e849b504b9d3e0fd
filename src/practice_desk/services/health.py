"""The health record: conditions, allergies, substance use, and taking records back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyStatement,
    AllergyStatementKind,
    check_allergy,
    is_current,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.checks import check_lengths
from practice_desk.domain.condition import Condition, check_condition
from practice_desk.domain.education import EducationGiven
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.filed_document import FiledDocument
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.monitoring_decision import MonitoringDecision
from practice_desk.domain.note import Note
from practice_desk.domain.observation import (
    LENGTHS,
    Observation,
    SubstanceUse,
    check_substance_use,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import health
from practice_desk.storage.records import Records
from practice_desk.storage.unit_of_work import UnitOfWork

ALLERGY_NOUN = health.allergies.table.name
"""What `Changes` call allergies."""

R = TypeVar(
    "R",
    Condition,
    AllergyIntolerance,
    Observation,
    SubstanceUse,
    Note,
    MonitoringDecision,
    MedicationTrial,
    QuestionnaireResponse,
    ChartEvent,
    FiledDocument,
    EducationGiven,
)

_REASON_LENGTH = {"retracted_reason": LENGTHS["retracted_reason"]}


def save_condition(clinic: Clinic, value: Condition) -> Saved:
    """Add or change a condition or history item. Raises Invalid or StaleRecord."""
    return save_record(clinic, health.conditions, value, check_condition(value, clinic.today()))


def save_allergy(clinic: Clinic, value: AllergyIntolerance) -> Saved:
    """Add or change an allergy or intolerance. Raises Invalid or StaleRecord.

    An earlier statement of "no known allergies" is withdrawn with it, so that the header never
    falls back to it when this one is later resolved or taken back.
    """
    problems = check_allergy(value, clinic.today())
    return save_record(clinic, health.allergies, value, problems, also=_withdraw_no_allergies)


def add_allergy(clinic: Clinic, work: UnitOfWork, value: AllergyIntolerance) -> None:
    """Add a new allergy inside a running unit of work, as a review of a side effect does.

    The same substance with the same reaction is listed once. Raises Invalid or NotPermitted.
    """
    clinic.session.require(Operation.EDIT_HEALTH_RECORD, value.patient_id)
    if problems := check_allergy(value, clinic.today()):
        raise Invalid(problems)
    listed = health.allergies.for_patient(work.connection, value.patient_id)
    if any(is_current(each) and _is_same(each, value) for each in listed):
        return
    health.allergies.put(work.connection, value)
    _withdraw_no_allergies(clinic, work, value)


def save_substance_use(clinic: Clinic, value: SubstanceUse) -> Saved:
    """Add or change what is known of a substance. Raises Invalid or StaleRecord."""
    problems = check_substance_use(value, clinic.today())
    return save_record(clinic, health.substance_uses, value, problems)


def saved_condition(clinic: Clinic, value: Condition) -> Condition:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    return stored_record(clinic, health.conditions, value)


def saved_allergy(clinic: Clinic, value: AllergyIntolerance) -> AllergyIntolerance:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    return stored_record(clinic, health.allergies, value)


def saved_substance_use(clinic: Clinic, value: SubstanceUse) -> SubstanceUse:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    return stored_record(clinic, health.substance_uses, value)


def retract_condition(clinic: Clinic, value: Condition, reason: str) -> Saved:
    """Take back a condition entered in error; it stays readable. Raises Invalid, StaleRecord."""
    return retract_records(clinic, health.conditions, value.patient_id, (value,), reason)


def retract_allergy(clinic: Clinic, value: AllergyIntolerance, reason: str) -> Saved:
    """Take back an allergy entered in error; it stays readable. Raises Invalid, StaleRecord."""
    return retract_records(clinic, health.allergies, value.patient_id, (value,), reason)


def retract_substance_use(clinic: Clinic, value: SubstanceUse, reason: str) -> Saved:
    """Take back an entry made in error; it stays readable. Raises Invalid, StaleRecord."""
    return retract_records(clinic, health.substance_uses, value.patient_id, (value,), reason)


def _is_same(one: AllergyIntolerance, other: AllergyIntolerance) -> bool:
    same_code = one.substance_id == other.substance_id != ""
    substance = same_code or one.substance.casefold() == other.substance.casefold()
    return substance and one.reaction.casefold() == other.reaction.casefold()


def _withdraw_no_allergies(clinic: Clinic, work: UnitOfWork, value: AllergyIntolerance) -> None:
    newest = health.allergy_statements.newest(work.connection, value.patient_id)
    stated = newest is not None and newest.kind is AllergyStatementKind.NO_KNOWN_ALLERGIES
    if stated and is_current(value):
        withdrawn, by = AllergyStatementKind.WITHDRAWN, clinic.session.user_name
        statement = AllergyStatement(value.patient_id, withdrawn, clinic.now(), by)
        health.allergy_statements.add(work.connection, statement)


def state_allergies(clinic: Clinic, patient_id: int, kind: AllergyStatementKind) -> Changes:
    """Record that the patient was asked and has no known allergies, or withdraw that statement.

    Raises Invalid where the chart lists an active allergy: both can't be true.
    """
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, patient_id) as work:
        listed = health.allergies.for_patient(work.connection, patient_id)
        if kind is AllergyStatementKind.NO_KNOWN_ALLERGIES and any(map(is_current, listed)):
            sentence = "The chart lists an active allergy. Resolve or retract it first."
            raise Invalid((Problem("statement", sentence),))
        statement = AllergyStatement(patient_id, kind, clinic.now(), clinic.session.user_name)
        health.allergy_statements.add(work.connection, statement)
        work.detail = f"allergy statement {kind}"
        work.kind = AuditKind.CREATE
    return Changes.of(patient_id, "allergy_intolerance")


def retract_records(
    clinic: Clinic,
    records: Records[R],
    patient_id: int,
    values: Sequence[R],
    reason: str,
    operation: Operation = Operation.EDIT_HEALTH_RECORD,
    *,
    check: Callable[[Clinic, R], None] | None = None,
    also: Callable[[UnitOfWork, R], None] | None = None,
) -> Saved:
    """Mark records of one chart as entered in error, all or none.

    Only the mark is written: whatever else differs from what is stored is not. *check* is given
    each record as it is stored, and raises where it may not be marked; *also* is given each one
    that was marked, and marks what came of it. Raises Invalid, StaleRecord, or NotFound for a
    record of another chart.
    """
    reason = reason.strip()
    problems = [] if reason else [Problem("retracted_reason", "Say why it was entered in error.")]
    marked = [replace(value, patient_id=patient_id, retracted_reason=reason) for value in values]
    problems += (p for value in marked[:1] for p in check_lengths(value, _REASON_LENGTH))
    if problems:
        raise Invalid(tuple(problems))
    with clinic.writing(operation, patient_id, reason=reason, kind=AuditKind.RETRACT) as work:
        if check is not None:
            for value in marked:
                check(clinic, records.get(work.connection, value.id or 0))
        ids = [_mark(work, records, value, also) for value in marked]
        work.detail = f"{records.table.name} {' '.join(map(str, ids))} retracted"
    return Saved(ids[0], Changes.of(patient_id, records.table.name))


def _mark(
    work: UnitOfWork,
    records: Records[R],
    value: R,
    also: Callable[[UnitOfWork, R], None] | None,
) -> int:
    record_id = value.id or 0
    stored = records.get(work.connection, record_id)
    marked = replace(
        stored,
        patient_id=value.patient_id,
        version=value.version,
        retracted_reason=value.retracted_reason,
    )
    records.save(work.connection, marked)
    if also is not None:
        also(work, marked)
    return record_id


def stored_record(clinic: Clinic, records: Records[R], value: R) -> R:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, value.patient_id) as work:
        return records.get(work.connection, value.id or 0)


def _require_standing(work: UnitOfWork, records: Records[R], value: R) -> None:
    """Being entered in error is final: no later save takes the mark away."""
    if value.id is not None and records.get(work.connection, value.id).retracted_reason:
        sentence = "This was marked as entered in error. Add it anew instead."
        raise Invalid((Problem("retracted_reason", sentence),))


def save_record(
    clinic: Clinic,
    records: Records[R],
    value: R,
    problems: tuple[Problem, ...],
    *,
    operation: Operation = Operation.EDIT_HEALTH_RECORD,
    also: Callable[[Clinic, UnitOfWork, R], None] | None = None,
) -> Saved:
    """Add or change one record of a chart. Raises Invalid, of *problems* too, or StaleRecord."""
    if problems:
        raise Invalid(problems)
    with clinic.writing(operation, value.patient_id) as work:
        _require_standing(work, records, value)
        record_id = records.put(work.connection, value)
        work.detail = f"{records.table.name} {record_id}"
        work.kind = AuditKind.CREATE if value.id is None else AuditKind.CHANGE
        if also is not None:
            also(clinic, work, value)
    return Saved(record_id, Changes.of(value.patient_id, records.table.name))
