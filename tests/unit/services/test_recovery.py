"""Trying the emergency sheet and making a new code."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import WrongPassphrase, WrongRecoveryCode
from practice_desk.domain.recovery import RecoverySheet
from practice_desk.services import recovery
from practice_desk.services.start_up import open_clinic, open_with_recovery_code
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, make_clinic

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path):
    result = make_clinic(tmp_path, clock=lambda: MORNING, sheet_tried=False)
    yield result
    result.clinic.close()


def test_that_a_new_clinics_sheet_waits_to_be_tried(made: MadeClinic):
    sheet = recovery.recovery_status(made.clinic)
    assert sheet == RecoverySheet(made_at=MORNING)
    assert not sheet.is_tested


def test_that_the_right_code_is_noted_with_its_date_and_person(made: MadeClinic):
    typed = made.recovery_code.lower().replace("-", " ")
    sheet = recovery.try_recovery_code(made.clinic, typed)
    assert sheet == RecoverySheet(MORNING, MORNING, USER)
    assert recovery.recovery_status(made.clinic) == sheet


@pytest.mark.parametrize(
    "typed",
    ["", "ABCD-EFGH", RecoveryCode.generate().text],
    ids=["nothing", "too short", "another code"],
)
def test_that_a_wrong_code_is_refused_and_nothing_noted(made: MadeClinic, typed: str):
    with pytest.raises(WrongRecoveryCode):
        recovery.try_recovery_code(made.clinic, typed)
    assert not recovery.recovery_status(made.clinic).is_tested


def test_that_a_new_code_ends_the_old_sheet_and_waits_to_be_tried(made: MadeClinic):
    recovery.try_recovery_code(made.clinic, made.recovery_code)
    code = recovery.renew_recovery_code(made.clinic, PASSPHRASE, profile=CHEAP)
    assert not recovery.recovery_status(made.clinic).is_tested
    with pytest.raises(WrongRecoveryCode):
        recovery.try_recovery_code(made.clinic, made.recovery_code)
    assert recovery.try_recovery_code(made.clinic, code).is_tested
    made.clinic.close()
    with pytest.raises(WrongRecoveryCode):
        open_with_recovery_code(made.root, USER, made.recovery_code)
    open_with_recovery_code(made.root, USER, code).close()
    open_clinic(made.root, USER, PASSPHRASE).close()


def test_that_a_new_code_needs_the_passphrase(made: MadeClinic):
    with pytest.raises(WrongPassphrase):
        recovery.renew_recovery_code(made.clinic, "not the passphrase", profile=CHEAP)
    assert recovery.try_recovery_code(made.clinic, made.recovery_code).is_tested


def test_that_unlocking_with_the_code_has_tried_the_sheet(made: MadeClinic):
    made.clinic.close()
    clinic = open_with_recovery_code(made.root, USER, made.recovery_code, clock=lambda: MORNING)
    assert recovery.recovery_status(clinic).tested_at == MORNING
    clinic.close()


def test_that_groups_typed_back_at_set_up_count(made: MadeClinic):
    assert recovery.confirm_sheet(made.clinic).tested_by == USER


def test_that_the_code_is_nowhere_in_the_clinic(made: MadeClinic):
    code = recovery.renew_recovery_code(made.clinic, PASSPHRASE, profile=CHEAP)
    recovery.try_recovery_code(made.clinic, code)
    with made.clinic.store.read() as work:
        rows = work.connection.execute(select(AUDIT_EVENT.c.detail)).scalars().all()
    made.clinic.close()
    stored = b"".join(path.read_bytes() for path in made.root.rglob("*.json"))
    told = "".join(rows)
    for part in (code[:9], code[:9].replace("-", ""), code[-9:], code[-9:].replace("-", "")):
        assert part.encode() not in stored
        assert part not in told
