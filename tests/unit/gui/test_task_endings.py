"""How a task ends when it is cancelled, dropped, or reports more than anybody can read."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.gui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    tasks = Tasks()
    yield tasks
    assert tasks.shut_down()


def test_that_work_done_before_it_noticed_the_cancel_still_tells_what_it_changed(tasks, qtbot):
    started, go, results = threading.Event(), threading.Event(), []

    def work():
        started.set()
        go.wait()
        return "saved"

    task = tasks.run(work, done=results.append, failed=results.append)
    assert started.wait(5)
    task.cancel()
    with qtbot.waitSignal(task.finished):
        go.set()
    assert results == ["saved"]


def test_that_work_that_stops_in_time_ends_in_failed(tasks, qtbot):
    started, go, results = threading.Event(), threading.Event(), []

    def work(progress):
        started.set()
        go.wait()
        progress(1, 2, "rows")
        return "saved"

    task = tasks.run(work, done=results.append, failed=results.append)
    assert started.wait(5)
    task.cancel()
    with qtbot.waitSignal(task.finished):
        go.set()
    assert [type(result) for result in results] == [Cancelled]


def test_that_a_dropped_task_calls_nothing_back_and_still_finishes(tasks, qtbot):
    results = []
    task = tasks.run(lambda: "old answer", done=results.append, failed=results.append)
    task.drop()
    with qtbot.waitSignal(task.finished):
        pass
    assert results == []


def test_that_a_dropped_task_waiting_its_turn_is_never_begun(tasks, qtbot):
    go, begun = threading.Event(), []
    tasks.run(go.wait)
    waiting = tasks.run(lambda: begun.append(True))
    waiting.drop()
    with qtbot.waitSignal(waiting.finished):
        go.set()
    assert begun == []


def test_that_nothing_is_called_once_the_receiver_is_gone(tasks, qtbot):
    go, results = threading.Event(), []
    page = QWidget()
    task = tasks.run(go.wait, done=results.append, failed=results.append, parent=page)
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass
    with qtbot.waitSignal(task.finished):
        go.set()
    assert results == []


def test_that_a_flood_of_progress_arrives_thinned_with_its_last_report(tasks, qtbot):
    reports = []

    def work(progress):
        for done in range(1, 20_001):
            progress(done, 20_000, "rows")

    task = tasks.run(work, progress=lambda *report: reports.append(report), parent=QObject(tasks))
    with qtbot.waitSignal(task.finished):
        pass
    assert reports[-1] == (20_000, 20_000, "rows")
    assert len(reports) < 2_000


def test_that_callbacks_come_on_the_gui_thread(tasks, qtbot):
    threads = []

    def note(*_):
        threads.append(threading.current_thread())

    def work(progress):
        progress(1, 1, "rows")
        raise ExpectedError("It did not work.", "Try again.")

    task = tasks.run(work, failed=note, progress=note)
    with qtbot.waitSignal(task.finished):
        pass
    assert threads == [threading.main_thread()] * 2
