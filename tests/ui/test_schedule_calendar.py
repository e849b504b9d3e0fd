"""The calendar: booked by a click, moved by mouse and by keyboard, and taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import Appointment, AppointmentStatus, moment_of
from practice_desk.domain.appointment_series import AppointmentSeries
from practice_desk.domain.appointment_type import TypeColor
from practice_desk.domain.office_hours import DayOff
from practice_desk.gui.dialogs.appointment_dialog import AppointmentDialog
from practice_desk.gui.dialogs.missed_dialog import PolicyDialog
from practice_desk.gui.dialogs.schedule_setup_dialogs import (
    AppointmentTypeDialog,
    DayOffDialog,
    RoomDialog,
)
from practice_desk.gui.models.calendar_view import Shown
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.pages.settings_tabs import SCHEDULE_SETUP
from practice_desk.gui.pages.waiting_page import WaitingPage
from practice_desk.services import (
    appointment_series,
    appointment_setup,
    appointments,
    missed_appointments,
)
from tests.factories import a_colleague, a_patient, an_appointment, make_clinic
from tests.ui.forms_to_type import schedule_page
from tests.ui.look import squeezed
from tests.ui.shell import open_window

MORNING = datetime(2026, 11, 25, 17, 40, tzinfo=UTC)


@pytest.fixture
def made(tmp_path):
    """A clinic on one Wednesday morning."""
    made = make_clinic(tmp_path, clock=lambda: MORNING)
    yield made
    made.clinic.close()


@pytest.fixture
def page(qtbot, made, monkeypatch) -> SchedulePage:
    window = open_window(qtbot, made.clinic)
    monkeypatch.setattr(window.context, "today", made.clinic.today)
    page = schedule_page(window)
    page.show_day(made.clinic.today())
    yield page
    page.show_as(Shown.LIST)  # what is shown is kept for the next window


def local(value: Appointment) -> str:
    return f"{value.starts_at.astimezone():%a %H:%M}"


def on_day(made, days: int = 0) -> list[Appointment]:
    day = made.clinic.today() + timedelta(days=days)
    return [entry.appointment for entry in appointments.day_schedule(made.clinic, day)]


def drag(page: SchedulePage, start: QPoint, end: QPoint) -> None:
    """Press, go there in steps and let go, as a hand does."""
    port, left, none = (
        page.calendar.grid.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QTest.mousePress(port, left, none, start)
    for part in (3, 2, 1):
        QTest.mouseMove(port, end + (start - end) * part / 4)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, left, none, end)


def test_that_a_visit_is_dragged_to_another_clinician_with_a_warning_and_a_way_back(
    qtbot, page, made
):
    clinic = made.clinic
    a_colleague(clinic, Role.THERAPIST)
    ana = clinic.session.practitioner_id
    (other,) = [each.id for each in appointments.people_to_see(clinic) if each.id != ana]
    nine = moment_of(clinic.today(), time(9))
    an_appointment(clinic, a_patient(clinic), starts_at=nine, practitioner_id=ana)
    taken = nine + timedelta(hours=2)
    an_appointment(clinic, a_patient(clinic), starts_at=taken, practitioner_id=other)
    page.show_as(Shown.CLINICIANS)
    grid = page.calendar.grid
    block = next(each for each in grid.picture.blocks if each.begin == 9 * 60)
    to = [column.practitioner_id for column in grid.picture.columns].index(other)
    grid.verticalScrollBar().setValue(0)
    start = grid.point_of(block.column, block.begin + 10)
    drag(page, start, grid.point_of(to, 11 * 60 + 12))
    assert [local(each) for each in on_day(made)] == ["Wed 11:00", "Wed 11:00"]
    assert {each.practitioner_id for each in on_day(made)} == {other}
    assert "also sees" in page.context.messages.text
    assert page.row.appointment.starts_at == taken  # what was dragged stays chosen
    page.context.messages._action.click()
    assert sorted(local(each) for each in on_day(made)) == ["Wed 09:00", "Wed 11:00"]
    assert squeezed(page) == []
    for chosen, shown in ((0, Shown.CLINICIANS), (1, Shown.WEEK)):
        page.show_as(Shown.LIST)
        page.table.selectRow(chosen)
        wanted = page.row.appointment.id
        page.show_as(shown)
        assert page.row.appointment.id == wanted  # keys go on with the same person
        page.show_as(Shown.LIST)
        assert page.row.appointment.id == wanted


def test_that_each_key_of_the_schedule_does_one_thing(page):
    keys = Counter(
        each.key().toString()
        for each in page.findChildren(QShortcut)
        if each.context() is Qt.ShortcutContext.WidgetWithChildrenShortcut and each.parent() is page
    )
    assert [key for key, count in keys.items() if count > 1] == []
    for key, shown in ((Qt.Key.Key_3, Shown.WEEK), (Qt.Key.Key_2, Shown.CLINICIANS)):
        QTest.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
        assert page.shown is shown
    page.show_as(Shown.LIST)
    QTest.keyClick(page, Qt.Key.Key_W)
    window = page.window()
    assert isinstance(window.pages[window.page], WaitingPage)


def test_that_esc_ends_a_drag_though_the_hand_goes_on(page, made):
    clinic, left = made.clinic, Qt.MouseButton.LeftButton
    ana = clinic.session.practitioner_id
    late = moment_of(clinic.today(), time(23, 30))
    an_appointment(clinic, a_patient(clinic), starts_at=late, minutes=90, practitioner_id=ana)
    page.show_as(Shown.WEEK)
    grid = page.calendar.grid
    (block,) = grid.picture.blocks
    assert block.lines[0] == "11:30 PM – 1:00 AM"  # though its column ends at midnight
    grid.choose(block.appointment.id)
    start = grid.point_of(block.column, block.begin + 5)
    QTest.mousePress(grid.viewport(), left, pos=start)
    QTest.mouseMove(grid.viewport(), start - QPoint(200, 40))
    assert grid.is_moving
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    QTest.mouseMove(grid.viewport(), start - QPoint(200, 80))
    QTest.mouseRelease(grid.viewport(), left, pos=start - QPoint(200, 80))
    assert [local(each) for each in on_day(made)] == ["Wed 23:30"]


def test_that_a_click_on_a_free_place_books_there(qtbot, page, made):
    page.show_as(Shown.WEEK)
    grid = page.calendar.grid
    friday = [column.title for column in grid.picture.columns].index("Fri 27")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.point_of(friday, 640))
    (dialog,) = page.window().findChildren(AppointmentDialog)
    assert dialog.form.time_of_day.text() == "10:30 AM"
    assert dialog.form.day.value() == made.clinic.today() + timedelta(days=2)
    dialog.reject()


def test_that_a_patient_chosen_last_is_warned_of_too_and_crowded_days_stay_readable(
    qtbot, page, made
):
    clinic, half_past = made.clinic, moment_of(made.clinic.today(), time(10, 30))
    noor = a_patient(clinic, family_name="Haddad", given_name="Noor")
    for patient_id in [noor, *(a_patient(clinic) for _ in range(29))]:
        an_appointment(clinic, patient_id, starts_at=half_past)
    page.show_as(Shown.WEEK)
    grid = page.calendar.grid
    assert {round(grid.rect_of(each).width()) for each in grid.picture.blocks} == {51}
    grid.choose(next(each.appointment.id for each in grid.picture.blocks if each.lane.number == 29))
    assert grid.rect_of(grid.block).right() <= grid.viewport().width()
    grid.horizontalScrollBar().setValue(grid.horizontalScrollBar().maximum())
    place = grid.point_of(len(grid.picture.columns) - 1, 640)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (dialog,) = page.window().findChildren(AppointmentDialog)
    assert dialog.form.day.value() == made.clinic.today() + timedelta(days=2)
    dialog.form.day.set_value(made.clinic.today())
    dialog.form.time_of_day.setText("10:30 AM")
    assert dialog.form.overlap.isHidden()
    qtbot.keyClicks(dialog.form.patient_name, "hadd")
    found = dialog.choice.search._completer
    found.activated.emit(found.completionModel().index(0, 0).data())
    assert "Noor Haddad has another appointment" in dialog.form.overlap.text
    dialog.reject()
    dialog.reject()


def test_that_a_series_is_moved_by_keyboard_from_one_visit_on(qtbot, page, made):
    clinic, today = made.clinic, made.clinic.today()
    ana = clinic.session.practitioner_id
    value = Appointment(a_patient(clinic), moment_of(today, time(15)), practitioner_id=ana)
    series = AppointmentSeries(value.patient_id, today, time(15), count=3)
    appointment_series.book_series(clinic, value, series)
    page.show_as(Shown.WEEK)
    grid = page.calendar.grid
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(grid, Qt.Key.Key_Down, alt)
    QTest.keyClick(grid, Qt.Key.Key_Right, alt)
    assert "Thu 26, 3:15 PM" in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert not grid.is_moving
    QTest.keyClick(grid, Qt.Key.Key_Down, alt)
    QTest.keyClick(grid, Qt.Key.Key_Right, alt)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    question = page.calendar.question
    assert question.isVisible()
    assert "2 following" in question.following.text().replace("&", "")
    question.following.click()
    visits = [on_day(made, days) for days in (0, 1, 7, 8, 14, 15)]
    assert [[local(each) for each in day] for day in visits] == [
        [],
        ["Thu 15:15"],
    ] * 3
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_A)
    assert on_day(made, 1)[0].status is AppointmentStatus.ARRIVED
    QTest.keyClick(grid, Qt.Key.Key_Down, alt)
    assert not grid.is_moving  # who is here is not moved
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert page.day == today + timedelta(days=7)


def test_that_a_weekly_series_is_booked_without_the_days_that_are_taken(qtbot, page, made):
    clinic, today = made.clinic, made.clinic.today()
    ana = clinic.session.practitioner_id
    taken = moment_of(today + timedelta(weeks=1), time(14))
    an_appointment(clinic, a_patient(clinic), starts_at=taken, practitioner_id=ana)
    away = DayOff(today + timedelta(weeks=2), today + timedelta(weeks=2), "Holiday")
    clinic.session = replace(clinic.session, roles=frozenset(Role))
    appointment_setup.save_day_off(clinic, away)
    page.show_as(Shown.WEEK)
    a_patient(clinic, family_name="Haddad", given_name="Noor")
    page.new_button.click()
    (dialog,) = page.window().findChildren(AppointmentDialog)
    form = dialog.form
    qtbot.keyClicks(form.patient_name, "hadd")
    found = dialog.choice.search._completer
    found.activated.emit(found.completionModel().index(0, 0).data())
    form.time_of_day.setText("2 PM")
    form.repeats.setChecked(True)
    form.count.setValue(4)
    assert "booked already on Dec 2" in form.overlap.text
    assert "outside of office hours on Dec 9" in form.overlap.text
    form.leave_out.setChecked(True)
    form.save_button.click()
    later = [on_day(made, 7 * week) for week in range(5)]
    assert [[local(each) for each in day] for day in later] == [
        ["Wed 14:00"],
        ["Wed 14:00"],
        [],
        ["Wed 14:00"],
        [],
    ]
    assert len({each.series_id for day in later for each in day}) == 2  # and the one that was there


def test_that_the_front_desk_sets_up_types_rooms_hours_and_days_off(qtbot, page, made):
    clinic, window = made.clinic, page.window()
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    window.show_page_of(SETTINGS)
    settings = window.pages[window.page]
    settings.show_tab(SCHEDULE_SETUP)
    section = settings.schedule
    section.types.new.click()
    (dialog,) = section.findChildren(AppointmentTypeDialog)
    dialog.form.name.setText("Group 🧠")
    qtbot.keyClicks(dialog.form.sign, "t")
    dialog.form.save_button.click()
    assert "Therapy session has this sign" in dialog.problems.sentence("sign")
    dialog.form.sign.setText("G")
    dialog.form.color.setCurrentIndex(5)
    dialog.form.save_button.click()
    section.rooms.new.click()
    (room,) = section.findChildren(RoomDialog)
    qtbot.keyClicks(room.form.name, "Office 1")
    room.form.save_button.click()
    days = section.hours.days
    days[4].setText("9-12")
    days[5].setText("nine")
    section.hours.form.save_button.click()
    assert "Saturday" in section.hours.problems.sentence("day_5")
    days[5].clear()
    section.hours.form.save_button.click()
    section.days_off.new.click()
    (away,) = section.findChildren(DayOffDialog)
    qtbot.keyClicks(away.form.reason, "Holiday")
    away.form.save_button.click()
    setup = appointment_setup.schedule_setup(clinic)
    assert (setup.types[-1].name, setup.types[-1].color) == ("Group 🧠", TypeColor.ROSE)
    assert [each.name for each in setup.rooms] == ["Office 1"]
    assert setup.times.week()[4] == ((9 * 60, 12 * 60),)
    assert setup.times.day_off(clinic.today()).reason == "Holiday"
    page.show_as(Shown.WEEK)
    assert [column.subtitle for column in page.calendar.grid.picture.columns][
        2
    ] == "Closed: Holiday"
    window.show_page_of(SETTINGS)
    section.days_off.remove.click()
    assert appointment_setup.schedule_setup(clinic).times.days_off == ()
    assert squeezed(section) == []


def test_that_an_administrator_changes_the_policy_in_the_settings(page, made):
    clinic, window = made.clinic, page.window()
    clinic.session = replace(clinic.session, roles=frozenset({Role.ADMINISTRATOR}))
    window.show_page_of(SETTINGS)
    settings = window.pages[window.page]
    settings.show_tab(SCHEDULE_SETUP)
    settings.schedule.policy.click()
    (dialog,) = settings.schedule.findChildren(PolicyDialog)
    dialog.form.fee.setText("$40")
    dialog.form.save_button.click()
    assert missed_appointments.appointment_policy(clinic).fee == "$40"
    assert squeezed(settings.schedule) == []
