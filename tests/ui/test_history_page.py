"""The history of trials in the real window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.gui.dialogs.trial_dialogs import JudgementDialog, ToldTrialDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.history_page import HistoryPage
from practice_desk.services import plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import measures, save_score
from tests.factories import a_medication, a_patient, overriding
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def page(qtbot: QtBot, clinic: Clinic) -> HistoryPage:
    """A patient who took sertraline 50 mg for ten weeks and stopped a week ago."""
    patient_id = a_patient(clinic)
    began = clinic.today() - timedelta(weeks=11)
    made = a_medication(clinic, patient_id, started=began, concept_id="sertraline")
    phq9 = next(each for each in measures() if each.id == "phq9")
    for total, day in (("18", began), ("9", clinic.today() - timedelta(weeks=2))):
        noon = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        save_score(clinic, phq9.observation(patient_id, total, noon))
    entry = plan.PlanEntry(clinic.today() - timedelta(weeks=1), "no_benefit")
    overriding(
        lambda given: plan.stop_medication(clinic, patient_id, made.medication_id, given), entry
    )
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return history(window)


def history(window: MainWindow) -> HistoryPage:
    window.chart.show_page("History")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, HistoryPage)
    return page


def the(page: QWidget, kind: type[D]) -> D:
    """Return the dialog of that kind which is open."""
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def cells(page: HistoryPage, row: int) -> list[str]:
    table = page.trials.table
    return [table.item(row, column).text() for column in range(table.columnCount())]


def details(page: HistoryPage) -> str:
    return "\n".join(label.text() for label in page.details.findChildren(QLabel))


def test_that_a_stopped_medication_shows_its_adequacy_with_the_rule(page: HistoryPage):
    assert cells(page, 0)[2:] == ["50 mg a day", "Adequate", "Not judged yet", "No benefit"]
    told = details(page)
    assert "10 weeks in a row at 50 mg a day or more; the rule asks for 4" in told
    assert "Antidepressant Treatment History Form" in told
    assert "no clinician has reviewed" in told
    assert "PHQ-9 total score 18 → 9" in told


def test_that_a_trial_is_judged(page: HistoryPage):
    page.trials.change.click()
    dialog = the(page, JudgementDialog)
    dialog.form.response.setCurrentText("Partial response")
    dialog.form.adherence.setCurrentText("Mostly")
    dialog.form.save_button.click()
    assert cells(page, 0)[4] == "Partial response"
    assert "Mostly" in details(page)


def test_that_a_past_trial_is_added_and_taken_back(page: HistoryPage):
    page.trials.add.click()
    dialog = the(page, ToldTrialDialog)
    form = dialog.form
    for field, typed, sentence in (("weeks", "six", "weeks"), ("highest_dose", "2O", "highest")):
        getattr(form, field).setText(typed)
        form.name.setText("citalopram")
        form.save_button.click()
        assert sentence in dialog.problems.sentence(field)
        getattr(form, field).setText("")
    form.weeks.setText("2")
    form.highest_dose.setText("20")
    form.stop_reason.setText("Moved away")
    form.save_button.click()
    assert cells(page, 1)[0] == "citalopram"
    assert cells(page, 1)[5] == "Moved away"
    page.trials.table.selectRow(1)
    assert "no rule" in details(page)  # typed, not chosen from the list: nothing is known of it

    page.trials.retract.click()
    retract = the(page, RetractDialog)
    retract.form.retracted_reason.setText("Another patient's")
    retract.form.save_button.click()
    assert page.trials.table.rowCount() == 1


def test_that_a_trial_of_the_plan_is_taken_back_only_there(page: HistoryPage):
    assert not page.trials.retract.isEnabled()
