"""The lists beside the schedule in the real window: cancelled time, missed visits, recalls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import AppointmentStatus, CancelledBy
from practice_desk.domain.waiting_list import WaitingEntry
from practice_desk.gui.dialogs.appointment_dialog import AppointmentDialog
from practice_desk.gui.dialogs.missed_dialog import MissedDialog
from practice_desk.gui.dialogs.recall_dialog import RecallDecisionDialog
from practice_desk.gui.dialogs.waiting_dialog import FreeTimeDialog, WaitingDialog
from practice_desk.gui.models.recall_view import Shown
from practice_desk.gui.pages.recalls_page import RecallsPage
from practice_desk.gui.pages.registry import RECALLS, TODAY
from practice_desk.gui.pages.waiting_page import WaitingPage
from practice_desk.services import appointments, recalls, waiting_list
from tests.factories import a_medication, a_patient, an_appointment, make_clinic
from tests.ui.forms_to_type import schedule_page
from tests.ui.shell import open_window

NOW = datetime(2026, 11, 25, 17, 40, tzinfo=UTC)


@pytest.fixture
def made(tmp_path):
    made = make_clinic(tmp_path, clock=lambda: NOW)
    yield made
    made.clinic.close()


@pytest.fixture
def page(qtbot, made, monkeypatch):
    """The schedule in the front desk's window."""
    clinic = made.clinic
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    window = open_window(qtbot, clinic)
    monkeypatch.setattr(window.context, "today", clinic.today)
    return schedule_page(window)


def form_of(page, kind: type[QDialog]):
    (form,) = [each for each in page.window().findChildren(kind) if each.isVisible()]
    return form


def shown_page(page, kind):
    window = page.window()
    found = window.pages[window.page]
    assert isinstance(found, kind)
    return found


def test_that_cancelled_time_goes_to_who_waits_for_it(page, made):
    clinic = made.clinic
    gone, waits = a_patient(clinic), a_patient(clinic, given_name="Noor", family_name="Haddad")
    tomorrow = NOW + timedelta(hours=20)
    (ana,) = appointments.people_to_see(clinic)
    an_appointment(clinic, gone, starts_at=tomorrow, practitioner_id=ana.id)
    page.around.waiting.click()
    waiting = shown_page(page, WaitingPage)
    assert waiting.empty.isVisible()
    waiting_list.save_waiting(clinic, WaitingEntry(waits, NOW, ""))
    waiting.refresh()
    QTest.keyClick(waiting.table, Qt.Key.Key_E)
    dialog = form_of(page, WaitingDialog)
    dialog.form.comment.setText("at short notice")
    dialog.form.save_button.click()
    assert waiting.model.rows[0].line.entry.comment == "at short notice"
    QTest.keyClick(waiting.table, Qt.Key.Key_Escape)
    page.show_day(tomorrow.astimezone().date())
    QTest.keyClick(page.table, Qt.Key.Key_C)
    missed = form_of(page, MissedDialog)
    assert missed.form.late.isChecked()  # less than a day before
    missed.form.reason.setText("Has the flu")
    missed.form.save_button.click()
    form_of(page, FreeTimeDialog).book.click()
    entries = appointments.day_schedule(clinic, page.day)
    assert [(each.patient.id, str(each.appointment.status)) for each in entries] == [
        (gone, "cancelled"),
        (waits, "booked"),
    ]
    off = entries[0].appointment
    assert (off.cancelled_by, off.cancelled_late) == (CancelledBy.PATIENT, True)
    assert waiting_list.waiting_list(clinic) == []
    page.table.selectRow(0)
    assert not page.visit.no_show.isEnabled()  # it has not begun
    QTest.keyClick(page.table, Qt.Key.Key_B)
    assert "booked" in page.context.messages.text
    assert "also sees" in page.context.messages.text  # both have the time now


def test_that_a_free_time_that_is_chosen_is_offered_to_who_waits(page, made):
    clinic = made.clinic
    tomorrow = clinic.today() + timedelta(days=1)
    waits = a_patient(clinic)
    waiting_list.save_waiting(clinic, WaitingEntry(waits, NOW, "", not_before=tomorrow))
    page.new_button.click()
    form = form_of(page, AppointmentDialog).form
    assert form.who_waits.isHidden()  # today is too soon for them
    form.day.set_value(tomorrow)
    form.time_of_day.setText("10 PM")
    assert form.who_waits.isHidden()  # nobody is here then
    form.time_of_day.setText("10 AM")
    assert form.who_waits.text().startswith("1 patient on the waiting list")
    form.who_waits.click()
    form_of(page, FreeTimeDialog).book.click()
    (entry,) = appointments.day_schedule(clinic, tomorrow)
    assert entry.patient.id == waits
    assert waiting_list.waiting_list(clinic) == []
    assert not [each for each in page.window().findChildren(AppointmentDialog) if each.isVisible()]


def test_that_a_missed_visit_comes_onto_the_recalls_and_is_put_off_after_the_call(page, made):
    clinic = made.clinic
    an_appointment(clinic, a_patient(clinic), starts_at=NOW - timedelta(hours=1))
    page.refresh()
    QTest.keyClick(page.table, Qt.Key.Key_S)
    missed = form_of(page, MissedDialog)
    assert "written no policy yet" in missed.form.policy.text()
    missed.form.save_button.click()
    page.around.recalls.click()
    listed = shown_page(page, RecallsPage)
    (row,) = listed.model.rows
    assert row.cells[2] == "Call: missed the appointment of Nov 25, 2026"
    QTest.keyClick(listed.table, Qt.Key.Key_P)
    decision = form_of(page, RecallDecisionDialog)
    decision.form.left_message.click()
    decision.form.save_button.click()
    assert listed.model.rows == ()
    listed.shown.setCurrentIndex(listed.shown.findData(Shown.QUIET))
    assert "Left a message" in listed.model.rows[0].cells[5]


def test_that_an_exam_that_is_due_is_called_in_booked_and_off_the_list(page, made):
    clinic, window = made.clinic, page.window()
    clinic.session = replace(clinic.session, roles=frozenset({Role.PRESCRIBER}))
    patient_id = a_patient(clinic, family_name="Haddad", given_name="Noor")
    started = clinic.today() - timedelta(days=200)
    a_medication(clinic, patient_id, name="haloperidol", concept_id="haloperidol", started=started)
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    page.around.recalls.click()
    listed = shown_page(page, RecallsPage)
    (row,) = listed.model.rows
    assert row.cells[1:3] == ("Noor Haddad", "Visit due")  # no more than that
    clinic.session = replace(clinic.session, roles=frozenset({Role.PRESCRIBER}))
    listed.look_through()
    (row,) = listed.model.rows
    assert "AIMS" in row.cells[2]
    QTest.keyClick(listed.table, Qt.Key.Key_B)
    dialog = form_of(page, AppointmentDialog)
    assert "Noor Haddad" in dialog.form.patient.text()
    dialog.form.save_button.click()
    assert listed.model.rows == ()  # it leaves by being booked, without another step
    listed.shown.setCurrentIndex(listed.shown.findData(Shown.BOOKED))
    assert listed.model.rows[0].cells[5].startswith("Booked Nov 2")
    window.show_page_of(TODAY)
    groups = window.pages[window.page].groups.rows
    assert [each for each in groups if each.line.opens is RECALLS] == []
    (entry,) = appointments.patient_appointments(clinic, patient_id)
    cancelled = AppointmentStatus.CANCELLED
    appointments.mark_appointment(clinic, entry.appointment, cancelled, "ill")
    page.around.recalls.click()
    listed.look_through()
    listed.shown.setCurrentIndex(listed.shown.findData(Shown.OPEN))
    assert "AIMS" in listed.model.rows[0].cells[2]  # and comes back when that falls through


def test_that_a_line_of_today_leads_to_the_recall_of_its_own_patient(page, made):
    clinic = made.clinic
    for days in (2, 1):
        day = clinic.today() + timedelta(days=days)
        recalls.save_recall(clinic, recalls.Recall(a_patient(clinic), day, NOW, ""))
    window = page.window()
    window.show_page_of(TODAY)
    rows = [each for each in window.pages[window.page].groups.rows if each.line.opens is RECALLS]
    for row in rows:
        window.show_page_of(TODAY)
        row.button.click()
        assert shown_page(page, RecallsPage).row.line.due.patient_id == row.line.patient_id
    assert len(rows) == 2
