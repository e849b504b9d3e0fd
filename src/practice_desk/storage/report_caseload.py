"""Who has which patients, conditions and visits, over all charts at once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from practice_desk.domain.condition import PRESENT, ConditionCategory
from practice_desk.domain.note import NoteKind, NoteState
from practice_desk.domain.patient import PatientStatus
from practice_desk.storage.health_rows import CONDITION
from practice_desk.storage.note_rows import NOTE
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.visit_rows import VISIT

_WITHOUT_PATIENT = (NoteKind.TELEPHONE.value, NoteKind.DISCHARGE.value)
"""Kinds of notes that are written without seeing the patient."""
_OF_A_VISIT = (
    NOTE.c.state != NoteState.DRAFT.value,
    NOTE.c.kind.not_in(_WITHOUT_PATIENT),
    NOTE.c.addendum_to_id.is_(None),
)
"""What a note of a visit is: signed, also where somebody else still has to sign it too."""
_PRESENT = tuple(each.value for each in PRESENT)


def care_teams(connection: Connection) -> dict[int, tuple[int | None, int | None]]:
    """Return the prescriber and the therapist of every active patient."""
    p = PATIENT.c
    query = select(p.id, p.prescriber_id, p.therapist_id).where(
        p.status == PatientStatus.ACTIVE.value
    )
    return {row.id: (row.prescriber_id, row.therapist_id) for row in connection.execute(query)}


def seen_between(connection: Connection, since: date, until: date) -> set[int]:
    """Return the patients who were seen in those days: by a signed visit or a signed note."""
    n = NOTE.c
    noted = select(n.patient_id).where(
        n.seen_on.between(since, until), n.retracted_reason == "", *_OF_A_VISIT
    )
    visited = select(VISIT.c.patient_id).where(VISIT.c.seen_on.between(since, until))
    return set(connection.execute(noted.union(visited)).scalars())


def conditions_present(connection: Connection) -> list[tuple[int, str]]:
    """Return patient and ICD-10-CM code, empty for none, of every problem that is present."""
    c = CONDITION.c
    query = (
        select(c.patient_id, c.icd10cm)
        .where(
            c.category == ConditionCategory.PROBLEM.value,
            c.status.in_(_PRESENT),
            c.retracted_reason == "",
        )
        .distinct()
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def last_seen(connection: Connection) -> dict[int, date]:
    """Return the day on which each patient was last seen, by a signed visit or note."""
    n = NOTE.c
    noted = select(n.patient_id, n.seen_on).where(n.retracted_reason == "", *_OF_A_VISIT)
    seen = noted.union_all(select(VISIT.c.patient_id, VISIT.c.seen_on)).subquery()
    query = select(seen.c.patient_id, func.max(seen.c.seen_on)).group_by(seen.c.patient_id)
    return {row[0]: row[1] for row in connection.execute(query)}
