"""Garbage is collected on the GUI thread, so that no worker ever destroys a Qt object."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from practice_desk.gui.garbage import GarbageCollector


@pytest.fixture(autouse=True)
def collecting_again() -> Iterator[None]:
    yield
    gc.enable()


class Knot(QObject):
    """A Qt object in a reference cycle."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def litter() -> None:
    """Allocate what would make Python collect by itself many times over."""
    kept = [[] for _ in range(50_000)]
    kept.clear()


def test_that_a_worker_never_destroys_a_qt_object_but_the_timer_does(qtbot):
    collector = GarbageCollector(lambda: False)
    knot = weakref.ref(Knot())
    worker = threading.Thread(target=litter)
    worker.start()
    worker.join()
    assert knot() is not None
    alive = [[] for _ in range(1000)]
    collector.timer.timeout.emit()
    assert knot() is None
    assert alive


def test_that_the_old_generation_waits_while_work_is_under_way(qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 50, 50))
    monkeypatch.setattr(gc, "collect", asked.append)
    busy = [True]
    collector = GarbageCollector(lambda: busy[0])
    collector.collect()
    busy[0] = False
    collector.collect()
    assert asked == [1, 2]
