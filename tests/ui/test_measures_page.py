"""Measures in the real window: filled in by keyboard, and what an answer about self-harm does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.measure_schedule import Rhythm
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.gui.dialogs.baseline_dialog import BaselineDialog
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.dialogs.response_dialog import ResponseDialog
from practice_desk.gui.dialogs.risk_dialogs import (
    RiskAlertDialog,
    RiskAssessmentDialog,
    SafetyPlanDialog,
)
from practice_desk.gui.dialogs.score_dialog import MeasureScheduleDialog, ScoreDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.measures_page import MeasuresPage
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import (
    ResponseEntry,
    find_measure,
    save_response,
    save_total,
)
from practice_desk.services.risk import open_risks
from practice_desk.services.session import Session
from tests.factories import a_colleague, a_medication, a_patient
from tests.ui.forms_to_type import knowledge_section, measures_page
from tests.ui.shell import open_window
from tests.use_cases.measures import SLEEP

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return window


def the(page: QWidget, kind: type[D]) -> D:
    """Return the dialog of that kind which is open."""
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def press(qtbot: QtBot, page: QWidget, text: str) -> None:
    """Press keys where the keyboard is, in the form that the page has open."""
    qtbot.waitUntil(the(page, QDialog).isActiveWindow)
    for char in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClicks(focus, char)


def open_measure(page: MeasuresPage, name: str) -> None:
    page.instrument.setCurrentIndex(page.instrument.findData(name))
    page.fill_in.click()


def headings(window: MainWindow) -> str:
    return " · ".join(label.text() for label in window.chart.header.findChildren(QLabel))


def test_that_item_9_is_not_passed_over_from_the_keyboard_to_the_safety_plan(
    qtbot: QtBot, window: MainWindow, clinic: Clinic
):
    page = measures_page(window)
    open_measure(page, "phq9")
    form = the(page, ResponseDialog).form
    press(qtbot, page, "22221120")
    assert form.total.text() == "8 of 9 answered"
    assert "Pfizer" in form.attribution.text()
    assert form.alert.text == ""
    press(qtbot, page, "1")
    assert "suicide risk the same visit" in form.alert.text
    assert form.total.text() == "Total 13 of 27: moderate"
    press(qtbot, page, "2")  # the unscored question about difficulty
    qtbot.keyClick(form.sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    alert = the(page, RiskAlertDialog)
    qtbot.keyClick(alert, Qt.Key.Key_Escape)
    alert.close()
    assert alert.isVisible()
    assert "Decide first" in alert.form.problem.text()
    alert.form.later.click()
    assert "why it can wait" in alert.form.problem.text()
    assert "Suicide risk: not assessed" in headings(window)
    assert len(open_risks(clinic)) == 1
    press_focus = alert.form.assess
    press_focus.setFocus()
    qtbot.keyClick(press_focus, Qt.Key.Key_Space)

    assessment = the(page, RiskAssessmentDialog)
    assert "PHQ-9 of" in assessment.form.answers.text()
    for text in ("passive", "none", "none", "no firearm", "one attempt", "two children"):
        press(qtbot, page, text)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assessment.form.save_button.click()
    assert "level of risk" in assessment.problems.sentence("level")
    assessment.form.level.setCurrentIndex(2)
    assessment.form.action.setPlainText("Safety plan now, visit in 3 days")
    qtbot.keyClick(assessment, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "Suicide risk: moderate" in headings(window)
    assert open_risks(clinic) == []

    assert page.risk.wallet_card.isHidden()
    page.risk.plan.click()
    plan = the(page, SafetyPlanDialog)
    press(qtbot, page, "not sleeping")
    qtbot.keyClick(plan, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.risk.safety_plan is not None
    assert page.risk.safety_plan.warning_signs == "not sleeping"
    page.risk.wallet_card.click()
    card = the(page, PatientPaperDialog)
    qtbot.waitUntil(lambda: card.can_send)
    card.reject()
    assert "Total" not in page.summary.text()
    assert page.summary.text().startswith("PHQ-9 13 on")


def test_that_an_answer_at_check_in_interrupts_whoever_opens_the_chart(
    qtbot: QtBot, clinic: Clinic
):
    patient_id = a_patient(clinic)
    phq9 = find_measure("phq9")
    assert phq9 is not None
    entry = ResponseEntry(phq9, {"q9": 1}, AnswerMode.CHECK_IN, "Patient, at check-in")
    save_response(clinic, patient_id, entry)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    alert = the(window, RiskAlertDialog)
    alert.form.words.setText("Dr. Moss is with the patient")
    alert.form.handed_over.click()
    window.open_patient(a_patient(clinic))
    window.open_patient(patient_id)
    assert not [each for each in window.findChildren(RiskAlertDialog) if each.isVisible()]
    assert "Suicide risk: not assessed" in headings(window)


def test_that_an_answer_that_somebody_else_entered_from_paper_interrupts_too(
    qtbot: QtBot, clinic: Clinic
):
    patient_id, prescriber = a_patient(clinic), clinic.session
    phq9 = find_measure("phq9")
    assert phq9 is not None
    clinic.session = Session.of(a_colleague(clinic, Role.THERAPIST))
    save_response(clinic, patient_id, ResponseEntry(phq9, {"q9": 1}, AnswerMode.PAPER, "Patient"))
    clinic.session = prescriber
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    assert the(window, RiskAlertDialog).isVisible()


def test_that_a_row_from_paper_fills_the_sheet_and_open_questions_are_said(
    window: MainWindow, qtbot: QtBot
):
    page = measures_page(window)
    open_measure(page, "phq9")
    dialog = the(page, ResponseDialog)
    form = dialog.form
    form.row.setFocus()
    press(qtbot, page, "1234")
    assert "no answer to question 4" in form.problem.text()
    form.row.clear()
    press(qtbot, page, "1110001-00")
    assert form.mode.currentText() == "From paper"
    form.save_button.click()
    assert "Question 8 is open: the total is scaled up" in form.problem.text()
    assert form.sheet.rows[7].value is None
    form.save_button.click()
    table = page.entries.table
    assert [table.item(0, column).text() for column in (1, 2, 3, 4)] == [
        "PHQ-9",
        "5",
        "mild",
        "From paper",
    ]
    assert not page.answers.isHidden()
    page.entries.retract.click()
    (retract,) = [each for each in page.findChildren(QDialog) if each.isVisible()]
    retract.form.retracted_reason.setText("Wrong chart")
    retract.form.save_button.click()
    assert table.rowCount() == 0


def test_that_a_question_appears_when_another_is_answered_yes(window: MainWindow, qtbot: QtBot):
    page = measures_page(window)
    open_measure(page, "asq")
    sheet = the(page, ResponseDialog).form.sheet
    assert [row.isHidden() for row in sheet.rows] == [False, False, False, False, True]
    press(qtbot, page, "1")
    assert not sheet.rows[4].isHidden()


def test_that_a_score_outside_the_range_is_refused(window: MainWindow):
    page = measures_page(window)
    page.entries.add.click()
    dialog = the(page, ScoreDialog)
    dialog.form.instrument.setCurrentIndex(0)
    for typed in ("28", "-1", "4.5", "", "٣"):
        dialog.form.total.setText(typed)
        dialog.form.save_button.click()
        assert "from 0 to 27" in dialog.problems.sentence("total")
    dialog.form.total.setText("14")
    dialog.form.save_button.click()
    assert page.entries.table.item(0, 1).text() == "PHQ-9"
    assert page.entries.table.item(0, 2).text() == "14"


def test_that_a_total_about_suicide_interrupts_too(window: MainWindow, clinic: Clinic):
    page = measures_page(window)
    open_measure(page, "cssrs")
    dialog = the(page, ScoreDialog)
    dialog.form.total.setText("2")
    dialog.form.save_button.click()
    alert = the(page, RiskAlertDialog)
    alert.form.words.setText("to Dr. Moss, who is with the patient")
    alert.form.handed_over.click()
    assert len(open_risks(clinic)) == 1


def test_that_a_measure_from_a_file_is_offered_in_charts_as_our_own(
    window: MainWindow, tmp_path: Path
):
    path = tmp_path / "sleep.yaml"
    path.write_text(SLEEP, encoding="utf-8")
    knowledge_section(window).add_measure(path)
    page = measures_page(window)
    offered = [page.instrument.itemText(place) for place in range(page.instrument.count())]
    assert "Sleep check · own" in offered


def test_that_a_schedule_is_set_and_taken_off_with_a_reason(window: MainWindow, clinic: Clinic):
    page = measures_page(window)
    page.instrument.setCurrentIndex(page.instrument.findData("gad7"))
    page.schedule.click()
    form = the(page, MeasureScheduleDialog).form
    form.rhythm.setCurrentIndex(form.rhythm.findData(Rhythm.WEEKLY))
    form.save_button.click()
    assert "Say why" in the(page, MeasureScheduleDialog).problems.sentence("reason")
    form.reason.setText("panic attacks")
    form.save_button.click()
    assert page.due.table.item(0, 0).text() == "GAD-7"
    page.due.table.selectRow(0)
    page.due.button("Not due…").click()
    form = the(page, MeasureScheduleDialog).form
    form.reason.setText("better")
    form.save_button.click()
    assert window.chart.chart is not None
    patient_id = window.chart.chart.patient.id or 0
    assert [each.instrument_id for each in open_chart(clinic, patient_id).due_measures] == []


def test_that_contradicting_answers_are_told_before_they_are_saved(
    qtbot: QtBot, window: MainWindow, clinic: Clinic
):
    page = measures_page(window)
    open_measure(page, "pc_ptsd5")
    dialog = the(page, ResponseDialog)
    dialog.form.row.setFocus()
    qtbot.keyClicks(dialog.form.row, "011111")
    assert "5 others are answered “Yes”: ask again" in dialog.form.alert.text
    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert "ask again" in dialog.form.problem.text()
    assert dialog.height() <= 728  # a screen of 768 less the frame of the window
    dialog.form.save_button.click()
    assert dialog.made is not None
    assert sum(dialog.made.response.values().values()) == 5


def test_that_a_total_says_what_it_leaves_open_and_item_9_is_asked_for(
    qtbot: QtBot, window: MainWindow
):
    page = measures_page(window)
    page.entries.add.click()
    score = the(page, ScoreDialog)
    score.form.instrument.setCurrentIndex(score.form.instrument.findData("phq9"))
    assert "does not tell how question 9 was answered" in score.form.hint.text()
    score.form.instrument.setCurrentIndex(score.form.instrument.findData("gad7"))
    assert score.form.hint.isHidden()
    score.close()
    open_measure(page, "phq9")
    dialog = the(page, ResponseDialog)
    press(qtbot, page, "22221120")
    dialog.form.save_button.click()
    assert "Question 9 was not answered: ask it" in dialog.form.problem.text()


def test_that_a_baseline_is_chosen_by_keyboard_and_the_course_says_so(
    qtbot: QtBot, clinic: Clinic, window: MainWindow
):
    phq9 = find_measure("phq9")
    assert phq9 is not None
    patient_id = window.chart.chart.patient.id if window.chart.chart else 0
    for days, total in ((60, "20"), (40, "11"), (1, "9")):
        at = clinic.now() - timedelta(days=days)
        save_total(clinic, patient_id or 0, phq9, total, at)
    window.open_patient(patient_id or 0)
    page = measures_page(window)
    assert (
        "baseline" not in page.summary.text()
    )  # by the rule it is the newest: treated since today
    page.baseline.click()
    dialog = the(page, BaselineDialog)
    assert dialog.form.score.count() == 4
    dialog.form.score.setCurrentIndex(2)
    dialog.form.save_button.click()
    assert "Say why." in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.form.reason.setFocus()
    qtbot.keyClicks(dialog.form.reason, "new episode")
    qtbot.keyClick(dialog.form.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "chosen because: new episode" in page.summary.text())
    assert "Since the baseline 11" in page.summary.text()
    assert "Down 2 points" in page.summary.text()
    page.baseline.click()
    assert the(page, BaselineDialog).form.score.currentText().endswith("11, moderate")
