"""The treatment plan in the chart: set from a template, rated by one key, signed, reviewed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.care_plan import Achievement, Agreed, Goal, PlanProblem
from practice_desk.gui.dialogs.care_plan_dialogs import (
    PlanProblemDialog,
    RemovePartDialog,
    SignPlanDialog,
)
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.models.record_places import PAGES
from practice_desk.gui.pages.care_plan_lines import care_plan_lines
from practice_desk.gui.pages.goals_page import GoalsPage
from practice_desk.services import care_plans
from practice_desk.services.care_plans import REVIEW_WITHIN
from practice_desk.services.clinic import Clinic
from tests.factories import a_patient
from tests.ui.shell import open_window


def test_that_a_plan_is_set_from_a_template_rated_by_a_key_and_signed(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Goals")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, GoalsPage)
    assert page.sign.isHidden()
    assert page.print_plan.isHidden()

    page.new.click()
    (dialog,) = page.findChildren(PlanProblemDialog)
    dialog.form.template.setCurrentText("Depression")
    dialog.form.goals.item(1).setCheckState(Qt.CheckState.Unchecked)
    dialog.form.title.setText("Low since the spring")
    dialog.form.save_button.click()
    qtbot.waitUntil(lambda: len(page.panels) == 1)
    (panel,) = page.panels.values()
    assert panel.branch.goal.value.description == "Feel well enough for daily life again"
    measured = next(t for t in texts(panel) if t.startswith("PHQ-9"))
    assert measured == "PHQ-9 at most 4 · not measured yet"

    page.take_focus()
    qtbot.waitUntil(panel.isVisible)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_3)
    goal_id = panel.branch.goal.id
    qtbot.waitUntil(lambda: page.panels[goal_id] is not panel)
    panel = page.panels[goal_id]
    qtbot.waitUntil(panel.isVisible)
    assert panel.ratings[Achievement.WORSENING].isChecked()
    assert panel.ratings[Achievement.WORSENING].hasFocus()
    assert any(text.startswith("Worsening, ") for text in texts(panel))

    page.sign.click()
    (signing,) = page.findChildren(SignPlanDialog)
    assert "Problem: Low since the spring" in signing.form.text.text()
    signing.form.agreed.setCurrentIndex(signing.form.agreed.findData(Agreed.HERE))
    signing.form.save_button.click()
    qtbot.waitUntil(lambda: "Nothing is drawn" in " ".join(texts(signing)))
    QTest.mouseClick(signing.form.strokes, Qt.MouseButton.LeftButton)
    signing.form.review_on.set_value(clinic.today() + REVIEW_WITHIN)
    signing.form.save_button.click()
    qtbot.waitUntil(lambda: "signed on the screen" in " ".join(texts(page.banner)))
    page.print_plan.click()
    (paper,) = page.findChildren(PatientPaperDialog)
    qtbot.waitUntil(lambda: paper.can_send)
    assert paper.form.title.text() == "Treatment plan"
    paper.reject()
    (line,) = care_plan_lines(clinic, clinic.now())
    assert "treatment plan is to be reviewed by" in line.sentence
    assert (line.opens, PAGES[line.record.noun]) == (patient_id, "Goals")


def texts(widget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel)]


def test_that_a_goal_leaves_the_plan_with_a_reason(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic)
    below = (Goal(0, "Sleep six hours"), (), ())
    care_plans.add_problem(clinic, patient_id, PlanProblem("Bad sleep"), [below])
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Goals")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, GoalsPage)
    (panel,) = page.panels.values()
    page.open_part("remove", panel.branch.goal)
    (dialog,) = page.findChildren(RemovePartDialog)
    dialog.form.save_button.click()
    qtbot.waitUntil(lambda: "Say why it leaves the plan." in " ".join(texts(dialog)))
    dialog.form.retracted_reason.setText("no longer wanted")
    dialog.form.save_button.click()
    qtbot.waitUntil(lambda: not page.panels)
