"""The rule that steps are built by, as it is typed. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import RegimenStep
from practice_desk.domain.regimen_building import (
    BuiltStep,
    DayPattern,
    build,
    percent_taper,
    step_for,
    taper,
    titration,
)
from practice_desk.domain.timing import Moment
from practice_desk.gui.models.step_sheet import SheetError, StepSheet, read_days
from practice_desk.knowledge.safety.records import Titration


class RuleKind(StrEnum):
    """How each step differs from the one before."""

    UP = "up"
    DOWN = "down"
    DOWN_PERCENT_LAST = "down_percent_last"
    DOWN_PERCENT_FIRST = "down_percent_first"


RULE_WORDS = {
    RuleKind.UP: "Up by an amount",
    RuleKind.DOWN: "Down by an amount",
    RuleKind.DOWN_PERCENT_LAST: "Down by % of the last dose",
    RuleKind.DOWN_PERCENT_FIRST: "Down by % of the first dose",
}
PERCENT_RULES = frozenset({RuleKind.DOWN_PERCENT_LAST, RuleKind.DOWN_PERCENT_FIRST})


@dataclass(frozen=True, slots=True)
class StepRule:
    """What is typed: amounts a day in the product's unit; *by* is an amount or a percentage.

    *start* is the first step's amount upwards, and what is taken now downwards.
    """

    kind: RuleKind
    start: str
    by: str
    every: str
    target: str = ""
    stay_where_coarse: bool = False


def build_by_rule(rule: StepRule, sheet: StepSheet, moments: Sequence[Moment]) -> list[BuiltStep]:
    """Return the steps of *rule*. Raises SheetError with what is wrong, as a sentence."""
    start = _amount(rule.start, "Enter the amount in a day to begin with.")
    by = _amount(rule.by, "Enter by how much each step differs.")
    every = read_days(rule.every)
    if every is None:
        raise SheetError("Enter how long each step lasts, such as 2 weeks.")
    if rule.kind is RuleKind.UP or (rule.kind is RuleKind.DOWN and rule.target.strip()):
        target = _amount(rule.target, "Enter the amount in a day to reach.")
    else:
        target = Decimal(0)
    try:
        amounts = _amounts(rule, sheet.product, start, by, every, target)
    except ValueError:
        raise SheetError(_LEADS_NOWHERE[rule.kind]) from None
    if not amounts:
        raise SheetError("Nothing smaller can be made from what exists.")
    pattern = DayPattern(sheet.template, tuple(moments))
    return list(build(amounts, pattern, sheet.product))


def labelled_steps(
    titration: Titration, sheet: StepSheet, moments: Sequence[Moment]
) -> list[RegimenStep]:
    """Return the label's titration as steps: the most a day in its weeks, the last going on.

    An amount that can't be made is given double on every other day, where that can be made.
    """
    pattern = DayPattern(sheet.template, tuple(moments)[:1])
    steps: list[RegimenStep] = []
    for each in titration.steps:
        days = None if each.weeks.endswith("+") else _days_of(each.weeks)
        amount = Quantity(each.max_mg_per_day, sheet.product.unit)
        step, problem = step_for(amount, days, pattern, sheet.product)
        doubled, still = step_for(amount.times(2), days, pattern, sheet.product)
        if problem and not still:
            timing = replace(doubled.dosage.timing, every=2)
            step = replace(doubled, dosage=replace(doubled.dosage, timing=timing))
        steps.append(step)
    return [*steps[:-1], replace(steps[-1], days=None)]


def _days_of(weeks: str) -> int:
    first, _, last = weeks.partition("-")
    return 7 * (int(last or first) - int(first) + 1)


_LEADS_NOWHERE = {
    RuleKind.UP: "The amount to reach is not above the first. Check the amounts.",
    RuleKind.DOWN: "The amount to reach is not below the present one. Check the amounts.",
    RuleKind.DOWN_PERCENT_LAST: "Enter a percentage between 1 and 99.",
    RuleKind.DOWN_PERCENT_FIRST: "Enter a percentage between 1 and 99.",
}


def _amounts(
    rule: StepRule, product: Product, start: Decimal, by: Decimal, every: int, target: Decimal
) -> list[tuple[Decimal, int | None]]:
    if rule.kind is RuleKind.UP:
        return titration(start, by, every, target)
    if rule.kind is RuleKind.DOWN:
        return taper(start, by, every, target)
    return percent_taper(
        product,
        start,
        by,
        every,
        of_first=rule.kind is RuleKind.DOWN_PERCENT_FIRST,
        stay_where_coarse=rule.stay_where_coarse,
    )


def _amount(text: str, missing: str) -> Decimal:
    digits = "".join(char for char in text if char.isdigit() or char == ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise SheetError(missing) from None
