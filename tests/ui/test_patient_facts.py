"""Recording facts for the safety checks on the Health page, in the real window."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from practice_desk.domain.patient import SexAssigned
from practice_desk.gui.dialogs.patient_facts_dialog import PatientFactsDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.health_page import HealthPage
from practice_desk.services.clinic import Clinic
from tests.factories import a_patient
from tests.ui.shell import open_window


def facts_dialog(
    qtbot: QtBot, clinic: Clinic, sex: SexAssigned
) -> tuple[MainWindow, HealthPage, PatientFactsDialog]:
    window = open_window(qtbot, clinic)
    window.open_patient(a_patient(clinic, sex_assigned=sex))
    window.chart.show_page("Health")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, HealthPage)
    page.facts.add.click()
    (dialog,) = page.findChildren(PatientFactsDialog)
    return window, page, dialog


def test_that_facts_are_recorded_with_date_and_source(qtbot: QtBot, clinic: Clinic):
    _, page, dialog = facts_dialog(qtbot, clinic, SexAssigned.FEMALE)
    form = dialog.form
    form.save_button.click()
    assert "at least one fact" in dialog.problems.sentence("pregnancy")
    form.pregnancy.setCurrentIndex(form.pregnancy.findText("Pregnant"))
    form.due_date.set_value(clinic.today() + timedelta(days=150))
    form.contraception.setCurrentIndex(form.contraception.findText("No"))
    form.save_button.click()
    assert "from where" in dialog.problems.sentence("source")
    form.source.setText("the patient")
    form.save_button.click()
    assert not dialog.isVisible()
    rows = page.facts.table.model().rowCount()
    assert rows == 3
    page.facts.add.click()
    again = next(each for each in page.findChildren(PatientFactsDialog) if each.isVisible())
    assert again.form.pregnancy.currentText().startswith("As before: Pregnant (")
    again.form.save_button.click()
    assert "at least one fact" in again.problems.sentence("pregnancy")
    again.close()


def test_that_a_man_is_not_asked_about_pregnancy(qtbot: QtBot, clinic: Clinic):
    _, _, dialog = facts_dialog(qtbot, clinic, SexAssigned.MALE)
    assert dialog.form.pregnancy.isHidden()
    assert dialog.form.due_date.isHidden()
    assert not dialog.form.liver.isHidden()
