"""Restricting a chart, opening one in an emergency, and deciding for two, in the real window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Account, Role
from practice_desk.domain.approval import ApprovalKind
from practice_desk.domain.safeguard import Safeguard
from practice_desk.gui.dialogs.decision_dialog import DecisionDialog
from practice_desk.gui.dialogs.reason_dialog import ReasonDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.reason_step import ReasonStep
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.registry import APP_PAGES, SETTINGS, TODAY
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.services import approvals, chart_access, documents, recovery, safeguards
from practice_desk.services.clinic import Clinic, Session
from practice_desk.storage import registry
from tests.factories import CHEAP, PASSPHRASE, a_note, a_patient, make_clinic
from tests.ui.shell import open_window

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHY = "collapsed in the waiting room"


class SetClock:
    """A clock that stands where it was put."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def clinic(tmp_path, clock):
    made = make_clinic(tmp_path, clock=clock)
    yield made.clinic
    made.clinic.close()


def sign_in(clinic: Clinic, user: str, *roles: Role) -> None:
    """Let somebody else sit at the keyboard from now on."""
    with clinic.store.write() as work:
        account = registry.accounts.by_user_name(work.connection, user)
        if account is None:
            account = Account(user, "Person", user, frozenset(roles))
            registry.accounts.add(work.connection, account)
        work.commit()
    clinic.session = Session.of(account)


def restricted_chart(clinic: Clinic) -> int:
    patient_id = a_patient(clinic)
    chart_access.restrict_chart(clinic, patient_id, "a colleague is the patient")
    return patient_id


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    """Return the one dialog of *kind* that is open."""
    (dialog,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return dialog


def take(window: MainWindow, step: ReasonStep, reason: str) -> None:
    """Choose *step* from the menu More and give the reason."""
    window.chart.access.actions[step].trigger()
    dialog = dialog_of(window, ReasonDialog)
    dialog.form.reason.setPlainText(reason)
    dialog.form.save_button.click()


def test_that_a_chart_is_restricted_from_the_menu_and_says_so(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic, prescriber_id=clinic.session.practitioner_id)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    take(window, ReasonStep.RESTRICT, "a colleague is the patient")
    assert window.chart.chart is not None
    assert window.chart.chart.access.restriction is not None
    assert not window.chart.access.actions[ReasonStep.RESTRICT].isVisible()
    assert window.chart.access.actions[ReasonStep.LIFT].isVisible()


def test_that_without_a_reason_nothing_is_restricted(qtbot: QtBot, clinic: Clinic):
    window = open_window(qtbot, clinic)
    window.open_patient(a_patient(clinic))
    take(window, ReasonStep.RESTRICT, "   ")
    assert dialog_of(window, ReasonDialog).isVisible()
    assert window.chart.chart.access.restriction is None


def test_that_a_restricted_chart_shows_nothing_but_the_way_in(qtbot: QtBot, clinic: Clinic):
    patient_id = restricted_chart(clinic)
    sign_in(clinic, "ben.ito", Role.THERAPIST)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    assert window.chart.currentWidget() is window.chart.access.page
    assert window.chart.chart is None
    assert "restricted" in window.chart.access.page.sentence.text()
    assert "PD000001" in window.chart.access.page.sentence.text()
    assert window.chart.access.page.button.isVisible()


def test_that_the_emergency_is_over_after_an_hour(qtbot: QtBot, clinic: Clinic, clock: SetClock):
    patient_id = a_patient(clinic)
    a_note(clinic, patient_id, "Dreams of zebras.")
    documents.keep_document(clinic, patient_id, "scan.txt", b"Slept badly.")
    chart_access.restrict_chart(clinic, patient_id, "a colleague is the patient")
    sign_in(clinic, "ben.ito", Role.THERAPIST)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.access.page.button.click()
    dialog = dialog_of(window, ReasonDialog)
    dialog.form.reason.setPlainText(WHY)
    dialog.form.save_button.click()
    assert window.chart.chart is not None
    assert "Opened in an emergency" in window.chart.header.emergency.text
    window.finder.search_texts("zebras")
    texts = window.finder.texts
    assert texts is not None
    qtbot.waitUntil(lambda: texts.model.rowCount() == 1)
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    assert any("is not reviewed" in line.sentence for line in page.lines)

    clock.now = NOON + timedelta(hours=1)
    window.chart.access.ended.emit()
    assert texts.model.rowCount() == 0
    assert not any("is not reviewed" in line.sentence for line in page.lines)
    assert window.chart.chart is None
    assert window.chart.currentWidget() is window.chart.access.page


def test_that_an_administrator_signs_an_emergency_off(qtbot: QtBot, clinic: Clinic):
    patient_id = restricted_chart(clinic)
    sign_in(clinic, "ben.ito", Role.THERAPIST)
    chart_access.break_glass(clinic, patient_id, WHY)
    sign_in(clinic, "ana.berg")
    window = open_window(qtbot, clinic)
    section = settings_of(window).approvals
    section.access.table.setCurrentCell(0, 0)
    press(section.access, "Sign off")
    dialog = dialog_of(window, DecisionDialog)
    dialog.form.reason.setPlainText("spoke with Ben")
    dialog.form.save_button.click()
    assert chart_access.accesses_to_review(clinic) == []
    assert section.access.table.rowCount() == 0


def test_that_a_second_person_merges_two_charts(qtbot: QtBot, clinic: Clinic):
    kept = a_patient(clinic, family_name="Once", chart_number="PD77")
    patient_id = a_patient(clinic, family_name="Twice")
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.access.actions[ReasonStep.MERGE].trigger()
    dialog = dialog_of(window, ReasonDialog)
    dialog.form.into_patient_id.setText("pd77")
    assert "Once" in dialog.form.into_name.text()
    dialog.form.reason.setPlainText("registered twice by accident")
    dialog.form.save_button.click()
    (line,) = approvals.list_approvals(clinic)
    assert line.approval.into_patient_id == kept
    own = settings_of(window).approvals
    own.waiting.table.setCurrentCell(0, 0)
    assert not button_of(own.waiting, "Approve").isEnabled()
    window.close()

    sign_in(clinic, "eve.moss", Role.ADMINISTRATOR)
    second = open_window(qtbot, clinic)
    section = settings_of(second).approvals
    section.waiting.table.setCurrentCell(0, 0)
    press(section.waiting, "Approve")
    dialog_of(second, DecisionDialog).form.save_button.click()
    assert section.waiting.table.rowCount() == 0
    assert section.decided.table.rowCount() == 1


def test_that_a_merge_into_no_chart_is_refused_at_the_field(qtbot: QtBot, clinic: Clinic):
    window = open_window(qtbot, clinic)
    window.open_patient(a_patient(clinic))
    window.chart.access.actions[ReasonStep.MERGE].trigger()
    dialog = dialog_of(window, ReasonDialog)
    dialog.form.into_patient_id.setText("PD999999")
    dialog.form.reason.setPlainText("registered twice by accident")
    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert approvals.list_approvals(clinic) == []


def test_that_a_purged_chart_closes(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    take(window, ReasonStep.PURGE, "asked for by the patient")
    (line,) = approvals.list_approvals(clinic)
    sign_in(clinic, "eve.moss", Role.ADMINISTRATOR)
    changes = approvals.approve(clinic, line.approval.id)
    sign_in(clinic, "ana.berg")
    window.context.events.store_changed.emit(changes)
    assert window.chart.chart is None
    assert window.patients.model.rowCount() == 0


def settings_of(window: MainWindow) -> SettingsPage:
    """Return the settings page, shown."""
    window.show_page(PATIENTS + 1 + APP_PAGES.index(SETTINGS))
    page = window.pages[window.page]
    assert isinstance(page, SettingsPage)
    page.tabs.setCurrentIndex(
        next(i for i in range(page.tabs.count()) if page.tabs.tabText(i) == "Approvals")
    )
    return page


def button_of(card: QWidget, text: str) -> QPushButton:
    """Return the card's button whose text begins with *text*."""
    return next(each for each in card.findChildren(QPushButton) if each.text().startswith(text))


def press(card: QWidget, text: str) -> None:
    """Press a button of a card."""
    button = button_of(card, text)
    assert button.isEnabled()
    button.click()


def test_that_a_reminder_put_off_by_two_people_is_gone_until_one_puts_it_on(
    qtbot: QtBot, clinic: Clinic
):
    recovery.renew_recovery_code(clinic, PASSPHRASE, profile=CHEAP)  # its sheet is not tried yet
    window = open_window(qtbot, clinic)
    assert window.reminder.isVisible()
    kind, why = ApprovalKind.PUT_OFF_SAFEGUARD, "the sheet is in the safe already"
    approvals.ask_approval(clinic, kind, why, safeguard=Safeguard.RECOVERY_REMINDER)
    (line,) = approvals.list_approvals(clinic)
    sign_in(clinic, "eve.moss", Role.ADMINISTRATOR)
    changes = approvals.approve(clinic, line.approval.id)
    window.context.events.store_changed.emit(changes)
    assert not window.reminder.isVisible()
    changes = safeguards.put_on(clinic, Safeguard.RECOVERY_REMINDER)
    window.context.events.store_changed.emit(changes)
    assert window.reminder.isVisible()


def test_that_today_leads_to_what_waits_for_a_second_person(qtbot: QtBot, clinic: Clinic):
    patient_id = restricted_chart(clinic)
    sign_in(clinic, "ben.ito", Role.THERAPIST)
    chart_access.break_glass(clinic, patient_id, WHY)
    approvals.ask_approval(clinic, ApprovalKind.PURGE_CHART, WHY, patient_id=patient_id)
    sign_in(clinic, "ana.berg")
    window = open_window(qtbot, clinic)
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    told = [line.sentence for line in page.lines]
    assert "ben.ito Person opened a restricted chart in an emergency." in told
    assert "ben.ito Person asks for a second person: purge." in told
    assert any(
        each.endswith("nobody can see what waits in this restricted chart.") for each in told
    )
    (look,) = [b for b in page.buttons if "asks for" in b.accessibleDescription()]
    look.click()
    settings = window.pages[window.page]
    assert isinstance(settings, SettingsPage)
    assert settings.tabs.tabText(settings.tabs.currentIndex()) == "Approvals"
