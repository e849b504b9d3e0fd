"""Planned backups while the program is open, and the one before it closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from practice_desk.app.flow import Flow
from practice_desk.app.opening import Opened
from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm
from practice_desk.domain.errors import DiskFull
from practice_desk.gui.backup_schedule import BackupSchedule
from practice_desk.gui.dialogs import closing_backup_dialog
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import planned_backups
from practice_desk.services.backup_plans import save_backup_plan
from practice_desk.services.planned_backups import run_backup_plan
from tests.factories import a_patient, make_clinic
from tests.ui.contexts import inline_context
from tests.ui.shell import open_window

EVENING = datetime(2027, 3, 3, 20, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    """A clock to set: `clock[0]`."""
    return [EVENING]


@pytest.fixture
def made(tmp_path, clock):
    result = make_clinic(tmp_path, clock=lambda: clock[0])
    yield result
    result.clinic.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def context(look, made):
    return inline_context(made.clinic)


def plan(made, stick, rhythm=BackupRhythm.DAILY) -> None:
    save_backup_plan(made.clinic, BackupPlan(rhythm, str(stick)))


def count(stick: Path) -> int:
    return len(list(stick.glob("*.pdbackup")))


def test_that_a_missed_backup_is_caught_up_once_and_the_next_day_made(context, made, stick, clock):
    plan(made, stick)
    schedule = BackupSchedule(context)
    schedule.look()
    schedule.look()
    assert count(stick) == 1
    clock[0] += timedelta(days=1)
    schedule.look()
    assert count(stick) == 2


def test_that_a_plan_for_each_close_is_looked_at_once_when_it_was_missed(context, made, stick):
    plan(made, stick, BackupRhythm.EACH_CLOSE)
    schedule = BackupSchedule(context)
    schedule.look()
    assert count(stick) == 1
    a_patient(made.clinic)
    schedule.look()
    assert count(stick) == 1


def test_that_a_missing_stick_is_asked_for_once_and_used_as_soon_as_it_is_there(
    qtbot, context, made, stick
):
    plan(made, stick)
    stick.rmdir()
    schedule = BackupSchedule(context)
    schedule.look()
    assert "The planned backup was not made. The folder for backups" in context.messages.text
    context.messages.clear()
    schedule.look()
    assert context.messages.text == ""
    stick.mkdir()
    schedule.look()
    assert count(stick) == 1


def test_that_a_full_stick_is_tried_again_in_an_hour_and_not_before(
    context, made, stick, clock, monkeypatch
):
    plan(made, stick)
    tries = []

    def full(*_):
        tries.append(clock[0])
        raise DiskFull("The stick or disk for backups is full.")

    with monkeypatch.context() as failing:
        failing.setattr(planned_backups, "run_backup_plan", full)
        schedule = BackupSchedule(context)
        for _ in range(3):
            schedule.look()
        assert len(tries) == 1
    clock[0] += timedelta(minutes=61)
    schedule.look()
    assert count(stick) == 1


def test_that_nothing_is_tried_while_the_clinic_is_locked(context, made, stick):
    plan(made, stick)
    schedule = BackupSchedule(context)
    context.lock()
    schedule.look()
    assert count(stick) == 0


def test_that_the_message_leads_to_the_page(qtbot, made, stick):
    plan(made, stick)
    stick.rmdir()
    window = open_window(qtbot, made.clinic)
    window.settle()
    window.messages.findChild(QPushButton, "message_action").click()
    assert type(window.pages[window.page]).__name__ == "BackupPage"


@pytest.fixture
def flow(qtbot, made, monkeypatch):
    """The flow with its main window up; `quits` counts how often the program ended."""
    flow = Flow(InlineTasks())
    flow.quits = []
    monkeypatch.setattr(QApplication, "quit", lambda: flow.quits.append(True))
    flow.enter(Opened(made.clinic, "Harbor Street Clinic", made.root))
    yield flow
    flow.deleteLater()


def test_that_closing_backs_up_first_and_then_ends(flow, made, stick):
    plan(made, stick, BackupRhythm.EACH_CLOSE)
    a_patient(made.clinic)
    flow.window.close()
    assert count(stick) == 1
    assert flow.quits == [True]


def test_that_closing_with_nothing_new_ends_at_once(flow, made, stick):
    plan(made, stick, BackupRhythm.EACH_CLOSE)
    run_backup_plan(made.clinic)
    flow.window.close()
    assert count(stick) == 1
    assert flow.quits == [True]


def test_that_closing_without_the_stick_says_why_and_what_skipping_means(flow, made, stick):
    plan(made, stick, BackupRhythm.EACH_CLOSE)
    a_patient(made.clinic)
    stick.rmdir()
    flow.window.close()
    assert flow.quits == []
    form = flow.closing_backup.dialog.form
    assert "not there" in form.result.text
    assert "is made the next time Practice Desk is opened" in form.skip_hint.text()
    stick.mkdir()
    form.again_button.click()
    assert count(stick) == 1
    assert flow.quits == [True]


def test_that_a_backup_at_closing_can_be_skipped(flow, made, stick, monkeypatch):
    plan(made, stick, BackupRhythm.EACH_CLOSE)
    a_patient(made.clinic)

    def skipped(clinic, progress):
        flow.closing_backup.dialog.form.skip_button.click()
        progress(1, 100, "Writing the backup")
        pytest.fail("it was not stopped")

    monkeypatch.setattr(closing_backup_dialog, "run_backup_plan", skipped)
    flow.window.close()
    assert flow.quits == [True]
    assert count(stick) == 0
