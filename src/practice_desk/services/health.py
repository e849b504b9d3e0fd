"""The health record: conditions, allergies, observations and substance use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyStatement,
    AllergyStatementKind,
    check_allergy,
    is_current,
)
from practice_desk.domain.changes import Changes
from practice_desk.domain.condition import Condition, check_condition
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.observation import (
    Observation,
    SubstanceUse,
    check_observation,
    check_substance_use,
)
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import health
from practice_desk.storage.records import Records

R = TypeVar("R", Condition, AllergyIntolerance, Observation, SubstanceUse)


def save_condition(clinic: Clinic, value: Condition) -> Saved:
    """Add or change a condition or history item. Raises Invalid or StaleRecord."""
    return _save(clinic, health.conditions, value, check_condition(value, clinic.today()))


def save_allergy(clinic: Clinic, value: AllergyIntolerance) -> Saved:
    """Add or change an allergy or intolerance. Raises Invalid or StaleRecord."""
    return _save(clinic, health.allergies, value, check_allergy(value, clinic.today()))


def save_observation(clinic: Clinic, value: Observation) -> Saved:
    """Add or change a vital sign, score or other observation. Raises Invalid or StaleRecord."""
    return _save(clinic, health.observations, value, check_observation(value, clinic.now()))


def save_observations(clinic: Clinic, patient_id: int, values: Sequence[Observation]) -> Changes:
    """Add what was measured at one visit, all or nothing. Raises Invalid or StaleRecord."""
    problems = [p for value in values for p in check_observation(value, clinic.now())]
    if any(value.patient_id != patient_id for value in values):
        problems.append(Problem("patient_id", "This belongs to another chart. Open that one."))
    if problems:
        raise Invalid(tuple(problems))
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, patient_id) as work:
        ids = [health.observations.put(work.connection, value) for value in values]
        work.detail = f"observation {' '.join(map(str, ids))}"
    return Changes.of(patient_id, "observation")


def save_substance_use(clinic: Clinic, value: SubstanceUse) -> Saved:
    """Add or change what is known of a substance. Raises Invalid or StaleRecord."""
    problems = check_substance_use(value, clinic.today())
    return _save(clinic, health.substance_uses, value, problems)


def retract_condition(clinic: Clinic, value: Condition, reason: str) -> Saved:
    """Take back a condition entered in error; it stays readable. Raises Invalid, StaleRecord."""
    return _retract(clinic, health.conditions, value, reason)


def retract_allergy(clinic: Clinic, value: AllergyIntolerance, reason: str) -> Saved:
    """Take back an allergy entered in error; it stays readable. Raises Invalid, StaleRecord."""
    return _retract(clinic, health.allergies, value, reason)


def retract_observation(clinic: Clinic, value: Observation, reason: str) -> Saved:
    """Take back an observation entered in error; it stays readable. Raises Invalid, StaleRecord."""
    return _retract(clinic, health.observations, value, reason)


def retract_substance_use(clinic: Clinic, value: SubstanceUse, reason: str) -> Saved:
    """Take back an entry made in error; it stays readable. Raises Invalid, StaleRecord."""
    return _retract(clinic, health.substance_uses, value, reason)


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
    return Changes.of(patient_id, "allergy_intolerance")


def _save(clinic: Clinic, records: Records[R], value: R, problems: tuple[Problem, ...]) -> Saved:
    if problems:
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, value.patient_id) as work:
        record_id = records.put(work.connection, value)
        work.detail = f"{records.table.name} {record_id}"
    return Saved(record_id, Changes.of(value.patient_id, records.table.name))


def _retract(clinic: Clinic, records: Records[R], value: R, reason: str) -> Saved:
    if not reason.strip():
        raise Invalid((Problem("retracted_reason", "Say why it was entered in error."),))
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, value.patient_id, reason=reason) as work:
        retracted = replace(value, retracted_reason=reason.strip()[:500])
        record_id = records.put(work.connection, retracted)
        work.detail = f"{records.table.name} {record_id} retracted"
    return Saved(record_id, Changes.of(value.patient_id, records.table.name))
