"""From what is typed into a form about supply to the entry it means. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.supply import DETAILS, Details, SupplyKind

Typed = Mapping[str, object]
"""What each field of a form holds: text, a choice, a day or nothing."""

NEEDED = {
    "quantity": "Enter how many were handed out.",
    "found": "Enter how many were found.",
}
NO_NUMBER = "Type a number, such as 30."
CHOOSE = "Choose one."


def field_names(kind: SupplyKind) -> tuple[str, ...]:
    """Return what a kind of entry holds that somebody types.

    What is computed is left out, and a consent, which is kept on the Consents page.
    """
    left_out = {"expected", "event_id", "consent_on", "scope"}
    return tuple(each.name for each in fields(DETAILS[kind]) if each.name not in left_out)


def read_details(kind: SupplyKind, typed: Typed, **known: object) -> Details:
    """Return what *typed* means, with what is *known* beside it. Raises Invalid."""
    made = DETAILS[kind]
    hints, values, problems = get_type_hints(made), dict(known), []
    for name in field_names(kind):
        try:
            values[name] = _read(name, typed[name], hints[name])
        except ValueError as error:
            problems.append(Problem(name, str(error)))
    if problems:
        raise Invalid(tuple(problems))
    arguments: dict[str, Any] = values
    return made(**arguments)


def _read(name: str, value: object, hint: object) -> object:
    kinds = get_args(hint) or (hint,)
    optional, wanted = NoneType in kinds, next(kind for kind in kinds if kind is not NoneType)
    if wanted is date:
        return value
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        if value is None:
            raise ValueError(CHOOSE)
        return wanted(str(value))
    text = str(value or "").strip()
    if wanted is str:
        return text
    if not text:
        if optional:
            return None
        raise ValueError(NEEDED.get(name, NO_NUMBER))
    return _number(text, whole=wanted is int)


def _number(text: str, *, whole: bool) -> int | Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ValueError(NO_NUMBER) from None
    if not number.is_finite() or (whole and number % 1):
        raise ValueError(NO_NUMBER)
    return int(number) if whole else number
