"""What can be measured, and single results out of the chart's observations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from practice_desk.domain.errors import Problem
from practice_desk.domain.observation import (
    Observation,
    ObservationCategory,
    ObservationStatus,
    check_observation,
)
from practice_desk.domain.units import NO_SUBSTANCE, Substance


@dataclass(frozen=True, slots=True)
class LabTest:
    """A test that results are entered for.

    `code` is the LOINC code, or an id of the clinical pack for what has none. `also` are LOINC
    codes of the same test by another method or in other units. `unit` is the usual unit, empty for
    a result in words, and `units` all that are offered. `part` is what a threshold calls this test
    among those of its panel. `derived` results are worked out of others: none has to be entered.
    `choices` are the usual words. `likely` are the least and the most in `unit` that a laboratory
    reports now and then: what is beyond is asked about, as a slip or another unit; it is no
    clinical threshold. `sources` say where molar mass and conventions come from.
    """

    code: str
    name: str
    category: ObservationCategory
    unit: str = ""
    units: tuple[str, ...] = ()
    part: str = ""
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    derived: bool = False
    substance: Substance = NO_SUBSTANCE
    sources: tuple[str, ...] = ()
    likely: tuple[Decimal, Decimal] | None = None

    @property
    def is_number(self) -> bool:
        """Whether the result is a number with a unit."""
        return bool(self.unit)

    @property
    def is_loinc(self) -> bool:
        """Whether `code` is a LOINC code."""
        return bool(_LOINC.fullmatch(self.code))


_LOINC = re.compile(r"\d{1,7}-\d")
_COMPARED = re.compile(r"([<>])=?\s*(\d+(?:\.\d+)?)\s*(.*)")
_IGNORED = frozenset({ObservationStatus.REGISTERED, ObservationStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class LabPanel:
    """Tests that usually come on one report."""

    id: str
    name: str
    codes: tuple[str, ...]


_POSITIVE = frozenset({"positive", "pos", "reactive", "detected", "abnormal", "yes", "true"})
_NEGATIVE = frozenset(
    {"negative", "neg", "nonreactive", "non-reactive", "not detected", "normal", "no", "false",
     "none", "done", "done, nothing found"}
)  # fmt: skip


def is_positive(text: str) -> bool:
    """Return whether a result in words says that something was found."""
    return text.strip().casefold() in _POSITIVE


def is_negative(text: str) -> bool:
    """Return whether a result in words says that nothing was found."""
    word = text.strip().casefold()
    return word in _NEGATIVE or word.startswith("done")


@dataclass(frozen=True, slots=True)
class Result:
    """One standing result: a number in a unit, or words.

    `code` is the test's own, also where the observation has one of another method. `comparator` is
    "<" or ">" where the laboratory gave only a bound. `high_normal` and `low_normal` are the
    laboratory's own range, in the same unit.
    """

    code: str
    observed_at: datetime
    value: Decimal | None = None
    unit: str = ""
    text: str = ""
    comparator: str = ""
    low_normal: Decimal | None = None
    high_normal: Decimal | None = None
    observation_id: int | None = None

    @property
    def on(self) -> date:
        """The calendar day at the clinic."""
        return self.observed_at.astimezone().date()


def results_of(
    observations: Iterable[Observation], canonical: Mapping[str, str]
) -> Iterator[Result]:
    """Yield the standing results in *observations*, those within panels too.

    *canonical* gives the test's own code for a code of the same test.
    """
    for each in observations:
        if each.retracted_reason or each.status in _IGNORED:
            continue
        if each.code and not each.components:
            code = canonical.get(each.code, each.code)
            yield _result(
                Result(
                    code,
                    each.observed_at,
                    each.value,
                    each.unit,
                    each.value_text,
                    low_normal=each.reference_low,
                    high_normal=each.reference_high,
                    observation_id=each.id,
                )
            )
        for part in each.components:
            code = canonical.get(part.code, part.code)
            if code:
                yield _result(
                    Result(
                        code,
                        each.observed_at,
                        part.value,
                        part.unit,
                        part.value_text,
                        observation_id=each.id,
                    )
                )


def _result(found: Result) -> Result:
    """Read a bound such as "<0.2 mmol/L" as the number that it is a bound of."""
    match = _COMPARED.fullmatch(found.text.strip()) if found.value is None else None
    if match is None:
        return found
    return Result(
        found.code,
        found.observed_at,
        Decimal(match[2]),
        match[3].strip() or found.unit,
        found.text,
        match[1],
        found.low_normal,
        found.high_normal,
        found.observation_id,
    )


def check_result(value: Observation, test: LabTest | None, now: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with a result to be entered at the time *now*; *test* if it is known.

    A unit that is not offered for the test is refused: it could not be compared later.
    """
    problems = list(check_observation(value, now))
    if value.value is not None and not value.value.is_finite():
        problems.append(Problem("value", "Enter a number."))
    elif value.value is not None and value.value < 0:
        problems.append(Problem("value", "A result can't be below zero. Check it."))
    if test is not None and value.value is not None and value.unit not in test.units:
        problems.append(Problem("unit", f"Choose a unit of {test.name}."))
    low, high = value.reference_low, value.reference_high
    if low is not None and high is not None and low > high:
        problems.append(Problem("reference_high", "The upper limit is below the lower one."))
    return tuple(problems)
