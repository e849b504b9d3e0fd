"""How many actions a change of the plan takes in the real window, by keyboard alone.

One action is one click, one key chord, one typed word or number, or one choice. Counting begins
where the plan is on the screen and ends where the change is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.services import plan
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient
from tests.ui.shell import open_window

_NONE = Qt.KeyboardModifier.NoModifier
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
MOST = {"start": 6, "change": 4, "stop": 3, "hold": 3, "resume": 2}


@dataclass
class Keyboard:
    """Presses keys where the focus is, and counts."""

    qtbot: QtBot
    actions: int = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Press one chord."""
        self.actions += 1
        self.qtbot.keyClick(self._focus(), key, modifier)

    def type(self, word: str) -> None:
        """Type one word or number over what is selected."""
        self.actions += 1
        self.qtbot.keyClicks(self._focus(), word)

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    """The main window on a chart with one medication, its plan brought forward by its key."""
    patient_id = a_patient(clinic)
    started = clinic.today() - timedelta(days=40)
    a_medication(clinic, patient_id, started=started, concept_id="sertraline")
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    qtbot.keyClick(window, Qt.Key.Key_2, _CTRL)
    assert isinstance(window.chart.tabs.currentWidget(), PlanPage)
    return window


def _items(window: MainWindow, clinic: Clinic) -> dict[str, PlanItem]:
    patient_id = window.chart.patient_id
    assert patient_id is not None
    items = plan.plan_as_of(clinic, patient_id, clinic.today())
    return {item.medication.name: item for item in items}


def _dose(dosage: Dosage | None) -> str:
    return "" if dosage is None else str(dosage.dose)


def _start(hand: Keyboard) -> None:
    hand.press(Qt.Key.Key_N)
    hand.type("lamot")
    hand.press(Qt.Key.Key_Return)  # the first that was found; its dose is selected
    hand.type("25")
    hand.press(Qt.Key.Key_Return, _CTRL)


def _change(hand: Keyboard) -> None:
    hand.press(Qt.Key.Key_C)
    hand.type("75")
    hand.press(Qt.Key.Key_1, _ALT)  # the first reason
    hand.press(Qt.Key.Key_Return, _CTRL)


def _stop(hand: Keyboard) -> None:
    hand.press(Qt.Key.Key_S)
    hand.press(Qt.Key.Key_2, _ALT)
    hand.press(Qt.Key.Key_Return)


def _hold(hand: Keyboard) -> None:
    hand.press(Qt.Key.Key_H)
    hand.press(Qt.Key.Key_2, _ALT)
    hand.press(Qt.Key.Key_Return)


def _resume(hand: Keyboard) -> None:
    hand.press(Qt.Key.Key_R)
    hand.press(Qt.Key.Key_Return)


def test_that_changes_of_the_plan_take_few_actions_by_keyboard_alone(
    window: MainWindow,
    clinic: Clinic,
    qtbot: QtBot,
    record_property: Callable[[str, object], None],
) -> None:
    counts = {}
    done = {
        "start": (_start, lambda items: _dose(items["lamoTRIgine"].dosage) == "25 mg"),
        "change": (_change, lambda items: _dose(items["sertraline"].dosage) == "75 mg"),
        "hold": (_hold, lambda items: items["sertraline"].status is PlanStatus.ON_HOLD),
        "resume": (_resume, lambda items: items["sertraline"].status is PlanStatus.ACTIVE),
        "stop": (_stop, lambda items: items["sertraline"].status is PlanStatus.STOPPED),
    }
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    for name, (act, is_done) in done.items():
        if name != "start":
            page.select(1)
        hand = Keyboard(qtbot)
        act(hand)
        assert page.dialog is None, f"{name} is not signed"
        assert is_done(_items(window, clinic)), name
        counts[name] = hand.actions
    assert all(counts[name] <= MOST[name] for name in counts)
    told = ", ".join(f"{name} {count} of at most {MOST[name]}" for name, count in counts.items())
    record_property("figures", f"plan actions by keyboard: {told}")


def test_that_a_change_is_kept_for_later_so_that_another_chart_can_be_opened(
    window: MainWindow, clinic: Clinic, qtbot: QtBot
) -> None:
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    hand = Keyboard(qtbot)
    hand.press(Qt.Key.Key_C)
    hand.type("75")
    first = window.chart.patient_id
    other = a_patient(clinic, family_name="Okafor", given_name="Amara")
    window.open_patient(other)
    assert window.chart.patient_id == first
    action = window.messages.findChild(QPushButton, "message_action")
    assert action is not None
    assert action.text() == "Keep for later"
    action.click()
    assert page.dialog is None
    window.open_patient(other)
    assert window.chart.patient_id == other
    assert window.unsaved.strip.text.text().startswith("Not saved: ")
    window.unsaved.strip.go_on.click()
    assert window.chart.patient_id == first
    back = page.dialog
    assert isinstance(back, ChangeDoseDialog)
    assert back.form.dosage_editor.dose.text() == "75"
    back.set_aside()
    hand.press(Qt.Key.Key_S)
    hand.press(Qt.Key.Key_2, _ALT)
    stop = page.dialog
    assert isinstance(stop, PlanStepDialog)
    stop.form.comment.setPlainText("Asked twice")
    window.unsaved.strip.go_on.click()  # what is open now is kept in its turn
    assert isinstance(page.dialog, ChangeDoseDialog)
    assert window.unsaved.strip.isVisible()
