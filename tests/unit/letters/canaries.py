"""Facts of a letter in which every field says something that nothing else says.

The fields are found by reflection over the dataclasses, so that a new one is covered by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

from practice_desk.domain.adverse_event_review import AdverseEventReview
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.letter_choice import Choices
from practice_desk.domain.letter_look import LetterLook
from practice_desk.domain.medication import Medication, PlanItem, PlanStatus
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import RegimenStep
from practice_desk.domain.release import Gate
from practice_desk.domain.risk import RiskEntry, SafetyPlan
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.supply import Decided, SupplyEntry, SupplyEvent
from practice_desk.domain.timing import Moment, Timing, at
from practice_desk.letters.facts import LetterFacts, ToldEvent

SET: dict[tuple[type, str], object] = {
    (ClinicProfile, "look"): LetterLook(),
    (Medication, "schedule"): "",
    (Dosage, "form"): "tablet",
    (Dosage, "route"): "oral",
    (Dosage, "split"): (),
    (Dosage, "max_per_day"): None,
    (Dosage, "duration"): None,
    (Quantity, "unit"): "mg",
    (Strength, "per"): None,
    (Strength, "others"): (),
    (RegimenStep, "days"): None,
    (RegimenStep, "alternate"): None,
    (RegimenStep, "window"): None,
    (PlanEvent, "kind"): PlanEventKind.CHANGE,
    (PlanEvent, "reason_code"): "partial_response",
    (PlanEvent, "retracts_event_id"): None,
    (PlanItem, "status"): PlanStatus.ACTIVE,
    (SupplyEvent, "decision"): Decided.APPROVED,
    (SideEffectCase, "entries"): (),
    (Gate, "copies"): (),
    (Gate, "labels"): {},
    (Gate, "whole"): True,
}
"""Fields of which only some values make sense; they are covered by other tests or print nothing."""
CHOSEN: dict[tuple[type, str], type] = {
    (SupplyEntry, "details"): SupplyEvent,
    (RiskEntry, "details"): SafetyPlan,
}
"""Which of several types a field takes."""
SKIPPED = (Choices, AdverseEventReview)
"""Values that are given as they are; choices are made by who writes the letter."""


@dataclass(slots=True)
class Canaries:
    """Every field by its path, with the text by which its value is found; empty for none."""

    needles: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def facts(self, choices: Choices, organizations: tuple[str, ...] = ()) -> LetterFacts:
        """Return facts that are filled throughout; answers name the *organizations*."""
        made = self._dataclass(LetterFacts, "", {"choices": choices})
        assert isinstance(made, LetterFacts)
        ((_, named),) = made.named
        return replace(made, named=tuple((name, named) for name in organizations))

    def found_in(self, text: str) -> set[str]:
        """Return the paths of the fields that *text* tells of."""
        squeezed = squeeze(text)
        return {
            path
            for path, needles in self.needles.items()
            if any(needle in squeezed for needle in needles)
        }

    def _dataclass(self, made: type, path: str, given: dict[str, object] | None = None) -> object:
        hints = get_type_hints(made)
        values: dict[str, object] = dict(given or {})
        for each in fields(made):  # type: ignore[arg-type]
            own = f"{path}.{each.name}" if path else each.name
            self.needles.setdefault(own, [])
            if each.name in values:
                continue
            if (made, each.name) in SET:
                values[each.name] = SET[made, each.name]
            elif (made, each.name) in CHOSEN:
                values[each.name] = self._dataclass(CHOSEN[made, each.name], own)
            else:
                values[each.name] = self._value(hints[each.name], own)
        value: object = made(**values)
        if isinstance(value, ToldEvent):  # which is one of its medication's events
            return replace(value, events=(*value.events, value.event))
        return value

    def _value(self, hint: object, path: str) -> object:
        origin, args = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return self._value(next(arm for arm in args if arm is not NoneType), path)
        if origin is tuple:
            parts = args[:1] if args[-1] is Ellipsis else args
            return tuple(self._value(part, path) for part in parts)
        if origin is frozenset:
            return frozenset({self._value(args[0], path)})
        if origin is not None and is_dataclass(origin):
            return self._generic(origin, args, path)
        assert isinstance(hint, type), f"{path}: {hint}"
        if hint is Timing:
            return at(Moment.MORNING)
        if is_dataclass(hint):
            return hint() if hint in SKIPPED else self._dataclass(hint, path)
        if issubclass(hint, Enum):
            return next(iter(hint))
        return False if hint is bool else self._canary(hint, path)

    def _generic(self, made: type, args: tuple[object, ...], path: str) -> object:
        hints = get_type_hints(made)
        names = [name for name, hint in hints.items() if isinstance(hint, TypeVar)]
        given = {name: self._value(args[0], f"{path}.{name}") for name in names}
        return self._dataclass(made, path, given)

    def _canary(self, hint: type, path: str) -> object:
        self.count += 1
        value, needles = _MAKERS[hint](self.count)
        self.needles.setdefault(path, []).extend(needles)
        return value


def squeeze(text: str) -> str:
    """Return *text* in small letters, without white space and commas, which a page adds."""
    return re.sub(r"[\s,]+", "", text).casefold()


def _text(count: int) -> tuple[object, list[str]]:
    return f"Zq{count}zq", [f"zq{count}zq"]


def _number(count: int) -> tuple[object, list[str]]:
    return 8_100_000 + count, [f"{8_100_000 + count}"]


def _amount(count: int) -> tuple[object, list[str]]:
    return Decimal(f"{830_000 + count}"), [f"{830_000 + count}"]


def _day(count: int) -> tuple[object, list[str]]:
    year = 7999 - count  # later fields are earlier days, so that what came before comes before
    written = ("mar9{}", "march9{}", "03/09/{}", "{}-03-09", "9demarzode{}")
    return date(year, 3, 9), [each.format(year) for each in written]


def _moment(count: int) -> tuple[object, list[str]]:
    day, needles = _day(count)
    assert isinstance(day, date)
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC), needles


_MAKERS: dict[type, Callable[[int], tuple[object, list[str]]]] = {
    str: _text,
    int: _number,
    Decimal: _amount,
    date: _day,
    datetime: _moment,
    float: _amount,
}


def paths_under(needles: dict[str, list[str]], allowed: str) -> Iterator[str]:
    """Yield the paths that *allowed* names: itself, and all below it."""
    return (path for path in needles if path == allowed or path.startswith(f"{allowed}."))
