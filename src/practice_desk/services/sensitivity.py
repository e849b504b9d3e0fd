"""Labels of sensitive records, and what of a chart may go out to whom.

Every use case that lets something out of the clinic asks `read_gate` in the transaction in which
it reads, and again when it leaves: a consent may have been revoked meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Gate, Outgoing, gate_of
from practice_desk.domain.risk import SafetyPlan
from practice_desk.domain.sensitivity import (
    Labels,
    LabelStatement,
    RecordNoun,
    SensitivityLabel,
    Versions,
    standing_labels,
)
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.supply import part2_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import read_consents
from practice_desk.storage import consent as stored
from practice_desk.storage import measures, people, supply
from practice_desk.storage.labelled import first_notes, patient_of
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "label_statement"


def label_record(
    clinic: Clinic,
    patient_id: int,
    noun: RecordNoun,
    record_id: int,
    labels: Sequence[SensitivityLabel],
) -> Changes:
    """Let a record carry exactly these labels from now on. Raises Invalid or NotFound."""
    wanted = frozenset(labels)
    with clinic.writing(Operation.LABEL_RECORD, patient_id, kind=AuditKind.CHANGE) as work:
        people.patients.get(work.connection, patient_id)
        if patient_of(work.connection, noun, record_id) != patient_id:
            raise NotFound("This record is not in this chart.", "Open the chart again.")
        held = read_labels(work, patient_id).get((noun, record_id), frozenset())
        if wanted == held:
            raise Invalid((Problem("labels", "Nothing was changed."),))
        for label in sorted(wanted ^ held):
            statement = LabelStatement(
                patient_id,
                noun,
                record_id,
                label,
                label in wanted,
                clinic.now(),
                clinic.session.user_name,
            )
            stored.label_statements.add(work.connection, statement)
        work.detail = f"{noun} {record_id}"
    return Changes.of(patient_id, NOUN)


def lets_case(gate: Gate, case: SideEffectCase) -> bool:
    """Return whether a side effect may go out: nor must it tell of a suspect that may not."""
    suspects = (case.suspected_ids, {each.medication_id for each in case.suspects})
    return gate.lets(RecordNoun.SIDE_EFFECT, case.report.id) and all(
        gate.lets(RecordNoun.MEDICATION, number) for ids in suspects for number in ids
    )


def read_labels(work: UnitOfWork, patient_id: int) -> Labels:
    """Return the labels that a chart's records carry, inside a running unit of work.

    The scores of a measure carry the measure's; amendments and addenda of a note carry the note's,
    and each safety plan of a chart the others'.
    """
    connection = work.connection
    statements = stored.label_statements.for_patient(connection, patient_id)
    labels = standing_labels(statements, _versions(work, patient_id, statements))
    for (noun, number), own in tuple(labels.items()):
        if noun is RecordNoun.QUESTIONNAIRE_RESPONSE:
            for score in measures.responses.get(connection, number).observation_ids:
                key = (RecordNoun.OBSERVATION, score)
                labels[key] = labels.get(key, frozenset()) | own
    return labels


def _versions(work: UnitOfWork, patient_id: int, statements: Sequence[LabelStatement]) -> Versions:
    """Return which records are versions of one, of the kinds that some label is about."""
    nouns, found = {each.noun for each in statements}, Versions()
    if (note := RecordNoun.NOTE) in nouns:
        for number, first in first_notes(work.connection, patient_id).items():
            found[(note, number)] = (note, first)
    if (plan := RecordNoun.SAFETY_PLAN) in nouns:
        entries = measures.risk_entries.for_patient(work.connection, patient_id)
        plans = [each.id or 0 for each in entries if isinstance(each.details, SafetyPlan)]
        for number in plans[1:]:
            found[(plan, number)] = (plan, plans[0])
    return found


def read_gate(clinic: Clinic, work: UnitOfWork, patient_id: int, outgoing: Outgoing) -> Gate:
    """Return what of a chart may go out, inside a running unit of work."""
    entries = supply.supply_entries.for_patient(work.connection, patient_id)
    return gate_of(
        read_labels(work, patient_id),
        read_consents(work, patient_id, clinic.today()),
        part2_of(entries),
        outgoing,
    )
