"""How long something takes, where for some it has not come yet.

Leaving those out that still wait makes every figure too short; counting their wait so far as if it
had ended does too. The product-limit estimate of Kaplan and Meier (J Am Stat Assoc 1958;53:457-481)
counts each of them as waiting up to the last day that is known of, and no longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_QUARTER, _HALF, _THREE_QUARTERS = 0.25, 0.5, 0.75
_ROUNDING = 1e-9
"""Products of shares are not exact; what is nearer than this to a quartile has reached it."""
RULE = (
    "What still waits counts as waiting until today, or until it was given up (product limit of "
    "Kaplan and Meier); no number: so many still wait."
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Whole days from a beginning to its end, or up to where it was seen last if not `ended`."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class WaitSummary:
    """How many waits `ended`, how many did not, and the days in which a quarter, half and three
    quarters of all ended; None where so many have not.

    `longest` is the longest wait of all, ended or not, None without any.
    """

    ended: int
    going_on: int
    first_quartile: int | None
    median: int | None
    third_quartile: int | None
    longest: int | None


def share_waiting(waits: Iterable[Wait]) -> tuple[tuple[int, float], ...]:
    """Return each day on which something ended with the share that waits after it.

    What was seen last on a day counts among those who could still end on it.
    """
    ended: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for wait in waits:
        left[wait.days] += 1
        ended[wait.days] += wait.ended
    at_risk, share, curve = left.total(), 1.0, []
    for day in sorted(left):
        if ended[day]:
            share *= 1 - ended[day] / at_risk
            curve.append((day, share))
        at_risk -= left[day]
    return tuple(curve)


def summary_of(waits: Iterable[Wait]) -> WaitSummary:
    """Return what *waits* come to; without any all of it is 0 or None."""
    given = tuple(waits)
    curve, ended = share_waiting(given), sum(wait.ended for wait in given)

    def day_of(ended_share: float) -> int | None:
        limit = 1 - ended_share + _ROUNDING
        return next((day for day, share in curve if share <= limit), None)

    return WaitSummary(
        ended,
        len(given) - ended,
        day_of(_QUARTER),
        day_of(_HALF),
        day_of(_THREE_QUARTERS),
        max((wait.days for wait in given), default=None),
    )
