"""A worklist as a file: what is on the screen, without what may leave with a consent only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Gate, Outgoing
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.worklist import Missing, WorklistQuestion
from practice_desk.exchange.safe_csv import safe_csv
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.reports.conditions import CATEGORY_LENGTH, condition_of
from practice_desk.services.sensitivity import read_gate
from practice_desk.services.worklists import WorklistContent, WorklistEntry
from practice_desk.storage import health, plan
from practice_desk.storage.unit_of_work import UnitOfWork

_HEADERS = ("Patient", "Chart number", "Birth date", "Takes", "Last", "Next appointment", "Phone")
_DATED = (RecordNoun.OBSERVATION, RecordNoun.QUESTIONNAIRE_RESPONSE, RecordNoun.NOTE)
"""What the day of the last check, measure or visit may come from."""


@dataclass(frozen=True, slots=True)
class SavedList:
    """How many patients are in the file, and how many may not be named in it."""

    saved: int
    left_out: int


def export_worklist(clinic: Clinic, content: WorklistContent, path: Path) -> SavedList:
    """Save who is on a list, without those who were put off, as CSV that no spreadsheet runs.

    That somebody is on a list tells what it asks for: who is on it by records that may leave with
    their consent only is left out, and so are charts that were closed to the reader meanwhile.
    Each patient who is named gets an audit row. Raises DiskFull, FolderReadOnly or StorageFailed.
    """
    operation = Operation.EXPORT_WORKLIST
    with undone_on_failure() as undo, clinic.writing(operation, kind=AuditKind.EXPORT) as work:
        seen = [each for each in content.entries if clinic.sees_chart(work, each.patient_id)]
        told = {each.patient_id: _row(clinic, work, content.question, each) for each in seen}
        rows = {patient: row for patient, row in told.items() if row is not None}
        about = (["List", content.words], ["As of", content.read_on.isoformat()])
        write_copy(path, safe_csv(_HEADERS, [*rows.values(), [], *about]), undo)
        work.patient_ids = frozenset(rows)
        work.detail = f"worklist, {len(rows)} patients"
    return SavedList(len(rows), len(content.entries) - len(rows))


def _row(
    clinic: Clinic, work: UnitOfWork, question: WorklistQuestion, entry: WorklistEntry
) -> tuple[str, ...] | None:
    gate = read_gate(clinic, work, entry.patient_id, Outgoing(DisclosureBasis.OPERATIONS))
    medications = plan.medications.for_patient(work.connection, entry.patient_id)
    held = {each.name for each in medications if not gate.lets(RecordNoun.MEDICATION, each.id)}
    taking = [name for name in entry.taking if name not in held]
    if entry.taking and not taking:
        return None
    if not gate.lets(RecordNoun.NOTE, None) or _hides_condition(
        clinic, work, gate, question, entry
    ):
        return None
    coming = entry.next_at.astimezone() if entry.next_at else None
    return (
        entry.name,
        entry.chart_number,
        _day(entry.birth_date),
        ", ".join(taking),
        _last(gate, question, entry),
        coming.isoformat(" ", "minutes")[:16] if coming else "",
        entry.phone,
    )


def _hides_condition(
    clinic: Clinic, work: UnitOfWork, gate: Gate, question: WorklistQuestion, entry: WorklistEntry
) -> bool:
    """Return whether the condition of the list is known only by what may not leave.

    By what put the patient on the list: a record in error or of the past lets nothing out.
    """
    if not question.condition:
        return False
    known = knowledge_in(clinic, work)
    having = [
        each
        for each in health.conditions.for_patient(work.connection, entry.patient_id)
        if each.is_present_problem
        and question.condition
        in (condition_of(known, each.icd10cm), each.icd10cm[:CATEGORY_LENGTH])
    ]
    return not any(gate.lets(RecordNoun.CONDITION, each.id) for each in having)


def _last(gate: Gate, question: WorklistQuestion, entry: WorklistEntry) -> str:
    """Return the last day, empty where it may be that of a record that stays here."""
    dated = ((noun, number) for noun, number in gate.labels if noun in _DATED)
    if question.missing is Missing.NOTHING or gate.withheld(dated):
        return ""
    return _day(entry.last_on) or "never"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
