"""Monitoring in the real window: due, entered, flagged, due again; decided; listed; drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit

from practice_desk.domain.account import Role
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.monitoring_decision import DecisionKind
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.gui.dialogs.entry_view_dialog import EntryViewDialog
from practice_desk.gui.dialogs.monitoring_dialogs import DecisionDialog, ResultsDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.trend import trend_of
from practice_desk.gui.pages.monitoring_page import MonitoringPage
from practice_desk.gui.pages.overdue_page import OverduePage
from practice_desk.gui.pages.registry import OVERDUE, TODAY
from practice_desk.gui.widgets.trend_chart import TrendChart
from practice_desk.services import charts, monitoring, plan
from practice_desk.services.plan import PlanEntry
from tests.factories import a_dosage, a_medication, a_patient, overriding
from tests.ui.shell import open_window


def monitoring_page(window: MainWindow, patient_id: int) -> MonitoringPage:
    """Open the chart on its Monitoring page."""
    window.open_patient(patient_id)
    window.chart.show_page("Monitoring")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, MonitoringPage)
    return page


def states(page: MonitoringPage) -> dict[str, str]:
    """Return where each listed check stands, by its name."""
    table = page.due.table
    rows = range(table.rowCount())
    return {table.item(row, 1).text(): table.item(row, 0).text() for row in rows}


def choose(page: MonitoringPage, check: str) -> None:
    """Select the line of a check."""
    names = list(states(page))
    page.due.table.selectRow(names.index(check))


def opened(window: MainWindow, kind: type[QDialog]) -> QDialog:
    """Return the one open form of a kind."""
    (found,) = (each for each in window.findChildren(kind) if each.isVisible())
    return found


def results_form(window: MainWindow) -> ResultsDialog:
    form = opened(window, ResultsDialog)
    assert isinstance(form, ResultsDialog)
    return form


def type_result(form: ResultsDialog, code: str, value: str, unit: str = "") -> None:
    """Type a value into its line, and choose its unit."""
    edit = form.findChild(QLineEdit, f"value_{code}")
    edit.setFocus()
    QTest.keyClicks(edit, value)
    if unit:
        combo = form.findChild(QComboBox, f"unit_{code}")
        combo.setCurrentIndex(combo.findText(unit))


def test_that_lithium_is_watched_from_its_start_to_the_next_level(qtbot, clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    started = today - timedelta(days=30)
    lithium = a_medication(
        clinic, patient_id, name="lithium carbonate", concept_id="lithium",
        started=started, dosage=a_dosage("600", tablet="300"),
    )  # fmt: skip
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    assert states(page)["TSH"] == "Overdue 30 days"
    level = "Lithium level, 12 hours after the last dose"
    assert states(page)[level] == "Overdue 23 days"
    header = " ".join(label.text() for label in window.chart.header.findChildren(QLabel))
    assert "checks overdue" in header

    choose(page, level)
    page.enter_one.click()
    form = results_form(window)
    QTest.keyClicks(form.form.add_test, "creatinine")
    QTest.keyClick(form.form.add_test, Qt.Key.Key_Return)
    assert [test.name for test in form.form.rows.tests] == ["Lithium level", "Creatinine"]
    type_result(form, "14334-7", "1.3", "mmol/L")
    type_result(form, "2160-0", "80", "umol/L")
    form.form.save_button.click()

    assert level not in states(page)
    assert "Creatinine and eGFR" not in states(page)
    cells = {
        page.results.table.item(row, 1).text(): [
            page.results.table.item(row, column).text() for column in (2, 3)
        ]
        for row in range(page.results.table.rowCount())
    }
    assert cells["Lithium level"] == ["1.3 mmol/L (1.3 mEq/L)", "Above 1.2 mEq/L"]
    assert cells["Creatinine"][0].startswith("80 umol/L (0.905 mg/dL)")
    page.results.table.selectRow(list(cells).index("Lithium level"))
    assert "hold or cut dose" in page.result_detail.text()
    assert "FDA label" in page.result_detail.text()

    changed = PlanEntry(today - timedelta(days=8), "partial_response", a_dosage("900"))
    made = overriding(  # the high level has to be answered for
        lambda given: plan.change_dose(clinic, patient_id, lithium.medication_id, given), changed
    )
    window.context.events.store_changed.emit(made.changes)
    assert level not in states(page)  # today's level is after the change
    page.also_later.setChecked(True)
    assert states(page)[level] == "Later"


def test_that_a_number_of_another_unit_is_asked_about_once(qtbot, clinic):
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    page.enter.click()
    form = results_form(window)
    QTest.keyClicks(form.form.add_test, "anc")
    QTest.keyClick(form.form.add_test, Qt.Key.Key_Return)
    type_result(form, "751-8", "1.2")
    form.form.save_button.click()
    (asked,) = [label for label in form.findChildren(QLabel, "value_751-8_problem") if label.text()]
    assert "If it is right, save again." in asked.text()
    assert page.results.table.rowCount() == 0
    form.form.save_button.click()
    assert page.results.table.rowCount() == 1


def test_that_a_decision_needs_its_reason_and_takes_the_line_away_until_its_day(qtbot, clinic):
    patient_id = a_patient(clinic)
    a_medication(
        clinic, patient_id, name="lithium carbonate", concept_id="lithium",
        started=clinic.today() - timedelta(days=30),
    )  # fmt: skip
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    choose(page, "TSH")
    page.not_needed.click()
    form = opened(window, DecisionDialog)
    assert isinstance(form, DecisionDialog)
    form.form.save_button.click()
    assert form.problems.sentence("reason") == "Say why."
    QTest.keyClicks(form.form.reason, "Thyroid removed in 2020")
    form.form.save_button.click()
    assert "TSH" not in states(page)
    page.also_later.setChecked(True)
    assert states(page)["TSH"] == "Not needed"
    choose(page, "TSH")
    assert "Thyroid removed in 2020" in page.due_detail.text()
    assert page.take_back.isEnabled()


def test_that_the_list_and_today_tell_of_overdue_charts_and_lead_there(qtbot, clinic):
    patient_id = a_patient(clinic)
    a_medication(
        clinic, patient_id, name="cloZAPine", concept_id="clozapine",
        started=clinic.today() - timedelta(days=9),
    )  # fmt: skip
    a_medication(clinic, a_patient(clinic, family_name="Unknown"), name="Moonwort")
    window = open_window(qtbot, clinic)
    window.show_page_of(TODAY)
    today = " ".join(label.text() for label in window.pages[window.page].findChildren(QLabel))
    assert "Łukasz Dąbrowski: " in today
    assert "Łukasz Unknown: monitoring could not be checked." in today
    rows = window.pages[window.page].groups.rows
    next(each for each in rows if "not be checked" in each.line.sentence).button.click()
    monitored = window.chart.tabs.currentWidget()
    assert "Moonwort" in monitored.unchecked.text
    assert monitored.isAncestorOf(QApplication.focusWidget())
    window.show_page_of(OVERDUE)
    page = window.pages[window.page]
    assert isinstance(page, OverduePage)
    assert [row.cells[0] for row in page.model.rows] == ["Łukasz Dąbrowski"]
    assert page.unchecked.text.startswith("Not checked: 1 chart with medications")
    assert window.focusWidget() is page.table
    page.table.activated.emit(page.model.index(0, 0))
    assert window.chart.patient_id == patient_id


def test_that_the_picture_tells_each_result_with_its_flag_and_dose_by_keyboard(qtbot, clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    lithium = a_medication(
        clinic, patient_id, name="lithium carbonate", concept_id="lithium",
        started=today - timedelta(days=200), dosage=a_dosage("600", tablet="300"),
    )  # fmt: skip
    raised = PlanEntry(today - timedelta(days=100), "partial_response", a_dosage("900"))
    plan.change_dose(clinic, patient_id, lithium.medication_id, raised)
    kind = ObservationCategory.LABORATORY
    monitoring.save_results(
        clinic,
        patient_id,
        [
            Observation(patient_id, kind, "Lithium", clinic.now() - timedelta(days=days),
                        "14334-7", Decimal(value), "mmol/L")
            for days, value in ((150, "0.7"), (50, "1.3"))
        ],
    )  # fmt: skip
    chart = charts.reload_chart(clinic, patient_id)
    found = monitoring.read_results(clinic, patient_id, chart.monitoring)
    test = found.judged[0].test
    trend = trend_of(test, chart.monitoring, found.judged, chart.plan, today)
    assert [bound.label for bound in trend.bounds] == ["0.6", "1.2", "1.5"]
    widget = TrendChart()
    qtbot.addWidget(widget)
    widget.show_trend(trend)
    assert "1.3 mEq/L · Above 1.2 mEq/L · lithium carbonate 900 mg a day" in widget.told.text()
    QTest.keyClick(widget.picture, Qt.Key.Key_Left)
    assert "0.7 mEq/L · lithium carbonate 600 mg a day" in widget.told.text()
    assert "0.7 mEq/L" in widget.picture.accessibleDescription()
    assert not widget.grab().isNull()


def test_that_waiting_for_a_result_from_elsewhere_is_offered_with_a_day(qtbot, clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="lithium carbonate", concept_id="lithium")
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    choose(page, "TSH")
    page.elsewhere.click()
    form = opened(window, DecisionDialog)
    assert isinstance(form, DecisionDialog)
    assert form.form.kind.currentData() == DecisionKind.DONE_ELSEWHERE
    form.form.save_button.click()
    assert states(page)["TSH"] == "Result pending"


def test_that_a_therapist_answers_vital_signs_and_only_reads_the_rest(qtbot, clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="lithium carbonate", concept_id="lithium")
    clinic.session = replace(clinic.session, roles=frozenset({Role.THERAPIST}))
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    choose(page, "TSH")
    assert not page.enter_one.isEnabled()
    assert page.not_needed.isHidden()
    choose(page, "Weight and BMI")
    page.enter_one.click()
    form = results_form(window)
    type_result(form, "29463-7", "171")
    form.form.save_button.click()
    assert "Weight and BMI" not in states(page)


def test_that_a_check_kept_with_the_supply_leads_to_the_supply_page(qtbot, clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="LORazepam", concept_id="lorazepam")
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    choose(page, "Prescription monitoring program check")
    page.enter_one.click()
    tabs = window.chart.tabs
    assert tabs.tabText(tabs.currentIndex()) == "Supply"


def test_that_a_check_and_a_flagged_result_lead_to_the_entries_that_ask_for_them(qtbot, clinic):
    patient_id = a_patient(clinic)
    begun, dosage = clinic.today() - timedelta(days=30), a_dosage("600", tablet="300")
    a_medication(clinic, patient_id, concept_id="lithium", started=begun, dosage=dosage)
    window = open_window(qtbot, clinic)
    page = monitoring_page(window, patient_id)
    choose(page, "Lithium level, 12 hours after the last dose")
    page.source.click()
    entry = opened(window, EntryViewDialog)
    assert entry.detail.line.key == EntryKey(EntryKind.MONITORING, "mon_lithium_level")
    assert entry.accept_button.isVisible()
    entry.close_button.click()
    page.enter_one.click()
    form = results_form(window)
    type_result(form, "14334-7", "1.3", "mmol/L")
    form.form.save_button.click()
    page.results.table.selectRow(0)
    page.result_source.click()
    assert opened(window, EntryViewDialog).detail.line.key.id == "mon_lithium_level"
