"""Results held against the clinical pack's thresholds for one patient.

What can't be compared is said: a unit that is not known, a bound that decides nothing, a limit that
the laboratory did not give. Nothing reads as in order because it was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.laboratory import LabTest, Result, is_negative, is_positive
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.safety import AlertSeverity
from practice_desk.domain.units import convert, find_unit, rounded, shown_unit


class Side(StrEnum):
    """On which side of a threshold a result is."""

    LOW = "low"
    HIGH = "high"
    CHANGED = "changed"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound of the pack: below `low` or above `high` in `unit`, what to do, and who says so.

    `reaches` counts `high` itself as too high. `pct_change` is against the weight at the start,
    `uln_multiple` against the laboratory's own upper limit. `name` is the check it belongs to.
    """

    monitoring_id: str
    name: str
    severity: AlertSeverity
    action: str
    sources: tuple[str, ...]
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    reaches: bool = False
    pct_change: Decimal | None = None
    uln_multiple: Decimal | None = None
    systolic_drop: Decimal | None = None
    positive: bool = False
    phase: str = ""
    part: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class ResultFlag:
    """A result beyond a threshold; `words` say which bound.

    `monitoring_id` is the check of the pack, empty for the laboratory's own range.
    """

    side: Side
    severity: AlertSeverity
    words: str
    action: str = ""
    name: str = ""
    sources: tuple[str, ...] = ()
    monitoring_id: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is found about one result: the flags, the worst first, and what was not checked."""

    flags: tuple[ResultFlag, ...] = ()
    unchecked: tuple[str, ...] = ()
    compared: bool = False
    """Whether any threshold was looked at."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a threshold may depend on. `phase` is "start" or "treatment"; empty is unknown.

    `first` is the value at the start of the treatment, in the test's usual unit.
    """

    phase: str = ""
    sex: str = ""
    first: Decimal | None = None


_ULN = "the laboratory's upper limit is not given"
_SEX = "the threshold differs by sex, which the chart does not record"
_STANDING = "a fall on standing, which one pressure does not show"
_FIRST = "change since the start, there is no earlier value"


def judge(
    test: LabTest, result: Result, thresholds: Iterable[Threshold], setting: Setting
) -> Judgement:
    """Hold *result* of *test* against the thresholds of its checks."""
    flags: list[ResultFlag] = []
    unchecked: list[str] = []
    compared = False
    if test.is_number and result.value is not None and find_unit(result.unit) is None:
        unchecked.append(_unknown_unit(result))
    if test.is_number and result.value is None:
        unchecked.append(_no_number(result))
    for each in thresholds:
        if not _concerns(each, test, setting):
            continue
        found = _compare(each, test, result, setting)
        if isinstance(found, str):
            unchecked.append(found)
            continue
        compared = True
        if found is not None:
            flags.append(found)
    if (own := _own_range(result)) is not None:
        flags.append(own)
    flags.sort(key=lambda flag: flag.severity.rank)
    return Judgement(tuple(_worst_of_each(flags)), tuple(dict.fromkeys(unchecked)), compared)


def _worst_of_each(flags: list[ResultFlag]) -> list[ResultFlag]:
    """Return the worst flag of each check, and each bound once."""
    found: dict[str, ResultFlag] = {}
    for flag in flags:
        found.setdefault(flag.name, flag)
    by_words: dict[str, ResultFlag] = {}
    for flag in found.values():
        by_words.setdefault(flag.words, flag)
    return list(by_words.values())


def _concerns(each: Threshold, test: LabTest, setting: Setting) -> bool:
    if each.phase and setting.phase and each.phase != setting.phase:
        return False
    if each.sex and setting.sex and each.sex != setting.sex:
        return False
    if each.part and each.part != test.part:
        return False
    if each.systolic_drop is not None:
        return test.part == "systolic"
    if each.unit and test.unit:
        return _is_of(each.unit, test)
    if each.unit and not test.unit:
        return False
    if each.pct_change is not None:
        return test.unit in ("lb", "kg")
    if each.positive:
        return not test.is_number
    return each.uln_multiple is not None and test.is_number


def _is_of(unit: str, test: LabTest) -> bool:
    """Return whether a bound in *unit* can be about *test* at all."""
    ours, theirs = find_unit(test.unit), find_unit(unit)
    if ours is None or theirs is None:
        return False
    return convert(Decimal(1), ours, theirs, test.substance) is not None


def _compare(
    each: Threshold, test: LabTest, result: Result, setting: Setting
) -> ResultFlag | str | None:
    """Return the flag, None where the result is within, or why it can't be compared."""
    if each.sex and not setting.sex:
        return _SEX
    if each.systolic_drop is not None:
        return _STANDING
    if each.positive:
        return _in_words(each, result)
    if result.value is None:
        return _no_number(result)
    unit = find_unit(result.unit)
    if unit is None:
        return _unknown_unit(result)
    if each.uln_multiple is not None:
        return _against_own_limit(each, result, each.uln_multiple)
    if each.pct_change is not None:
        return _against_first(each, test, result, setting)
    target = find_unit(each.unit)
    value = None if target is None else convert(result.value, unit, target, test.substance)
    if value is None:
        return f"unit {shown_unit(result.unit)}, which can't be converted to {each.unit}"
    return _against_bounds(each, value, result.comparator)


def _no_number(result: Result) -> str:
    """Say that words stand where a number belongs: the check stays due until there is one."""
    if not result.text:
        return "there is no number"
    return f"“{result.text}” is no number; enter the number, or do the test again"


def _unknown_unit(result: Result) -> str:
    return f"unit {result.unit}, which is not known" if result.unit else "the unit is missing"


def _in_words(each: Threshold, result: Result) -> ResultFlag | str | None:
    words = result.text.strip()
    if is_positive(words):
        return _flag(each, Side.POSITIVE, words.capitalize())
    if is_negative(words):
        return None
    return f"“{result.text}” is neither positive nor negative" if words else "there is no result"


def _against_bounds(each: Threshold, value: Decimal, comparator: str) -> ResultFlag | str | None:
    low, high = each.low, each.high
    if low is not None and comparator != ">" and (value < low or (comparator and value <= low)):
        return _flag(each, Side.LOW, f"Below {_amount(low)} {each.unit}")
    if high is not None and comparator != "<":
        at_it = value == high and (each.reaches or bool(comparator))
        if value > high or at_it:
            bound = "or more" if each.reaches else ""
            above = "At" if at_it and not comparator else "Above"
            words = f"{_amount(high)} {each.unit} {bound}".strip()
            return _flag(each, Side.HIGH, words if each.reaches else f"{above} {words}")
    undecided = (comparator == "<" and low is not None and value > low) or (
        comparator == "<" and high is not None and value > high
    )
    undecided |= (comparator == ">" and low is not None and value < low) or (
        comparator == ">" and high is not None and value < high
    )
    return "the laboratory gave only a bound, which decides nothing" if undecided else None


def _against_own_limit(
    each: Threshold, result: Result, multiple: Decimal
) -> ResultFlag | str | None:
    if result.high_normal is None:
        return _ULN
    assert result.value is not None  # the caller has looked
    if result.comparator == "<":
        return None if result.value <= multiple * result.high_normal else "only a bound is given"
    if result.value <= multiple * result.high_normal:
        return None
    words = f"Above {_amount(multiple)} times the laboratory's upper limit"
    return _flag(each, Side.HIGH, words)


def _against_first(
    each: Threshold, test: LabTest, result: Result, setting: Setting
) -> ResultFlag | str | None:
    unit, usual = find_unit(result.unit), find_unit(test.unit)
    assert each.pct_change is not None  # the caller has looked
    assert result.value is not None  # and there too
    if unit is None or usual is None or not setting.first:
        return _FIRST
    value = convert(result.value, unit, usual, test.substance)
    if value is None:
        return f"unit {shown_unit(result.unit)}, which can't be converted"
    change = (value - setting.first) / setting.first * 100
    bound = each.pct_change
    if (bound > 0 and change >= bound) or (bound < 0 and change <= bound):
        direction = "up" if change > 0 else "down"
        return _flag(
            each, Side.CHANGED, f"{_amount(rounded(abs(change), 2))} % {direction} since the start"
        )
    return None


def _flag(each: Threshold, side: Side, words: str) -> ResultFlag:
    return ResultFlag(
        side, each.severity, words, each.action, each.name, each.sources, each.monitoring_id
    )


def _own_range(result: Result) -> ResultFlag | None:
    """Return the flag of the laboratory's own range, which is no threshold of the pack."""
    value, low, high = result.value, result.low_normal, result.high_normal
    if value is None or result.comparator:
        return None
    info, name = AlertSeverity.INFORMATION, "Laboratory range"
    if low is not None and value < low:
        return ResultFlag(Side.LOW, info, f"Below the laboratory's {_amount(low)}", name=name)
    if high is not None and value > high:
        return ResultFlag(Side.HIGH, info, f"Above the laboratory's {_amount(high)}", name=name)
    return None


def _amount(value: Decimal) -> str:
    return amount_text(value)
