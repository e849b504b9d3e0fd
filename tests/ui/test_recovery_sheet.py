"""The window of a new recovery code, and the settings where the sheet is tried and renewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.errors import LetterRefused
from practice_desk.gui.dialogs.recovery_sheet_dialog import SHEET, TEST, RecoverySheetDialog
from practice_desk.gui.models.recovery_view import code_lines
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.settings_tabs import RECOVERY
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import recovery
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import open_with_recovery_code
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic
from tests.ui.contexts import inline_context
from tests.ui.flows import started, unlock, window_of

CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789-0A1B"


def pdf() -> bytes:
    return b"%PDF of the sheet"


@pytest.fixture
def dialog(qtbot: QtBot, look: object) -> RecoverySheetDialog:
    dialog = RecoverySheetDialog(CODE, pdf, InlineTasks())
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_that_the_code_is_shown_and_cannot_be_lost_by_closing(
    dialog: RecoverySheetDialog, qtbot: QtBot
):
    assert "".join(dialog.form.code.text().replace("–", "-").split()).count("-") == 6
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    assert "shown only now" in dialog.form.problem.text()


def test_that_the_sheet_is_tried_without_the_code_in_sight(
    dialog: RecoverySheetDialog, qtbot: QtBot
):
    form = dialog.form
    form.next_button.click()
    assert dialog.page == TEST
    assert not form.code.isVisible()
    assert not form.next_button.isEnabled()
    qtbot.keyClicks(form.line, "0000-0000-0000")
    assert "not the" in form.line_note.text()
    assert not form.next_button.isEnabled()
    form.line.clear()
    qtbot.keyClicks(form.line, code_lines(CODE)[dialog.asked].replace("–", "").lower())
    assert "That is right" in form.line_note.text()
    with qtbot.waitSignal(dialog.left) as left:
        qtbot.keyClick(form.line, Qt.Key.Key_Return)
    assert left.args == [True]
    assert form.code.text() == form.line.text() == ""


def test_that_one_can_look_at_the_code_again(dialog: RecoverySheetDialog):
    dialog.form.next_button.click()
    dialog.form.back_button.click()
    assert dialog.page == SHEET
    assert dialog.form.code.isVisible()


@pytest.mark.parametrize("typed", ["", CODE])
def test_that_later_is_later_whatever_was_typed(
    dialog: RecoverySheetDialog, qtbot: QtBot, typed: str
):
    dialog.form.next_button.click()
    dialog.form.line.setText(typed[:14])
    with qtbot.waitSignal(dialog.left) as left:
        dialog.form.later_button.click()
    assert left.args == [False]


def test_that_the_sheet_is_saved_where_it_was_asked_for(
    dialog: RecoverySheetDialog, tmp_path: Path
):
    dialog.save_sheet(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes() == pdf()
    assert "sheet.pdf" in dialog.form.sheet_note.text()


def test_that_a_sheet_that_cannot_be_made_still_leaves_the_code(qtbot: QtBot, tmp_path: Path):
    def refuse() -> bytes:
        raise LetterRefused("The clinic's name cannot be printed.")

    dialog = RecoverySheetDialog(CODE, refuse, InlineTasks())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.save_sheet(tmp_path / "sheet.pdf")
    assert "cannot be printed. Try again, or write the code down." in dialog.form.problem.text()
    assert "ABCD" in dialog.form.code.text()


@pytest.fixture
def page(qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsPage]:
    monkeypatch.setattr(recovery.renew_recovery_code, "__kwdefaults__", {"profile": CHEAP})
    page = SettingsPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    page.show_tab(RECOVERY)
    yield page
    if page.recovery is not None and page.recovery.sheet is not None:
        qtbot.addWidget(page.recovery.sheet)


def test_that_the_right_code_is_said_to_open_the_clinic(page: SettingsPage, made: MadeClinic):
    assert page.recovery is not None
    form = page.recovery.form
    form.sheet_code.setText("ABCD")
    form.try_button.click()
    assert "36 letters and digits" in page.recovery.problem("sheet_code")
    form.sheet_code.setText(CODE)
    form.try_button.click()
    assert "mistyped" in page.recovery.problem("sheet_code")
    form.sheet_code.setText(made.recovery_code.lower())
    form.try_button.click()
    assert form.status.text().endswith(f"by {USER}: it works.")
    assert form.sheet_code.text() == ""
    assert "opens this clinic" in page.context.messages.text


def test_that_a_new_code_leads_through_its_sheet(page: SettingsPage, made: MadeClinic):
    assert page.recovery is not None
    form = page.recovery.form
    form.renew_button.click()
    assert page.recovery.problem("recovery_passphrase")
    form.recovery_passphrase.setText("not the passphrase")
    form.renew_button.click()
    assert "does not open" in form.renew_problem.text()
    form.recovery_passphrase.setText(PASSPHRASE)
    form.renew_button.click()
    sheet = page.recovery.sheet
    assert sheet is not None
    assert form.recovery_passphrase.text() == ""
    code = "".join(sheet.form.code.text().split())
    line = sheet.form.code.text().splitlines()[sheet.asked]
    sheet.form.next_button.click()
    sheet.form.line.setText(line)
    sheet.form.next_button.click()
    assert form.status.text().endswith("it works.")
    made.clinic.close()
    open_with_recovery_code(made.root, USER, code).close()


def test_that_leaving_the_page_forgets_what_was_typed(page: SettingsPage):
    assert page.recovery is not None
    page.recovery.form.sheet_code.setText("ABCD")
    page.recovery.form.recovery_passphrase.setText("half a pass")
    assert page.flush()
    assert page.recovery.form.sheet_code.text() == ""
    assert page.recovery.form.recovery_passphrase.text() == ""


def test_that_only_an_administrator_is_offered_it(qtbot: QtBot, clinic: Clinic):
    clinic.session = replace(clinic.session, roles=frozenset({Role.THERAPIST}))
    page = SettingsPage(inline_context(clinic))
    qtbot.addWidget(page)
    offered = [at for at in range(page.tabs.count()) if page.tabs.isTabVisible(at)]
    assert RECOVERY not in [page.tabs.tabText(at) for at in offered]


def test_that_a_lock_while_the_sheet_is_fetched_hides_the_code_and_brings_it_back(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recovery.renew_recovery_code, "__kwdefaults__", {"profile": CHEAP})
    made.clinic.close()
    with started(made.root) as flow:
        unlock(flow)
        window = window_of(flow)
        window.try_emergency_sheet()
        page = window.pages[window.page]
        assert isinstance(page, SettingsPage)
        assert page.recovery is not None
        page.recovery.form.recovery_passphrase.setText(PASSPHRASE)
        page.recovery.form.renew_button.click()
        sheet = page.recovery.sheet
        assert sheet is not None
        code = sheet.form.code.text()
        window.lock_wanted.emit()
        assert not sheet.isVisible()
        unlock(flow)
        assert sheet.isVisible()
        assert sheet.form.code.text() == code
        sheet.form.next_button.click()
        sheet.form.later_button.click()
