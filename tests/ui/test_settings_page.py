"""Changing the letterhead, the own name, the passphrase and the look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from practice_desk.domain.account import Role
from practice_desk.gui import theme
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.preferences import LOOK, preferences
from practice_desk.gui.widgets.record_table import RecordTable
from practice_desk.services.directory import clinic_profile, save_clinic_profile
from practice_desk.services.own_account import own_account
from practice_desk.services.start_up import open_clinic
from tests.factories import PASSPHRASE, USER
from tests.ui.contexts import announced, inline_context


@pytest.fixture
def page(qtbot, clinic):
    page = SettingsPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    return page


def test_that_a_new_letterhead_is_saved_and_announced(page, clinic):
    changes = announced(page.context)
    page.clinic.form.phone.setText("(503) 555-0199")
    page.clinic.form.save_button.click()
    assert clinic_profile(clinic).phone == "(503) 555-0199"
    assert "clinic" in changes[0].nouns
    assert page.flush()


def test_that_the_letterhead_can_be_saved_twice(page, clinic):
    for number in ("(503) 555-0198", "(503) 555-0199"):
        page.clinic.form.phone.setText(number)
        page.clinic.form.save_button.click()
    assert clinic_profile(clinic).phone == "(503) 555-0199"


def test_that_unsaved_typing_keeps_the_page_until_it_is_discarded(page, clinic):
    page.clinic.form.city.setText("Beaverton")
    assert not page.flush()
    page.refresh()
    assert page.clinic.form.city.text() == "Beaverton"
    page.clinic.discard()
    assert page.clinic.form.city.text() == "Portland"
    assert page.flush()


def test_that_a_stale_letterhead_is_not_overwritten(page, clinic):
    save_clinic_profile(clinic, replace(clinic_profile(clinic), city="Salem", fax=""))
    page.clinic.form.city.setText("Beaverton")
    page.clinic.form.save_button.click()
    assert "changed here too: City “Salem”" in page.clinic.form.problem.text()
    assert page.clinic.form.city.text() == "Beaverton"
    assert clinic_profile(clinic).city == "Salem"
    page.clinic.form.save_button.click()
    assert (clinic_profile(clinic).city, clinic_profile(clinic).fax) == ("Beaverton", "")


def test_that_the_own_name_is_saved_and_a_wrong_npi_refused_at_the_field(page, clinic):
    form = page.account.form
    form.family_name.setText("Bergström")
    form.npi.setText("1234567890")
    form.save_button.click()
    assert page.account.problems.sentence("npi")
    form.npi.setText("1234567893")
    form.save_button.click()
    assert own_account(clinic).display_name == "Ana Bergström"


def test_that_the_passphrase_can_be_changed(page, made):
    form = page.passphrase.form
    form.old_passphrase.setText("not the passphrase")
    form.passphrase.setText("ten green bottles hang")
    form.passphrase_again.setText("ten green bottles hang")
    form.change_button.click()
    assert "does not open" in form.problem.text()
    form.old_passphrase.setText(PASSPHRASE)
    form.change_button.click()
    assert form.passphrase.text() == ""
    made.clinic.close()
    open_clinic(made.root, USER, "ten green bottles hang").close()


def test_that_leaving_forgets_what_was_typed_as_a_passphrase(page):
    page.passphrase.form.passphrase.setText("half a passphrase")
    assert page.flush()
    assert page.passphrase.form.passphrase.text() == ""


def test_that_the_look_is_changed_and_kept(page):
    kept = {}
    preferences.install({}, kept.__setitem__)
    page.computer.form.look_dark.click()
    assert theme.tokens().name == "dark"
    assert kept == {LOOK: "dark"}
    page.computer.form.look_light.click()
    assert theme.tokens().name == "light"
    assert QApplication.instance() is not None


def test_that_a_draft_knowledge_pack_is_called_one(page):
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    assert "draft that no clinician has reviewed" in page.pack.text


def test_that_every_tab_one_has_is_seen_in_a_list_at_the_side(page):
    titles, tabs, clinic = page.titles, page.tabs, page.context.clinic
    everybody = clinic.session
    for roles in (frozenset({Role.FRONT_DESK}), everybody.roles):
        clinic.session = replace(everybody, roles=roles)
        page.refresh()
        seen = [
            item.text() for item in map(titles.item, range(titles.count())) if not item.isHidden()
        ]
        assert seen == [tabs.tabText(n) for n in range(tabs.count()) if tabs.isTabVisible(n)]
    assert not tabs.tabBar().isVisible()
    page.show_tab("Your account")
    assert titles.currentItem().text() == "Your account"
    QTest.keyClick(titles, Qt.Key.Key_Down)
    assert tabs.currentWidget().isAncestorOf(page.computer.root)


def test_that_a_computer_without_a_tray_says_so(page, monkeypatch):
    for there in (False, True):
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda there=there: there)
        page.computer.load()
        assert page.computer.form.tray_missing.isHidden() == there


def test_that_tab_into_a_table_shows_where_the_keyboard_is(page):
    page.show_tab("People")
    table = page.findChild(RecordTable)
    table.show_rows([RecordRow(("Ana Berg",), 1), RecordRow(("Bo Lind",), 2)])
    for reason, row in ((Qt.FocusReason.MouseFocusReason, -1), (Qt.FocusReason.TabFocusReason, 0)):
        QApplication.sendEvent(table, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert table.currentRow() == row
