"""While a check is under way, its empty panel says that nothing is checked yet."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs.live_check import LiveCheck
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.tasks import InlineTasks, Task
from practice_desk.services.clinic import Clinic
from practice_desk.services.safety_question import PlannedChange
from tests.factories import a_dosage, a_patient


class HeldTasks(InlineTasks):
    """Keeps each task until it is released, as a busy worker does."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Task] = []

    def _begin(self, task: Task) -> None:
        self.held.append(task)


def test_that_an_empty_panel_says_that_nothing_is_checked_yet(qtbot: QtBot, clinic: Clinic) -> None:
    messages, window, tasks = MessageBar(), QWidget(), HeldTasks()
    for widget in (messages, window):
        qtbot.addWidget(widget)
    medication = Medication(
        a_patient(clinic), "sertraline", Horizon.LONG_TERM, concept_id="sertraline"
    )
    change = PlannedChange(
        ChangeAction.START, medication, clinic.today(), a_dosage("500", tablet="100")
    )
    context = AppContext(clinic, tasks, StoreEvents(), messages)
    live = LiveCheck(context, 1, lambda: change, window)
    qtbot.addWidget(live.panel)

    def told() -> list[str]:
        return [label.text() for label in live.panel.findChildren(QLabel)]

    live.ask()
    qtbot.waitUntil(lambda: told() == ["Not checked yet", "The checks are running."])
    (task,) = tasks.held
    task.deliver(*task.outcome())
    qtbot.waitUntil(lambda: told()[0] == "Major")
    assert "Not checked yet" not in told()
