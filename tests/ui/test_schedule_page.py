"""The schedule: booking, arriving, moving and cancelling by keyboard, and from a chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import AppointmentStatus, moment_of
from practice_desk.gui.dialogs.appointment_dialog import AppointmentDialog
from practice_desk.gui.dialogs.missed_dialog import MissedDialog
from practice_desk.gui.models.appointment_form import read_office_time
from practice_desk.gui.models.schedule_view import HEADERS
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.pages.today_lines import schedule_lines
from practice_desk.services import appointments
from tests.factories import a_patient, an_appointment, make_clinic
from tests.ui.forms_to_type import person_page, schedule_page
from tests.ui.look import squeezed
from tests.ui.shell import open_window

MORNING = datetime(2026, 11, 25, 17, 40, tzinfo=UTC)
STATUS = HEADERS.index("Status")


@pytest.fixture
def made(tmp_path):
    """A clinic on one morning."""
    made = make_clinic(tmp_path, clock=lambda: MORNING)
    yield made
    made.clinic.close()


@pytest.fixture
def page(qtbot, made, monkeypatch) -> SchedulePage:
    """The schedule in the real window, with one patient in the list."""
    a_patient(made.clinic, family_name="Haddad", given_name="Noor")
    window = open_window(qtbot, made.clinic)
    monkeypatch.setattr(window.context, "today", made.clinic.today)
    page = schedule_page(window)
    page.show_day(made.clinic.today())
    return page


def press(page: SchedulePage, key: Qt.Key) -> None:
    QTest.keyClick(page.table if page.table.isVisible() else page.empty.button, key)


def form_of(page: SchedulePage, kind: type[QDialog]) -> QDialog:
    (form,) = [each for each in page.window().findChildren(kind) if each.isVisible()]
    return form


def statuses(page: SchedulePage) -> list[str]:
    return [page.model.index(row, STATUS).data() for row in range(page.model.rowCount())]


def book(qtbot, page: SchedulePage, at: str) -> None:
    """Book Noor by keyboard."""
    press(page, Qt.Key.Key_N)
    form = form_of(page, AppointmentDialog).form
    qtbot.keyClicks(form.patient_name, "hadd")
    choices = page.window().findChild(AppointmentDialog).choice.search._completer
    choices.activated.emit(choices.completionModel().index(0, 0).data())
    form.time_of_day.clear()
    qtbot.keyClicks(form.time_of_day, at)
    QTest.keyClick(form.time_of_day, Qt.Key.Key_Return)


def test_that_front_desk_books_moves_and_marks_by_keyboard_alone(qtbot, page, made):
    clinic = made.clinic
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    assert page.empty.sentence.text().startswith("Nobody has an appointment")
    book(qtbot, page, "2")
    (entry,) = appointments.day_schedule(clinic, clinic.today())
    assert entry.appointment.starts_at == moment_of(clinic.today(), time(14))
    press(page, Qt.Key.Key_Return)
    form = form_of(page, AppointmentDialog).form
    assert "Noor Haddad" in form.patient.text()
    form.minutes.setValue(60)
    form.save_button.click()
    press(page, Qt.Key.Key_A)
    assert statuses(page) == ["Arrived"]
    press(page, Qt.Key.Key_B)
    assert statuses(page) == ["Booked"]
    press(page, Qt.Key.Key_A)
    press(page, Qt.Key.Key_D)
    assert statuses(page) == ["Done"]
    (entry,) = appointments.day_schedule(clinic, clinic.today())
    assert entry.appointment.minutes == 60


def test_that_an_appointment_is_cancelled_with_a_reason(qtbot, page, made):
    book(qtbot, page, "9:30")
    press(page, Qt.Key.Key_C)
    dialog = form_of(page, MissedDialog)
    dialog.form.save_button.click()
    assert "Say why" in dialog.form.problem.text() + dialog.problems.sentence("reason")
    dialog.form.reason.setText("Has the flu")
    dialog.form.save_button.click()
    assert statuses(page) == ["Cancelled"]
    assert page.model.index(0, len(HEADERS) - 1).data() == "Has the flu"


def test_that_the_arrow_keys_change_the_day(qtbot, page, made):
    book(qtbot, page, "9:30")
    press(page, Qt.Key.Key_Right)
    assert page.day_label.text().startswith("Tomorrow, Thursday, November 26")
    assert page.empty.isVisible()
    press(page, Qt.Key.Key_T)
    assert statuses(page) == ["Booked"]
    press(page, Qt.Key.Key_Left)
    assert page.day_label.text().startswith("Yesterday")


def test_that_an_overlap_is_said_while_booking_and_can_be_booked(qtbot, page, made):
    clinic = made.clinic
    (ana,) = appointments.people_to_see(clinic)
    patient = a_patient(clinic)
    at = moment_of(clinic.today(), time(14))
    an_appointment(clinic, patient, starts_at=at, practitioner_id=ana.id)
    press(page, Qt.Key.Key_N)
    form = form_of(page, AppointmentDialog).form
    form.time_of_day.setText("2:15 PM")
    assert form.practitioner_id.currentData() == ana.id  # who books is seen to be the likeliest
    assert "also sees Łukasz Dąbrowski, 2:00 – 2:30 PM" in form.overlap.text
    form.time_of_day.setText("2:30 PM")
    assert form.overlap.text == ""


def test_that_a_form_never_overwrites_what_somebody_else_saved(qtbot, page, made):
    clinic = made.clinic
    book(qtbot, page, "9:30")
    (entry,) = appointments.day_schedule(clinic, clinic.today())
    press(page, Qt.Key.Key_E)
    form = form_of(page, AppointmentDialog).form
    form.comment.setText("typed here")
    appointments.save_appointment(clinic, replace(entry.appointment, minutes=45))
    form.save_button.click()
    assert "How long" in form.problem.text()
    assert form.minutes.value() == 45
    form.save_button.click()
    stored = appointments.saved_appointment(clinic, entry.appointment)
    assert (stored.minutes, stored.comment) == (45, "typed here")


def test_that_marking_what_somebody_else_changed_shows_the_newer_state(qtbot, page, made):
    book(qtbot, page, "9:30")
    (entry,) = appointments.day_schedule(made.clinic, made.clinic.today())
    appointments.mark_appointment(made.clinic, entry.appointment, AppointmentStatus.NO_SHOW)
    press(page, Qt.Key.Key_A)
    assert "changed by somebody else" in page.context.messages.text
    assert statuses(page) == ["No-show"]


def test_that_today_tells_who_is_still_to_come(qtbot, page, made):
    patient = a_patient(made.clinic)
    for at in (time(9), time(14)):
        an_appointment(made.clinic, patient, starts_at=moment_of(made.clinic.today(), at))
    (line,) = schedule_lines(made.clinic, made.clinic.now())
    assert line.sentence.startswith("2 patients are still to come today")


def test_that_a_chart_books_its_own_patient(qtbot, page, made):
    window = page.window()
    patient_id = a_patient(made.clinic)
    window.open_patient(patient_id)
    card = person_page(window).appointments
    card.book_button.click()
    form = form_of(page, AppointmentDialog).form
    assert not form.patient_name.isVisible()
    form.save_button.click()
    (entry,) = appointments.patient_appointments(made.clinic, patient_id)
    tomorrow = made.clinic.today() + timedelta(days=1)
    assert entry.appointment.starts_at.astimezone().date() == tomorrow


def test_that_nothing_is_squeezed(qtbot, page, made):
    book(qtbot, page, "9:30")
    assert squeezed(page) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:30", time(14, 30)),
        ("2:30 am", time(2, 30)),
        ("02:30", time(2, 30)),
        ("9", time(9)),
        ("7", time(7)),
        ("12", time(12)),
        ("14:30", time(14, 30)),
        ("noon", None),
    ],
)
def test_that_a_time_without_its_half_of_the_day_means_office_hours(text, expected):
    assert read_office_time(text) == expected


def test_that_tab_goes_along_the_buttons_above_the_schedule_as_one_reads_them(page):
    first, led = page.around.waiting, []
    widget = first
    while len(led) < 7:
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            led.append(widget)
        widget = widget.nextInFocusChain()
    around = [first, page.around.recalls, page.around.more]
    assert led == [*around, page.new_button, page.before, page.today_button, page.after]
