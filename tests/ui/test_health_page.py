"""Recording what is known of a patient's health, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.condition import Condition
from practice_desk.domain.observation import SubstanceUse, SubstanceUseStatus
from practice_desk.gui.dialogs.health_dialogs import (
    AllergyDialog,
    ConditionDialog,
    SubstanceDialog,
)
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog, VitalsDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.health_page import HealthPage
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import save_allergy, save_condition, save_substance_use
from practice_desk.services.patients import Saved
from tests.factories import a_patient
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


def health_page(qtbot: QtBot, clinic: Clinic) -> tuple[MainWindow, HealthPage]:
    """Open a new patient's chart on its Health page."""
    window = open_window(qtbot, clinic)
    window.open_patient(a_patient(clinic))
    window.chart.show_page("Health")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, HealthPage)
    return window, page


def the(page: HealthPage, kind: type[D]) -> D:
    """Return the dialog of that kind which is open."""
    open_ones = [dialog for dialog in page.findChildren(kind) if dialog.isVisible()]
    assert len(open_ones) == 1
    return open_ones[0]


def test_that_an_allergy_reaches_the_header(qtbot: QtBot, clinic: Clinic):
    window, page = health_page(qtbot, clinic)
    page.allergies.add.click()
    form = the(page, AllergyDialog).form
    form.substance.setText("Lamotrigine")
    form.reaction.setText("rash")
    form.severity.setCurrentIndex(form.severity.findText("Severe"))
    form.save_button.click()

    banner = window.chart.header.allergies
    assert banner.property("banner") == "danger"
    assert banner.text.text() == "Lamotrigine — rash, severe"
    assert banner.ask.isHidden()


def test_that_no_known_allergies_is_an_explicit_statement(qtbot: QtBot, clinic: Clinic):
    window, page = health_page(qtbot, clinic)
    banner = window.chart.header.allergies
    assert banner.property("banner") == "caution"
    banner.ask.click()
    page.none_known.click()

    assert banner.property("banner") == "success"
    assert banner.title.text() == "No known allergies"
    assert banner.aside.text().startswith("Asked ")


def test_that_no_known_allergies_does_not_come_back_after_one_was_listed(
    qtbot: QtBot, clinic: Clinic
):
    window, page = health_page(qtbot, clinic)
    page.none_known.click()
    page.allergies.add.click()
    form = the(page, AllergyDialog).form
    form.substance.setText("Lamotrigine")
    form.save_button.click()

    page.allergies.table.selectRow(0)
    page.allergies.change.click()
    form = the(page, AllergyDialog).form
    form.status.setCurrentIndex(form.status.findText("Resolved"))
    form.save_button.click()
    assert window.chart.header.allergies.title.text() == "Allergies: not asked yet"


def test_that_a_retracted_condition_stays_visible_on_demand(qtbot: QtBot, clinic: Clinic):
    window, page = health_page(qtbot, clinic)
    page.conditions.add.click()
    form = the(page, ConditionDialog).form
    form.display.setText("Generalized anxiety disorder")
    form.icd10cm.setText("F41.1")
    form.save_button.click()
    page.conditions.table.selectRow(0)
    page.conditions.retract.click()
    dialog = the(page, RetractDialog)
    dialog.form.save_button.click()
    assert "why" in dialog.problems.sentence("retracted_reason")
    dialog.form.retracted_reason.setText("Wrong chart")
    dialog.form.save_button.click()

    assert page.conditions.table.rowCount() == 0
    page.show_retracted.setChecked(True)
    assert page.conditions.table.rowCount() == 1
    assert page.conditions.table.item(0, 0).font().strikeOut()
    assert not page.conditions.retract.isEnabled()
    assert window.chart.chart is not None
    assert window.chart.chart.conditions[0].retracted_reason == "Wrong chart"


def test_that_a_wrong_code_is_refused_at_its_field(qtbot: QtBot, clinic: Clinic):
    _, page = health_page(qtbot, clinic)
    page.conditions.add.click()
    dialog = the(page, ConditionDialog)
    dialog.form.display.setText("Anxiety")
    dialog.form.icd10cm.setText("anxious")
    dialog.form.save_button.click()
    assert "ICD-10-CM" in dialog.problems.sentence("icd10cm")
    assert dialog.form.display.text() == "Anxiety"


def test_that_the_vitals_of_a_visit_are_one_row(qtbot: QtBot, clinic: Clinic):
    window, page = health_page(qtbot, clinic)
    page.vitals.add.click()
    dialog = the(page, VitalsDialog)
    dialog.form.systolic.setText("118")
    dialog.form.save_button.click()
    assert "diastolic" in dialog.problems.sentence("diastolic")
    dialog.form.diastolic.setText("76")
    dialog.form.weight.setText("172.5")
    dialog.form.save_button.click()

    assert page.vitals.table.rowCount() == 1
    assert "BP 118/76 mmHg" in page.vitals.table.item(0, 1).text()
    assert "172.5 lb" in page.vitals.table.item(0, 1).text()
    page.vitals.table.selectRow(0)
    page.vitals.retract.click()
    retract = the(page, RetractDialog)
    retract.form.retracted_reason.setText("Another patient's")
    retract.form.save_button.click()
    assert window.chart.chart is not None
    assert all(each.retracted_reason for each in window.chart.chart.vital_signs)


def test_that_substance_use_is_recorded(qtbot: QtBot, clinic: Clinic):
    _, page = health_page(qtbot, clinic)
    page.substances.add.click()
    form = the(page, SubstanceDialog).form
    form.substance.setCurrentText("Tobacco")
    form.amount.setText("10 cigarettes a day")
    form.save_button.click()
    assert page.substances.table.item(0, 2).text() == "10 cigarettes a day"


def test_that_another_chart_takes_nothing_over(qtbot: QtBot, clinic: Clinic):
    window, page = health_page(qtbot, clinic)
    first = window.chart.patient_id
    assert first is not None
    save_condition(clinic, Condition(first, "Of the first"))
    window.chart.reload()
    page.conditions.table.selectRow(0)
    page.show_retracted.setChecked(True)
    window.open_patient(a_patient(clinic, given_name="Amara", family_name="Okafor"))
    assert page.conditions.table.rowCount() == 0
    assert not page.show_retracted.isChecked()
    assert not page.conditions.change.isEnabled()


DAY = date(2024, 5, 6)
STALE = [
    pytest.param(
        ConditionDialog,
        save_condition,
        Condition(0, "Insomnia", onset_on=DAY),
        {"note": "worse in spring", "display": "Primary insomnia"},
        "Condition “Primary insomnia”",
        id="condition",
    ),
    pytest.param(
        AllergyDialog,
        save_allergy,
        AllergyIntolerance(0, "Penicillin"),
        {"note": "since childhood", "reaction": "hives"},
        "Reaction “hives”",
        id="allergy",
    ),
    pytest.param(
        SubstanceDialog,
        save_substance_use,
        SubstanceUse(0, "Alcohol", SubstanceUseStatus.CURRENT, DAY),
        {"note": "only on weekends", "amount": "2 beers"},
        "Amount “2 beers”",
        id="substance use",
    ),
]


@pytest.mark.parametrize(("kind", "save", "value", "theirs", "named"), STALE)
def test_that_neither_side_of_a_stale_health_record_is_lost(
    qtbot: QtBot,
    clinic: Clinic,
    kind: Any,
    save: Callable[[Clinic, Any], Saved],
    value: Any,
    theirs: dict[str, str],
    named: str,
):
    window, page = health_page(qtbot, clinic)
    patient_id = window.chart.patient_id
    assert patient_id is not None
    value = replace(value, patient_id=patient_id)
    value = replace(value, id=save(clinic, value).id, version=1)
    dialog = kind(page.context, reload_chart(clinic, patient_id).patient, value, page)
    dialog.open()
    conflict = next(name for name in theirs if name != "note")
    field = getattr(dialog.form, conflict)
    field.setText("typed here")
    save(clinic, replace(value, **theirs))

    dialog.form.save_button.click()
    assert dialog.isVisible()
    told = dialog.form.problem.text()
    assert "Taken over from there: Note." in told
    assert f"changed here too: {named}" in told
    assert field.text() == "typed here"

    dialog.form.save_button.click()
    chart = reload_chart(clinic, patient_id)
    (stored,) = (*chart.conditions, *chart.allergies, *chart.substance_uses)
    assert stored.note == theirs["note"]
    assert getattr(stored, conflict) == "typed here"
