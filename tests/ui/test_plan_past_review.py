"""The plan page when the clinical pack should have been reviewed before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.services import charts
from tests.factories import a_medication, a_patient, make_clinic
from tests.ui.contexts import inline_context


def test_that_the_plan_says_when_the_pack_is_past_its_review(tmp_path: Path, qtbot: QtBot) -> None:
    made = make_clinic(tmp_path, clock=lambda: datetime(2027, 11, 24, 18, tzinfo=UTC))
    patient_id = a_patient(made.clinic)
    a_medication(made.clinic, patient_id)
    page = PlanPage(inline_context(made.clinic))
    qtbot.addWidget(page)
    page.show_chart(charts.open_chart(made.clinic, patient_id))
    assert page.past_review.text.startswith("Not checked against current facts")
    made.clinic.close()
