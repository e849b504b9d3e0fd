"""Backups by the plan: due, made, and the old ones let go of, never one too many."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm, KeepRule
from practice_desk.domain.errors import Invalid, StorageFailed
from practice_desk.domain.permission import Operation
from practice_desk.services import backups
from practice_desk.services.backup_generations import backups_in, forget_old
from practice_desk.services.backup_plans import backup_plan, save_backup_plan
from practice_desk.services.backup_standing import NO_CHANGE, backup_state
from practice_desk.services.planned_backups import run_backup_plan
from practice_desk.services.restore_drills import hold_drill
from tests.factories import MadeClinic, a_patient, make_clinic

NOW = datetime(2027, 3, 3, 18, 0, tzinfo=UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def made(tmp_path: Path, clock: Clock):
    """An open clinic with a clock to set."""
    result = make_clinic(tmp_path, clock=clock)
    yield result
    result.clinic.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def _plan(made: MadeClinic, stick: Path, rhythm: BackupRhythm = BackupRhythm.DAILY) -> None:
    save_backup_plan(made.clinic, BackupPlan(rhythm, str(stick), keep=KeepRule(2, 0, 0)))


def test_that_a_plan_comes_back_as_it_was_saved(made, stick):
    assert backup_plan(made.clinic) == BackupPlan()
    plan = BackupPlan(BackupRhythm.WEEKLY, str(stick), weekday=2, keep=KeepRule(3, 4, 5))
    save_backup_plan(made.clinic, plan)
    assert backup_plan(made.clinic) == plan
    with pytest.raises(Invalid):
        save_backup_plan(made.clinic, BackupPlan(BackupRhythm.DAILY, "  "))
    assert backup_plan(made.clinic) == plan


def test_that_the_state_tells_what_is_due_and_what_changed_since(made, stick, clock):
    _plan(made, stick)
    assert backup_state(made.clinic).due
    run_backup_plan(made.clinic)
    state = backup_state(made.clinic)
    assert (state.due, state.changes) == (False, 0)
    a_patient(made.clinic)
    clock.now += timedelta(days=1)
    state = backup_state(made.clinic)
    assert (state.due, state.changes) == (True, 1)


def test_that_a_plan_for_each_close_counts_changes_and_not_looks(made, stick):
    _plan(made, stick, BackupRhythm.EACH_CLOSE)
    run_backup_plan(made.clinic)
    backup_state(made.clinic)
    assert not backup_state(made.clinic).due
    a_patient(made.clinic)
    assert backup_state(made.clinic).due


def test_that_nothing_that_only_looks_asks_for_a_backup():
    looks = {op for op in Operation if op.name.startswith(("VIEW_", "LIST_", "VERIFY_"))}
    assert looks <= NO_CHANGE


def test_that_a_missing_stick_is_said_and_no_folder_made(made, stick):
    _plan(made, stick)
    stick.rmdir()
    with pytest.raises(StorageFailed, match="not there"):
        run_backup_plan(made.clinic)
    assert not stick.exists()


def test_that_a_run_without_a_planned_folder_says_what_to_do(made):
    with pytest.raises(StorageFailed, match="No folder"):
        run_backup_plan(made.clinic)


def test_that_old_backups_go_after_a_new_one_is_proven(made, stick, clock):
    _plan(made, stick)
    names = []
    for day in range(5):
        clock.now = NOW + timedelta(days=day)
        names.append(run_backup_plan(made.clinic).report.path.name)
    clock.now = NOW + timedelta(days=5)
    last = run_backup_plan(made.clinic)
    assert last.forgotten == (names[3],)
    assert [backup.path.name for backup in backups_in(made.clinic, stick)] == [
        last.report.path.name,
        names[4],
    ]


def test_that_only_this_clinics_own_dated_and_readable_backups_go(made, stick, clock, tmp_path):
    _plan(made, stick)
    old = run_backup_plan(made.clinic).report.path
    named = stick / "before-the-move.pdbackup"
    shutil.copy(old, named)
    damaged = stick / "clinic-2020-01-01-000000.pdbackup"
    damaged.write_bytes(b"PDBKUP\r\n" + bytes(50))
    other = make_clinic(tmp_path, name="other", clock=lambda: NOW - timedelta(days=900))
    foreign = backups.create_backup(other.clinic, stick).path
    other.clinic.close()
    clock.now += timedelta(days=30)
    kept = backups.create_backup(made.clinic, stick).path
    assert forget_old(made.clinic, stick, KeepRule(1, 0, 0)) == (old.name,)
    left = {path.name for path in stick.iterdir()}
    assert left == {named.name, damaged.name, foreign.name, kept.name}


def test_that_a_backup_from_the_future_neither_goes_nor_makes_others_go(made, stick, clock):
    _plan(made, stick)
    clock.now = NOW + timedelta(days=4000)
    wrong_clock = backups.create_backup(made.clinic, stick).path
    clock.now = NOW
    run_backup_plan(made.clinic)
    clock.now += timedelta(hours=20)
    last = run_backup_plan(made.clinic)
    assert last.forgotten == ()
    assert wrong_clock.exists()
    assert len(backups_in(made.clinic, stick)) == 3


def test_that_the_last_verified_backup_and_the_one_last_restored_on_trial_stay(made, stick, clock):
    drilled = backups.create_backup(made.clinic, stick).path
    hold_drill(made.clinic, drilled)
    clock.now += timedelta(days=100)
    middle = backups.create_backup(made.clinic, stick).path
    clock.now += timedelta(days=100)
    verified = backups.create_backup(made.clinic, stick).path
    newer = stick / verified.name.replace("2027", "2028")
    clock.now += timedelta(days=100)
    backups.create_backup(made.clinic, newer)
    backups.create_backup(made.clinic, stick.parent / "elsewhere.pdbackup")
    assert forget_old(made.clinic, stick, KeepRule(1, 0, 0)) == (middle.name, verified.name)
    assert {path.name for path in stick.iterdir()} == {drilled.name, newer.name}


def test_that_what_a_pulled_stick_kept_goes_once_it_is_surely_abandoned(made, stick, clock):
    _plan(made, stick)
    abandoned = stick / "clinic-2026-01-01-000000.pdbackup.partial"
    others = stick / "somebody-elses.partial"
    for path in (abandoned, others):
        path.write_bytes(b"half")
        os.utime(path, (NOW.timestamp() - 90_000,) * 2)
    fresh = stick / "clinic-2027-03-03-180000.pdbackup.partial"
    fresh.write_bytes(b"half")
    os.utime(fresh, (NOW.timestamp() - 60,) * 2)
    run_backup_plan(made.clinic)
    assert not abandoned.exists()
    assert fresh.exists()
    assert others.exists()
