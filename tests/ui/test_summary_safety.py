"""The Summary shows what the safety checks find in the plan as it stands."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.medication import Origin
from practice_desk.gui.pages.summary_page import SummaryPage
from practice_desk.services.clinic import Clinic
from tests.factories import a_dosage, a_medication, a_patient
from tests.ui.shell import open_window


def summary(qtbot: QtBot, clinic: Clinic, patient_id: int) -> SummaryPage:
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SummaryPage)
    return page


def test_that_a_standing_interaction_is_on_the_summary(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic)
    a_medication(
        clinic, patient_id, concept_id="lithium", name="lithium",
        dosage=a_dosage("900", tablet="300"),
    )  # fmt: skip
    a_medication(
        clinic, patient_id, concept_id="ibuprofen", name="ibuprofen", origin=Origin.OWN,
        dosage=a_dosage("600", tablet="600"),
    )  # fmt: skip
    page = summary(qtbot, clinic, patient_id)
    words = " ".join(label.text() for label in page.safety.findChildren(QLabel))
    assert not page.safety.isHidden()
    assert "Major" in words
    assert "Lithium toxicity" in words
    assert "does not mean that it is safe" in words


def test_that_without_a_plan_nothing_is_said(qtbot: QtBot, clinic: Clinic):
    page = summary(qtbot, clinic, a_patient(clinic))
    assert page.safety.isHidden()
