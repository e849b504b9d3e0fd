"""What every resource reader is given, and the refusals that they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from practice_desk.domain.errors import Problem
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.node import Node
from practice_desk.exchange.fhir.references import References

_MAX_DIGITS = 30
_MAX_EXPONENT = 20


@dataclass(frozen=True, slots=True)
class Filing:
    """Where and when a resource is filed: the chart, the moment (aware), the clinic's day, who."""

    patient_id: int
    now: datetime
    today: date
    user_name: str
    references: References


def refuse_problems(problems: Iterable[Problem]) -> None:
    """Raise KeepAside with the sentences of *problems*, when there are any."""
    sentences = " ".join(problem.sentence for problem in problems)
    if sentences:
        raise KeepAside(sentences[:500])


def refuse_entered_in_error(status: str) -> None:
    """Raise KeepAside for a record that its source has taken back."""
    if status == "entered-in-error":
        raise KeepAside("Its source marks it as entered in error.")


def exact_number(node: Node, name: str) -> Decimal | None:
    """Return a number as written. Raises KeepAside for one that no measurement has."""
    number = node.number(name)
    if number is None:
        return None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) > _MAX_DIGITS or abs(exponent) > _MAX_EXPONENT:
        raise KeepAside("It holds a number with more digits than a measurement can have.")
    return number
