"""How many actions a change of the plan takes in the real window, by keyboard and by mouse.

One action is one click, one key chord, or one typed word or number, such as "2s": the number of a
card and the letter of what is done. Choosing in a list that has to be opened would be two. Counting
begins where the plan is on the screen, with another medication selected, and ends where the change
is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.plan_list import row_of
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.services import plan
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient
from tests.ui.shell import open_window

_NONE = Qt.KeyboardModifier.NoModifier
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
MOST = {"start": 6, "change": 4, "hold": 3, "resume": 2, "stop": 3}


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
    a_medication(clinic, patient_id, started=started, name="alpha", concept_id="")
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


def _start(hand: Keyboard, _number: int) -> None:
    hand.press(Qt.Key.Key_N)
    hand.type("lamot")
    hand.press(Qt.Key.Key_Return)  # the first that was found; its dose is selected
    hand.type("25")
    hand.press(Qt.Key.Key_Return, _CTRL)


def _change(hand: Keyboard, number: int) -> None:
    hand.type(f"{number}c")
    hand.type("75")
    hand.press(Qt.Key.Key_1, _ALT)  # the first reason
    hand.press(Qt.Key.Key_Return, _CTRL)


def _stop(hand: Keyboard, number: int) -> None:
    hand.type(f"{number}s")
    hand.press(Qt.Key.Key_2, _ALT)
    hand.press(Qt.Key.Key_Return)


def _hold(hand: Keyboard, number: int) -> None:
    hand.type(f"{number}h")
    hand.press(Qt.Key.Key_2, _ALT)
    hand.press(Qt.Key.Key_Return)


def _resume(hand: Keyboard, number: int) -> None:
    hand.type(f"{number}r")
    hand.press(Qt.Key.Key_Return)


@dataclass
class Mouse:
    """Clicks what is in sight on the page, and counts; the hand goes to the keys for words."""

    qtbot: QtBot
    page: PlanPage
    actions: int = 0

    def click(self, widget: QWidget | None) -> None:
        """Click a widget that can be seen."""
        assert widget is not None
        assert not widget.visibleRegion().isEmpty(), widget.objectName()
        self.actions += 1
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_on_card(self, number: int, action: str) -> None:
        """Turn and move over a card, which is no action, and click what it offers there."""
        view = self.page.form.plan_list
        view.scrollTo(self.page.model.index(number - 1))  # a turn of the wheel
        place = view.visualRect(self.page.model.index(number - 1)).center()
        self.qtbot.mouseMove(view.viewport(), place - QPoint(30, 0))
        self.qtbot.mouseMove(view.viewport(), place)
        self.click(view.findChild(QPushButton, f"card_{action}"))

    def click_in_form(self, name: str) -> None:
        """Click a button of the form in the tray."""
        assert self.page.dialog is not None
        self.click(self.page.dialog.findChild(QPushButton, name))

    def type(self, word: str) -> None:
        """Type one word or number over what is selected."""
        self.actions += 1
        focus = self.page.window().focusWidget()
        assert focus is not None
        self.qtbot.keyClicks(focus, word)


def _start_by_mouse(hand: Mouse, _number: int) -> None:
    hand.click(hand.page.form.new_medication)
    hand.type("lamot")
    dialog = hand.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    matches = dialog.form.matches
    hand.actions += 1
    place = matches.visualItemRect(matches.item(0)).center()
    hand.qtbot.mouseClick(matches.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hand.type("25")
    hand.click_in_form("save")


def _change_by_mouse(hand: Mouse, number: int) -> None:
    hand.click_on_card(number, "change")
    hand.type("75")
    hand.click_in_form("quick_reason_0")
    hand.click_in_form("save")


def _stop_by_mouse(hand: Mouse, number: int) -> None:
    hand.click_on_card(number, "stop")
    hand.click_in_form("quick_reason_1")
    hand.click_in_form("save")


def _hold_by_mouse(hand: Mouse, number: int) -> None:
    hand.click_on_card(number, "hold")
    hand.click_in_form("quick_reason_1")
    hand.click_in_form("save")


def _resume_by_mouse(hand: Mouse, number: int) -> None:
    hand.click_on_card(number, "resume")
    hand.click_in_form("save")


_BY_KEYBOARD = {"start": _start, "change": _change, "hold": _hold, "resume": _resume, "stop": _stop}
_BY_MOUSE = {
    "start": _start_by_mouse,
    "change": _change_by_mouse,
    "hold": _hold_by_mouse,
    "resume": _resume_by_mouse,
    "stop": _stop_by_mouse,
}
_DONE = {
    "start": lambda items: _dose(items["lamoTRIgine"].dosage) == "25 mg",
    "change": lambda items: _dose(items["sertraline"].dosage) == "75 mg",
    "hold": lambda items: items["sertraline"].status is PlanStatus.ON_HOLD,
    "resume": lambda items: items["sertraline"].status is PlanStatus.ACTIVE,
    "stop": lambda items: items["sertraline"].status is PlanStatus.STOPPED,
}


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
def test_that_changes_of_the_plan_take_few_actions(
    by: str,
    window: MainWindow,
    clinic: Clinic,
    qtbot: QtBot,
    record_property: Callable[[str, object], None],
) -> None:
    counts = {}
    window.resize(1366, 768)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    for name in MOST:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page.select(2)  # never the one that is wanted
        page.take_focus()
        number = row_of(page.model.rows, 1) + 1
        hand = Keyboard(qtbot) if by == "keyboard" else Mouse(qtbot, page)
        acts: dict[str, Callable[..., None]] = {"keyboard": _BY_KEYBOARD, "mouse": _BY_MOUSE}[by]  # type: ignore[assignment]
        acts[name](hand, number)
        assert page.dialog is None, f"{name} is not signed"
        assert _DONE[name](_items(window, clinic)), name
        counts[name] = hand.actions
    assert all(counts[name] <= MOST[name] for name in counts), counts
    told = ", ".join(f"{name} {count} of at most {MOST[name]}" for name, count in counts.items())
    record_property("figures", f"plan actions by {by}: {told}")


def test_that_a_change_is_kept_for_later_so_that_another_chart_can_be_opened(
    window: MainWindow, clinic: Clinic, qtbot: QtBot
) -> None:
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    hand = Keyboard(qtbot)
    page.select(1)
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
