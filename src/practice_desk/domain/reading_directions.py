"""Reads back the directions that `directions.directions` writes, and nothing else.

Whatever is read is written again and compared: a text that would come out differently, even by a
letter, is refused rather than guessed at.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from practice_desk.domain.directions import (
    EVERY_MOMENT,
    FOOD,
    FRACTIONS,
    IN_MOMENT,
    directions,
)
from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.dosage_rules import check
from practice_desk.domain.dose_form import FORMS, ROUTES
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.reading_timing import NotATiming, read_days, read_timing
from practice_desk.domain.timing import Food, Moment, Timing

_SENTENCE = re.compile(
    r"(?:Take|Chew|Dissolve|Apply|Use|Give|Inject|Insert) (?P<body>.+?)"
    r"(?: for (?P<count>\d{1,3}) (?P<unit>day|week|month)s?)?"
    r"(?P<as_needed> as needed(?: for (?P<reason>.+?))?)?\."
    r"(?: No more than (?P<maximum>.+) in 24 hours\.)?"
)
_NUMBER = r"[\d,]*\.?\d*[¼½¾]?"
_DOSE = r"[\d,]*\.?\d+ [A-Za-z%]+(?:/[\d,.]+ [A-Za-z%]+)*"
_COUNTED = r"(?:mL|tablets?|capsules?|films?|pieces? of gum|lozenges?|patch(?:es)?|sprays?|devices?"
_COUNTED += r"|injections?)"
_AMOUNT = re.compile(rf"(?:{_NUMBER} {_COUNTED} \((?P<within>{_DOSE})\)|(?P<bare>{_DOSE}))")
_MOMENTS = {text: moment for words in (EVERY_MOMENT, IN_MOMENT) for moment, text in words.items()}
_PLACES = {words.place: code for code, words in ROUTES.items()}
_FORM_PLACES = {words.place for words in FORMS.values() if words.place}
_FRACTION_VALUES = {sign: value for value, sign in FRACTIONS.items()}


class Unreadable(ExpectedError):
    """Directions that were not written by `directions`, or for another product."""

    default_next_step = "Fill in dose and times, or keep the directions as text."

    def __init__(self) -> None:
        super().__init__("These directions cannot be read as a dose with times.")


def read_directions(
    text: str, *, form: str | None = None, strength: Strength | None = None
) -> Dosage:
    """Return the dosage of which `directions` is *text*, for a product of *form* and *strength*.

    Raises Unreadable for everything else.
    """
    try:
        dosage = _read(text, Dosage(form=form, strength=strength))
    except (NotATiming, ValueError, ArithmeticError):
        raise Unreadable from None
    if directions(dosage) != text or check(dosage):
        raise Unreadable
    return dosage


def _read(text: str, product: Dosage) -> Dosage:
    sentence, _, note = text.partition("\n")
    match = _SENTENCE.fullmatch(sentence)
    if match is None:
        raise Unreadable
    dosage = _read_body(match["body"], product)
    if match["count"]:
        unit = DurationUnit(match["unit"])
        dosage = replace(dosage, duration=Duration(int(match["count"]), unit))
    return replace(
        dosage,
        as_needed=match["as_needed"] is not None,
        as_needed_for=match["reason"] or "",
        max_per_day=None if match["maximum"] is None else _maximum(match["maximum"], product),
        note=note,
    )


def _read_body(body: str, product: Dosage) -> Dosage:
    dose, rest = _leading_dose(body, product)
    route, rest = _leading_place(rest)
    rest, food = _trailing_food(rest)
    placed = replace(product, route=route)
    split, days = _read_split(dose, rest, product)
    if len(split) > 1:
        timing = read_days(days.removeprefix(", ")) if days else Timing()
        return replace(placed, split=split, timing=replace(timing, food=food))
    return replace(placed, dose=dose, timing=replace(read_timing(rest), food=food))


def _leading_dose(text: str, product: Dosage) -> tuple[Quantity, str]:
    match = _AMOUNT.match(text)
    if match is None:
        raise Unreadable
    dose = _dose(match["within"] or match["bare"], product)
    return dose, text[match.end() :].removeprefix(" ")


def _dose(text: str, product: Dosage) -> Quantity:
    if product.strength is None:
        return Quantity.parse(text)
    amount = text.partition(" ")[0]
    return Quantity(Decimal(amount.replace(",", "")), product.strength.dose_unit)


def _leading_place(text: str) -> tuple[str | None, str]:
    for place in _FORM_PLACES:
        if text.startswith(f"{place} "):
            return "oral", text[len(place) + 1 :]
    for place, route in _PLACES.items():
        if text.startswith(f"{place} "):
            return route, text[len(place) + 1 :]
    return None, text


def _trailing_food(text: str) -> tuple[str, Food | None]:
    for food, words in FOOD.items():
        if text.endswith(f" {words}"):
            return text.removesuffix(f" {words}"), food
    return text, None


def _read_split(first: Quantity, text: str, product: Dosage) -> tuple[tuple[MomentDose, ...], str]:
    """Read "every morning and 2 tablets (600 mg) at bedtime"; also what is left of *text*."""
    doses: list[MomentDose] = []
    dose: Quantity | None = first
    while dose is not None:
        moment, text = _leading_moment(text)
        if moment is None:
            return (), text
        doses.append(MomentDose(moment, dose))
        dose, text = _next_dose(text, product)
    return tuple(doses), text


def _leading_moment(text: str) -> tuple[Moment | None, str]:
    for words, moment in _MOMENTS.items():
        if text.startswith(words):
            return moment, text[len(words) :]
    return None, text


def _next_dose(text: str, product: Dosage) -> tuple[Quantity | None, str]:
    for joint in (", ", " and "):
        after = text.removeprefix(joint)
        if after != text and _AMOUNT.match(after):
            return _leading_dose(after, product)
    return None, text


def _maximum(text: str, product: Dosage) -> Quantity:
    if product.strength is None or product.unit_words() is None:
        return _dose(text, product)
    number = text.partition(" ")[0].replace(",", "")
    fraction = _FRACTION_VALUES.get(number[-1:], Decimal(0))
    whole = number[:-1] if fraction else number
    quantity = product.strength.dose_of(Decimal(whole or 0) + fraction)
    if quantity is None:
        raise Unreadable
    return quantity
