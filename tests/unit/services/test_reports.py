"""Reports read from a real store: who is counted, and who is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from practice_desk.domain.errors import Cancelled, ChartRestricted
from practice_desk.domain.report import Counted, ReportFilter
from practice_desk.domain.worklist import Missing, WorklistDelay, WorklistQuestion, put_off
from practice_desk.services import plan
from practice_desk.services.chart_access import restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.reports.reading import patients_behind, read_report
from practice_desk.services.reports.registry import report_kind
from practice_desk.services.worklists import put_entry_off, read_worklist
from tests.factories import a_medication, a_patient


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


def test_that_a_restricted_chart_is_counted_and_named_to_its_care_team_alone(
    clinic: Clinic,
) -> None:
    kind, question = report_kind("caseload by medication"), WorklistQuestion(medication="ssri")
    patients = {a_patient(clinic), a_patient(clinic)}
    for each in patients:
        a_medication(clinic, each, concept_id="sertraline")
    restrict_chart(clinic, max(patients), "asked for it")
    clinic.session = replace(clinic.session, practitioner_id=None, user_name="eve.moss")
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
