"""Short work shows nothing, longer work a bar, long work a way to stop it."""

from __future__ import annotations

import pytest

from practice_desk.gui.tasks import InlineTasks, Task
from practice_desk.gui.widgets.progress_strip import CANCEL_AFTER, SHOW_AFTER, ProgressStrip


class Clock:
    """Timers that fire when the test says so."""

    def __init__(self) -> None:
        self.waiting = {}

    def make(self, _parent, call):
        return self._Timer(self, call)

    def pass_until(self, milliseconds):
        for timer, due in list(self.waiting.items()):
            if due <= milliseconds:
                del self.waiting[timer]
                timer.call()

    class _Timer:
        def __init__(self, clock, call):
            self.clock, self.call = clock, call

        def start(self, milliseconds):
            self.clock.waiting[self] = milliseconds

        def stop(self):
            self.clock.waiting.pop(self, None)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def strip(qtbot, clock):
    strip = ProgressStrip(make_timer=clock.make)
    qtbot.addWidget(strip)
    return strip


def test_that_short_work_shows_nothing(strip, clock):
    strip.start("Saving…")
    strip.stop()
    clock.pass_until(CANCEL_AFTER)
    assert strip.isHidden()


def test_that_longer_work_shows_how_far_it_is(strip, clock):
    strip.start("Importing…")
    clock.pass_until(SHOW_AFTER)
    strip.report(3, 10, "Reading file 3 of 10")
    assert strip.isVisible()
    assert strip.label.text() == "Reading file 3 of 10"
    assert (strip.bar.value(), strip.bar.maximum()) == (3, 10)
    assert strip.cancel_button.isHidden()


def test_that_long_work_can_be_cancelled_once(strip, clock, qtbot):
    asked = []
    strip.cancelled.connect(lambda: asked.append(True))
    strip.start("Importing…")
    clock.pass_until(CANCEL_AFTER)
    strip.cancel_button.click()
    strip.cancel_button.click()
    assert asked == [True]
    assert strip.label.text() == "Stopping…"


def test_that_work_that_cannot_be_stopped_offers_no_cancel(strip, clock):
    strip.start("Moving the restored clinic into place…", cancellable=False)
    clock.pass_until(CANCEL_AFTER)
    assert strip.cancel_button.isHidden()


def test_that_a_followed_task_ends_the_strip_and_is_cancelled_by_it(strip, clock, qapp):
    tasks = InlineTasks()
    task = Task(lambda: "ready", tasks)
    strip.follow(task, "Working…")
    clock.pass_until(CANCEL_AFTER)
    strip.cancel_button.click()
    assert task.is_cancelled
    task.deliver("ready", None)
    assert strip.isHidden()
