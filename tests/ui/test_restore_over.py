"""Restoring over the open clinic: compared, asked twice, and the newer data kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from practice_desk.app.flow import Flow
from practice_desk.app.opening import Opened
from practice_desk.gui.pages.backup_page import BackupPage
from practice_desk.gui.pages.registry import APP_PAGES, BACKUP
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import backups
from practice_desk.services.patients import find_patients
from tests.factories import PASSPHRASE, MadeClinic, a_medication, a_patient
from tests.ui.contexts import inline_context

NUMBER = APP_PAGES.index(BACKUP) + 1


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    """A backup with one patient; two more came since."""
    a_patient(made.clinic)
    path = backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path
    for _ in range(2):
        a_medication(made.clinic, a_patient(made.clinic))
    return path


@pytest.fixture
def page(qtbot, clinic):
    page = BackupPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    return page


def texts(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_that_both_sides_are_shown_and_two_answers_are_needed(qtbot, page, made, backup):
    dialog = page.restore.restore_over()
    form = dialog.form
    assert not form.next_button.isEnabled()
    dialog.choose(backup)
    shown = texts(form.comparison)
    place = shown.index("Patients")
    assert shown[place : place + 3] == ["Patients", "3", "1"]
    assert form.newer.text.startswith("4 changes were made in this clinic since this backup")
    assert not form.restore_button.isVisible()
    form.next_button.click()
    assert "everybody sees this clinic as it was on" in form.last_word.text
    assert not form.restore_button.isEnabled()
    form.sure.click()
    with qtbot.waitSignal(page.clinic_wanted) as wanted:
        form.restore_button.click()
    assert wanted.args == [made.root]


def test_that_going_back_changes_nothing(page, made, backup):
    dialog = page.restore.restore_over()
    dialog.choose(backup)
    dialog.form.next_button.click()
    dialog.form.cancel_button.click()
    assert (made.root / "CURRENT").read_text().strip() == "000001"
    assert [path.name for path in (made.root / "generations").iterdir()] == ["000001"]
    assert list(made.clinic.folder.scratch.iterdir()) == []


def test_that_a_clinic_changed_since_the_comparison_is_compared_again(page, made, backup):
    dialog = page.restore.restore_over()
    dialog.choose(backup)
    dialog.ask_again()
    a_patient(made.clinic)
    dialog.form.sure.click()
    dialog.form.restore_button.click()
    assert "changed since both sides were compared" in dialog.form.problem.text()
    assert (made.root / "CURRENT").read_text().strip() == "000001"
    dialog.choose(backup)
    assert dialog.form.newer.text.startswith("5 changes")
    dialog.reject()


def test_that_a_damaged_backup_is_refused_and_another_can_be_chosen(page, backup, tmp_path):
    damaged = tmp_path / "damaged.pdbackup"
    damaged.write_bytes(backup.read_bytes()[:-1])
    dialog = page.restore.restore_over()
    dialog.choose(damaged)
    assert dialog.form.problem.text()
    assert not dialog.form.next_button.isEnabled()
    dialog.choose(backup)
    assert not dialog.form.problem.isVisible()
    assert dialog.form.next_button.isEnabled()
    dialog.reject()


def test_that_the_restored_clinic_is_unlocked_and_shown(qtbot, made, backup):
    flow = Flow(InlineTasks())
    flow.enter(Opened(made.clinic, "Harbor Street Clinic", made.root))
    window = flow.window
    assert window is not None
    window.show_page(NUMBER)
    page = window.pages[NUMBER]
    assert isinstance(page, BackupPage)
    dialog = page.restore.restore_over()
    dialog.choose(backup)
    dialog.ask_again()
    dialog.form.sure.click()
    dialog.form.restore_button.click()
    assert flow.window is None
    unlock = flow.unlock
    assert unlock is not None
    unlock.form.secret.setText(PASSPHRASE)
    unlock.form.unlock_button.click()
    qtbot.waitUntil(lambda: flow.window is not None)
    assert flow.window is not None
    clinic = flow.window.context.clinic
    assert clinic is not made.clinic
    assert len(find_patients(clinic, "")) == 1
    assert clinic.doubts == ()
    assert (made.root / "generations" / "000001" / "clinic.db").is_file()
    flow.shut_down()
    flow.deleteLater()
