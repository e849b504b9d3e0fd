"""Planning a medication in steps, in a real window, from the plan page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.domain.regimen_text import regimen_line
from practice_desk.domain.timing import Cycle, Moment, Timing, at
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.dialogs.step_plan_dialog import StepPlanDialog
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.models.plan_list import first_due_day
from practice_desk.gui.models.plan_steps import step_lines
from practice_desk.gui.models.step_rule import RuleKind, StepRule
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import charts, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from tests.factories import a_dosage, a_medication, a_patient, overriding
from tests.ui.look import squeezed

CLONAZEPAM = Dosage(
    dose=Quantity(Decimal(1), "mg"),
    form="tablet",
    route="oral",
    timing=at(Moment.MORNING, Moment.BEDTIME),
)


@dataclass
class Desk:
    """A plan page on a patient who takes clonazepam."""

    clinic: Clinic
    page: PlanPage
    patient_id: int

    def reload(self, _changes: object = None) -> None:
        """Show the chart as it now is."""
        self.page.show_chart(charts.reload_chart(self.clinic, self.patient_id))

    def item(self, ahead: int = 0) -> PlanItem:
        """Return the medication as it will be in so many days."""
        day = self.clinic.today() + timedelta(days=ahead)
        (found,) = plan.plan_as_of(self.clinic, self.patient_id, day)
        return found

    def open(self) -> StepPlanDialog:
        """Press the button beside the medication."""
        buttons = self.page.detail.findChildren(QPushButton)
        [button for button in buttons if button.text() == "Plan steps…"][-1].click()  # the newest
        dialog = self.page.dialog
        assert isinstance(dialog, StepPlanDialog)
        return dialog


@pytest.fixture
def desk(clinic: Clinic, qtbot: QtBot) -> Iterator[Desk]:
    """A plan page that follows every change."""
    messages = MessageBar()
    qtbot.addWidget(messages)
    context = AppContext(clinic, InlineTasks(), StoreEvents(), messages)
    patient_id = a_patient(clinic)
    a_medication(
        clinic, patient_id, dosage=CLONAZEPAM, started=clinic.today() - timedelta(days=400),
        name="clonazePAM", concept_id="clonazepam", schedule="CIV",
    )  # fmt: skip
    page = PlanPage(context)
    qtbot.addWidget(page)
    made = Desk(clinic, page, patient_id)
    context.events.store_changed.connect(made.reload)
    made.reload()
    page.resize(1000, 620)
    page.show()
    qtbot.waitExposed(page)
    yield made
    if page.dialog is not None:
        page.dialog.done(0)


def sign(dialog: StepPlanDialog, reason: str) -> None:
    """Choose a reason, answer what interrupts, and sign."""
    combo = dialog.form.reason_code
    combo.setCurrentIndex(combo.findData(reason))
    if dialog.live_check is not None:
        dialog.live_check.ask_again()
        for row in dialog.live_check.panel._asking.values():
            row.reason.setCurrentIndex(0)
    dialog.form.save.click()


def test_that_a_taper_is_built_by_rule_edited_by_hand_and_signed(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    builder = dialog.form.step_builder
    builder.form.may_be_halved.setChecked(True)
    builder.propose(StepRule(RuleKind.DOWN_PERCENT_LAST, "2", "25", "2 weeks"))
    qtbot.mouseClick(builder.form.build, Qt.MouseButton.LeftButton)
    assert builder.table.rowCount() == 5
    view = builder.form.steps
    days = builder.table.index(0, builder.table.columnCount() - 4)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    view.setFocus()
    view.setCurrentIndex(days)
    qtbot.keyClicks(view, "3")
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, " weeks")
    sign(dialog, "taper")
    assert desk.page.dialog is None
    regimen = desk.item().regimen
    assert regimen is not None
    assert regimen_line(regimen).startswith(
        "0.5 mg in the morning and 1 mg at bedtime for 3 weeks, then 0.5 mg"
    )
    assert regimen.total_days is not None
    assert desk.item(regimen.total_days).status is PlanStatus.STOPPED


def test_that_steps_under_way_open_with_what_remains_and_are_slowed(desk: Desk) -> None:
    test_rule = StepRule(RuleKind.DOWN, "2", "0.5", "2 weeks")
    dialog = desk.open()
    dialog.form.step_builder.propose(test_rule)
    dialog.form.step_builder.build_by_rule()
    sign(dialog, "taper")
    dialog = desk.open()
    builder = dialog.form.step_builder
    assert builder.table.rowCount() == 3
    builder.form.steps.setCurrentIndex(builder.table.index(0, 1))
    builder.form.stay_longer.click()
    builder.form.steps.setCurrentIndex(builder.table.index(2, 1))
    builder.form.leave_out.click()
    sign(dialog, "patient_wish")
    regimen = desk.item().regimen
    assert regimen is not None
    assert [step.days for step in regimen.steps] == [21, 14]


def test_that_the_window_fits_and_a_wrong_row_is_named(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: squeezed(dialog) == [])
    table = dialog.form.step_builder.table
    table.setData(table.index(0, 1), "much")
    sign(dialog, "taper")
    assert dialog.isVisible()
    assert "Step 1: Write the dose as a number" in dialog.form.problem.text()
    assert dialog.live_check is not None
    assert dialog.live_check.view is not None
    told = [line.message for line in dialog.live_check.view.shown]
    assert "the dose of clonazePAM, because there is none yet." in told


def test_that_a_new_medication_is_started_in_steps(desk: Desk, qtbot: QtBot) -> None:
    desk.page.new_medication()
    start = desk.page.dialog
    assert isinstance(start, StartMedicationDialog)
    qtbot.keyClicks(start.form.name, "lamotrigine")
    qtbot.keyClick(start.form.name, Qt.Key.Key_Return)
    start.in_steps.click()
    dialog = desk.page.dialog
    assert isinstance(dialog, StepPlanDialog)
    builder = dialog.form.step_builder
    rules = builder.form.rule_kind
    rules.setCurrentIndex(rules.findText("As labelled: with valproate"))
    qtbot.mouseClick(builder.form.build, Qt.MouseButton.LeftButton)
    triggers = builder.form.hold_trigger
    triggers.setCurrentIndex(triggers.findText("Mild rash"))
    triggers.activated.emit(triggers.currentIndex())
    builder.form.add_hold.click()
    sign(dialog, "new_indication")
    items = plan.plan_as_of(desk.clinic, desk.patient_id, desk.clinic.today())
    (made,) = [item for item in items if item.medication.concept_id == "lamotrigine"]
    assert made.regimen is not None
    assert regimen_line(made.regimen) == (
        "25 mg every other day in the morning for 2 weeks, then 25 mg every morning for 2 weeks,"
        " then 50 mg every morning for 1 week, then 100 mg every morning"
    )
    assert "Lamictal" in made.regimen.source
    assert [rule.side_effect for rule in made.regimen.hold_rules] == ["rash_mild"]
    assert made.medication.prescriber_name


def test_that_the_detail_tells_the_steps_that_come(desk: Desk) -> None:
    dialog = desk.open()
    dialog.form.step_builder.propose(StepRule(RuleKind.DOWN, "2", "0.5", "2 weeks"))
    dialog.form.step_builder.build_by_rule()
    sign(dialog, "taper")
    lines = step_lines(desk.item())
    assert lines[0].startswith("Step 1 of 3 until ")
    assert lines[1].endswith("0.5 mg every morning and at bedtime")
    assert lines[-1].endswith("stopped, as planned")
    assert step_lines(desk.item(50)) == ("Its steps have come to their planned end.",)


def test_that_steps_of_an_injection_go_on_in_its_rhythm(desk: Desk) -> None:
    today = desk.clinic.today()
    month = Dosage(
        dose=Quantity(Decimal(117), "mg"), form="injection_lai", route="intramuscular",
        timing=Timing(cycle=Cycle.WEEK, every=4),
    )  # fmt: skip
    steps = Regimen((RegimenStep(month, 84), RegimenStep(replace(month, timing=Timing(every=84)))))
    started = today - timedelta(days=10)
    (item,) = plan.plan_as_of(desk.clinic, desk.patient_id, today)
    medication_id = item.medication.id or 0
    entry = PlanEntry(started, "planned_step", regimen=steps)
    overriding(
        lambda given: plan.change_dose(desk.clinic, desk.patient_id, medication_id, given), entry
    )
    desk.reload()
    dialog = desk.open()
    form = dialog.form
    assert form.effective_on.value() == started + timedelta(days=28)
    assert [row.days for row in form.step_builder.table.sheet.rows] == ["56", ""]
    form.effective_on.set_value(started + timedelta(days=56))
    assert [row.days for row in form.step_builder.table.sheet.rows] == ["28", ""]
    form.step_builder.form.add_step.click()
    form.effective_on.set_value(started + timedelta(days=28))
    assert len(form.step_builder.table.sheet.rows) == 3


@pytest.mark.parametrize(("ago", "days", "ahead"), [(10, None, 0), (9, None, 1), (9, 10, 0)])
def test_that_steps_of_every_other_day_begin_on_a_day_on_which_it_is_due(
    clinic: Clinic, ago: int, days: int | None, ahead: int
) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    made = a_medication(clinic, patient_id, started=today - timedelta(days=40))
    dosage = replace(a_dosage(), timing=Timing(every=2, moments=(Moment.MORNING,)))
    steps = Regimen((RegimenStep(dosage, days),))
    entry = PlanEntry(today - timedelta(days=ago), "planned_step", regimen=steps)
    overriding(lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given), entry)
    (item,) = plan.plan_as_of(clinic, patient_id, today)
    assert first_due_day(item, today) == today + timedelta(days=ahead)
