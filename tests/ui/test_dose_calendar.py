"""The dose calendar in a real window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Strength
from practice_desk.domain.regimen import HoldRule, Regimen
from practice_desk.domain.regimen_building import DayPattern, build, titration
from practice_desk.domain.timing import Moment
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs.dose_calendar_dialog import DoseCalendarDialog
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import charts, patients, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from tests.factories import a_medication, a_patient, overriding

TABLETS = Product("tablet", (Strength.parse("25 mg"), Strength.parse("100 mg")))
MORNING = DayPattern(Dosage(form="tablet", route="oral"), (Moment.MORNING,))


@dataclass
class Desk:
    """A patient on steps and on a steady medication."""

    clinic: Clinic
    context: AppContext
    patient_id: int
    qtbot: QtBot

    def open(self) -> DoseCalendarDialog:
        """Open the calendar."""
        dialog = DoseCalendarDialog(
            self.context, patients.get_patient(self.clinic, self.patient_id)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.qtbot.addWidget(dialog)
        dialog.open()
        return dialog


@pytest.fixture
def desk(clinic: Clinic, qtbot: QtBot) -> Desk:
    """A chart whose first medication goes up in steps."""
    messages = MessageBar()
    qtbot.addWidget(messages)
    context = AppContext(clinic, InlineTasks(), StoreEvents(), messages)
    patient_id, today = a_patient(clinic), clinic.today()
    made = a_medication(clinic, patient_id, started=today - timedelta(days=30), name="lamoTRIgine")
    a_medication(clinic, patient_id, started=today - timedelta(days=300))
    built = build(titration(Decimal(25), Decimal(25), 14, Decimal(100)), MORNING, TABLETS)
    rules = (HoldRule("a rash", "Stop and call the clinic."),)
    regimen = Regimen(tuple(each.step for each in built), rules)
    overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given),
        PlanEntry(today, "planned_step", regimen=regimen),
    )
    return Desk(clinic, context, patient_id, qtbot)


def test_that_what_goes_in_steps_is_on_the_calendar_and_the_rest_can_be_added(desk: Desk) -> None:
    dialog = desk.open()
    listed = dialog.form.medications
    states = {listed.item(row).text(): listed.item(row).checkState() for row in range(2)}
    assert states == {
        "lamoTRIgine": Qt.CheckState.Checked,
        "sertraline": Qt.CheckState.Unchecked,
    }
    listed.item(1).setCheckState(Qt.CheckState.Checked)
    assert dialog.made is not None
    assert dialog.made.draft.content is not None
    names = {line.medication for line in dialog.made.draft.content.lines}
    assert names == {"lamoTRIgine", "sertraline"}


def test_that_a_saved_calendar_is_in_the_chart(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open()
    dialog.save_to(tmp_path / "calendar.pdf")
    assert not dialog.isVisible()
    (letter,) = charts.reload_chart(desk.clinic, desk.patient_id).letters
    assert (letter.kind, letter.title) == ("dose_calendar", "Dose calendar: lamoTRIgine")
    assert (tmp_path / "calendar.pdf").read_bytes().startswith(b"%PDF")


def test_that_nothing_is_offered_while_nothing_is_chosen(desk: Desk) -> None:
    dialog = desk.open()
    dialog.form.medications.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.form.print.isEnabled()
    assert "at least one medication" in dialog.form.problem.text()
