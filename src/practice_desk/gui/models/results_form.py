"""Reading results as typed: several tests of one sample. No widgets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from practice_desk.domain.errors import Problem
from practice_desk.domain.laboratory import LabPanel, LabTest
from practice_desk.domain.observation import (
    BLOOD_PRESSURE_CODE,
    Observation,
    ObservationCategory,
    ObservationComponent,
)
from practice_desk.domain.units import convert, find_unit, shown_unit
from practice_desk.gui.models.vitals_form import Visit, moment_of

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
_BOUND = re.compile(r"([<>])\s*=?\s*(.+)")


@dataclass(frozen=True, slots=True)
class TypedResult:
    """What was typed for one test: the value, its unit's UCUM code, the laboratory's own limit."""

    test: LabTest
    value: str
    unit: str = ""
    upper: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line that typing finds: a test, or all tests of a panel."""

    words: str
    tests: tuple[LabTest, ...]


def read_results(
    patient_id: int, typed: Sequence[TypedResult], visit: Visit, now: datetime
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """Return the observations, or none of them and what is wrong with the form."""
    problems: list[Problem] = []
    at = moment_of(visit, now, problems)
    filled = [each for each in typed if each.value.strip()]
    if not filled:
        problems.append(Problem("add_test", "Add a test and enter its result."))
    found = [_observation(patient_id, each, at or now, visit.note, problems) for each in filled]
    if problems or at is None:
        return (), tuple(problems)
    return _with_blood_pressure(found, problems), tuple(problems)


def doubts(typed: Sequence[TypedResult]) -> tuple[Problem, ...]:
    """Return the numbers that are far from what the test has in their unit, each with a question.

    They may be right: whoever typed one is asked once.
    """
    found = []
    for each in typed:
        number = _number(each.value)
        if number is None or _is_likely(each.test, number, each.unit):
            continue
        others = [unit for unit in each.test.units if unit != each.unit]
        meant = [unit for unit in others if _is_likely(each.test, number, unit)]
        said = f"{each.value.strip()} {shown_unit(each.unit)} is far from what this test has."
        ask = f" Is it {shown_unit(meant[0])}? Choose the unit." if meant else " Check the number."
        found.append(Problem(field_of(each.test), f"{said}{ask} If it is right, save again."))
    return tuple(found)


def _is_likely(test: LabTest, number: Decimal, unit: str) -> bool:
    """Return whether a laboratory may well report it; True where nothing is known of it."""
    source, target = find_unit(unit), find_unit(test.unit)
    if test.likely is None or source is None or target is None:
        return True
    usual = convert(number, source, target, test.substance)
    return usual is None or test.likely[0] <= usual <= test.likely[1]


def field_of(test: LabTest) -> str:
    """Return the name of the field for a test's value."""
    return f"value_{test.code}"


def _observation(
    patient_id: int, typed: TypedResult, at: datetime, note: str, problems: list[Problem]
) -> Observation:
    test, text = typed.test, " ".join(typed.value.split())
    blank = Observation(patient_id, test.category, test.name, at, test.code, note=note)
    if not test.is_number:
        return _replace(blank, value_text=text)
    bound = _BOUND.fullmatch(text)
    number = _number(bound[2] if bound else text)
    if number is None:
        problems.append(Problem(field_of(test), "Enter a number, such as 0.8 or <0.2."))
        return blank
    if bound:
        return _replace(blank, value_text=f"{bound[1]}{number} {typed.unit}")
    upper = _number(typed.upper) if typed.upper.strip() else None
    if typed.upper.strip() and upper is None:
        problems.append(Problem(f"upper_{test.code}", "Enter a number."))
    return _replace(blank, value=number, unit=typed.unit, reference_high=upper)


def _replace(blank: Observation, **fields: object) -> Observation:
    return replace(blank, **fields)  # type: ignore[arg-type]  # fields of any kind


def _number(text: str) -> Decimal | None:
    text = text.strip()
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _with_blood_pressure(
    found: Sequence[Observation], problems: list[Problem]
) -> tuple[Observation, ...]:
    """Return the observations with both pressures as the one panel that the chart keeps."""
    pressures = {each.code: each for each in found if each.code in (SYSTOLIC, DIASTOLIC)}
    if not pressures:
        return tuple(found)
    for code, other in ((SYSTOLIC, "diastolic"), (DIASTOLIC, "systolic")):
        if code not in pressures:
            problems.append(Problem(f"value_{code}", f"Enter the {other} pressure too."))
    if len(pressures) < 2 or any(each.value is None for each in pressures.values()):
        return ()
    upper = pressures[SYSTOLIC]
    panel = Observation(
        upper.patient_id,
        ObservationCategory.VITAL_SIGNS,
        "Blood pressure",
        upper.observed_at,
        BLOOD_PRESSURE_CODE,
        components=tuple(
            ObservationComponent(each.code, each.display, each.value, each.unit)
            for each in (upper, pressures[DIASTOLIC])
        ),
        note=upper.note,
    )
    return (panel, *(each for each in found if each.code not in pressures))


def choices_of(tests: Sequence[LabTest], panels: Sequence[LabPanel]) -> list[Choice]:
    """Return what can be added: panels first, then tests, each with the words that find it."""
    by_code = {test.code: test for test in tests}
    choices = []
    for panel in panels:
        inside = tuple(by_code[code] for code in panel.codes if code in by_code)
        if inside:
            choices.append(Choice(f"{panel.name} ({len(inside)} tests)", inside))
    for test in tests:
        words = ", ".join(test.words)
        choices.append(Choice(f"{test.name} ({words})" if words else test.name, (test,)))
    return choices


def find_choice(choices: Sequence[Choice], text: str) -> Choice | None:
    """Return the choice that *text* means: its line, its name, or one of its words."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return None
    for choice in choices:
        if choice.words.casefold() == wanted:
            return choice
    for choice in choices:
        names = {test.name.casefold() for test in choice.tests[:1] if len(choice.tests) == 1}
        names |= {word for test in choice.tests if len(choice.tests) == 1 for word in test.words}
        if wanted in names:
            return choice
    starting = [choice for choice in choices if choice.words.casefold().startswith(wanted)]
    return starting[0] if starting else None


def unit_choices(test: LabTest) -> list[tuple[str, str]]:
    """Return the units of a test with how they are written, the usual one first."""
    return [(unit, shown_unit(unit)) for unit in dict.fromkeys((test.unit, *test.units))]


def blank_visit(day: date | None, time_text: str, note: str) -> Visit:
    """Return when and with what note results were typed."""
    return Visit(day, time_text, {}, note)
