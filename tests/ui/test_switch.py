"""The switch assistant in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.timing import Cycle, Moment, Timing, at
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs.switch_dialog import SwitchDialog
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.models.switch_view import SwitchMode
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.tasks import InlineTasks, Task
from practice_desk.gui.widgets.pill import Pill
from practice_desk.services import charts, plan
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient
from tests.ui.look import squeezed


@dataclass
class Desk:
    """A plan page, and what opens the assistant for a medication."""

    clinic: Clinic
    page: PlanPage
    patient_id: int

    def open(self, drug: str, amount: str) -> SwitchDialog:
        """Start a medication some months ago and open the assistant about it."""
        dose = Quantity(Decimal(amount), "mg")
        form = "capsule" if drug == "fluoxetine" else "tablet"
        dosage = Dosage(dose=dose, form=form, route="oral", timing=at(Moment.MORNING))
        started = self.clinic.today() - timedelta(days=90)
        a_medication(
            self.clinic, self.patient_id, dosage=dosage, started=started, name=drug, concept_id=drug
        )
        self.page.show_chart(charts.reload_chart(self.clinic, self.patient_id))
        row = self.page.selected
        assert row is not None
        self.page.dialogs.switch(row.item)
        dialog = self.page.dialog
        assert isinstance(dialog, SwitchDialog)
        return dialog

    def items(self, ahead: int) -> dict[str, PlanItem]:
        """Return the plan in so many days, by name."""
        day = self.clinic.today() + timedelta(days=ahead)
        found = plan.plan_as_of(self.clinic, self.patient_id, day)
        return {item.medication.name: item for item in found}


@pytest.fixture
def desk(clinic: Clinic, qtbot: QtBot) -> Iterator[Desk]:
    """A plan page on a new patient."""
    messages = MessageBar()
    qtbot.addWidget(messages)
    context = AppContext(clinic, InlineTasks(), StoreEvents(), messages)
    page = PlanPage(context)
    qtbot.addWidget(page)
    made = Desk(clinic, page, a_patient(clinic))
    page.resize(1000, 620)
    page.show()
    qtbot.waitExposed(page)
    yield made
    if page.dialog is not None:
        page.dialog.done(0)


def type_name(qtbot: QtBot, dialog: SwitchDialog, name: str) -> None:
    """Search for a medication and take the first that is found."""
    qtbot.keyClicks(dialog.form.to_name, name)
    qtbot.keyClick(dialog.form.to_name, Qt.Key.Key_Return)


def sign(qtbot: QtBot, dialog: SwitchDialog) -> None:
    """Answer what interrupts, and sign."""
    dialog.check()
    for row in dialog.panel._asking.values():
        row.reason.setCurrentIndex(0)
    qtbot.mouseClick(dialog.form.save, Qt.MouseButton.LeftButton)


def test_that_a_washout_is_dated_from_the_pack_and_both_are_signed(
    desk: Desk, qtbot: QtBot
) -> None:
    dialog = desk.open("fluoxetine", "20")
    type_name(qtbot, dialog, "phenelzine")
    form = dialog.form
    assert "35 days between the last fluoxetine and the first phenelzine" in form.pack_text.text()
    assert form.pack_sources.text().startswith("Sources: FDA label")
    assert not form.cross_taper.isEnabled()
    shown = form.up.table.data(form.up.table.index(0, 1))
    form.up.table.setData(form.up.table.index(0, 1), "much")
    dialog.check()
    labels = " ".join(label.text() for label in dialog.panel.findChildren(QLabel))
    assert "the dose of phenelzine, because there is none yet." in labels
    form.up.table.setData(form.up.table.index(0, 1), shown)
    form.stop_and_start.click()
    assert form.effective_on.value() == desk.clinic.today() + timedelta(days=35)
    assert form.gap.text() == "35 days without either; the pack asks for 35"
    qtbot.waitUntil(lambda: squeezed(dialog) == [])
    sign(qtbot, dialog)
    assert desk.page.dialog is None
    assert desk.items(34)["phenelzine"].status is PlanStatus.PLANNED
    later = desk.items(35)
    assert later["phenelzine"].status is PlanStatus.ACTIVE
    assert later["fluoxetine"].status is PlanStatus.STOPPED


def test_that_nothing_reads_as_checked_while_the_checks_are_running(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = desk.open("fluoxetine", "20")
    type_name(qtbot, dialog, "phenelzine")
    held: list[Task] = []
    monkeypatch.setattr(InlineTasks, "_begin", lambda _tasks, task: held.append(task))
    dialog.panel.forget()
    dialog.check()

    def told() -> list[str]:
        return [label.text() for label in dialog.panel.findChildren(QLabel)]

    qtbot.waitUntil(lambda: told()[:1] == ["Not checked yet"])
    held[0].deliver(*held[0].outcome())
    qtbot.waitUntil(lambda: "Not checked yet" not in told())
    assert told()


def test_that_a_cross_taper_goes_down_and_up_on_one_axis(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open("escitalopram", "20")
    type_name(qtbot, dialog, "venlafaxine")
    assert dialog.mode is SwitchMode.CROSS_TAPER
    assert "together" in dialog.form.gap.text()
    assert "escitalopram" in dialog.form.axis.accessibleDescription()
    assert "venlafaxine" in dialog.form.axis.accessibleDescription()
    sign(qtbot, dialog)
    assert desk.page.dialog is None
    now = desk.items(0)
    assert now["escitalopram"].regimen is not None
    assert now["escitalopram"].regimen.source == ""  # the pack gives no steps for a taper
    assert now["venlafaxine"].status is PlanStatus.ACTIVE
    ends = now["escitalopram"].regimen.total_days
    assert ends is not None
    assert desk.items(ends)["escitalopram"].status is PlanStatus.STOPPED


def test_that_our_starting_point_is_marked_as_without_a_source_until_it_is_changed(
    desk: Desk, qtbot: QtBot
) -> None:
    dialog = desk.open("escitalopram", "20")
    type_name(qtbot, dialog, "venlafaxine")
    down = dialog.form.down
    mark = next(pill for pill in down.findChildren(Pill) if pill.text() == "No source")
    assert mark.isVisible()
    down.form.rule_by.setText("10")
    down.form.build.click()
    assert not mark.isVisible()


def test_that_leaving_an_injection_begins_on_the_day_the_next_is_due(
    desk: Desk, qtbot: QtBot
) -> None:
    monthly = Timing(Cycle.WEEK, 4)
    dosage = Dosage(
        dose=Quantity(Decimal(156), "mg"), form="suspension", route="intramuscular", timing=monthly
    )
    started = desk.clinic.today() - timedelta(days=4 * 7 * 3 + 5)
    name = "paliperidone_palmitate_1m"
    a_medication(
        desk.clinic, desk.patient_id, dosage=dosage, started=started, name=name, concept_id=name
    )
    desk.page.show_chart(charts.reload_chart(desk.clinic, desk.patient_id))
    assert desk.page.selected is not None
    desk.page.dialogs.switch(desk.page.selected.item)
    dialog = desk.page.dialog
    assert isinstance(dialog, SwitchDialog)
    due = started + timedelta(days=4 * 7 * 4)
    assert dialog.form.leave_on.value() == due
    assert f"the next is due {write_date(due)}" in dialog.form.present.text()
    type_name(qtbot, dialog, "aripiprazole")
    dialog.form.stop_and_start.click()
    assert dialog.form.effective_on.value() == due


def test_that_a_day_too_early_is_told_and_nothing_is_signed_without_a_medication(
    desk: Desk, qtbot: QtBot
) -> None:
    dialog = desk.open("fluoxetine", "20")
    qtbot.mouseClick(dialog.form.save, Qt.MouseButton.LeftButton)
    assert "Choose the medication" in dialog.form.problem.text()
    type_name(qtbot, dialog, "phenelzine")
    dialog.form.stop_and_start.click()
    dialog.form.effective_on.set_value(desk.clinic.today() + timedelta(days=10))
    assert dialog.form.gap.text().endswith("asks for 35: too few")


def test_that_a_switch_to_a_controlled_medication_asks_for_refills_and_keeps_them(
    desk: Desk, qtbot: QtBot
) -> None:
    dialog = desk.open("atomoxetine", "40")
    type_name(qtbot, dialog, "methylphen")
    form = dialog.form
    form.stop_and_start.click()
    form.sides.setCurrentIndex(1)
    assert form.dispense_fields.refills.isVisible()
    qtbot.waitUntil(lambda: squeezed(dialog) == [])
    qtbot.keyClicks(form.dispense_fields.refills, "1")
    dialog.check()
    said = "\n".join(label.text() for label in dialog.panel.findChildren(QLabel))
    assert "Schedule II prescriptions cannot be refilled" in said
    form.dispense_fields.refills.setText("0")
    qtbot.keyClicks(form.dispense_fields.days_supply, "30")
    sign(qtbot, dialog)
    assert desk.page.dialog is None
    (taken,) = [i for i in desk.items(0).values() if i.medication.concept_id == "methylphenidate"]
    assert taken.dispense_request == DispenseRequest(0, 30)
