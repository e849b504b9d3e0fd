"""What takes two people: nobody does it alone, and it leaves nothing behind or nothing out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from practice_desk.domain.account import Account, Role
from practice_desk.domain.approval import ApprovalKind, ApprovalState
from practice_desk.domain.errors import ChartRestricted, Invalid, NotFound, NotPermitted
from practice_desk.domain.patient import PatientStatus
from practice_desk.domain.safeguard import Safeguard
from practice_desk.services import (
    approvals,
    chart_access,
    charts,
    patients,
    safeguards,
    start_up,
    verification,
)
from practice_desk.services.clinic import Clinic, Session
from practice_desk.storage import registry
from practice_desk.storage.document_files import DocumentFiles
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import MadeClinic, a_patient
from tests.full_chart import full_chart, rows_about

REASON = "the same person was registered twice"
KINDS = ApprovalKind


@contextmanager
def signed_in(clinic: Clinic, user: str, *roles: Role) -> Iterator[None]:
    """Let somebody else sit at the keyboard, with an account of their own."""
    account = Account(user, "Person", user, frozenset(roles))
    with clinic.store.write() as work:
        if registry.accounts.by_user_name(work.connection, user) is None:
            registry.accounts.add(work.connection, account)
        work.commit()
    mine, clinic.session = clinic.session, Session.of(account)
    try:
        yield
    finally:
        clinic.session = mine


def ask(clinic: Clinic, kind: ApprovalKind, **about: object) -> int:
    """Ask, and return the request's id."""
    approvals.ask_approval(clinic, kind, REASON, **about)  # type: ignore[arg-type]
    number = approvals.list_approvals(clinic)[0].approval.id
    assert number is not None
    return number


def decide(clinic: Clinic, number: int, *, user: str = "eve.moss") -> None:
    """Let an administrator approve."""
    with signed_in(clinic, user, Role.ADMINISTRATOR):
        approvals.approve(clinic, number, "looked at both charts")


def test_that_nobody_approves_their_own_request(clinic):
    number = ask(clinic, KINDS.PURGE_CHART, patient_id=a_patient(clinic))
    with pytest.raises(NotPermitted):
        approvals.approve(clinic, number)
    assert approvals.list_approvals(clinic)[0].approval.state is ApprovalState.WAITING


def test_that_two_people_without_an_administrator_are_not_enough(clinic):
    patient_id = a_patient(clinic)
    with signed_in(clinic, "ben.ito", Role.PRESCRIBER):
        number = ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)
    with signed_in(clinic, "eve.moss", Role.PRESCRIBER), pytest.raises(NotPermitted):
        approvals.approve(clinic, number)
    assert patients.get_patient(clinic, patient_id)


def test_that_a_therapist_asks_and_does_not_decide(clinic):
    patient_id = a_patient(clinic)
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        number = ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)
    with signed_in(clinic, "eve.moss", Role.THERAPIST), pytest.raises(NotPermitted):
        approvals.approve(clinic, number)


def test_that_a_purge_takes_every_row_and_file_of_the_chart(clinic):
    kept = full_chart(clinic, family_name="Kept")
    before, files = rows_about(clinic, kept), clinic.store.documents.names()
    patient_id = full_chart(clinic, family_name="Zzyzx")
    assert clinic.store.documents.names() > files
    number = ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)
    decide(clinic, number)
    assert rows_about(clinic, patient_id) == {}
    with pytest.raises(NotFound):
        charts.open_chart(clinic, patient_id)
    assert rows_about(clinic, kept) == before
    assert clinic.store.documents.names() == files
    assert patients.find_patients(clinic, "zzyzx") == []
    with clinic.store.read() as work:
        words = work.connection.exec_driver_sql("SELECT word FROM name_word").scalars()
        assert "zzyzx" not in set(words)
        index = work.connection.exec_driver_sql("SELECT block FROM patient_words_data").scalars()
        assert not any(b"zzyz" in block for block in index)


def test_that_a_purged_clinic_is_sound_and_its_history_protected_again(clinic):
    patient_id = full_chart(clinic)
    decide(clinic, ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id))
    report = verification.verify_clinic(clinic)
    assert report.sound, report.findings


def test_that_the_trail_keeps_who_asked_and_who_decided_a_purge(clinic):
    patient_id = a_patient(clinic)
    number = ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)
    decide(clinic, number)
    with clinic.store.read() as work:
        rows = work.connection.execute(
            select(
                AUDIT_EVENT.c.user_name, AUDIT_EVENT.c.operation, AUDIT_EVENT.c.patient_id
            ).where(
                AUDIT_EVENT.c.operation.in_(["ask approval", "decide approval"]),
                AUDIT_EVENT.c.kind != "view",
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("ana.berg", "ask approval", patient_id),
        ("eve.moss", "decide approval", patient_id),
    ]


def test_that_files_left_by_a_kill_after_the_purge_go_when_the_clinic_opens(
    made: MadeClinic, monkeypatch
):
    clinic = made.clinic
    patient_id = full_chart(clinic)
    number = ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)
    with monkeypatch.context() as patch:
        patch.setattr(approvals.purged_files, "remove", lambda _store: None)
        decide(clinic, number)
    assert clinic.store.documents.names()
    clinic.close()
    again = start_up.open_clinic(made.root, made.user, made.passphrase)
    left = again.store.documents.names()
    again.close()
    assert left == set()


def test_that_a_document_another_chart_shares_outlives_a_purge(clinic):
    first, second = a_patient(clinic), a_patient(clinic, family_name="Other")
    files: DocumentFiles = clinic.store.documents
    stored = files.add(io.BytesIO(b"the same page"))
    with clinic.store.write() as work:
        for patient_id in (first, second):
            work.connection.exec_driver_sql(
                "INSERT INTO document (kind, title, media_type, sha256, size, sealed_name, "
                "created_at, created_by, patient_id) VALUES "
                "('letter', 'x', 'application/pdf', ?, ?, ?, '2026-01-01 00:00:00.000000', 'a', ?)",
                (stored.sha256, stored.size, stored.sealed_name, patient_id),
            )
        work.commit()
    decide(clinic, ask(clinic, KINDS.PURGE_CHART, patient_id=first))
    assert files.read(stored.sealed_name) == b"the same page"


def test_that_a_merge_moves_everything_and_says_where_it_went(clinic):
    emptied = full_chart(clinic, family_name="Twice", alert="Needs a ramp")
    kept = a_patient(clinic, family_name="Once")
    before = rows_about(clinic, emptied)
    decide(clinic, ask(clinic, KINDS.MERGE_CHARTS, patient_id=emptied, into_patient_id=kept))
    assert rows_about(clinic, emptied) == {}
    assert rows_about(clinic, kept) == before
    chart = charts.open_chart(clinic, kept)
    assert {item.medication.name for item in chart.plan} == {"sertraline"}
    assert chart.patient.alert == "Needs a ramp"
    left = patients.get_patient(clinic, emptied)
    assert left.status is PatientStatus.INACTIVE
    assert left.alert.startswith(f"Merged into {chart.patient.chart_number}.")
    assert verification.verify_clinic(clinic).sound


@pytest.mark.parametrize("restricted", [0, 1])
def test_that_a_merge_opens_nothing_of_a_restricted_chart(clinic, restricted):
    pair = [a_patient(clinic, alert="Canary of the first"), a_patient(clinic, family_name="Once")]
    chart_access.restrict_chart(clinic, pair[restricted], "a colleague is the patient")
    decide(clinic, ask(clinic, KINDS.MERGE_CHARTS, patient_id=pair[0], into_patient_id=pair[1]))
    for chart in pair:
        with pytest.raises(ChartRestricted):
            charts.open_chart(clinic, chart)
        assert "Canary" not in patients.get_patient(clinic, chart).alert


def test_that_a_chart_is_not_merged_with_itself(clinic):
    patient_id = a_patient(clinic)
    with pytest.raises(Invalid):
        ask(clinic, KINDS.MERGE_CHARTS, patient_id=patient_id, into_patient_id=patient_id)


def test_that_lifting_a_restriction_takes_a_second_person(clinic):
    patient_id = a_patient(clinic)
    chart_access.restrict_chart(clinic, patient_id, "a colleague is the patient")
    number = ask(clinic, KINDS.LIFT_RESTRICTION, patient_id=patient_id)
    with signed_in(clinic, "ben.ito", Role.THERAPIST), pytest.raises(NotPermitted):
        charts.open_chart(clinic, patient_id)
    decide(clinic, number)
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        assert charts.open_chart(clinic, patient_id).access.restriction is None


def test_that_a_safeguard_is_put_off_by_two_and_on_again_by_one(clinic):
    number = ask(clinic, KINDS.PUT_OFF_SAFEGUARD, safeguard=Safeguard.BACKUP_REMINDER)
    assert Safeguard.BACKUP_REMINDER in safeguards.safeguards_on(clinic)
    decide(clinic, number)
    assert Safeguard.BACKUP_REMINDER not in safeguards.safeguards_on(clinic)
    safeguards.put_on(clinic, Safeguard.BACKUP_REMINDER)
    assert safeguards.safeguards_on(clinic) == frozenset(Safeguard)


def test_that_a_request_is_decided_once(clinic):
    number = ask(clinic, KINDS.PURGE_CHART, patient_id=a_patient(clinic))
    with signed_in(clinic, "eve.moss", Role.ADMINISTRATOR):
        approvals.decline_approval(clinic, number, "keep it")
        with pytest.raises(Invalid):
            approvals.approve(clinic, number)
    with pytest.raises(Invalid):
        approvals.withdraw_approval(clinic, number)


def test_that_only_who_asked_takes_a_request_back(clinic):
    number = ask(clinic, KINDS.PURGE_CHART, patient_id=a_patient(clinic))
    with signed_in(clinic, "eve.moss", Role.ADMINISTRATOR), pytest.raises(NotPermitted):
        approvals.withdraw_approval(clinic, number)
    approvals.withdraw_approval(clinic, number)
    assert approvals.list_approvals(clinic)[0].approval.state is ApprovalState.WITHDRAWN


def test_that_the_same_is_not_asked_twice(clinic):
    patient_id = a_patient(clinic)
    ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)
    with pytest.raises(Invalid):
        ask(clinic, KINDS.PURGE_CHART, patient_id=patient_id)


def test_that_a_request_takes_a_reason(clinic):
    with pytest.raises(Invalid):
        approvals.ask_approval(clinic, KINDS.PURGE_CHART, "no", patient_id=a_patient(clinic))
