"""The names of records that may not go to a recipient, to be looked for in what goes out."""

from __future__ import annotations

from practice_desk.domain.medication import Medication
from practice_desk.domain.release import Gate
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.storage import plan
from practice_desk.storage.labelled import name_of
from practice_desk.storage.unit_of_work import UnitOfWork


def withheld_names(
    clinic: Clinic, work: UnitOfWork, patient_id: int, gate: Gate
) -> tuple[str, ...]:
    """Return the names of labelled records that *gate* keeps here, inside a running unit of work.

    Of a medication they are its brands too. Where the whole chart counts as protected they are
    those of all its medications.
    """
    kept = [key for key in gate.labels if not gate.lets(*key)]
    whole = gate.whole and not gate.lets(RecordNoun.MEDICATION, 0)
    if not kept and not whole:
        return ()
    names = [name_of(work.connection, *key) for key in kept]
    for each in plan.medications.for_patient(work.connection, patient_id):
        if whole or (RecordNoun.MEDICATION, each.id or 0) in kept:
            names += [each.name, *_brands(clinic, work, each)]
    return tuple(dict.fromkeys(name for name in names if name.strip()))


def _brands(clinic: Clinic, work: UnitOfWork, medication: Medication) -> tuple[str, ...]:
    concept = knowledge_in(clinic, work).pack.medications.by_id(medication.concept_id)
    return () if concept is None else concept.brand_names
