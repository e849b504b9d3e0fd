"""The names of records that may not go to a recipient, to be looked for in what goes out."""

from __future__ import annotations

from practice_desk.domain.release import Gate
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.storage import plan
from practice_desk.storage.labelled import name_of
from practice_desk.storage.unit_of_work import UnitOfWork


def withheld_names(work: UnitOfWork, patient_id: int, gate: Gate) -> tuple[str, ...]:
    """Return the names of labelled records that *gate* keeps here, inside a running unit of work.

    Where the whole chart counts as protected they are those of all its medications.
    """
    connection = work.connection
    names = [name_of(connection, *key) for key in gate.labels if not gate.lets(*key)]
    if gate.whole and not gate.lets(RecordNoun.MEDICATION, 0):
        names += [each.name for each in plan.medications.for_patient(connection, patient_id)]
    return tuple(dict.fromkeys(name for name in names if name.strip()))
