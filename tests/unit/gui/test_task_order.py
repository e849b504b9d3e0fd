"""Work runs one piece after another off the GUI thread; every kind of end has its receiver."""

from __future__ import annotations

import threading

import pytest

from practice_desk.domain.errors import ExpectedError, NotFound
from practice_desk.gui.tasks import InlineTasks, Tasks


@pytest.fixture(params=[Tasks, InlineTasks])
def tasks(request, qapp):
    tasks = request.param()
    yield tasks
    assert tasks.shut_down()


def test_that_work_runs_one_after_another_in_the_order_given(qapp, qtbot):
    tasks, order, busy = Tasks(), [], threading.Lock()

    def work(number):
        assert busy.acquire(blocking=False)
        order.append(number)
        busy.release()
        return threading.current_thread() is threading.main_thread()

    answers = []
    for number in range(50):
        tasks.run(lambda number=number: work(number), done=answers.append)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert order == list(range(50))
    assert answers == [False] * 50
    assert tasks.shut_down()


def test_that_an_expected_failure_nobody_handles_goes_to_the_common_receiver(tasks, qtbot):
    common, own = [], []
    tasks.on_failed = common.append

    def fail():
        raise NotFound("There is no such letter.", "Look at the list again.")

    tasks.run(fail)
    tasks.run(fail, failed=own.append)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert [type(error) for error in common + own] == [NotFound, NotFound]


def test_that_a_bug_goes_to_the_crash_receiver_and_to_no_other(tasks, qtbot):
    crashed, failed = [], []
    tasks.on_crashed = crashed.append
    tasks.run(lambda: 1 // 0, failed=failed.append)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert [type(error) for error in crashed] == [ZeroDivisionError]
    assert failed == []


def test_that_being_busy_is_told_and_ends(tasks, qtbot):
    told = []
    tasks.busy_changed.connect(told.append)
    tasks.run(lambda: None)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert told[0] is True
    assert told[-1] is False


def test_that_work_follows_a_failure_as_if_nothing_had_been(tasks, qtbot):
    answers = []

    def fail():
        raise ExpectedError("It did not work.")

    tasks.run(fail, failed=lambda _error: None)
    tasks.run(lambda: "next", done=answers.append)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert answers == ["next"]


def test_that_a_worker_nobody_keeps_dies_in_peace_with_its_tasks(qapp, qtbot):
    answers = []
    for _ in range(20):  # once crashed: the last task destroyed the worker that it belonged to
        worker = Tasks()
        worker.run(lambda: "first", done=answers.append)
        worker.run(lambda: "second", done=answers.append)
        qtbot.waitUntil(lambda worker=worker: not worker.is_busy)
        assert worker.shut_down()
        del worker
        qapp.processEvents()
    assert answers == ["first", "second"] * 20
