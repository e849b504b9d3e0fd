"""Reports read from a real store: who is counted, and who is named."""

from __future__ import annotations

from typing import Any

from practice_desk.domain.report import Counted, ReportFilter
from practice_desk.services import plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.reports.reading import read_report
from practice_desk.services.reports.registry import report_kind
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
