"""Whether a clinic is too large to look at every chart with medications at once."""

from __future__ import annotations

from sqlalchemy import Connection, column, exists, func, select, table

from practice_desk.domain.patient import PatientStatus
from practice_desk.storage.people_rows import PATIENT

# Not `plan_rows.MEDICATION`, which brings all that a plan is made of, hours before a chart opens.
_MEDICATION = table("medication", column("patient_id"), column("concept_id"))


def are_more_than(connection: Connection, few: int) -> bool:
    """Return whether more than *few* active patients have a coded medication on record.

    It stops at that many, so that a large clinic is not read through for it.
    """
    coded = exists().where(_MEDICATION.c.patient_id == PATIENT.c.id, _MEDICATION.c.concept_id != "")
    some = (
        select(PATIENT.c.id)
        .where(PATIENT.c.status == PatientStatus.ACTIVE.value, coded)
        .limit(few + 1)
        .subquery()
    )
    return connection.execute(select(func.count()).select_from(some)).scalar_one() > few
