"""Planning backups in the window: the plan, the backups' own passphrase, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm, KeepRule
from practice_desk.gui.pages.backup_page import BackupPage
from practice_desk.services.backup_plans import backup_plan, save_backup_plan
from practice_desk.services.backups import check_backup_keyless
from practice_desk.services.restore_drills import last_drill
from tests.factories import PASSPHRASE
from tests.ui.contexts import inline_context

OWN = "seven copper kettles sing at dusk"


@pytest.fixture
def page(qtbot, clinic):
    return shown(qtbot, clinic)


def shown(qtbot, clinic) -> BackupPage:
    page = BackupPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    return page


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def choose(combo, text: str) -> None:
    combo.setCurrentIndex(combo.findText(text))


def test_that_a_plan_is_made_shown_and_followed(page, clinic, stick):
    assert "No backups are planned" in page.plan.plan.text()
    page.plan.change_button.click()
    dialog = page.plan.change_plan()
    form = dialog.form
    choose(form.rhythm, "Every week")
    choose(form.weekday, "Wednesday")
    form.folder.setText(str(stick))
    form.days.setValue(3)
    form.months.setValue(0)
    form.save_button.click()
    plan = BackupPlan(BackupRhythm.WEEKLY, str(stick), time(17, 30), 2, KeepRule(3, 8, 0))
    assert backup_plan(clinic) == plan
    told = page.plan.plan.text()
    assert told.startswith(f"Every Wednesday at 5:30 PM, to {stick}.")
    assert "all of the last 3 days, one a week for 8 weeks;" in told
    page.back_up()
    assert len(list(stick.glob("*.pdbackup"))) == 1
    assert "(today)" in page.last.text


def test_that_a_plan_without_a_folder_is_refused_at_the_field(page, clinic):
    dialog = page.plan.change_plan()
    choose(dialog.form.rhythm, "Every day")
    dialog.form.save_button.click()
    assert dialog.problems.sentence("folder")
    assert dialog.isVisible()
    assert backup_plan(clinic) == BackupPlan()
    dialog.form.cancel_button.click()


def test_that_day_and_time_are_asked_only_where_they_count(page):
    form = page.plan.change_plan().form
    for words, at, weekday in (
        ("Only when somebody asks", False, False),
        ("Each time Practice Desk is closed", False, False),
        ("Every day", True, False),
        ("Every week", True, True),
    ):
        choose(form.rhythm, words)
        assert (form.at.isEnabled(), form.weekday.isEnabled()) == (at, weekday)


def test_that_backups_get_a_passphrase_of_their_own_and_lose_it_again(page, stick):
    page.use_folder(str(stick))
    dialog = page.plan.change_passphrase()
    assert not dialog.form.drop_button.isVisible()
    dialog.form.passphrase.setText(OWN)
    dialog.form.passphrase_again.setText("something else entirely")
    dialog.form.save_button.click()
    assert dialog.problems.sentence("passphrase_again")
    dialog.form.passphrase_again.setText(OWN)
    dialog.form.save_button.click()
    assert "their own passphrase" in page.plan.secret.text()
    page.back_up()
    (backup,) = stick.iterdir()
    assert check_backup_keyless(backup).has_own_passphrase

    tried = page.drill.try_another()
    tried.choose(backup)
    assert tried.form.backup_label.text().endswith("It opens with its own passphrase.")
    tried.form.passphrase.setText(PASSPHRASE)
    tried.form.start_button.click()
    assert "does not open" in tried.form.problem.text()
    tried.form.passphrase.setText(OWN)
    tried.form.start_button.click()
    assert "no difference" in tried.form.result.text()
    tried.reject()

    dialog = page.plan.change_passphrase()
    dialog.form.drop_button.click()
    assert "anybody's account" in page.plan.secret.text()


def test_that_a_drill_is_held_by_one_button_and_dated(page, clinic, stick):
    assert not page.drill.drill_button.isEnabled()
    page.use_folder(str(stick))
    page.back_up()
    page.drill.drill_button.click()
    assert "no difference" in page.drill.last.text
    assert "(today)" in page.drill.last.text
    assert last_drill(clinic) is not None


def test_that_others_see_the_plan_and_are_not_offered_to_change_it(qtbot, clinic, stick):
    save_backup_plan(clinic, BackupPlan(BackupRhythm.DAILY, str(stick)))
    roles = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK})
    clinic.session = replace(clinic.session, roles=roles)
    page = shown(qtbot, clinic)
    assert page.plan.plan.text().startswith("Every day")
    for button in (
        page.plan.change_button,
        page.plan.passphrase_button,
        page.restore.over_button,
    ):
        assert not button.isVisible()
    assert page.restore.restore_button.isVisible()
