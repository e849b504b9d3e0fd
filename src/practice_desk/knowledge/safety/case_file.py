"""Reads a file of cases: every field is checked, and what is wrong is named with its line."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Literal, NoReturn

import msgspec
import yaml

from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.knowledge.safety.case_text import LOADER, read_yaml

_PLACE = re.compile(r" - at `\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
_FIELD = re.compile(r"(?:unknown field |^)`([^`]+)`")
_MOST = 1_000_000
_OLDEST = 130


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Refuses what is misspelled; a number is never below nothing, nor without end."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            _require_sensible(name, getattr(self, name))


def _require_sensible(name: str, value: object, most: int = _MOST) -> None:
    """Raise ValueError, which msgspec says with the place, unless a number can be one."""
    if isinstance(value, int | float | Decimal) and not (isfinite(value) and 0 <= value <= most):
        raise ValueError(f"`{name}` can't be {value}")


class CaseAllergy(_Strict, frozen=True):
    """An allergy, `reaction` severe or mild; empty if unknown."""

    allergen: str
    reaction: Literal["", "severe", "mild", "unknown"] = ""


class CasePatient(_Strict, frozen=True):
    """What is known of the patient; what is absent is unknown."""

    age: int | float | None = None
    sex: Literal["", "female", "male", "other", "unknown"] = ""
    conditions: tuple[str, ...] = ()
    allergies: tuple[CaseAllergy, ...] = ()
    pregnant: bool | None = None
    trimester: Literal[1, 2, 3] | None = None
    lactating: bool | None = None
    childbearing_potential: bool | None = None
    contraception: bool | str | None = None
    exposures: tuple[str, ...] = ()
    ancestry: str | tuple[str, ...] = ""
    hepatic: Literal["", "none", "mild", "moderate", "severe"] = ""
    egfr: Decimal | None = None
    weight_kg: Decimal | None = None
    metabolizer: str | tuple[str, ...] | dict[str, str] = ()
    symptoms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_sensible("age", self.age, _OLDEST)


class CaseTaken(_Strict, frozen=True):
    """A line of the plan before, its dose in the medication's unit."""

    med: str
    dose: Decimal | None = None
    form: str = ""


class CaseChange(_Strict, frozen=True):
    """What is about to happen."""

    action: ChangeAction = ChangeAction.NONE
    med: str = ""
    from_: str = msgspec.field(default="", name="from")
    dose: Decimal | None = None
    form: str = ""
    strength: Decimal | None = None
    refills: int | None = None
    days_supply: int | None = None
    months_after_issue: int | None = None
    interval_days: int | None = None
    indication: str = ""
    gap_days: int | None = None
    tapering: bool = False
    first_visit: str = ""
    setting: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.action is not ChangeAction.NONE and not self.med:
            raise ValueError(f"`action` {self.action} needs `med`")
        if self.action is ChangeAction.SWITCH and not self.from_:
            raise ValueError("`action` switch needs `from`")


class CaseStop(_Strict, frozen=True):
    """What was stopped, and how many days ago."""

    med: str
    days_ago: int


class CaseLab(_Strict, frozen=True):
    """A result entered today."""

    loinc: str
    value: int | float | str
    phase: Literal["", "start", "treatment"] = ""

    def __post_init__(self) -> None:
        try:
            finite = Decimal(str(self.value)).is_finite()
        except InvalidOperation:
            return  # words, such as "positive"
        if not finite:
            raise ValueError(f"`value` can't be {self.value}")


class CaseFollowUp(_Strict, frozen=True):
    """How long something has been taken, and how many weeks ago each monitoring was done."""

    med: str
    weeks_on: int | float
    last: dict[str, int | float | None] = {}

    def __post_init__(self) -> None:
        super().__post_init__()
        for weeks in self.last.values():
            _require_sensible("last", weeks)


class Wanted(_Strict, frozen=True):
    """An alert that must appear, or must not."""

    kind: AlertKind
    ref: str = ""
    severity: AlertSeverity | None = None


class Case(_Strict, frozen=True):
    """One case as it is written."""

    id: str
    title: str = ""
    tier: str = ""
    why: str = ""
    patient: CasePatient = CasePatient()
    current: tuple[CaseTaken, ...] = ()
    change: CaseChange = CaseChange()
    recent_stops: tuple[CaseStop, ...] = ()
    new_exposures: tuple[str, ...] = ()
    labs: tuple[CaseLab, ...] = ()
    follow_up: tuple[CaseFollowUp, ...] = ()
    review_pairs: tuple[tuple[str, str, str, AlertSeverity], ...] = ()
    expect: tuple[Wanted, ...] = ()
    must_not: tuple[Wanted, ...] = ()
    quiet: bool = False


class CaseFile(_Strict, frozen=True):
    """A file of cases."""

    cases: tuple[Case, ...]
    cases_version: str | float = ""


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read a file of cases. Raises UnreadableInput, naming the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        plain = read_yaml(text)
        found = msgspec.convert(_without_nulls(plain), CaseFile, strict=False).cases
    except OSError as error:
        raise UnreadableInput(f"The file of cases can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableInput(f"Line {line} of the cases is not text in UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        last = text.count("\n") + 1
        where = f" Line {min(mark.line + 1, last)} is not right." if mark else ""
        raise UnreadableInput(f"The file of cases is not YAML.{where}") from error
    except msgspec.ValidationError as error:
        _refuse(str(error), text, error)
    _require_distinct_ids(found, text)
    return found


def _without_nulls(plain: object) -> object:
    """Return *plain* without the fields that are null: what is null is absent, so unknown."""
    if isinstance(plain, dict):
        return {key: _without_nulls(value) for key, value in plain.items() if value is not None}
    return [_without_nulls(each) for each in plain] if isinstance(plain, list) else plain


def _refuse(said: str, text: str, error: msgspec.ValidationError) -> NoReturn:
    place = _PLACE.search(said)
    steps = [name or (int(index) if index else None) for name, index in _steps(place)]
    field = _FIELD.search(said)
    if field:
        steps.append(field[1])
    line = _line_of(yaml.compose(text, Loader=LOADER), steps)
    what = said[: place.start()] if place else said
    sentence = f"Line {line} of the cases is not as it should be: {what}."
    raise UnreadableInput(sentence) from error


def _steps(place: re.Match[str] | None) -> list[tuple[str, str]]:
    return _STEP.findall(place[1]) if place else []


def _line_of(node: yaml.Node | None, steps: list[str | int | None]) -> int:
    """Return the line, from 1, of the last of *steps* that is there."""
    line = 1 if node is None else node.start_mark.line + 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            inside = [(key, value) for key, value in node.value if key.value == step]
            if not inside:
                break
            key, node = inside[0]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return int(line)


def _require_distinct_ids(cases: tuple[Case, ...], text: str) -> None:
    seen: set[str] = set()
    for place, case in enumerate(cases):
        if case.id in seen:
            line = _line_of(yaml.compose(text, Loader=LOADER), ["cases", place, "id"])
            raise UnreadableInput(f"Line {line} of the cases repeats the id {case.id}.")
        seen.add(case.id)
