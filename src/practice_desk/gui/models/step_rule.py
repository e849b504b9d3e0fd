"""The rule that steps are built by, as it is typed. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from practice_desk.domain.making import Product
from practice_desk.domain.regimen_building import (
    BuiltStep,
    DayPattern,
    build,
    percent_taper,
    taper,
    titration,
)
from practice_desk.domain.timing import Moment
from practice_desk.gui.models.step_sheet import SheetError, StepSheet, read_days


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
