"""Reports read from a real store: who is counted, and who is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from practice_desk.domain.condition import Condition
from practice_desk.domain.errors import Cancelled, ChartRestricted
from practice_desk.domain.note import NoteKind, NoteState
from practice_desk.domain.patient import PatientStatus
from practice_desk.domain.report import Counted, ReportFilter
from practice_desk.domain.worklist import Missing, WorklistDelay, WorklistQuestion, put_off
from practice_desk.services import health, plan
from practice_desk.services.chart_access import restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.reports.reading import patients_behind, read_report
from practice_desk.services.reports.registry import report_kind
from practice_desk.services.worklist_export import export_worklist
from practice_desk.services.worklists import put_entry_off, read_worklist
from practice_desk.storage.note_rows import NOTE
from practice_desk.storage.people_rows import PATIENT
from tests.factories import a_medication, a_note, a_patient


def _numbers(clinic: Clinic, name: str, **asked: Any) -> dict[str, int]:
    report = read_report(clinic, report_kind(name), ReportFilter(**asked))
    cells = {str(row[0]): row[1] for row in report.answer.table.rows}
    return {name: cell.number for name, cell in cells.items() if isinstance(cell, Counted)}


def test_that_a_medication_counts_while_it_is_taken(clinic: Clinic) -> None:
    one, other = a_patient(clinic), a_patient(clinic)
    a_medication(clinic, one, concept_id="sertraline")
    change = a_medication(clinic, other, concept_id="sertraline")
    assert _numbers(clinic, "caseload by medication") == {"sertraline": 2}
    entry = PlanEntry(clinic.today(), "side_effect")
    plan.stop_medication(clinic, other, change.medication_id, entry)
    assert _numbers(clinic, "caseload by medication") == {"sertraline": 1}
    assert _numbers(clinic, "caseload by medication", condition="F33") == {}


def test_that_conditions_of_one_category_are_not_counted_as_one(clinic: Clinic) -> None:
    codes = ("F43.10", "F43.20", "F43.20", "F43.9", "Z73.3")
    for code in codes:
        health.save_condition(clinic, Condition(a_patient(clinic), "as told", icd10cm=code))
    assert _numbers(clinic, "caseload by condition") == {
        "Adjustment disorder (F43)": 2,
        "Post-traumatic stress disorder (F43)": 1,
        "Adjustment disorder or Post-traumatic stress disorder or Acute stress disorder or "
        "Prolonged grief disorder (F43)": 1,
        "ICD-10-CM (Z73)": 1,
    }
    for condition, count in (("ptsd", 1), ("F43", 4), ("F32", 0)):
        content = read_worklist(clinic, WorklistQuestion(condition=condition))
        assert len(content.entries) == count, condition


def test_that_a_note_that_waits_to_be_co_signed_is_of_a_visit_and_a_call_is_not(
    clinic: Clinic,
) -> None:
    waiting, called = a_patient(clinic), a_patient(clinic)
    note = a_note(clinic, waiting, kind=NoteKind.INDIVIDUAL)
    with clinic.store.write() as work:
        state = NoteState.AWAITING_COSIGN.value
        work.connection.execute(update(NOTE).where(NOTE.c.id == note.id).values(state=state))
        work.commit()
    a_note(clinic, called, kind=NoteKind.TELEPHONE)
    report = read_report(clinic, report_kind("caseload by clinician"), ReportFilter())
    everybody = report.answer.table.all_rows[-1]
    assert [cell.patient_ids for cell in everybody if isinstance(cell, Counted)] == [
        {waiting, called},
        {waiting},
        {called},
    ]
    assert (report.asked_for.period[1] - report.asked_for.period[0]).days == 364


def test_that_who_has_left_is_treated_up_to_the_last_visit_though_nobody_ended_the_plan(
    clinic: Clinic,
) -> None:
    begun, seen = clinic.today() - timedelta(days=400), clinic.today() - timedelta(days=300)
    gone, here = a_patient(clinic), a_patient(clinic)
    for each in (gone, here):
        a_medication(clinic, each, started=begun, concept_id="sertraline")
    a_note(clinic, gone, kind=NoteKind.MEDICATION, seen_on=seen)
    with clinic.store.write() as work:
        state = PatientStatus.DECEASED.value
        work.connection.execute(update(PATIENT).where(PATIENT.c.id == gone).values(status=state))
        work.commit()
    until = clinic.today()
    for since, count in ((seen, 2), (seen + timedelta(days=1), 1)):
        assert _numbers(clinic, "outcomes by measure", since=since, until=until) == {"PHQ-9": count}


def test_that_a_restricted_chart_is_counted_and_named_to_its_care_team_alone(
    clinic: Clinic, tmp_path: Path
) -> None:
    kind, question = report_kind("caseload by medication"), WorklistQuestion(medication="ssri")
    patients = {a_patient(clinic), a_patient(clinic)}
    for each in patients:
        a_medication(clinic, each, concept_id="sertraline")
    read_before = read_worklist(clinic, question)
    restrict_chart(clinic, max(patients), "asked for it")
    clinic.session = replace(clinic.session, practitioner_id=None, user_name="eve.moss")
    saved = export_worklist(clinic, read_before, tmp_path / "list.csv")
    assert (saved.saved, saved.left_out) == (1, 1)
    assert _numbers(clinic, kind.name) == {"sertraline": 2}
    behind = patients_behind(clinic, kind, patients)
    assert [line.patient_id for line in behind.lines] == [min(patients)]
    assert behind.closed == 1
    content = read_worklist(clinic, question)
    assert [entry.patient_id for entry in content.entries] == [min(patients)]
    assert content.closed == 1
    until = clinic.today() + timedelta(days=7)
    with pytest.raises(ChartRestricted):
        put_entry_off(clinic, max(patients), question, until, "Later.")


def test_that_a_long_worklist_can_be_stopped_while_it_is_read(clinic: Clinic) -> None:
    for _ in range(3):
        a_medication(clinic, a_patient(clinic), concept_id="sertraline")
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int, _what: str) -> None:
        told.append((done, of))
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_worklist(clinic, WorklistQuestion(medication="sertraline"), stop)
    assert told[-1] == (1, 3)


def test_that_who_is_put_off_comes_back_on_the_day(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    a_medication(clinic, patient, concept_id="sertraline")
    question = WorklistQuestion(Missing.VISIT, "sertraline")
    until = clinic.today() + timedelta(days=7)
    put_entry_off(clinic, patient, question, until, "Comes next week.")
    assert not read_worklist(clinic, question).entries
    delays = [WorklistDelay(patient, question.key, until, "", clinic.now(), "")]
    assert patient in put_off(delays, question.key, until - timedelta(days=1))
    assert not put_off(delays, question.key, until)
    other = WorklistQuestion(Missing.VISIT, "sertraline", months=3)
    assert [entry.patient_id for entry in read_worklist(clinic, other).entries] == [patient]
