"""Whose chart has to be looked at for what is overdue."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from practice_desk.domain.patient import PatientStatus
from practice_desk.storage.people_rows import PatientRow
from practice_desk.storage.plan_rows import MedicationRow
from practice_desk.storage.schema import table_of

_PATIENT = table_of(PatientRow)
_MEDICATION = table_of(MedicationRow)


def patients_taking(connection: Connection, concept_ids: Collection[str]) -> list[int]:
    """Return the active patients whose plan holds or held one of the pack's medications."""
    taking = select(_MEDICATION.c.patient_id).where(_MEDICATION.c.concept_id.in_(concept_ids))
    found = (
        select(_PATIENT.c.id)
        .where(_PATIENT.c.status == PatientStatus.ACTIVE.value, _PATIENT.c.id.in_(taking))
        .order_by(_PATIENT.c.id)
    )
    return list(connection.execute(found).scalars())
