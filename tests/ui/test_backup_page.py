"""Backing up, verifying, restoring and checking, as a person does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.gui.dialogs.backup_dialogs import RestoreDialog, VerifyBackupDialog
from practice_desk.gui.pages.backup_page import BackupPage
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services.imports import import_files
from practice_desk.services.patients import find_patients
from practice_desk.services.start_up import open_clinic
from tests import fhir_samples
from tests.factories import PASSPHRASE, USER, MadeClinic, a_patient
from tests.ui.contexts import inline_context


@pytest.fixture
def page(qtbot, clinic):
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


def test_that_a_backup_is_made_verified_restored_and_unlocked(qtbot, page, made, stick, tmp_path):
    a_patient(made.clinic)
    assert "never been backed up" in page.last.text
    page.use_folder(str(stick))
    page.backup_button.click()
    assert page.backup_result.text.startswith("Backed up and read back: ")
    assert "(today)" in page.last.text
    (backup,) = stick.iterdir()

    verify = page.drill.try_another()
    verify.choose(backup)
    assert verify.form.backup_label.text().endswith("undamaged.")
    verify.form.by_recovery_code.setChecked(True)
    verify.form.recovery_code.setText(made.recovery_code.lower())
    verify.form.start_button.click()
    assert verify.form.result.text().startswith("This backup is whole.")
    verify.reject()

    restore = page.restore.restore()
    restore.choose(backup)
    restore.form.passphrase.setText(PASSPHRASE)
    restore.form.target.setText(str(tmp_path / "restored"))
    restore.form.start_button.click()
    assert restore.form.result.text().startswith("Restored and checked: ")
    with qtbot.waitSignal(page.clinic_wanted) as wanted:
        restore.form.open_button.click()
    assert wanted.args == [tmp_path / "restored"]
    clinic = open_clinic(tmp_path / "restored", USER, PASSPHRASE)
    assert len(find_patients(clinic, "dabrowski")) == 1
    clinic.close()


@pytest.fixture
def backup(made: MadeClinic, page, stick) -> Path:
    page.use_folder(str(stick))
    page.back_up()
    return next(iter(stick.iterdir()))


def test_that_restoring_needs_no_open_clinic_and_survives_a_wrong_passphrase(
    qtbot, made, backup, tmp_path
):
    made.clinic.close()
    dialog = RestoreDialog(InlineTasks())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.choose(backup)
    target = tmp_path / "restored"
    dialog.form.target.setText(str(target))
    dialog.form.passphrase.setText("not the passphrase")
    dialog.form.start_button.click()
    assert "does not open" in dialog.form.problem.text()
    assert not target.exists()
    dialog.form.passphrase.setText(PASSPHRASE)
    dialog.form.start_button.click()
    assert (target / "CURRENT").is_file()
    assert dialog.form.passphrase.text() == ""


def test_that_a_used_folder_is_refused(qtbot, backup, made):
    dialog = RestoreDialog(InlineTasks())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.choose(backup)
    dialog.form.passphrase.setText(PASSPHRASE)
    dialog.form.target.setText(str(made.root))
    dialog.form.start_button.click()
    assert "not an empty folder" in dialog.form.problem.text()
    assert dialog.form.target.text() == str(made.root)


def test_that_a_damaged_backup_is_named_before_any_secret_is_asked(qtbot, backup):
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    dialog = VerifyBackupDialog(InlineTasks())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.choose(backup)
    assert dialog.form.problem.text()
    assert not dialog.form.secret_area.isVisible()
    assert not dialog.form.start_button.isEnabled()


def test_that_an_empty_passphrase_is_asked_for_at_its_field(qtbot, backup):
    dialog = VerifyBackupDialog(InlineTasks())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.choose(backup)
    dialog.form.start_button.click()
    assert dialog.problems.sentence("passphrase")


def test_that_a_stick_that_is_gone_is_said_to_be(page, stick):
    page.use_folder(str(stick))
    stick.rmdir()
    page.back_up()
    assert "not there" in page.backup_result.text
    assert page.backup_button.isEnabled()
    assert not list(stick.parent.glob("*.pdbackup"))
    assert "never been backed up" in page.last.text


def test_that_a_sound_clinic_is_found_so(page):
    page.check.button.click()
    assert page.check.result.text.startswith("Nothing wrong was found in ")
    assert not page.check.findings.isVisible()


def test_that_a_lost_document_is_found_by_the_check(page, clinic, tmp_path):
    import_files(clinic, [fhir_samples.write(tmp_path / "a.json", fhir_samples.everything())])
    (name,) = clinic.store.documents.names()
    clinic.store.documents.path(name).unlink()
    page.check.button.click()
    assert "1 thing is wrong" in page.check.result.text
    assert "missing" in page.check.findings.text()
