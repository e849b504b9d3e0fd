"""Dosage of a medication: structured where FHIR's own structure says it all, else in words."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.domain import dosage_rules
from practice_desk.domain.dosage import MAX_NOTE, Dosage
from practice_desk.domain.quantity import Quantity, amount_text, canonical_unit
from practice_desk.domain.timing import Timing, every_hours, times_a_day
from practice_desk.exchange.fhir.coded import all_texts, coded
from practice_desk.exchange.fhir.filing import exact_number
from practice_desk.exchange.fhir.node import Node

_PERIODS = {
    "s": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "d": ("day", "days"),
    "wk": ("week", "weeks"),
    "mo": ("month", "months"),
    "a": ("year", "years"),
}
_WHEN = {
    "MORN": "in the morning",
    "NOON": "at noon",
    "AFT": "in the afternoon",
    "EVE": "in the evening",
    "NIGHT": "at night",
    "HS": "at bedtime",
    "WAKE": "on waking",
    "C": "with meals",
    "CM": "with breakfast",
    "CD": "with lunch",
    "CV": "with supper",
    "AC": "before meals",
    "PC": "after meals",
}
"""FHIR's EventTiming codes in words; others are shown as they are."""

_ROUTES = {"26643006": "oral", "37839007": "sublingual", "45890007": "transdermal"}
"""SNOMED CT routes of administration that directions have words for."""

_REPEAT_READ = frozenset({"frequency", "period", "periodUnit"})
_ONE_LINE_READ = frozenset({"sequence", "timing", "asNeededBoolean", "route", "doseAndRate"})


def read_dosage(instructions: list[Node]) -> Dosage | None:
    """Return the dosage of a list of FHIR Dosages; None where nothing is said.

    It is structured only if one instruction without words of its own gives a dose with a unit and
    a plain frequency. Anything richer stays in words, so that nothing is lost or guessed.
    """
    if len(instructions) == 1 and (structured := _structured(instructions[0])) is not None:
        return structured
    text = "\n".join(line for node in instructions if (line := _in_words(node)))
    return Dosage.free(text[:MAX_NOTE]) if text else None


def _structured(node: Node) -> Dosage | None:
    timing = _plain_timing(node.child("timing"))
    dose = _dose(node)
    if timing is None or dose is None or not set(node.names()) <= _ONE_LINE_READ:
        return None
    if node.flag("asNeededBoolean"):
        return None
    route = next((_ROUTES[c] for c in coded(node.child("route")).values() if c in _ROUTES), None)
    if node.child("route") and route is None:
        return None
    dosage = Dosage(dose=dose, route=route, timing=timing)
    return None if dosage_rules.check(dosage) else dosage


def _dose(node: Node) -> Quantity | None:
    rates = list(node.children("doseAndRate"))
    if len(rates) != 1 or "rateQuantity" in rates[0] or "rateRatio" in rates[0]:
        return None
    quantity = rates[0].child("doseQuantity")
    number = exact_number(quantity, "value")
    unit = quantity.text("unit") or quantity.text("code")
    if number is None or not unit or quantity.text("comparator"):
        return None
    return Quantity(number, canonical_unit(unit))


def _plain_timing(node: Node) -> Timing | None:
    repeat = node.child("repeat")
    if not set(repeat.names()) <= _REPEAT_READ or set(node.names()) != {"repeat"}:
        return None
    frequency, period = repeat.number("frequency") or Decimal(1), repeat.number("period")
    if frequency != int(frequency) or period is None or period != int(period):
        return None
    if repeat.text("periodUnit") == "d" and period == 1:
        return times_a_day(int(frequency))
    if repeat.text("periodUnit") == "h" and frequency == 1:
        return every_hours(int(period))
    return None


def _in_words(node: Node) -> str:
    """Return one instruction in words: the source's own, else composed from its structure."""
    extra = [all_texts(node, "additionalInstruction"), node.lines("patientInstruction")]
    written = node.lines("text")
    if written:
        return ". ".join(dict.fromkeys([written, *(text for text in extra if text)]))
    parts = [_dose_words(node), coded(node.child("route")).text, _timing_words(node)]
    reason = coded(node.child("asNeededCodeableConcept")).text
    if reason or node.flag("asNeededBoolean"):
        parts.append(f"as needed for {reason}" if reason else "as needed")
    sentence = ", ".join(part for part in parts if part)
    return ". ".join(text for text in (sentence, *extra) if text)


def _dose_words(node: Node) -> str:
    for rate in node.children("doseAndRate"):
        low, high = rate.child("doseRange").child("low"), rate.child("doseRange").child("high")
        ends = (rate.child("doseQuantity"), low, high)
        words = " to ".join(text for end in ends if (text := _quantity_words(end)))
        if words:
            return f"{words} per dose"
    return ""


def _quantity_words(quantity: Node) -> str:
    number = exact_number(quantity, "value")
    if number is None:
        return ""
    unit = canonical_unit(quantity.text("unit") or quantity.text("code"))
    return f"{quantity.text('comparator')}{amount_text(number)} {unit}".strip()


def _timing_words(node: Node) -> str:
    timing = node.child("timing")
    repeat = timing.child("repeat")
    parts = [
        _frequency_words(repeat),
        *(_WHEN.get(code, code) for code in repeat.texts("when")),
        *(f"at {time[:5]}" for time in repeat.texts("timeOfDay")),
    ]
    if days := repeat.texts("dayOfWeek"):
        parts.append(f"on {', '.join(day.capitalize() for day in days)}")
    words = " ".join(part for part in parts if part)
    return words or coded(timing.child("code")).text


def _frequency_words(repeat: Node) -> str:
    frequency, period = repeat.number("frequency"), repeat.number("period")
    unit = _PERIODS.get(repeat.text("periodUnit"))
    if unit is None or period is None:
        return f"{amount_text(frequency)} times" if frequency and frequency != 1 else ""
    span = unit[0] if period == 1 else f"{amount_text(period)} {unit[1]}"
    most = repeat.number("frequencyMax")
    if frequency is None or (frequency == 1 and most is None):
        return f"every {span}" if period != 1 else f"once a {span}"
    count = amount_text(frequency) + (f" to {amount_text(most)}" if most is not None else "")
    return f"{count} times a {span}" if period == 1 else f"{count} times every {span}"
