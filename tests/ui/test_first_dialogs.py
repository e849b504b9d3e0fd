"""The windows before a clinic is open: unlock, welcome, create a clinic; and the one for bugs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QToolButton

from practice_desk.domain.errors import ClinicExists, ClinicMissing, WrongPassphrase
from practice_desk.gui.dialogs.crash_dialog import CrashDialog
from practice_desk.gui.dialogs.create_clinic_dialog import (
    CLINIC_STEP,
    PERSON_STEP,
    CreateClinicDialog,
)
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.gui.dialogs.welcome_dialog import WelcomeDialog
from practice_desk.gui.tasks import InlineTasks

PASSPHRASE = "quiet  river stones and rain "
CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789-0A1B"
HEAVY = ("sqlalchemy", "alembic", "cryptography", "argon2", "keyring", "reportlab", "yaml")


@pytest.fixture
def unlock(qtbot):
    dialog = UnlockDialog()
    qtbot.addWidget(dialog)
    dialog.show_clinic("Riverside", Path("/clinics/riverside"), ("ana.berg", "li.wei"), "li.wei")
    dialog.open()
    return dialog


@pytest.fixture
def create(qtbot, tmp_path):
    dialog = CreateClinicDialog(InlineTasks(), home=tmp_path)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_that_the_unlock_window_imports_nothing_heavy():
    program = (
        "import sys, practice_desk.gui.theme, practice_desk.gui.dialogs.unlock_dialog\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_that_the_passphrase_is_asked_for_exactly_as_typed(unlock, qtbot):
    assert not unlock.form.unlock_button.isEnabled()
    qtbot.keyClicks(unlock.form.secret, PASSPHRASE)
    with qtbot.waitSignal(unlock.unlock_requested) as asked:
        qtbot.keyClick(unlock.form.secret, Qt.Key.Key_Return)
    assert asked.args == ["li.wei", PASSPHRASE, False]


def test_that_the_recovery_code_takes_the_place_of_the_passphrase(unlock, qtbot):
    qtbot.keyClicks(unlock.form.secret, "half a pass")
    assert unlock.form.switch_button.text().replace("&", "") == "Use the recovery code"
    unlock.form.switch_button.click()
    assert unlock.form.secret.text() == ""
    assert unlock.form.secret_label.text() == "&Recovery code"
    qtbot.keyClicks(unlock.form.secret, CODE)
    with qtbot.waitSignal(unlock.unlock_requested) as asked:
        unlock.form.unlock_button.click()
    assert asked.args == ["li.wei", CODE, True]


def test_that_nothing_can_be_asked_twice_while_the_key_is_derived(unlock, qtbot):
    qtbot.keyClicks(unlock.form.secret, PASSPHRASE)
    unlock.set_busy(True)
    assert unlock.form.progress.isVisible()
    with qtbot.assertNotEmitted(unlock.unlock_requested):
        qtbot.keyClick(unlock, Qt.Key.Key_Return)


def test_that_a_refusal_says_why_and_keeps_what_was_typed(unlock, qtbot):
    qtbot.keyClicks(unlock.form.secret, PASSPHRASE)
    unlock.set_busy(True)
    unlock.show_error(WrongPassphrase())
    assert unlock.form.problem_frame.isVisible()
    assert "does not open this clinic" in unlock.form.problem.text()
    assert unlock.form.secret.selectedText()
    assert unlock.form.unlock_button.isEnabled()


def test_that_the_secret_goes_with_the_dialog(unlock, qtbot):
    qtbot.keyClicks(unlock.form.secret, PASSPHRASE)
    unlock.accept()
    assert unlock.form.secret.text() == ""


def test_that_the_passphrase_can_be_looked_at_and_hides_again(unlock, qtbot):
    secret = unlock.form.secret
    qtbot.keyClicks(secret, PASSPHRASE)
    qtbot.mouseClick(secret.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert secret.displayText() == PASSPHRASE
    unlock.hide()
    assert secret.displayText() != PASSPHRASE


@pytest.mark.parametrize("choice", ["create", "open", "restore", "demo"])
def test_that_each_welcome_choice_is_told(qtbot, choice):
    dialog = WelcomeDialog()
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(getattr(dialog, f"{choice}_requested")):
        getattr(dialog, f"{choice}_button").click()
    dialog.show_error(ClinicMissing("This folder holds no clinic."))
    assert dialog.problem.startswith("This folder holds no clinic. Choose")


def test_that_a_clinic_is_asked_for_in_two_steps(create, qtbot, tmp_path):
    form = create.form
    qtbot.keyClicks(form.name, "Riverside Health")
    qtbot.keyClicks(form.phone, "555 010 0100")
    form.next_button.click()
    assert create.step == PERSON_STEP
    qtbot.keyClicks(form.given_name, "Ana")
    qtbot.keyClicks(form.family_name, "Berg")
    assert form.user_name.text() == "ana.berg"
    qtbot.keyClicks(form.passphrase, PASSPHRASE)
    qtbot.keyClicks(form.passphrase_again, PASSPHRASE)
    with qtbot.waitSignal(create.create_requested) as asked:
        form.next_button.click()
    folder, fields = asked.args
    assert folder == tmp_path / "Riverside Health"
    assert (fields.clinic.name, fields.clinic.phone) == ("Riverside Health", "555 010 0100")
    assert (fields.user_name, fields.passphrase) == ("ana.berg", PASSPHRASE)
    assert not folder.exists()

    create.set_busy(True)
    assert not form.next_button.isEnabled()
    create.made()
    assert create.result() == QDialog.DialogCode.Accepted
    assert form.passphrase.text() == form.passphrase_again.text() == ""


def test_that_problems_stand_at_their_fields_and_nothing_is_asked(create, qtbot):
    with qtbot.assertNotEmitted(create.create_requested):
        create.form.next_button.click()
        assert create.step == CLINIC_STEP
        assert create.form.name.property("invalid") is True
        qtbot.keyClicks(create.form.name, "Riverside")
        create.form.next_button.click()
        qtbot.keyClicks(create.form.passphrase, "short")
        create.form.next_button.click()
    assert create.step == PERSON_STEP
    for field in (create.form.family_name, create.form.user_name, create.form.passphrase):
        assert field.property("invalid") is True


def test_that_a_folder_in_use_leads_back_to_the_folder(create, qtbot):
    qtbot.keyClicks(create.form.name, "Riverside")
    create.form.next_button.click()
    create.set_busy(True)
    create.show_error(ClinicExists("The folder for the new clinic is not empty."))
    assert create.step == CLINIC_STEP
    assert create.form.folder.hasFocus()
    assert create.form.problem.text().endswith("Choose an empty folder or a new name.")
    assert create.form.name.text() == "Riverside"


def test_that_a_folder_typed_by_hand_stays_and_a_chosen_one_is_the_parent(create, qtbot, tmp_path):
    qtbot.keyClicks(create.form.name, "Riverside")
    create.form.choose_button.click()
    chooser = create.findChild(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "stick"))
    chooser.close()
    assert create.form.folder.text() == str(tmp_path / "stick" / "Riverside")
    create.form.folder.clear()
    qtbot.keyClicks(create.form.folder, "/mine")
    qtbot.keyClicks(create.form.name, " Health")
    assert create.form.folder.text() == "/mine"


def test_that_the_dialog_does_not_close_while_the_clinic_is_made(create, qtbot):
    create.set_busy(True)
    qtbot.keyClick(create, Qt.Key.Key_Escape)
    assert create.isVisible()


def test_that_a_bug_is_shown_without_what_anybody_typed(qtbot):
    dialog = CrashDialog()
    qtbot.addWidget(dialog)
    try:
        {"Robert'); DROP TABLE--": 1}["Łukasz Dąbrowski"]
    except KeyError as error:
        dialog.show_crash(error)
    report = dialog.report.toPlainText()
    assert "builtins.KeyError" in report
    assert "test_that_a_bug_is_shown_without_what_anybody_typed" in report
    assert "Łukasz" not in report
    assert "Robert" not in report
    assert str(Path.home()) not in report
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == report


def test_that_a_second_bug_joins_the_first_and_quitting_is_offered(qtbot):
    dialog = CrashDialog()
    qtbot.addWidget(dialog)
    dialog.show_crash(ValueError("secret"))
    dialog.show_crash(TypeError("secret"))
    report = dialog.report.toPlainText()
    assert report.index("TypeError") < report.index("ValueError")
    with qtbot.waitSignal(dialog.quit_requested):
        dialog.quit_button.click()
    assert not dialog.isVisible()
