"""Today: what needs somebody is loud and leads to the thing itself; a quiet day is a good sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from practice_desk.domain.account import Role
from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm, Urgency
from practice_desk.domain.permission import Operation
from practice_desk.gui.pages import today_lines
from practice_desk.gui.pages.backup_page import BackupPage
from practice_desk.gui.pages.registry import APP_PAGES, TODAY
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.services import backups
from practice_desk.services.backup_history import LastBackup, remember_backup
from practice_desk.services.backup_plans import save_backup_plan
from practice_desk.services.planned_backups import run_backup_plan
from practice_desk.services.restore_drills import hold_drill
from tests.factories import a_patient
from tests.ui.shell import open_window

NUMBER = APP_PAGES.index(TODAY) + 1


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def window(qtbot, clinic):
    return open_window(qtbot, clinic)


def today(window) -> TodayPage:
    window.show_page(NUMBER)
    page = window.pages[NUMBER]
    assert isinstance(page, TodayPage)
    return page


def line_about(page: TodayPage, word: str):
    return next(line for line in page.lines if word in line.sentence)


def backed_up(clinic, days: int) -> None:
    """Let the newest backup be *days* old."""
    made_at = clinic.now() - timedelta(days=days)
    with clinic.writing(Operation.BACK_UP) as work:
        remember_backup(work, LastBackup(made_at, "/media/stick/a.pdbackup", 1000, 3))


def test_that_today_is_the_first_page_of_the_rail(window):
    buttons = window.rail.findChildren(type(window.rail.lock))
    pages = [each for each in buttons if each.isCheckable() and not each.isHidden()]
    shown = sorted(pages, key=lambda button: button.y())
    assert shown[0].accessibleName() == "Today"
    walked, last = [window.rail.finding], window.rail.lock
    while walked[-1] is not last:
        walked.append(walked[-1].nextInFocusChain())
    assert [each for each in walked if each in shown] == shown  # Tab goes down the rail


@pytest.mark.parametrize(
    ("days", "urgency", "waiting"),
    [
        (1, Urgency.CALM, 0),
        (3, Urgency.NOTICE, 0),
        (8, Urgency.CAUTION, 1),
        (15, Urgency.DANGER, 1),
    ],
)
def test_that_the_reminder_grows_louder(window, clinic, days, urgency, waiting):
    backed_up(clinic, days)
    window.settle()
    line = line_about(today(window), "acked up" if days == 1 else "verified backup")
    assert line.urgency is urgency
    name = window.rail.pages()[NUMBER].accessibleName()
    assert name == ("Today, 1 thing needs you" if waiting else "Today")
    assert window.rail.pages()[NUMBER].text().endswith("(1)") == bool(waiting)


def test_that_a_clinic_never_backed_up_is_in_danger_and_the_way_is_one_click(window):
    page = today(window)
    assert page.lines[0].urgency is Urgency.DANGER
    assert "never been backed up" in page.lines[0].sentence
    assert not [line.sentence for line in page.lines if line.urgency is Urgency.CALM]
    page.buttons[0].click()
    assert isinstance(window.pages[window.page], BackupPage)


def test_that_a_reminder_put_off_is_quiet_but_never_looks_in_order(window, monkeypatch):
    monkeypatch.setattr(today_lines, "safeguards_on", lambda clinic: frozenset())
    line = line_about(today(window), "backed up")
    assert line.urgency is Urgency.NOTICE
    assert line.detail.endswith("The reminder is put off.")


def test_that_a_quiet_day_is_a_good_sight(window, clinic, stick):
    save_backup_plan(clinic, BackupPlan(BackupRhythm.DAILY, str(stick)))
    made = run_backup_plan(clinic)
    hold_drill(clinic, made.report.path)
    page = today(window)
    assert page.well.isVisible()
    assert not page.needing.isVisible()
    assert page.buttons == []
    assert all(line.urgency is Urgency.CALM for line in page.lines)
    assert all(row.more is None for row in page.calm_groups.rows)  # there is nothing to hand on


def test_that_a_due_backup_asks_for_the_stick(window, clinic, stick):
    save_backup_plan(clinic, BackupPlan(BackupRhythm.EACH_CLOSE, str(stick)))
    run_backup_plan(clinic)
    a_patient(clinic)
    stick.rename(stick.with_name("elsewhere"))
    line = line_about(today(window), "acked up")
    assert line.urgency is Urgency.NOTICE
    assert "plug the stick in" in line.detail


def test_that_a_failed_drill_is_a_danger(window, clinic, stick):
    path = backups.create_backup(clinic, stick).path
    path.write_bytes(path.read_bytes()[:-5])
    page = BackupPage(window.context)
    page.refresh()
    page.drill.hold()
    assert "damaged" in page.drill.result.text
    line = line_about(today(window), "restore tried")
    assert line.urgency is Urgency.DANGER


def test_that_only_an_administrator_is_asked_for_a_plan(window, clinic):
    assert line_about(today(window), "No backups are planned")
    clinic.session = replace(clinic.session, roles=frozenset({Role.THERAPIST}))
    page = today(window)
    assert not any("planned" in line.sentence for line in page.lines)


def test_that_every_button_of_today_says_what_it_is_about(window):
    page = today(window)
    for button in page.findChildren(QPushButton):
        assert button.text()
    assert page.buttons[0].accessibleDescription() == page.lines[0].sentence
