"""Adding people, changing, closing and reopening accounts in the real window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.errors import WrongPassphrase
from practice_desk.gui.dialogs.account_dialog import AccountDialog
from practice_desk.gui.dialogs.close_account_dialog import CloseAccountDialog
from practice_desk.gui.dialogs.let_in_dialog import LetInDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.people_section import PeopleSection
from practice_desk.gui.pages.registry import APP_PAGES, SETTINGS
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.services import staff, start_up
from practice_desk.services.clinic import Clinic
from practice_desk.services.own_account import own_account
from tests.factories import (
    COLLEAGUES_PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    a_patient,
    stored_account,
)
from tests.ui.look import squeezed
from tests.ui.shell import open_window

GOOD = "ten copper spoons ring"
BO = "bo.lind"


def settings_of(window: MainWindow) -> SettingsPage:
    """Bring the settings forward, on the people."""
    window.show_page([*APP_PAGES].index(SETTINGS) + 1)
    page = window.pages[window.page]
    assert isinstance(page, SettingsPage)
    titles = [page.tabs.tabText(place) for place in range(page.tabs.count())]
    page.tabs.setCurrentIndex(titles.index("People"))
    return page


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    return open_window(qtbot, clinic)


@pytest.fixture
def section(window: MainWindow) -> PeopleSection:
    return settings_of(window).people


def listed(section: PeopleSection) -> list[tuple[str, str, str]]:
    """Return who is listed, in which roles, and how the account stands."""
    table = section.people.table
    return [
        tuple(table.item(row, column).text() for column in (1, 2, 4))
        for row in range(table.rowCount())
    ]


def press(section: PeopleSection, user: str, text: str) -> None:
    """Select a person and press a button of the list."""
    table = section.people.table
    (row,) = [row for row in range(table.rowCount()) if table.item(row, 1).text() == user]
    table.setCurrentCell(row, 0)
    button = button_of(section, text)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def button_of(section: PeopleSection, text: str) -> QPushButton:
    (button,) = [each for each in section.findChildren(QPushButton) if each.text() == text]
    return button


def open_dialog(section: PeopleSection, kind: type[QDialog]) -> QDialog:
    """Return the one dialog of *kind* that is open."""
    (dialog,) = [each for each in section.window().findChildren(kind) if each.isVisible()]
    return dialog


def test_that_a_person_is_added_with_the_passphrase_they_type(
    section: PeopleSection, made: MadeClinic
) -> None:
    QTest.mouseClick(section.add, Qt.MouseButton.LeftButton)
    dialog = open_dialog(section, AccountDialog)
    form = dialog.form
    QTest.keyClicks(form.given_name, "Bo")
    QTest.keyClicks(form.family_name, "Lind")
    assert form.user_name.text() == BO
    assert not form.numbers.isVisible()
    form.roles.boxes[Role.THERAPIST].click()
    assert form.numbers.isVisible()
    assert not squeezed(dialog)
    assert not form.dea_number.isVisible()
    passphrase = form.first_passphrase.form
    QTest.keyClicks(passphrase.passphrase, GOOD)
    QTest.keyClicks(passphrase.passphrase_again, GOOD)
    form.save_button.click()
    assert listed(section) == [
        (USER, "Prescriber, Therapist, Administrator", "Open"),
        (BO, "Therapist", "Open"),
    ]
    start_up.open_clinic(made.root, BO, GOOD, beside=True).close()


def test_that_a_one_time_passphrase_is_offered_and_marked(
    section: PeopleSection, made: MadeClinic
) -> None:
    section.add.click()
    form = open_dialog(section, AccountDialog).form
    QTest.keyClicks(form.family_name, "Lind")
    form.roles.boxes[Role.FRONT_DESK].click()
    once = form.first_passphrase.form
    once.gets_one_time.click()
    first = once.one_time.text()
    once.another.click()
    given = once.one_time.text()
    assert len(given) >= 15
    assert given != first
    form.save_button.click()
    assert listed(section)[1] == ("lind", "Front desk", "One-time passphrase")
    opened = start_up.open_clinic(made.root, "lind", given, beside=True)
    assert opened.session.must_change_passphrase
    opened.close()


def test_that_what_is_wrong_is_said_at_the_fields(section: PeopleSection, clinic: Clinic) -> None:
    section.add.click()
    dialog = open_dialog(section, AccountDialog)
    form = dialog.form
    form.roles.boxes[Role.PRESCRIBER].click()
    form.save_button.click()
    assert dialog.problems.sentence("user_name")
    assert dialog.problems.sentence("passphrase")
    QTest.keyClicks(form.family_name, "Lind")
    QTest.keyClicks(form.dea_number, "BL1234567")
    for field in (
        form.first_passphrase.form.passphrase,
        form.first_passphrase.form.passphrase_again,
    ):
        QTest.keyClicks(field, GOOD)
    form.save_button.click()
    assert "DEA number" in dialog.problems.sentence("dea_number")
    assert dialog.isVisible()
    assert len(staff.list_staff(clinic)) == 1


def test_that_roles_are_changed_and_the_last_administrator_stays(
    section: PeopleSection, clinic: Clinic
) -> None:
    press(section, USER, "Change…")
    dialog = open_dialog(section, AccountDialog)
    dialog.form.roles.boxes[Role.ADMINISTRATOR].click()
    dialog.form.save_button.click()
    assert "without an administrator" in dialog.problems.sentence("roles")
    dialog.form.roles.boxes[Role.ADMINISTRATOR].click()
    dialog.form.roles.boxes[Role.THERAPIST].click()
    dialog.form.save_button.click()
    assert own_account(clinic).roles == {Role.PRESCRIBER, Role.ADMINISTRATOR}
    assert not dialog.isVisible()


def test_that_what_somebody_else_saved_meanwhile_is_taken_over(
    section: PeopleSection, clinic: Clinic
) -> None:
    bo = a_colleague(clinic)
    section.load()
    press(section, BO, "Change…")
    dialog = open_dialog(section, AccountDialog)
    staff.save_account(clinic, replace(bo, roles=frozenset({Role.THERAPIST}), credentials="LCSW"))
    dialog.form.given_name.setText("Bodil")
    dialog.form.save_button.click()
    assert dialog.form.roles.value() == {Role.THERAPIST}
    dialog.form.save_button.click()
    saved = stored_account(clinic, BO)
    assert (saved.given_name, saved.roles) == ("Bodil", {Role.THERAPIST})


def test_that_an_account_is_closed_with_a_warning_and_reopened(
    section: PeopleSection, made: MadeClinic
) -> None:
    a_colleague(made.clinic)
    section.load()
    press(section, BO, "Close…")
    dialog = open_dialog(section, CloseAccountDialog)
    assert "would still open the clinic" in dialog.form.warning.text
    assert dialog.form.change_key.isChecked()
    dialog.form.change_key.setChecked(False)
    dialog.form.save_button.click()
    assert listed(section)[1] == (BO, "Front desk", "Closed")
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(made.root, BO, COLLEAGUES_PASSPHRASE, beside=True)
    press(section, BO, "Reopen…")
    again = open_dialog(section, LetInDialog)
    for field in (
        again.form.first_passphrase.form.passphrase,
        again.form.first_passphrase.form.passphrase_again,
    ):
        QTest.keyClicks(field, GOOD)
    again.form.save_button.click()
    assert listed(section)[1] == (BO, "Front desk", "Open")
    start_up.open_clinic(made.root, BO, GOOD, beside=True).close()


def test_that_a_forgotten_passphrase_is_replaced(section: PeopleSection, made: MadeClinic) -> None:
    a_colleague(made.clinic)
    section.load()
    press(section, BO, "New passphrase…")
    dialog = open_dialog(section, LetInDialog)
    once = dialog.form.first_passphrase.form
    once.gets_one_time.click()
    once.one_time.setText("short")
    dialog.form.save_button.click()
    assert dialog.problems.sentence("one_time")
    assert once.pages.currentIndex() == 1
    once.one_time.setText(GOOD)
    dialog.form.save_button.click()
    assert listed(section)[1] == (BO, "Front desk", "One-time passphrase")
    start_up.open_clinic(made.root, BO, GOOD, beside=True).close()


def test_that_nobody_is_offered_to_close_their_own_account(section: PeopleSection) -> None:
    section.people.table.setCurrentCell(0, 0)
    for text in ("Close…", "New passphrase…", "Reopen…"):
        assert not button_of(section, text).isEnabled()
    assert button_of(section, "Change…").isEnabled()


def test_that_giving_up_a_role_takes_what_it_offered_from_the_screen(
    window: MainWindow, clinic: Clinic
) -> None:
    a_colleague(clinic, Role.ADMINISTRATOR, user="cy.moss")
    window.open_patient(a_patient(clinic, alert="Overdose in 2019"))
    page = settings_of(window)
    press(page.people, USER, "Change…")
    form = open_dialog(page.people, AccountDialog).form
    for role in (Role.PRESCRIBER, Role.THERAPIST):
        form.roles.boxes[role].click()
    form.save_button.click()
    assert clinic.session.roles == {Role.ADMINISTRATOR}
    assert not window.patients.new.isVisible()
    assert window.chart.chart is None
    bar = window.chart.tabs
    assert [bar.tabText(at) for at in range(bar.count()) if bar.isTabVisible(at)] == ["Person"]
    assert "Overdose" not in window.chart.header.alert.text.text()
