"""Lines of Today open the thing itself, and go away only when done, handed on or put off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.app.flow import Flow
from practice_desk.app.tray import TIP, Tray
from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, Urgency
from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.backup_plan import Urgency as Due
from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Place
from practice_desk.gui.curtain import Curtain
from practice_desk.gui.dialogs.today_turn_dialog import HandOnDialog, NotBeforeDialog
from practice_desk.gui.messages import Level
from practice_desk.gui.models.today_turns import Turn, turns_of
from practice_desk.gui.pages.registry import CHART_PAGES
from practice_desk.gui.pages.today_line import StandingLine, TodayLine
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.gui.preferences import preferences
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import appointments, documents, side_effects, staff
from practice_desk.services.clinic import Clinic, Session
from tests.factories import (
    a_colleague,
    a_medication,
    a_note,
    a_patient,
    an_appointment,
    stored_account,
)
from tests.ui.shell import open_window, today


def sign_in(clinic: Clinic, user: str) -> None:
    """Let somebody else sit at the keyboard from now on."""
    administrator = clinic.session
    clinic.session = Session.of(stored_account(clinic, user))
    assert administrator.user_name != clinic.session.user_name


def keyed(page: TodayPage, key: str) -> StandingLine:
    return next(each for each in page.read.lines if each.thing.key.startswith(key))


def a_full_chart(clinic: Clinic, folder: Path) -> int:
    """Return a patient of whom many things wait."""
    patient_id = a_patient(clinic)
    a_note(clinic, patient_id, signed=False)
    old = clinic.today() - timedelta(days=9)
    a_medication(clinic, patient_id, name="cloZAPine", concept_id="clozapine", started=old)
    words = "drools at night"
    side_effects.report_side_effect(
        clinic, AdverseEvent(patient_id, words, clinic.today(), urgency=Urgency.SOON)
    )
    documents.keep_document(clinic, patient_id, "report.txt", b"The patient slept four hours.")
    return patient_id


def test_that_every_line_of_a_chart_opens_at_the_thing_itself(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path
):
    patient_id = a_full_chart(clinic, tmp_path)
    window = open_window(qtbot, clinic)
    wanted = {
        "note:": "Notes",
        "side_effect:": "Side effects",
        "document:": "Documents",
        "monitoring:": "Monitoring",
        "letter_due:": "Plan",
    }
    for key, title in wanted.items():
        page = today(window)
        row = next(each for each in page.groups.rows if each.line.key.startswith(key))
        assert row.button is not None
        QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
        assert window.chart.patient_id == patient_id
        assert CHART_PAGES[window.chart.tabs.currentIndex()].title == title


def test_that_what_is_handed_on_stands_on_the_other_today_until_it_is_handed_back(
    qtbot: QtBot, clinic: Clinic
):
    me = clinic.session.user_name
    a_colleague(clinic, Role.ADMINISTRATOR, Role.THERAPIST)
    window = open_window(qtbot, clinic)
    page = today(window)
    page.turn(keyed(page, "backup_plan"), Turn.HAND_ON)
    dialog = page.findChild(HandOnDialog)
    QTest.mouseClick(dialog.form.save_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()  # nobody is chosen yet
    dialog.form.to_user.setCurrentIndex(dialog.form.to_user.findData("bo.lind"))
    QTest.keyClicks(dialog.form.reason, "the stick is in your drawer")
    QTest.mouseClick(dialog.form.save_button, Qt.MouseButton.LeftButton)
    assert keyed(page, "backup_plan").standing.place is Place.WAITING
    assert page.waiting.isVisible()

    sign_in(clinic, "bo.lind")
    theirs = keyed(today(window), "backup_plan")
    assert theirs.standing.place is Place.MINE
    assert theirs.standing.handed.reason == "the stick is in your drawer"
    page.turn(theirs, Turn.HAND_BACK)
    sign_in(clinic, me)
    assert keyed(today(window), "backup_plan").standing.place is Place.MINE


def test_that_closing_an_account_brings_back_what_it_was_handed(qtbot: QtBot, clinic: Clinic):
    bo = a_colleague(clinic, Role.ADMINISTRATOR)
    window = open_window(qtbot, clinic)
    page = today(window)
    page.turn(keyed(page, "backup_plan"), Turn.HAND_ON)
    dialog = page.findChild(HandOnDialog)
    dialog.form.to_user.setCurrentIndex(1)
    dialog.save()
    assert keyed(page, "backup_plan").standing.place is Place.WAITING
    staff.close_account(clinic, bo)
    assert keyed(today(window), "backup_plan").standing.place is Place.MINE


def test_that_putting_off_takes_a_day_and_a_reason_and_never_outlasts_either(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    window = open_window(qtbot, clinic)
    page = today(window)
    assert turns_of(keyed(page, "backup")) == [Turn.HAND_ON]  # that takes two people
    page.turn(keyed(page, "backup_plan"), Turn.NOT_BEFORE)
    dialog = page.findChild(NotBeforeDialog)
    day = clinic.today() + timedelta(days=3)
    dialog.form.until.set_value(day)
    dialog.save()
    assert dialog.isVisible()  # no reason yet
    dialog.form.reason.setText("the safe comes on Monday")
    dialog.save()
    assert keyed(page, "backup_plan").standing.place is Place.PUT_OFF
    assert page.put_off.isVisible()
    page.put_off.toggle.click()
    told = [label.text() for label in page.put_off.findChildren(type(dialog.form.about))]
    assert any("the safe comes on Monday" in text for text in told)
    monkeypatch.setattr(clinic, "_clock", lambda: _noon(day))
    assert keyed(today(window), "backup_plan").standing.place is Place.MINE


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12).astimezone()


def test_that_the_front_desk_sees_who_comes_and_nothing_clinical(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path
):
    patient_id = a_full_chart(clinic, tmp_path)
    booked = an_appointment(clinic, patient_id)
    a_colleague(clinic)
    sign_in(clinic, "bo.lind")
    window = open_window(qtbot, clinic)
    page = today(window)
    assert {line.key.partition(":")[0] for line in page.lines} <= {"backup", ""}
    (arrived,) = page.visits.buttons
    assert arrived.text() == "Arrived"
    qtbot.waitUntil(arrived.isVisible)
    arrived.setFocus()
    QTest.keyClick(arrived, Qt.Key.Key_Space)
    stored = appointments.saved_appointment(clinic, booked)
    assert stored.status is AppointmentStatus.ARRIVED
    (check_in,) = page.visits.buttons
    assert check_in.text() == "Check in"
    qtbot.waitUntil(lambda: window.focusWidget() is check_in)  # it stays at the person


def test_that_news_are_a_quiet_list_that_leads_there_and_is_emptied_by_a_lock(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    window = open_window(qtbot, clinic)
    window.settle()
    window.patients.search.setFocus()
    patient_id = a_patient(clinic)
    saved = side_effects.report_side_effect(
        clinic, AdverseEvent(patient_id, "cannot sit still", clinic.today())
    )
    window.context.events.store_changed.emit(saved.changes)
    news = window.status.news
    assert news.text() == "1 new thing for you"
    assert window.messages.text == ""  # quiet by itself
    assert window.patients.search.hasFocus()
    window.context.events.store_changed.emit(saved.changes)
    assert len(news.lines) == 1  # told once
    news.menu().actions()[0].trigger()
    assert window.chart.patient_id == patient_id
    assert news.isHidden()
    news.tell([TodayLine(Due.CAUTION, "A note waits to be signed.", key="note:0")])
    window.context.events.store_changed.emit(Changes())
    assert news.isHidden()  # it was done meanwhile

    monkeypatch.setattr(preferences, "tells_news", lambda _user: True)
    saved = side_effects.report_side_effect(
        clinic, AdverseEvent(a_patient(clinic), "a rash", clinic.today())
    )
    window.context.events.store_changed.emit(saved.changes | Changes())
    assert "a rash" in window.messages.text
    window.messages.show_message(Level.SUCCESS, "Moved.", action="Undo")
    news.tell(news.lines[:1])
    assert window.messages.text == "Moved."  # what can be undone is not covered up
    window.forget(())
    assert news.lines == []
    assert news.isHidden()


def test_that_the_tray_tells_nothing_of_patients_and_is_there_only_where_wanted(
    monkeypatch: pytest.MonkeyPatch,
):
    shown: list[bool] = []
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda _self, seen: shown.append(seen))
    flow = Flow(InlineTasks())
    tray = Tray(flow)
    monkeypatch.setattr(preferences, "on_tray", tray.follow)
    monkeypatch.setattr(preferences, "_kept", {})
    preferences.show_tray(True)
    preferences.show_tray(False)
    assert shown == [False, True, False]
    icon = tray.findChild(QSystemTrayIcon)
    assert icon.toolTip() == TIP == "Practice Desk"
    assert [each.text() for each in icon.contextMenu().actions()] == ["Show", "Lock", "Quit"]
    assert not tray.lock.isEnabled()
    tray.quit()  # nothing is open


def test_that_what_keeps_the_window_from_closing_is_seen_when_the_tray_quits(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    window = open_window(qtbot, clinic)
    page = today(window)
    page.turn(keyed(page, "backup_plan"), Turn.NOT_BEFORE)
    window.showMinimized()
    flow = Flow(InlineTasks())
    monkeypatch.setattr(flow, "window", window)
    Tray(flow).quit()
    assert window.isVisible()
    assert not window.isMinimized()
    page.findChild(NotBeforeDialog).done(0)


def test_that_the_tray_keeps_its_icon_over_a_lock(qtbot: QtBot, clinic: Clinic):
    class QSystemTrayIconSys(QWidget):  # as Qt calls what it shows in some trays
        pass

    window, shown = open_window(qtbot, clinic), QSystemTrayIconSys()
    qtbot.addWidget(shown)
    shown.show()
    curtain = Curtain()
    assert shown.isVisible()
    assert not window.isVisible()
    curtain.lift()
