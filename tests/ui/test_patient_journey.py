"""Registering, finding, opening and editing patients in the real window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.related_person_dialog import RelatedPersonDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import get_patient, list_related_people, save_patient
from tests.factories import a_patient, a_pharmacy
from tests.ui.shell import open_window

HOSTILE = [
    ("<b>Robert</b>'); DROP TABLE--", "<img src=x onerror=alert(1)>"),
    ("محمد", "العربي"),
    ("👩🏽‍⚕️", "Emoji"),
    ("a" * 120, "b" * 120),
]


def open_dialog(window: MainWindow) -> PatientDialog:
    """Return the patient dialog that is open."""
    dialogs = [d for d in window.findChildren(PatientDialog) if d.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def test_that_a_new_patient_is_listed_and_the_chart_opens(qtbot: QtBot, clinic: Clinic):
    a_pharmacy(clinic)
    window = open_window(qtbot, clinic)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = open_dialog(window).form
    form.given_name.setText("Søren")
    form.family_name.setText("Bjørn")
    form.birth_date.edit.setText("mar 14 1985")
    form.preferred_pharmacy_id.setCurrentIndex(1)
    form.save_button.click()

    chart = window.chart.chart
    assert chart is not None
    assert chart.patient.birth_date == date(1985, 3, 14)
    assert chart.care_team.pharmacy is not None
    assert window.chart.header.name.text() == "Søren Bjørn"
    assert window.patients.model.rowCount() == 1
    assert "not asked" in window.chart.header.allergies.title.text()


def test_that_a_birth_date_in_the_future_is_refused_at_the_field(qtbot: QtBot, clinic: Clinic):
    window = open_window(qtbot, clinic)
    window.new_patient()
    dialog = open_dialog(window)
    dialog.form.family_name.setText("Bjørn")
    dialog.form.birth_date.edit.setText("3/14/2085")
    dialog.form.tabs.setCurrentIndex(2)
    dialog.form.save_button.click()

    assert dialog.isVisible()
    assert "in the future" in dialog.form.birth_date.problem.text()
    assert dialog.form.tabs.currentIndex() == 0
    assert window.patients.model.rowCount() == 0


def test_that_a_stale_edit_keeps_what_was_typed_and_can_be_saved_knowingly(
    qtbot: QtBot, clinic: Clinic
):
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.header.edit.click()
    dialog = open_dialog(window)
    dialog.form.preferred_name.setText("Luke")
    theirs = replace(get_patient(clinic, patient_id), phone="(971) 555-0199")
    save_patient(clinic, theirs)

    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert dialog.form.preferred_name.text() == "Luke"
    assert "Taken over from there: Other phone." in dialog.form.problem.text()

    dialog.form.save_button.click()
    stored = get_patient(clinic, patient_id)
    assert (stored.preferred_name, stored.phone) == ("Luke", "(971) 555-0199")


def test_that_an_edit_goes_to_the_chart_in_which_it_was_typed(qtbot: QtBot, clinic: Clinic):
    first, second = a_patient(clinic), a_patient(clinic, given_name="Amara", family_name="Okafor")
    window = open_window(qtbot, clinic)
    window.open_patient(first)
    window.chart.header.edit.click()
    dialog = open_dialog(window)
    assert "Łukasz Dąbrowski" in dialog.form.patient.text()
    window.open_patient(second)
    dialog.form.alert.setText("Only for the first")
    dialog.form.save_button.click()

    assert get_patient(clinic, first).alert == "Only for the first"
    assert get_patient(clinic, second).alert == ""
    assert window.chart.header.name.text() == "Amara Okafor"


def test_that_one_escape_does_not_throw_typing_away(qtbot: QtBot, clinic: Clinic):
    window = open_window(qtbot, clinic)
    window.new_patient()
    dialog = open_dialog(window)
    QTest.keyClicks(dialog.form.family_name, "Bjorn")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "not saved yet" in dialog.form.problem.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_guardians_are_saved_with_the_person(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic, birth_date=date(2015, 5, 5))
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.header.edit.click()
    dialog = open_dialog(window)
    dialog.form.add_person.click()
    person = dialog.findChild(RelatedPersonDialog)
    assert person is not None
    person.form.name.setText("Marta Dąbrowska")
    person.form.role.setCurrentIndex(0)
    person.form.save_button.click()
    dialog.form.save_button.click()

    assert [each.name for each in list_related_people(clinic, patient_id)] == ["Marta Dąbrowska"]
    assert any("Marta" in pill.text() for pill in window.chart.header.findChildren(QLabel))


@pytest.mark.parametrize(("given", "family"), HOSTILE)
def test_that_names_show_character_by_character(
    qtbot: QtBot, clinic: Clinic, given: str, family: str
):
    patient_id = a_patient(clinic, given_name=given, family_name=family, alert=f"Alert {given}")
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    for place in range(window.chart.tabs.count()):
        window.chart.tabs.setCurrentIndex(place)
    window.grab()  # everything is painted

    header = window.chart.header
    assert header.name.text() == f"{given} {family}"
    assert "<b>" not in header.name.toolTip().replace("&lt;b&gt;", "")
    rich = [
        label.text()
        for label in window.findChildren(QLabel)
        if given in label.text() and label.textFormat() != Qt.TextFormat.PlainText
    ]
    assert not rich
    assert given not in window.windowTitle()


def test_that_the_keyboard_alone_finds_and_opens_a_chart(qtbot: QtBot, clinic: Clinic):
    a_patient(clinic)
    wanted = a_patient(clinic, given_name="Amara", family_name="Okafor")
    window = open_window(qtbot, clinic)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.patients.search, "okaf")
    QTest.keyClick(window.patients.search, Qt.Key.Key_Return)
    assert window.chart.patient_id == wanted

    window.patients.search.clear()
    QTest.keyClick(window.patients.search, Qt.Key.Key_Down)
    window.patients.view.setCurrentIndex(window.patients.model.index(0))
    QTest.keyClick(window.patients.view, Qt.Key.Key_Return)
    assert window.chart.patient_id == window.patients.model.patient_id(0)


def test_that_inactive_charts_are_listed_under_all(qtbot: QtBot, clinic: Clinic):
    a_patient(clinic)
    a_patient(clinic, family_name="Former", status="inactive")
    window = open_window(qtbot, clinic)
    assert window.patients.model.rowCount() == 1
    window.patients.everybody.click()
    assert window.patients.model.rowCount() == 2
    assert window.patients.count.text() == "2"


def test_that_the_window_stays_open_over_a_form_that_is_not_saved(qtbot: QtBot, clinic: Clinic):
    window = open_window(qtbot, clinic)
    window.new_patient()
    dialog = open_dialog(window)
    dialog.form.family_name.setText("Bjørn")
    assert not window.close()
    assert window.isVisible()
    assert dialog.form.family_name.text() == "Bjørn"
    dialog.done(0)
    assert window.close()
