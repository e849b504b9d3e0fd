"""The audit trail in words, and the table that fetches it page by page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from practice_desk.domain.audit_event import AuditEvent, AuditFilter, AuditKind, Outcome
from practice_desk.domain.permission import Operation
from practice_desk.gui.models import audit_view
from practice_desk.gui.models.audit_table import AuditTable
from practice_desk.services.audit_reader import PAGE, AuditLine, read_trail
from practice_desk.services.clinic import Clinic
from tests.factories import a_patient
from tests.ui.contexts import inline_context

AT = datetime(2026, 11, 23, 18, 5, tzinfo=UTC)


def an_event(**changes: object) -> AuditEvent:
    fields: dict[str, object] = {
        "occurred_at": AT,
        "user_name": "ana.berg",
        "roles": "prescriber administrator",
        "workstation": "desk-1",
        "operation": Operation.VIEW_CHART.value,
        "patient_id": 7,
        "kind": AuditKind.VIEW,
        "id": 12,
    }
    return AuditEvent(**{**fields, **changes})  # type: ignore[arg-type]


def a_line(**changes: object) -> AuditLine:
    return AuditLine(an_event(**changes), "Ana Berg", "Maria Garcia", "PD000007")


@pytest.mark.parametrize("kind", AuditKind)
def test_that_every_kind_of_act_has_words(kind: AuditKind) -> None:
    words = audit_view.what_was_done(an_event(kind=kind))
    assert words[0].isupper()
    assert words.endswith("chart")


@pytest.mark.parametrize(
    ("changes", "words", "tone"),
    [
        ({}, "Viewed chart", ""),
        ({"outcome": Outcome.REFUSED, "kind": None}, "Refused: view chart", "caution"),
        ({"outcome": Outcome.FAILED, "kind": None}, "Failed: view chart", "danger"),
        ({"kind": AuditKind.BREAK_GLASS}, "Opened in an emergency: chart", "caution"),
        ({"operation": "unlock", "kind": AuditKind.UNLOCK}, "Unlocked", ""),
        ({"operation": "view chart", "kind": None}, "View chart", ""),
        ({"operation": "of a later program"}, "Of a later program", ""),
    ],
)
def test_that_an_entry_is_told_in_words(changes: dict[str, object], words: str, tone: str) -> None:
    row = audit_view.audit_row(a_line(**changes))
    assert (row.cells[2], row.tone) == (words, tone)


def test_that_a_row_names_person_patient_and_reason() -> None:
    row = audit_view.audit_row(a_line(detail="letter 3", reason="asked\nby phone"))
    assert row.cells[1] == "Ana Berg"
    assert row.cells[3] == "Maria Garcia · PD000007"
    assert row.cells[4] == "Letter 3 · Reason: asked by phone"
    facts = audit_view.facts(row.line)
    assert "Ana Berg (ana.berg)" in facts
    assert "Prescriber, Administrator" in facts
    assert "desk-1" in facts


def test_that_a_purged_chart_and_a_removed_person_are_still_told_apart() -> None:
    row = audit_view.audit_row(AuditLine(an_event(), "", "", ""))
    assert row.cells[1] == "ana.berg"
    assert row.cells[3] == "chart 7, no longer here"


def test_that_days_are_those_of_this_computers_place() -> None:
    day = date(2026, 11, 23)
    begin, end = audit_view.begins(day), audit_view.ends(day)
    assert begin is not None
    assert end is not None
    assert begin.tzinfo is not None
    assert begin.astimezone().date() == day
    assert (end - timedelta(seconds=1)).astimezone().date() == day
    assert audit_view.begins(None) is None
    assert audit_view.ends(None) is None


def fill(clinic: Clinic, count: int) -> None:
    with clinic.store.write() as work:
        for number in range(count):
            work.record(an_event(occurred_at=AT + timedelta(minutes=number), patient_id=None))
        work.commit()


@pytest.fixture
def table(qapp: QApplication, clinic: Clinic) -> AuditTable:
    a_patient(clinic)
    fill(clinic, 2 * PAGE + 30)
    return AuditTable(inline_context(clinic), audit_view.HEADERS, audit_view.audit_row)


def test_that_the_table_fetches_a_page_at_a_time_down_to_the_oldest(
    table: AuditTable, qtmodeltester: ModelTester
) -> None:
    here = QModelIndex()
    table.show_trail(lambda clinic, before: read_trail(clinic, AuditFilter(), before))
    assert table.rowCount() == PAGE
    qtmodeltester.check(table)
    while table.canFetchMore(here):
        table.fetchMore(here)
    numbers = [row.line.event.id for row in table.rows]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 1
    assert len(numbers) == len(set(numbers)) >= 2 * PAGE + 30


def test_that_what_was_overtaken_is_dropped(table: AuditTable) -> None:
    table.show_trail(lambda clinic, before: read_trail(clinic, AuditFilter(), before))
    wanted = AuditFilter(kind=AuditKind.CREATE)
    table.show_trail(lambda clinic, before: read_trail(clinic, wanted, before))
    assert {row.line.event.kind for row in table.rows} == {AuditKind.CREATE}
    assert table.data(table.index(0, 2), Qt.ItemDataRole.DisplayRole) == "Added person and contacts"
