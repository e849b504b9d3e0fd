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
        plain["dose"] = _quantity_out(dosage.dose)
    if dosage.strength is not None:
        plain["strength"] = _strength_out(dosage.strength)
    if dosage.timing != Timing():
        plain["timing"] = _timing_out(dosage.timing)
    if dosage.split:
        plain["split"] = [[part.moment.value, _quantity_out(part.dose)] for part in dosage.split]
    if dosage.as_needed:
        plain["as_needed"] = True
    if dosage.max_per_day is not None:
        plain["max_per_day"] = _quantity_out(dosage.max_per_day)
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
            strength=_strength_in(plain.get("strength")),
            form=_optional_text(plain.get("form")),
            route=_optional_text(plain.get("route")),
            timing=_timing_in(plain.get("timing")),
            split=tuple(_moment_dose(part) for part in _list(plain.get("split", []))),
            as_needed=plain.get("as_needed") is True,
            as_needed_for=_text(plain.get("as_needed_for", "")),
            max_per_day=_optional_quantity(plain.get("max_per_day")),
            duration=_duration_in(plain.get("duration")),
            note=_text(plain.get("note", "")),
            text=_text(plain.get("text", "")),
        )
    except (ValueError, TypeError, InvalidOperation) as error:
        raise NotADosage(f"not a dosage: {type(error).__name__}") from error


def _quantity_out(quantity: Quantity) -> list[object]:
    return [format(quantity.amount, "f"), quantity.unit]


def _strength_out(strength: Strength) -> Plain:
    plain: Plain = {"of": [_quantity_out(part) for part in strength.ingredients]}
    if strength.per is not None:
        plain["per"] = _quantity_out(strength.per)
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


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise TypeError("a list was expected")
    return value


def _pair(value: object) -> tuple[object, object]:
    first, second = _list(value)
    return first, second


def _map(value: object) -> Mapping[object, object]:
    if not isinstance(value, Mapping):
        raise TypeError("an object was expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number was expected")
    return value


def _quantity_in(value: object) -> Quantity:
    amount, unit = _pair(value)
    number = Decimal(_text(amount))
    if not number.is_finite():
        raise ValueError("an amount was expected")
    return Quantity(number, _text(unit))


def _optional_quantity(value: object) -> Quantity | None:
    return None if value is None else _quantity_in(value)


def _strength_in(value: object) -> Strength | None:
    if value is None:
        return None
    plain = _map(value)
    first, *others = (_quantity_in(part) for part in _list(plain.get("of")))
    return Strength(first, _optional_quantity(plain.get("per")), tuple(others))


def _timing_in(value: object) -> Timing:
    if value is None:
        return Timing()
    plain = _map(value)
    hours = plain.get("hours")
    food = plain.get("food")
    return Timing(
        cycle=Cycle(_text(plain.get("cycle"))),
        every=_whole(plain.get("every")),
        weekdays=tuple(Weekday(_whole(day)) for day in _list(plain.get("weekdays", []))),
        moments=tuple(Moment(_text(moment)) for moment in _list(plain.get("moments", []))),
        times=_whole(plain.get("times")),
        hours=None if hours is None else _whole(hours),
        food=None if food is None else Food(_text(food)),
    )


def _moment_dose(value: object) -> MomentDose:
    moment, dose = _pair(value)
    return MomentDose(Moment(_text(moment)), _quantity_in(dose))


def _duration_in(value: object) -> Duration | None:
    if value is None:
        return None
    count, unit = _pair(value)
    return Duration(_whole(count), DurationUnit(_text(unit)))
