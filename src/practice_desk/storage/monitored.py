"""Whose chart has to be looked at for what is overdue."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from practice_desk.domain.patient import PatientStatus
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.plan_rows import MEDICATION


def patients_taking(connection: Connection, concept_ids: Collection[str]) -> list[int]:
    """Return the active patients whose plan holds or held one of the pack's medications."""
    taking = select(MEDICATION.c.patient_id).where(MEDICATION.c.concept_id.in_(concept_ids))
    found = (
        select(PATIENT.c.id)
        .where(PATIENT.c.status == PatientStatus.ACTIVE.value, PATIENT.c.id.in_(taking))
        .order_by(PATIENT.c.id)
    )
    return list(connection.execute(found).scalars())
