"""Observation: vital signs, surveys, laboratory values and social history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from practice_desk.domain.observation import (
    BLOOD_PRESSURE_CODE,
    VITAL_SIGNS,
    Observation,
    ObservationCategory,
    ObservationComponent,
    ObservationStatus,
    check_observation,
)
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.units import find_unit
from practice_desk.exchange.fhir.coded import LOINC, coded, notes
from practice_desk.exchange.fhir.dates import when_of
from practice_desk.exchange.fhir.filing import (
    Filing,
    exact_number,
    refuse_entered_in_error,
    refuse_problems,
)
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.node import Node

_VITAL_CODES = frozenset(sign.code for sign in VITAL_SIGNS) | {BLOOD_PRESSURE_CODE}
_UCUM = "http://unitsofmeasure.org"
_LENGTHS = {"code": 40, "display": 300, "unit": 40, "value_text": 2000}

Result = tuple[Decimal | None, str, str]
"""Number, unit, and the result in words: either a number or words."""

_NOTHING: Result = (None, "", "")


def read_observation(node: Node, filing: Filing) -> Observation:
    """Return the measured or stated fact, its number exactly as written. Raises KeepAside."""
    status = node.text("status")
    refuse_entered_in_error(status)
    if status == "cancelled":
        raise KeepAside("Its source says that the measurement was cancelled.")
    concept = coded(node.child("code"))
    code = concept.code(LOINC) or next((code for _, code in concept.codes), "")
    category = _category(node, code)
    components = tuple(_components(node))
    number, unit, words = _result(node)
    if components and (number is not None or words):
        own = ObservationComponent(code, concept.text, number, unit, words)
        components, (number, unit, words) = (own, *components), _NOTHING
    if not components and number is None and not words:
        raise KeepAside(_why_empty(node))
    value = Observation(
        patient_id=filing.patient_id,
        category=category,
        display=concept.text,
        observed_at=_observed_at(node),
        code=code,
        value=number,
        unit=unit,
        value_text=words,
        components=components,
        note="\n".join(filter(None, (notes(node), _status_note(status)))),
        reported=True,
        reference_low=_bound(node, "low", unit) if number is not None else None,
        reference_high=_bound(node, "high", unit) if number is not None else None,
        status=_status(status),
    )
    refuse_problems(check_observation(value, filing.now))
    return value


def _category(node: Node, code: str) -> ObservationCategory:
    given = [value for item in node.children("category") for value in coded(item).values()]
    for known in ObservationCategory:
        if known in given:
            return known
    if not given and code in _VITAL_CODES:
        return ObservationCategory.VITAL_SIGNS
    kind = f"{given[0]} observations" if given else "observations without a category"
    raise KeepAside(f"Practice Desk keeps no {kind}; it stays readable in the kept original."[:500])


def _observed_at(node: Node) -> datetime:
    observed = when_of(node, "effectiveDateTime", "effectiveInstant", "effectivePeriod", "issued")
    if observed.at is None:
        raise KeepAside("It does not say on which day it was observed.")
    return observed.at


def _components(node: Node) -> list[ObservationComponent]:
    components = []
    for part in node.children("component"):
        concept = coded(part.child("code"))
        number, unit, words = _result(part)
        if number is None and not words:
            continue
        code = concept.code(LOINC) or next((code for _, code in concept.codes), "")
        components.append(ObservationComponent(code, concept.text, number, unit, words))
    for component in components:
        for name, longest in _LENGTHS.items():
            if len(getattr(component, name)) > longest:
                raise KeepAside("One of its parts has a longer text than fits.")
    return components


def _result(node: Node) -> Result:
    for name, read in _READERS.items():
        if name in node:
            return read(node, name)
    return _NOTHING


def _quantity(node: Node, name: str) -> Result:
    quantity = node.child(name)
    number = exact_number(quantity, "value")
    unit = _unit(quantity)
    if number is not None and (comparator := quantity.text("comparator")):
        return None, "", f"{comparator}{amount_text(number)} {unit}".strip()
    return number, unit, ""


def _unit(quantity: Node) -> str:
    """Return the unit as it is written, or its UCUM code where only that is known here."""
    written, code = quantity.text("unit"), quantity.text("code")
    by_code = quantity.text("system") == _UCUM and find_unit(code) is not None
    if by_code and find_unit(written) is None:
        return code
    return written or code


def _bound(node: Node, name: str, unit: str) -> Decimal | None:
    """Return one end of the laboratory's own range, where it is in the result's unit."""
    for given in node.children("referenceRange"):
        kind = coded(given.child("type")).values()
        quantity = given.child(name)
        number = exact_number(quantity, "value")
        if number is None or (kind and "normal" not in kind):
            continue
        theirs = _unit(quantity)
        if (
            not theirs
            or theirs == unit
            or ((known := find_unit(unit)) and known is find_unit(theirs))
        ):
            return number
    return None


def _status(status: str) -> ObservationStatus:
    known = set(ObservationStatus)
    return ObservationStatus(status) if status in known else ObservationStatus.UNKNOWN


def _integer(node: Node, name: str) -> Result:
    return exact_number(node, name), "", ""


def _concept(node: Node, name: str) -> Result:
    return None, "", coded(node.child(name)).text


def _text(node: Node, name: str) -> Result:
    return None, "", node.lines(name)


def _flag(node: Node, name: str) -> Result:
    answer = node.flag(name)
    return None, "", "" if answer is None else ("Yes" if answer else "No")


def _range(node: Node, name: str) -> Result:
    ends = (node.child(name).child("low"), node.child(name).child("high"))
    return None, "", " to ".join(text for end in ends if (text := _quantity_text(end)))


def _ratio(node: Node, name: str) -> Result:
    parts = (node.child(name).child("numerator"), node.child(name).child("denominator"))
    return None, "", " / ".join(text for part in parts if (text := _quantity_text(part)))


def _period(node: Node, name: str) -> Result:
    ends = (node.child(name).text("start"), node.child(name).text("end"))
    return None, "", " to ".join(end for end in ends if end)


def _quantity_text(node: Node) -> str:
    number = exact_number(node, "value")
    unit = node.text("unit") or node.text("code")
    return "" if number is None else f"{amount_text(number)} {unit}".strip()


_READERS: dict[str, Callable[[Node, str], Result]] = {
    "valueQuantity": _quantity,
    "valueCodeableConcept": _concept,
    "valueString": _text,
    "valueInteger": _integer,
    "valueBoolean": _flag,
    "valueRange": _range,
    "valueRatio": _ratio,
    "valueTime": _text,
    "valueDateTime": _text,
    "valuePeriod": _period,
}


def _why_empty(node: Node) -> str:
    reason = coded(node.child("dataAbsentReason")).text
    return f"It holds no result: {reason}."[:500] if reason else "It holds no result."


def _status_note(status: str) -> str:
    return "" if status in ("final", "") else f"{status.capitalize()} at the source"
