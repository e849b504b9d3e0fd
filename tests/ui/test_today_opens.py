"""A line of Today leads the keyboard to the very thing, and is gone once that is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.care_plan import Agreed, CarePlanEntry, Goal, PlanProblem
from practice_desk.domain.measure_schedule import DueMeasure, Rhythm
from practice_desk.domain.monitoring import DueItem, DueStatus
from practice_desk.domain.supply import Fill, FillSource, SupplyEntry
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.record_table import RecordTable
from practice_desk.services import appointments, care_plans, staff
from practice_desk.services.clinic import Clinic
from practice_desk.services.measure_schedules import set_schedule
from practice_desk.services.supply import record_supply
from tests.factories import a_colleague, a_medication, a_note, a_patient, an_appointment
from tests.ui.shell import open_window, today


def press_line(window: MainWindow, key: str) -> None:
    """Click the button of a line that needs the person at the keyboard."""
    row = next(each for each in today(window).groups.rows if each.line.key.startswith(key))
    assert row.button is not None
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)


def keys(window: MainWindow) -> set[str]:
    return {line.key.partition(":")[0] for line in today(window).lines}


def chosen(window: MainWindow) -> object:
    """Return the record of the row where the keyboard is."""
    table = QApplication.focusWidget()
    assert isinstance(table, RecordTable)
    assert table.chosen is not None
    return table.chosen.record


def test_that_lines_of_a_chart_lead_the_keyboard_to_the_very_row(qtbot: QtBot, clinic: Clinic):
    patient_id, long_ago = a_patient(clinic), clinic.today() - timedelta(days=400)
    for name in ("QUEtiapine", "lithium"):
        started = a_medication(
            clinic, patient_id, name=name, concept_id=name.lower(), started=long_ago
        )
        fill = Fill(Decimal(2), FillSource.PHARMACY, 2)
        record_supply(
            clinic,
            SupplyEntry(patient_id, clinic.today(), fill, clinic.now(), "", started.medication_id),
        )
    set_schedule(clinic, patient_id, "phq9", Rhythm.WEEKLY, "low mood")
    an_appointment(clinic, patient_id)
    problem = care_plans.add_problem(clinic, patient_id, PlanProblem("Sleep"))
    care_plans.add_part(clinic, patient_id, Goal(problem.id, "Sleep six hours"))
    with clinic.store.read() as work:
        text = care_plans.plan_text_in(clinic, work, patient_id)
    care_plans.sign_plan(
        clinic, patient_id, text, clinic.today() + timedelta(days=1), Agreed.SPOKEN
    )

    window = open_window(qtbot, clinic)
    press_line(window, f"supply:{started.medication_id}:")
    card = QApplication.focusWidget()
    assert isinstance(card, Card)
    assert card.accessibleName().startswith("lithium")
    press_line(window, "monitoring:")
    item = chosen(window)
    assert isinstance(item, DueItem)
    assert item.status is DueStatus.OVERDUE
    press_line(window, "measure:")
    assert isinstance(chosen(window), DueMeasure)
    press_line(window, "care_plan:")
    assert isinstance(chosen(window), CarePlanEntry)


def test_that_an_appointment_of_before_opens_on_its_day_and_stays_until_it_is_marked(
    qtbot: QtBot, clinic: Clinic
):
    patient_id, before = a_patient(clinic), clinic.now() - timedelta(days=9)
    an_appointment(clinic, a_patient(clinic, family_name="Early"), starts_at=before)
    wanted = an_appointment(clinic, patient_id, starts_at=before + timedelta(minutes=5))
    window = open_window(qtbot, clinic)
    press_line(window, f"appointment:{wanted.id}")
    page = window.pages[window.page]
    assert isinstance(page, SchedulePage)
    assert page.day == before.astimezone().date()
    assert page.row is not None
    assert page.row.appointment.id == wanted.id
    assert isinstance(QApplication.focusWidget(), QTableView)
    QTest.keyClick(page.table, Qt.Key.Key_A)
    QTest.keyClick(page.table, Qt.Key.Key_D)
    stored = appointments.saved_appointment(clinic, wanted)
    assert stored.status is AppointmentStatus.FULFILLED
    assert [each.line.key for each in today(window).groups.rows if "appointment" in each.line.key]
    assert f"appointment:{wanted.id}" not in {each.key for each in today(window).lines}


def test_that_what_somebody_left_unsigned_is_told_to_who_can_act_and_closed(
    qtbot: QtBot, clinic: Clinic
):
    patient_id, bo = a_patient(clinic), a_colleague(clinic, Role.THERAPIST)
    me = clinic.session
    clinic.session = replace(me, user_name="bo.lind", roles=frozenset({Role.THERAPIST}))
    note = a_note(clinic, patient_id, signed=False)
    clinic.session = me
    staff.close_account(clinic, bo)

    window = open_window(qtbot, clinic)
    press_line(window, "left_work:bo.lind")
    settings = window.pages[window.page]
    assert isinstance(settings, SettingsPage)
    chosen_row = settings.people.people.table.chosen
    assert chosen_row is not None
    assert "bo.lind" in chosen_row.cells
    buttons = settings.people.findChildren(QPushButton)
    (change,) = [each for each in buttons if each.text() == "Change…"]
    assert change.isEnabled()  # who co-signs is named also in an account that is closed
    clinic.session = replace(me, roles=frozenset({Role.ADMINISTRATOR}))
    told = [f"{line.sentence} {line.detail}" for line in today(window).lines]
    assert any("Bo Lind left 1 note unsigned" in each for each in told)
    assert not any("Dąbrowski" in each or "elephone" in each for each in told)

    clinic.session = me
    press_line(window, f"left_note:{note.id}")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, NotesPage)
    QTest.mouseClick(page.reading.close_unsigned, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(RetractDialog)
    QTest.mouseClick(dialog.form.save_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()  # no reason yet
    QTest.keyClicks(dialog.form.retracted_reason, "left before signing")
    QTest.mouseClick(dialog.form.save_button, Qt.MouseButton.LeftButton)
    assert {"left_note", "left_work"}.isdisjoint(keys(window))
    assert "Closed without a signature: left before signing" in page.reading.signed.text()
