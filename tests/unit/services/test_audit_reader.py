"""Reading, narrowing and exporting the audit trail, and who has seen a chart."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practice_desk.domain.audit_event import AuditEvent, AuditFilter, AuditKind, Outcome
from practice_desk.domain.errors import FolderReadOnly
from practice_desk.domain.permission import Operation
from practice_desk.services import audit_reader, charts, letters, patients
from practice_desk.services.audit_queue import AuditQueue
from practice_desk.services.clinic import Clinic
from tests.audit_rows import audit_rows
from tests.factories import a_patient

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def record(clinic: Clinic, *events: AuditEvent) -> None:
    with clinic.store.write() as work:
        for event in events:
            work.record(event)
        work.commit()


def an_event(number: int, **changes: object) -> AuditEvent:
    fields: dict[str, object] = {
        "occurred_at": START + number * DAY,
        "user_name": "ben.ode",
        "roles": "therapist",
        "workstation": "desk-2",
        "operation": Operation.VIEW_CHART.value,
        "kind": AuditKind.VIEW,
    }
    return AuditEvent(**{**fields, **changes})  # type: ignore[arg-type]


def found(clinic: Clinic, **wanted: object) -> list[AuditEvent]:
    page = audit_reader.read_trail(clinic, AuditFilter(**wanted))  # type: ignore[arg-type]
    return [line.event for line in page.lines]


def test_that_the_trail_is_narrowed_by_person_patient_date_and_kind(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    record(
        clinic,
        an_event(0, patient_id=patient),
        an_event(1, kind=AuditKind.EXPORT),
        an_event(2, outcome=Outcome.REFUSED, kind=None),
        an_event(3, user_name="eve.moss", patient_id=patient),
    )
    assert len(found(clinic, user_name="ben.ode")) == 3
    assert [e.user_name for e in found(clinic, patient_id=patient)][:2] == ["eve.moss", "ben.ode"]
    assert [e.kind for e in found(clinic, kind=AuditKind.EXPORT)] == [AuditKind.EXPORT]
    assert [e.outcome for e in found(clinic, kind=Outcome.REFUSED)] == [Outcome.REFUSED]
    days = found(clinic, since=START + DAY, until=START + 3 * DAY)
    assert [e.occurred_at for e in days] == [START + 2 * DAY, START + DAY]
    both = found(clinic, user_name="ben.ode", kind=Outcome.REFUSED, since=START)
    assert len(both) == 1
    assert found(clinic, since=START + 9000 * DAY) == []


def test_that_an_entry_recorded_later_is_found_at_its_own_time(clinic: Clinic) -> None:
    """Failed unlocks are told to the trail afterwards, out of the order of time."""
    record(clinic, an_event(5), an_event(0), an_event(6))
    days = found(clinic, user_name="ben.ode", since=START - DAY, until=START + DAY)
    assert [event.occurred_at for event in days] == [START]


def test_that_pages_follow_without_gap_or_repetition(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_reader, "PAGE", 7)
    record(clinic, *(an_event(number) for number in range(40)))
    wanted, before, numbers = AuditFilter(user_name="ben.ode"), None, []
    while True:
        page = audit_reader.read_trail(clinic, wanted, before)
        numbers += [line.event.id for line in page.lines]
        if not page.more:
            break
        before = page.lines[-1].event.id
    assert len(numbers) == 40
    assert numbers == sorted(numbers, reverse=True)


def test_that_everybody_in_the_trail_is_listed_with_the_name_of_their_account(
    clinic: Clinic,
) -> None:
    record(clinic, an_event(0))
    people = {each.user_name: each.name for each in audit_reader.people_in_trail(clinic)}
    assert people == {"ana.berg": "Ana Berg", "ben.ode": ""}


def test_that_who_has_seen_a_chart_is_told_for_that_chart_alone(clinic: Clinic) -> None:
    mine, other = a_patient(clinic), a_patient(clinic)
    charts.open_chart(clinic, mine)
    charts.open_chart(clinic, other)
    page = audit_reader.chart_access(clinic, mine)
    assert {line.event.patient_id for line in page.lines} == {mine}
    assert [line.event.kind for line in page.lines] == [AuditKind.VIEW, AuditKind.CREATE]
    assert audit_rows(clinic)[-1].operation == Operation.VIEW_CHART_ACCESS.value


def test_that_an_export_is_safe_in_a_spreadsheet_and_recorded(
    clinic: Clinic, tmp_path: Path
) -> None:
    patient = a_patient(clinic, family_name="=HYPERLINK(1)", given_name="+1")
    record(
        clinic,
        *(
            an_event(number, patient_id=patient, reason=f"{start}SUM(A1)")
            for number, start in enumerate("=+-@\t\r")
        ),
    )
    path = tmp_path / "trail.csv"
    count = audit_reader.export_trail(clinic, AuditFilter(user_name="ben.ode"), path)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    assert count == 6
    assert len(rows) == 7
    assert {row[1] for row in rows[1:]} >= {"2026-01-01 12:00:00+00:00"}
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    newest = audit_rows(clinic)[-1]
    assert (newest.kind, newest.operation) == (AuditKind.EXPORT, "export audit trail")
    assert newest.detail == "6 entries of the audit trail"


def test_that_an_export_that_can_not_be_recorded_leaves_no_file(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trail.csv"

    def refuse(_work: object) -> None:
        raise FolderReadOnly("The clinic folder may not be written.")

    with monkeypatch.context() as broken:
        broken.setattr("practice_desk.storage.unit_of_work.UnitOfWork.commit", refuse)
        with pytest.raises(FolderReadOnly):
            audit_reader.export_trail(clinic, AuditFilter(), path)
    assert not path.exists()


def views(clinic: Clinic, patient_id: int) -> list[str]:
    return [
        row.detail
        for row in audit_rows(clinic)
        if row.kind is AuditKind.VIEW and row.patient_id == patient_id
    ]


def test_that_a_chart_is_recorded_once_for_each_opening(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    charts.open_chart(clinic, patient)
    for _ in range(3):
        charts.reload_chart(clinic, patient)
    assert views(clinic, patient) == [""]
    charts.open_chart(clinic, patient)
    assert views(clinic, patient) == ["", ""]


def test_that_an_opening_of_one_chart_does_not_end_that_of_another(clinic: Clinic) -> None:
    first, second = a_patient(clinic), a_patient(clinic)
    charts.open_chart(clinic, first)
    charts.open_chart(clinic, second)
    charts.reload_chart(clinic, first)
    assert views(clinic, first) == [""]


def test_that_a_chart_nobody_opened_is_recorded_when_it_is_read(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    charts.reload_chart(clinic, patient)
    assert views(clinic, patient) == [""]


def test_that_the_person_and_the_chart_are_two_views(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    charts.open_chart(clinic, patient)
    patients.get_patient(clinic, patient)
    patients.list_related_people(clinic, patient)
    assert views(clinic, patient) == ["", ""]


def test_that_a_failure_is_recorded_once_with_its_sentence(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    before = len(audit_rows(clinic))
    with pytest.raises(ZeroDivisionError), clinic.writing(Operation.CHANGE_PLAN, patient):
        _ = 1 / 0
    (row,) = audit_rows(clinic)[before:]
    assert (row.outcome, row.detail, row.patient_id) == (
        Outcome.FAILED,
        "ZeroDivisionError",
        patient,
    )


def test_that_a_failure_inside_another_is_one_row(clinic: Clinic) -> None:
    before = len(audit_rows(clinic))
    with (
        pytest.raises(FolderReadOnly),
        clinic.attempting(Operation.IMPORT_RECORDS),
        clinic.writing(Operation.IMPORT_RECORDS),
    ):
        raise FolderReadOnly("The clinic folder may not be written.")
    rows = audit_rows(clinic)[before:]
    assert [row.detail for row in rows] == ["The clinic folder may not be written."]


def test_that_a_letter_that_is_not_there_is_no_failure(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    before = len(audit_rows(clinic))
    with pytest.raises(Exception, match="no longer there"):
        letters.letter_bytes(clinic, patient, 99)
    assert len(audit_rows(clinic)) == before


def test_that_more_than_can_wait_is_told_when_the_disk_takes_it_again(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practice_desk.services.audit_queue._MOST", 2)
    queue = AuditQueue(lambda: clinic.store)
    for number in range(5):
        queue.add(an_event(number))
    queue.write()
    first, second, told = audit_rows(clinic)[-3:]
    assert [first.occurred_at, second.occurred_at] == [START, START + DAY]
    assert (told.outcome, told.detail) == (Outcome.FAILED, "3 more entries could not be kept")
    queue.add(an_event(9))
    queue.write()
    assert audit_rows(clinic)[-1].outcome is Outcome.DONE
