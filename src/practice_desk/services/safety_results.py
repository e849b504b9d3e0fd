"""What a chart's newest results tell the safety checks: what was measured, and with what result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.laboratory import Result, results_of
from practice_desk.domain.observation import Observation
from practice_desk.domain.safety import LabResult
from practice_desk.domain.units import convert, find_unit
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.services.monitoring_state import newest_of_each

_BASELINE = timedelta(days=90)
"""What was measured so long ago still counts as done before a start."""
_OF_TODAY = {"2106-3": timedelta(days=14)}
_STANDS = timedelta(days=180)
"""How long a result is held against thresholds; that of a pregnancy test only two weeks."""


def newest_results(observations: Iterable[Observation]) -> list[Result]:
    """Return the newest standing result of each test in *observations*."""
    return list(newest_of_each(results_of(observations, laboratory().canonical)).values())


def measured_before(results: Iterable[Result], on: date) -> frozenset[str]:
    """Return the codes of what was measured lately enough to count at a start on the day *on*.

    With every code of the same test, as the pack may know it by another one.
    """
    lately = {result.code for result in results if result.on + _BASELINE >= on}
    return frozenset(
        code for code, own in laboratory().canonical.items() if own in lately
    ) | frozenset(lately)


def lab_results(results: Iterable[Result], on: date) -> tuple[LabResult, ...]:
    """Return what still stands on the day *on*, in the usual units, which are the thresholds'.

    A result in a unit that nothing leads from is given as unreadable, so that it is said.
    """
    found = []
    for result in results:
        if result.on + _OF_TODAY.get(result.code, _STANDS) < on:
            continue
        value = _usual(result, result.value)
        if value is not None:
            limit = _usual(result, result.high_normal)
            found.append(
                LabResult(result.code, value, upper_limit=limit, comparator=result.comparator)
            )
        elif result.value is not None:
            words = result.text or f"{result.value.normalize():f} {result.unit}".strip()
            found.append(LabResult(result.code, words, is_unreadable=True))
        elif result.text:
            found.append(LabResult(result.code, result.text))
    return tuple(found)


def _usual(result: Result, value: Decimal | None) -> Decimal | None:
    test, unit = laboratory().find(result.code), find_unit(result.unit)
    usual = find_unit(test.unit) if test is not None else None
    if value is None or test is None or unit is None or usual is None:
        return None
    return convert(value, unit, usual, test.substance)
