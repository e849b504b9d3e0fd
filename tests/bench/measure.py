"""How a measurement is taken and printed: one JSON line each, with its floor and ratio."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One figure. `ratio` is value / floor, and may not be over `limit` (None: for information)."""

    name: str
    value: float
    unit: str
    floor: float
    limit: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.value / self.floor if self.floor else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the ratio is within its limit."""
        return self.limit is None or self.ratio <= self.limit

    def emit(self) -> Measure:
        """Print the line and return the measure."""
        line = {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "floor": round(self.floor, 3),
            "ratio": round(self.ratio, 3),
            "limit": self.limit,
            "holds": self.holds,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        return self


def timed(call: Callable[[], object]) -> float:
    """Return how long *call* took, in milliseconds."""
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


def times(call: Callable[[object], object], items: Iterable[object]) -> list[float]:
    """Return the time of *call* for each of *items*, in milliseconds."""
    return [timed(lambda item=item: call(item)) for item in items]  # type: ignore[misc]


def p95(values: Iterable[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def interleaved(
    first: Callable[[], float], second: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """Take two timings in turn, so that a busy moment hits both alike."""
    one, two = [], []
    for _ in range(rounds):
        one.append(first())
        two.append(second())
    return one, two


def say(text: str) -> None:
    """Tell the person who waits what is going on."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
