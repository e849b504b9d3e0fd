"""Changing the clinic's key in the settings, through the widgets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import DiskFull
from practice_desk.gui.dialogs.close_account_dialog import CloseAccountDialog
from practice_desk.gui.pages import key_section
from practice_desk.gui.pages.registry import BACKUP, TODAY
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.tasks import InlineTasks
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.wait_cover import WaitCover
from practice_desk.services import restores, staff, start_up
from practice_desk.services.backups import ByPassphrase, create_backup
from practice_desk.services.rotation import RECORDS
from practice_desk.services.staff import FirstPassphrase
from practice_desk.storage import registry
from tests.factories import CHEAP, PASSPHRASE, USER, a_document, a_patient
from tests.ui.contexts import announced, inline_context
from tests.ui.shell import open_window


def shown_page(qtbot, clinic) -> SettingsPage:
    page = SettingsPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    return page


@pytest.fixture
def page(qtbot, clinic):
    a_patient(clinic)
    a_document(clinic, b"content")
    return shown_page(qtbot, clinic)


@pytest.fixture
def colleague(clinic) -> Account:
    person = Account("ben.ortiz", "Ortiz", "Ben", frozenset({Role.THERAPIST}))
    words = FirstPassphrase("eleven pipers piping loud", one_time=False)
    staff.add_account(clinic, person, words, profile=CHEAP)
    members = staff.list_staff(clinic)
    return next(m.account for m in members if m.account.user_name == "ben.ortiz")


def tab_titles(page: SettingsPage) -> set[str]:
    bar = page.tabs
    return {bar.tabText(place) for place in range(bar.count()) if bar.isTabVisible(place)}


def test_that_a_click_changes_the_key_and_says_what_holds(page, clinic):
    key, changes = clinic.data_key.raw, announced(page.context)
    assert "created with" in page.key.status.text()
    page.key.change_button.click()
    assert clinic.data_key.raw != key
    assert "The clinic has a new key since" in page.key.result.text
    assert "1 document" in page.key.result.text
    assert "Changed" in page.key.status.text()
    assert any("key" in change.nouns for change in changes)
    assert page.key.change_button.isEnabled()


def test_that_it_leads_on_to_the_backup(page, qtbot):
    page.key.change_button.click()
    with qtbot.waitSignal(page.page_wanted) as wanted:
        page.key.backup_button.click()
    assert wanted.args == [BACKUP, ""]


def test_that_who_left_since_is_named_until_the_key_is_changed(page, clinic, colleague):
    staff.close_account(clinic, colleague)
    page.refresh()
    assert "Ben Ortiz left since then" in page.key.left.text
    page.key.change_button.click()
    assert page.key.left.text == ""


def test_that_closing_an_account_leads_to_the_change_of_the_key(page, clinic, colleague):
    key = clinic.data_key.raw
    page.people.load()
    page.tabs.setCurrentIndex(1)
    dialog = CloseAccountDialog(page.context, colleague, page)
    dialog.key_change_wanted.connect(page.people.key_change_wanted)
    assert dialog.form.change_key.isChecked()
    dialog.form.save_button.click()
    assert clinic.data_key.raw != key
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Security"
    assert page.key.left.text == ""


def test_that_an_account_can_be_closed_without_it_and_the_need_is_remembered(
    page, clinic, colleague
):
    key = clinic.data_key.raw
    dialog = CloseAccountDialog(page.context, colleague, page)
    dialog.key_change_wanted.connect(page.people.key_change_wanted)
    dialog.form.change_key.setChecked(False)
    dialog.form.save_button.click()
    assert clinic.data_key.raw == key
    page.refresh()
    assert "Ben Ortiz" in page.key.left.text


def test_that_today_reminds_of_it_and_leads_there(qtbot, clinic, colleague):
    staff.close_account(clinic, colleague)
    window = open_window(qtbot, clinic)
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    (row,) = [each for each in page.groups.rows if "same key" in each.line.sentence]
    assert "Ben Ortiz left" in row.line.sentence
    row.button.click()
    settings = window.pages[window.page]
    assert settings.tabs.tabText(settings.tabs.currentIndex()) == "Security"
    settings.key.change_button.click()
    window.show_page_of(TODAY)
    assert not [each for each in page.lines if "same key" in each.sentence]


def test_that_a_damaged_document_is_named_and_can_be_left_behind(page, clinic):
    with clinic.store.read() as work:
        (document,) = registry.documents.listed(work.connection)
    clinic.store.documents.path(document.sealed_name).write_bytes(b"damage")
    key = clinic.data_key.raw
    assert page.key.without_button.isHidden()
    page.key.change_button.click()
    assert "can't be read" in page.key.result.text
    assert clinic.data_key.raw == key
    page.key.without_button.click()
    assert clinic.data_key.raw != key
    assert "1 document could not be read" in page.key.result.text
    assert page.key.without_button.isHidden()


def test_that_a_failure_is_said_and_the_button_stays(page, monkeypatch):
    def full(*_args: object, **_named: object) -> None:
        raise DiskFull("There is no room left.")

    monkeypatch.setattr(key_section, "rotate_data_key", full)
    page.key.change_button.click()
    assert "no room left" in page.key.result.text
    assert page.key.change_button.isEnabled()


def test_that_only_administrators_are_offered_it(qtbot, clinic):
    assert "Security" in tab_titles(shown_page(qtbot, clinic))
    clinic.session = replace(clinic.session, roles=frozenset({Role.PRESCRIBER}))
    page = shown_page(qtbot, clinic)
    assert "Security" not in tab_titles(page)
    key = clinic.data_key.raw
    page.change_key()
    assert clinic.data_key.raw == key


def test_that_earlier_states_can_go_with_the_old_key(qtbot, made, tmp_path):
    path = create_backup(made.clinic, tmp_path / "a.pdbackup").path
    made.clinic.close()
    restores.restore_over(path, ByPassphrase(USER, PASSPHRASE), made.root)
    clinic = start_up.open_clinic(made.root, USER, PASSPHRASE)
    page = shown_page(qtbot, clinic)
    assert not page.key.earlier.isHidden()
    page.key.change_button.click()
    assert "still under the old key" in page.key.result.text
    page.key.earlier.setChecked(True)
    page.key.change_button.click()
    assert "opens nothing" in page.key.result.text
    assert page.key.earlier.isHidden()
    clinic.close()


class HeldTasks(InlineTasks):
    """Begins nothing: the test reports and ends by hand."""

    def _begin(self, task) -> None:
        self.task = task


def test_that_the_window_is_covered_while_everybody_waits(qtbot, clinic):
    context = inline_context(clinic)
    context.tasks = tasks = HeldTasks()
    page = SettingsPage(context)
    qtbot.addWidget(page)
    page.show()
    page.change_key()
    report = page.key.strip.report
    report(1, 10, "Encrypting the documents under the new key")
    assert page.findChildren(WaitCover) == []
    report(2, 10, RECORDS)
    (cover,) = page.findChildren(WaitCover)
    qtbot.waitUntil(cover.isVisible)
    assert cover.size() == page.size()
    assert page.holds_work
    with qtbot.waitSignal(page.key.strip.cancelled):
        cover.stop_button.click()
    page.key.strip.report(3, 10, "Removing what was under the old key")
    assert not cover.isVisible()
    tasks.task.deliver(None, DiskFull("full"))
    assert not page.holds_work


def test_that_the_cover_grows_with_the_window_and_gives_the_keyboard_back(qtbot):
    window = QWidget()
    window.resize(600, 400)
    field = QLineEdit(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    field.setFocus()
    cover = WaitCover("Wait", "A moment.", ProgressStrip(), window)
    cover.begin()
    qtbot.waitUntil(cover.isVisible)
    assert cover.stop_button.hasFocus() or not window.isActiveWindow()
    window.resize(800, 500)
    assert cover.size() == QSize(800, 500)
    cover.end()
    assert not cover.isVisible()
    assert window.focusWidget() is field


def test_that_a_short_wait_covers_nothing(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    cover = WaitCover("Wait", "A moment.", ProgressStrip(), window)
    cover.begin()
    cover.end()
    qtbot.wait(1)
    assert not cover.isVisible()
