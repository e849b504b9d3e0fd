"""A dosage as plain data for storage: JSON-safe, decimals as text, versioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.timing import Cycle, Food, Moment, Timing, Weekday

Plain = dict[str, object]
"""JSON values only: str, int, bool, None, lists and dicts of them."""

VERSION = 1


class NotADosage(ValueError):
    """Plain data that this program did not write, or a newer one did."""


def to_plain(dosage: Dosage) -> Plain:
    """Return *dosage* as plain data; what equals its default is left out."""
    plain: Plain = {"v": VERSION}
    if dosage.dose is not None:
        plain["dose"] = quantity_out(dosage.dose)
    if dosage.strength is not None:
        plain["strength"] = strength_out(dosage.strength)
    if dosage.timing != Timing():
        plain["timing"] = _timing_out(dosage.timing)
    if dosage.split:
        plain["split"] = [[part.moment.value, quantity_out(part.dose)] for part in dosage.split]
    if dosage.as_needed:
        plain["as_needed"] = True
    if dosage.max_per_day is not None:
        plain["max_per_day"] = quantity_out(dosage.max_per_day)
    if dosage.duration is not None:
        plain["duration"] = [dosage.duration.count, dosage.duration.unit.value]
    texts = {
        "form": dosage.form,
        "route": dosage.route,
        "as_needed_for": dosage.as_needed_for,
        "note": dosage.note,
        "text": dosage.text,
    }
    plain.update({name: text for name, text in texts.items() if text})
    return plain


def from_plain(plain: Mapping[str, object]) -> Dosage:
    """Return the dosage that `to_plain` wrote. Raises NotADosage for anything else."""
    if plain.get("v") != VERSION:
        raise NotADosage("a dosage of another version")
    try:
        return Dosage(
            dose=_optional_quantity(plain.get("dose")),
            strength=strength_in(plain.get("strength")),
            form=_optional_text(plain.get("form")),
            route=_optional_text(plain.get("route")),
            timing=_timing_in(plain.get("timing")),
            split=tuple(_moment_dose(part) for part in as_list(plain.get("split", []))),
            as_needed=plain.get("as_needed") is True,
            as_needed_for=as_text(plain.get("as_needed_for", "")),
            max_per_day=_optional_quantity(plain.get("max_per_day")),
            duration=_duration_in(plain.get("duration")),
            note=as_text(plain.get("note", "")),
            text=as_text(plain.get("text", "")),
        )
    except (ValueError, TypeError, InvalidOperation) as error:
        raise NotADosage(f"not a dosage: {type(error).__name__}") from error


def quantity_out(quantity: Quantity) -> list[object]:
    """Return an amount as plain data."""
    return [format(quantity.amount, "f"), quantity.unit]


def strength_out(strength: Strength) -> Plain:
    """Return a strength as plain data."""
    plain: Plain = {"of": [quantity_out(part) for part in strength.ingredients]}
    if strength.per is not None:
        plain["per"] = quantity_out(strength.per)
    return plain


def _timing_out(timing: Timing) -> Plain:
    plain: Plain = {"cycle": timing.cycle.value, "every": timing.every, "times": timing.times}
    if timing.weekdays:
        plain["weekdays"] = [int(day) for day in timing.weekdays]
    if timing.moments:
        plain["moments"] = [moment.value for moment in timing.moments]
    if timing.hours is not None:
        plain["hours"] = timing.hours
    if timing.food is not None:
        plain["food"] = timing.food.value
    return plain


def as_list(value: object) -> Sequence[object]:
    """Return *value* if it is a list. Raises TypeError."""
    if not isinstance(value, (list, tuple)):
        raise TypeError("a list was expected")
    return value


def as_pair(value: object) -> tuple[object, object]:
    """Return *value* if it is a list of two. Raises TypeError or ValueError."""
    first, second = as_list(value)
    return first, second


def as_map(value: object) -> Mapping[object, object]:
    """Return *value* if it is an object. Raises TypeError."""
    if not isinstance(value, Mapping):
        raise TypeError("an object was expected")
    return value


def as_text(value: object) -> str:
    """Return *value* if it is a text. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _optional_text(value: object) -> str | None:
    return None if value is None else as_text(value)


def as_whole(value: object) -> int:
    """Return *value* if it is a whole number. Raises TypeError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number was expected")
    return value


def quantity_in(value: object) -> Quantity:
    """Return the amount that `quantity_out` wrote. Raises TypeError or ValueError."""
    amount, unit = as_pair(value)
    number = Decimal(as_text(amount))
    if not number.is_finite():
        raise ValueError("an amount was expected")
    return Quantity(number, as_text(unit))


def _optional_quantity(value: object) -> Quantity | None:
    return None if value is None else quantity_in(value)


def strength_in(value: object) -> Strength | None:
    """Return the strength that `strength_out` wrote. Raises TypeError or ValueError."""
    if value is None:
        return None
    plain = as_map(value)
    first, *others = (quantity_in(part) for part in as_list(plain.get("of")))
    return Strength(first, _optional_quantity(plain.get("per")), tuple(others))


def _timing_in(value: object) -> Timing:
    if value is None:
        return Timing()
    plain = as_map(value)
    hours = plain.get("hours")
    food = plain.get("food")
    return Timing(
        cycle=Cycle(as_text(plain.get("cycle"))),
        every=as_whole(plain.get("every")),
        weekdays=tuple(Weekday(as_whole(day)) for day in as_list(plain.get("weekdays", []))),
        moments=tuple(Moment(as_text(moment)) for moment in as_list(plain.get("moments", []))),
        times=as_whole(plain.get("times")),
        hours=None if hours is None else as_whole(hours),
        food=None if food is None else Food(as_text(food)),
    )


def _moment_dose(value: object) -> MomentDose:
    moment, dose = as_pair(value)
    return MomentDose(Moment(as_text(moment)), quantity_in(dose))


def _duration_in(value: object) -> Duration | None:
    if value is None:
        return None
    count, unit = as_pair(value)
    return Duration(as_whole(count), DurationUnit(as_text(unit)))
