"""What each report says of a real store, and of an empty clinic."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from practice_desk.domain.report import Answer, Cell, CellKind, Counted, ReportFilter, number_of
from practice_desk.services import measures, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.reports.reading import read_report
from practice_desk.services.reports.registry import REPORTS, report_kind
from tests.factories import a_medication, a_patient


def answer_of(clinic: Clinic, name: str, **asked: Any) -> Answer:
    """Return what a report answers as of now."""
    return read_report(clinic, report_kind(name), ReportFilter(**asked)).answer


def cells(answer: Answer, row: str, *names: str) -> tuple[Cell, ...]:
    """Return cells of the row that begins with *row*, counts as their numbers."""
    table = answer.table
    found = next(each for each in table.all_rows if each[0] == row)
    return tuple(
        cell.number if isinstance(cell, Counted) else cell
        for cell in (found[table.place(name)] for name in names)
    )


def totals(clinic: Clinic, patient_id: int, *scores: int, measure: str = "phq9") -> None:
    """Record totals of a measure, the last one today, one a week."""
    instrument = measures.find_measure(measure)
    assert instrument is not None
    for weeks, score in enumerate(reversed(scores)):
        at = clinic.now() - timedelta(weeks=weeks)
        measures.save_total(clinic, patient_id, instrument, str(score), at)


def test_that_an_empty_clinic_has_no_shares_of_nothing(clinic: Clinic) -> None:
    for kind in REPORTS:
        table = answer_of(clinic, kind.name).table
        for row in table.all_rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind in (CellKind.PERCENT, CellKind.DAYS):
                    assert cell is None, (kind.name, column.title)
                elif column.kind is CellKind.COUNT:
                    assert number_of(cell) in (None, 0), (kind.name, column.title)


def test_that_everybody_in_treatment_stands_somewhere_by_the_measure(clinic: Clinic) -> None:
    begun = clinic.today() - timedelta(weeks=8)
    people = [a_patient(clinic) for _ in range(6)]
    for number in people:
        a_medication(clinic, number, started=begun, concept_id="sertraline")
    totals(clinic, people[0], 18, 4)
    totals(clinic, people[1], 18, 12, 9)
    totals(clinic, people[2], 18, 17)
    totals(clinic, people[3], 18)
    totals(clinic, a_patient(clinic), 18, 4)  # not in treatment
    gone = a_patient(clinic)
    change = a_medication(clinic, gone, started=begun, concept_id="sertraline")
    plan.stop_medication(
        clinic, gone, change.medication_id, PlanEntry(begun + timedelta(days=1), "side_effect")
    )
    answer = answer_of(clinic, "outcomes by measure")
    names = ("treated", "not_measured", "once", "again", "judged", "responded", "remitted")
    assert cells(answer, "PHQ-9", *names) == (7, 3, 1, 3, 3, 2, 1)
    shares = cells(answer, "PHQ-9", "response_share", "remission_share", "median", "better")
    assert shares == (Decimal("66.7"), Decimal("33.3"), Decimal(14), 2)
    recent = answer_of(
        clinic, "outcomes by measure", since=begun + timedelta(weeks=1), until=clinic.today()
    )
    assert cells(recent, "PHQ-9", "treated") == (6,), "stopped before the period"
    latest = answer_of(clinic, "latest totals", measure="phq9")
    assert cells(latest, "Not measured", "patients") == (3,)
    assert sum(number_of(row[1]) or 0 for row in latest.table.rows) == 7
    assert cells(
        answer_of(clinic, "outcomes by measure", medication="lithium"), "PHQ-9", "treated"
    ) == (0,)
