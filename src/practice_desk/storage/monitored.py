"""Whose chart has to be looked at for what is overdue."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, exists, select

from practice_desk.domain.patient import PatientStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.plan_rows import MEDICATION, PLAN_EVENT


def patients_taking(connection: Connection, concept_ids: Collection[str]) -> list[int]:
    """Return the active patients whose plan holds or held one of the pack's medications."""
    return _active_with(connection, MEDICATION.c.concept_id.in_(concept_ids))


def patients_taking_others(connection: Connection, concept_ids: Collection[str]) -> list[int]:
    """Return the active patients with a medication that is none of these, or that was reported."""
    reported = exists().where(
        PLAN_EVENT.c.medication_id == MEDICATION.c.id,
        PLAN_EVENT.c.kind == PlanEventKind.REPORT.value,
    )
    return _active_with(connection, MEDICATION.c.concept_id.not_in(concept_ids) | reported)


def _active_with(connection: Connection, wanted: ColumnElement[bool]) -> list[int]:
    taking = select(MEDICATION.c.patient_id).where(wanted)
    found = (
        select(PATIENT.c.id)
        .where(PATIENT.c.status == PatientStatus.ACTIVE.value, PATIENT.c.id.in_(taking))
        .order_by(PATIENT.c.id)
    )
    return list(connection.execute(found).scalars())
