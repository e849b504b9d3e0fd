"""Lets many threads work on the clinic, and one alone when what they work on is exchanged."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Any number of threads inside together, or one inside `alone`.

    Entering again on the same thread is fine, also inside `alone`. Who wants to be alone is let in
    before newcomers.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._owner: int | None = None
        self._waiting = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Be inside with others."""
        me = threading.get_ident()
        with self._condition:
            self._condition.wait_for(lambda: self._may_join(me))
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._condition:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                    self._condition.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside alone. Not from inside `together`: it would wait for itself."""
        me = threading.get_ident()
        if self._owner == me:
            yield
            return
        with self._condition:
            if me in self._inside:
                raise RuntimeError("this thread is inside already")
            self._waiting += 1
            try:
                self._condition.wait_for(lambda: self._owner is None and not +self._inside)
            finally:
                self._waiting -= 1
            self._owner = me
        try:
            yield
        finally:
            with self._condition:
                self._owner = None
                self._condition.notify_all()

    def _may_join(self, me: int) -> bool:
        if self._owner is not None:
            return self._owner == me
        return bool(self._inside[me]) or not self._waiting
