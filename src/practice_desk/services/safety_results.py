"""What a chart's newest results tell the safety checks: what was measured, and with what result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.laboratory import Result, is_negative, is_positive, results_of
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.observation import Observation
from practice_desk.domain.safety import Baseline, LabResult
from practice_desk.domain.units import convert, find_unit
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.services.monitoring_state import newest_of_each

_BASELINE = timedelta(days=90)
"""What was measured so long ago still counts as done before a start."""
_OF_TODAY = {"2106-3": timedelta(days=14)}
_WEIGHTS = ("29463-7", "39156-5")
"""LOINC: body weight, and body mass index."""
_FIRST_WEEK = timedelta(days=7)
_SYSTOLIC, _STANDING = "8480-6", "8460-8"
"""LOINC: systolic pressure, and standing."""
_AT_REST = ("8461-6", _SYSTOLIC)
"""LOINC: systolic pressure lying, or else the usual one."""
_STANDS = timedelta(days=180)
"""How long a result is held against thresholds; that of a pregnancy test only two weeks."""


def newest_results(observations: Iterable[Observation]) -> list[Result]:
    """Return the newest standing result of each test in *observations*.

    One that can't be read, such as "pending", takes nobody's place: it comes before the newest
    one that can.
    """
    found = list(results_of(observations, laboratory().canonical))
    newest = newest_of_each(found).values()
    readable = newest_of_each(filter(_is_readable, found)).values()
    return [*(each for each in newest if not _is_readable(each)), *readable]


def _is_readable(result: Result) -> bool:
    """Return whether *result* says something: a number where one belongs, in a known unit."""
    test = laboratory().find(result.code)
    if result.value is None and (test is None or not test.is_number):
        return is_positive(result.text) or is_negative(result.text)
    return _usual(result, result.value) is not None


def measured_before(results: Iterable[Result], on: date) -> frozenset[str]:
    """Return the codes of what was measured lately enough to count at a start on the day *on*.

    With every code of the same test, as the pack may know it by another one.
    """
    lately = {
        result.code for result in results if result.on + _BASELINE >= on and not _is_awaited(result)
    }
    return frozenset(
        code for code, own in laboratory().canonical.items() if own in lately
    ) | frozenset(lately)


def _is_awaited(result: Result) -> bool:
    """Return whether words stand where a number belongs: then it is not done yet."""
    test = laboratory().find(result.code)
    return result.value is None and test is not None and test.is_number


def lab_results(results: Collection[Result], on: date) -> tuple[LabResult, ...]:
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
    return (*found, *_fall_on_standing(results, on))


def _fall_on_standing(results: Iterable[Result], on: date) -> Iterator[LabResult]:
    """Yield the newest pressure standing with one at rest of the same day beside it."""
    pressures = {r.code: r for r in results if r.value is not None and not r.comparator}
    standing = pressures.get(_STANDING)
    if standing is None or standing.value is None or standing.on + _STANDS < on:
        return
    for code in _AT_REST:
        before = pressures.get(code)
        if before is not None and before.on == standing.on:
            yield LabResult(_SYSTOLIC, standing.value, baseline=before.value)
            return


def baselines(results: Iterable[Result], starts: Mapping[str, date]) -> tuple[Baseline, ...]:
    """Return each weight from before a treatment; *starts* are the days they began, by medication.

    It is the newest of the days before, the first week included, and older than the newest of all.
    """
    weights = [each for each in results if each.code in _WEIGHTS and each.value is not None]
    found = []
    for code in _WEIGHTS:
        same = sorted((e for e in weights if e.code == code), key=lambda each: each.observed_at)
        for med, started in starts.items():
            before = [each for each in same[:-1] if each.on <= started + _FIRST_WEEK]
            value = _usual(before[-1], before[-1].value) if before else None
            if value is not None:
                found.append(Baseline(med, code, value))
    return tuple(found)


def weights_before(
    vital_signs: Iterable[Observation], items: Iterable[PlanItem]
) -> tuple[Baseline, ...]:
    """Return the weights from before each medication of a plan was started."""
    starts = {
        item.medication.concept_id: item.started_on
        for item in items
        if item.medication.concept_id and item.started_on is not None
    }
    return baselines(results_of(vital_signs, laboratory().canonical), starts) if starts else ()


def _usual(result: Result, value: Decimal | None) -> Decimal | None:
    test, unit = laboratory().find(result.code), find_unit(result.unit)
    usual = find_unit(test.unit) if test is not None else None
    if value is None or test is None or unit is None or usual is None:
        return None
    return convert(value, unit, usual, test.substance)
