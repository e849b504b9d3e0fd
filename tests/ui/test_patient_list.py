"""The list of thousands: pages fetched when seen, and never an answer to an older keystroke."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.gui.models.patient_list import (
    PAGE_ROWS,
    PAGES_KEPT,
    SUMMARY_ROLE,
    PatientList,
)
from practice_desk.gui.tasks import InlineTasks, Task, Tasks
from practice_desk.services.clinic import Clinic
from practice_desk.storage import people
from tests.factories import a_patient
from tests.ui.contexts import inline_context
from tests.ui.shell import open_window

MANY = PAGE_ROWS * (PAGES_KEPT + 2)


@pytest.fixture
def crowd(clinic: Clinic) -> Clinic:
    """A clinic with thousands of charts."""
    with clinic.writing(Operation.EDIT_PATIENT) as work:
        for number in range(MANY):
            patient = Patient(f"Name{number:06d}", "Given", chart_number=f"C{number:06d}")
            people.patients.put(work.connection, patient)
    return clinic


class HeldTasks(InlineTasks):
    """Holds every task until the test lets it run."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Task] = []

    def _begin(self, task: Task) -> None:
        self.held.append(task)

    def let_one(self) -> None:
        """Run the oldest task."""
        task = self.held.pop(0)
        task.deliver(*task.outcome())


def name(model: PatientList, row: int) -> str | None:
    """Return the name in *row*, or None while it is on its way."""
    summary = model.data(model.index(row), SUMMARY_ROLE)
    return None if summary is None else summary.display_name  # type: ignore[attr-defined]  # a role


def test_that_rows_are_fetched_when_seen_and_few_pages_are_kept(qtbot: QtBot, crowd: Clinic):
    model = PatientList(inline_context(crowd))
    model.search("", active_only=True)
    assert model.rowCount() == MANY
    assert name(model, MANY - 1) is None
    for row in range(0, MANY, PAGE_ROWS):
        name(model, row)
        assert name(model, row) == f"Given Name{row:06d}"
    assert name(model, 0) is None  # its page was the oldest


def test_that_the_list_belongs_to_the_latest_keystroke(qtbot: QtBot, clinic: Clinic):
    a_patient(clinic, given_name="Amara", family_name="Okafor")
    a_patient(clinic, given_name="Amanda", family_name="Ortiz")
    context = inline_context(clinic)
    context.tasks = tasks = HeldTasks()
    model = PatientList(context)
    seen: list[int] = []
    model.found.connect(seen.append)
    for text in ("o", "ok", "oka", "okaf"):
        model.search(text, active_only=True)
    assert len(tasks.held) == 1  # one search at a time
    tasks.let_one()
    assert seen == []  # nobody wants the answer to "o" any more
    tasks.let_one()
    assert seen == [1]
    assert tasks.held == []


def test_that_a_page_of_an_older_search_is_dropped(qtbot: QtBot, clinic: Clinic):
    a_patient(clinic, given_name="Amara", family_name="Okafor")
    context = inline_context(clinic)
    context.tasks = tasks = HeldTasks()
    model = PatientList(context)
    model.search("", active_only=True)
    tasks.let_one()
    assert name(model, 0) is None  # sends for the page
    model.search("nobody at all", active_only=True)
    tasks.held.reverse()
    tasks.let_one()  # the search comes back first
    tasks.let_one()
    assert model.rowCount() == 0


def test_that_the_real_worker_fills_the_list(qtbot: QtBot, crowd: Clinic, workers: Workers):
    context = inline_context(crowd)
    context.tasks = workers()
    model = PatientList(context)
    with qtbot.waitSignal(model.found):
        model.search("name000123", active_only=True)
    with qtbot.waitSignal(model.dataChanged):
        assert name(model, 0) is None
    assert name(model, 0) == "Given Name000123"


Workers = Callable[[], Tasks]


@pytest.fixture
def workers(qtbot: QtBot) -> Iterator[Workers]:
    """Makes real workers, ended after the test."""
    made: list[Any] = []
    owner = QObject()

    def make() -> Tasks:
        made.append(Tasks(owner))
        return made[-1]

    yield make
    for tasks in made:
        assert tasks.shut_down()


def test_that_the_open_chart_is_in_sight_when_the_search_is_cleared(qtbot: QtBot, crowd: Clinic):
    window = open_window(qtbot, crowd)
    pane = window.patients
    pane.search.setText("name000900")
    qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    pane.search.clear()
    QApplication.processEvents()
    current = pane.view.currentIndex()
    assert current.data(SUMMARY_ROLE).id == window.chart.patient_id
    assert pane.view.viewport().rect().contains(pane.view.visualRect(current).center())
