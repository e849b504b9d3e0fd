"""From nothing to an open clinic, locked and unlocked again, with the real windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.flow import Flow
from practice_desk.gui.dialogs.create_clinic_dialog import CreateClinicDialog
from practice_desk.gui.dialogs.new_passphrase_dialog import NewPassphraseDialog
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.recovery_sheet_dialog import RecoverySheetDialog
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services.start_up import open_clinic
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_patient, make_clinic


@pytest.fixture
def flow(look: object, qtbot: QtBot) -> Iterator[Flow]:
    """A started application without windows yet."""
    result = Flow(InlineTasks(), profile=CHEAP)
    yield result
    for window in (result.unlock, result.window, result.set_up and result.set_up.dialog):
        if window is not None:
            qtbot.addWidget(window)
    result.shut_down()


@pytest.fixture
def closed(tmp_path: Path) -> MadeClinic:
    """A clinic on disk with one patient, closed."""
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    made.clinic.close()
    return made


def unlock(flow: Flow, secret: str, *, recovery: bool = False) -> None:
    """Type *secret* into the unlock window and press the button."""
    assert flow.unlock is not None
    if recovery:
        flow.unlock.use_recovery_code(True)
    flow.unlock.form.secret.setText(secret)
    flow.unlock.form.unlock_button.click()


def create_clinic(flow: Flow, folder: Path) -> RecoverySheetDialog:
    """Create a clinic and return the window with its recovery code."""
    flow.start(None)
    assert flow.set_up is not None
    flow.set_up.dialog.create_button.click()
    create = flow.set_up.create
    assert isinstance(create, CreateClinicDialog)
    form = create.form
    form.name.setText("Harbor Street Clinic")
    form.folder.setText(str(folder))
    form.next_button.click()
    form.given_name.setText("Ana")
    form.family_name.setText("Berg")
    form.user_name.setText(USER)
    form.passphrase.setText(PASSPHRASE)
    form.passphrase_again.setText(PASSPHRASE)
    form.next_button.click()
    assert not create.isVisible()
    sheet = flow.set_up.sheet
    assert sheet is not None
    assert sheet.isVisible()
    return sheet


def test_that_a_clinic_is_created_its_sheet_tried_and_opened(flow: Flow, tmp_path: Path):
    dialog = create_clinic(flow, tmp_path / "new clinic")
    sheet = tmp_path / "sheet.pdf"
    dialog.save_sheet(sheet)
    assert sheet.read_bytes().startswith(b"%PDF")
    line = dialog.form.code.text().splitlines()[dialog.asked]
    dialog.form.next_button.click()
    dialog.form.line.setText(line)
    dialog.form.next_button.click()

    assert flow.window is not None
    assert flow.window.isVisible()
    assert "Harbor Street Clinic" in flow.window.windowTitle()
    assert paths.last_clinic() == tmp_path / "new clinic"
    assert not flow.window.reminder.isVisible()


def test_that_a_sheet_left_for_later_is_reminded_of_until_it_was_tried(flow: Flow, tmp_path: Path):
    dialog = create_clinic(flow, tmp_path / "new clinic")
    code = "".join(dialog.form.code.text().split())
    dialog.form.next_button.click()
    dialog.form.later_button.click()
    window = flow.window
    assert window is not None
    assert window.reminder.isVisible()
    window.reminder.later_button.click()
    assert not window.reminder.isVisible()
    window.lock_wanted.emit()
    unlock(flow, PASSPHRASE)
    assert window.reminder.isVisible()

    window.reminder.try_button.click()
    page = window.pages[window.page]
    assert isinstance(page, SettingsPage)
    assert page.recovery is not None
    assert page.recovery.form.sheet_code.isVisible()
    page.recovery.form.sheet_code.setText(code)
    page.recovery.form.try_button.click()
    assert "Last tried" in page.recovery.form.status.text()
    assert not window.reminder.isVisible()


def test_that_the_right_passphrase_opens_the_patient_list(flow: Flow, closed: MadeClinic):
    flow.start(closed.root)
    unlock(flow, PASSPHRASE)
    assert flow.window is not None
    assert flow.window.patients.model.rowCount() == 1
    assert "Dąbrowski" not in flow.window.windowTitle()


def test_that_a_wrong_passphrase_is_said_inline_and_may_be_corrected(
    flow: Flow, closed: MadeClinic
):
    flow.start(closed.root)
    unlock(flow, "not the passphrase")
    assert flow.window is None
    assert flow.unlock is not None
    assert "does not open this clinic" in flow.unlock.form.problem.text()
    unlock(flow, PASSPHRASE)
    assert flow.window is not None


def test_that_a_second_instance_gets_a_sentence(flow: Flow, closed: MadeClinic):
    first = open_clinic(closed.root, USER, PASSPHRASE)
    try:
        flow.start(closed.root)
        unlock(flow, PASSPHRASE)
        assert flow.unlock is not None
        assert "already open in another Practice Desk" in flow.unlock.form.problem.text()
    finally:
        first.close()


def test_that_the_recovery_code_opens_and_a_new_passphrase_is_set(
    flow: Flow, closed: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "practice_desk.services.accounts.reset_passphrase.__kwdefaults__", {"profile": CHEAP}
    )
    flow.start(closed.root)
    unlock(flow, closed.recovery_code, recovery=True)
    assert flow.window is not None
    dialog = flow.window.findChild(NewPassphraseDialog)
    assert dialog is not None
    dialog.form.passphrase.setText("seven quiet lamps glow")
    dialog.form.passphrase_again.setText("seven quiet lamps glow")
    dialog.form.save_button.click()
    flow.window.close()
    open_clinic(closed.root, USER, "seven quiet lamps glow").close()


def test_that_the_lock_lets_go_of_the_clinic_and_the_same_person_comes_back(
    flow: Flow, closed: MadeClinic
):
    flow.start(closed.root)
    unlock(flow, PASSPHRASE)
    window = flow.window
    assert window is not None
    window.open_patient(1)
    window.new_patient()
    typing = window.findChild(PatientDialog)
    assert typing is not None
    typing.form.family_name.setText("Half typed")

    window.rail.lock.click()
    assert not window.isVisible()
    assert not typing.isVisible()
    assert not window.context.is_open
    open_clinic(closed.root, USER, PASSPHRASE).close()  # the writer lock was given back

    unlock(flow, PASSPHRASE)
    assert window.isVisible()
    assert typing.isVisible()
    assert typing.form.family_name.text() == "Half typed"
    assert window.chart.patient_id == 1
