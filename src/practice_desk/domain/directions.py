"""Plain English directions for a patient, written from a dosage's structure.

"Take 1½ tablets (75 mg) by mouth at bedtime." No abbreviation from ISMP's error-prone list is
ever written. `reading_directions.read_directions` reads back what is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dose_form import FORMS, GIVEN_AT_CLINIC, ROUTES, route_name
from practice_desk.domain.quantity import Quantity, amount_text
from practice_desk.domain.timing import Cycle, Food, Moment, Timing

FRACTIONS = {Decimal("0.25"): "¼", Decimal("0.5"): "½", Decimal("0.75"): "¾"}
EVERY_MOMENT = {
    Moment.MORNING: "every morning",
    Moment.NOON: "at noon",
    Moment.AFTERNOON: "every afternoon",
    Moment.EVENING: "every evening",
    Moment.BEDTIME: "at bedtime",
}
IN_MOMENT = {
    Moment.MORNING: "in the morning",
    Moment.NOON: "at noon",
    Moment.AFTERNOON: "in the afternoon",
    Moment.EVENING: "in the evening",
    Moment.BEDTIME: "at bedtime",
}
FOOD = {
    Food.WITH_FOOD: "with food",
    Food.WITH_MEALS: "with meals",
    Food.EMPTY_STOMACH: "on an empty stomach",
}


Pieces = Mapping[str, str]
"""What a dose is made of in words, by the dose as printed: where one strength does not make it."""
_NO_PIECES: Pieces = {}


def directions(dosage: Dosage, pieces: Pieces = _NO_PIECES) -> str:
    """Return the directions: one sentence (two with a maximum), then the note on lines of its own.

    *pieces* names the tablets of a dose that several strengths make together. A free-text dosage
    is returned as it came; a dosage with nothing in it gives an empty text.
    """
    if dosage.is_free_text:
        return dosage.text
    sentence = f"{_what_and_when(dosage, pieces)}{_duration_text(dosage)}{_as_needed_text(dosage)}."
    if dosage.max_per_day is not None:
        sentence += f" No more than {_maximum_text(dosage, dosage.max_per_day)} in 24 hours."
    return f"{sentence}\n{dosage.note}" if dosage.note else sentence


def patient_directions(dosage: Dosage, pieces: Pieces = _NO_PIECES) -> str:
    """Return the directions as the patient reads them: what the clinic gives is not theirs to give.

    "Injection at the clinic: 156 mg into the muscle every month."
    """
    if dosage.dose is None or dosage.form not in GIVEN_AT_CLINIC:
        return directions(dosage, pieces)
    what = f"{_dose_text(dosage, dosage.dose)}{_place(dosage)}"
    when = f"{timing_text(dosage.timing)}{_duration_text(dosage)}"
    sentence = f"Injection at the clinic: {what} {when}."
    return f"{sentence}\n{dosage.note}" if dosage.note else sentence


def short_directions(dosage: Dosage) -> str:
    """Return dose and times for a list's line: "75 mg at bedtime as needed".

    Of a free-text dosage it is the first line.
    """
    if dosage.is_free_text:
        return next(iter(dosage.text.strip().splitlines()), "")
    if dosage.dose is not None:
        when = f"{_dose_text(dosage, dosage.dose)} {timing_text(dosage.timing)}"
    else:
        daily = dosage.timing.is_daily
        when = joined(
            [f"{_dose_text(dosage, part.dose)} {IN_MOMENT[part.moment]}" for part in dosage.split]
        )
        when = when if daily else f"{when}, {days_text(dosage.timing)}"
    return f"{when} as needed" if dosage.as_needed else when


def _what_and_when(dosage: Dosage, pieces: Pieces) -> str:
    timing, place = dosage.timing, _place(dosage)
    food = f" {FOOD[timing.food]}" if timing.food is not None else ""
    if dosage.dose is not None:
        dose = amount_with_dose(dosage, dosage.dose, pieces)
        return f"{_verb(dosage)} {dose}{place} {timing_text(timing)}{food}"
    return f"{_verb(dosage)} {_split_text(dosage, place, pieces)}{food}"


def _split_text(dosage: Dosage, place: str, pieces: Pieces) -> str:
    daily = dosage.timing.is_daily
    words = EVERY_MOMENT if daily else IN_MOMENT
    amounts = [amount_with_dose(dosage, part.dose, pieces) for part in dosage.split]
    parts = [
        f"{amount}{'' if index else place} {words[dosage.split[index].moment]}"
        for index, amount in enumerate(amounts)
    ]
    return joined(parts) if daily else f"{joined(parts)}, {days_text(dosage.timing)}"


def _verb(dosage: Dosage) -> str:
    form, route = FORMS.get(dosage.form or ""), ROUTES.get(dosage.route or "")
    if dosage.unit_words() == ("mL", "mL") and route is not None:
        return route.verb
    if form is not None:
        return form.verb
    return "Use" if route is None else route.verb


def _place(dosage: Dosage) -> str:
    form, route = FORMS.get(dosage.form or ""), ROUTES.get(dosage.route or "")
    if form is not None and form.place and dosage.route == "oral":
        return f" {form.place}"
    if route is not None:
        return f" {route.place}"
    return f" ({route_name(dosage.route)})" if dosage.route else ""


def units_text(units: Decimal) -> str:
    """Print a count of pieces: "1", "1½", "¼", "2.6"."""
    whole, part = divmod(units, 1)
    sign = FRACTIONS.get(part)
    if sign is None:
        return amount_text(units)
    return f"{amount_text(whole)}{sign}" if whole else sign


def counted(dosage: Dosage, quantity: Quantity) -> str | None:
    """Print *quantity* in pieces of the product, "1½ tablets"; None if it cannot be counted."""
    units, words = dosage.units_of(quantity), dosage.unit_words()
    if units is None or words is None:
        return None
    singular, plural = words
    number = amount_text(units) if singular == "mL" else units_text(units)
    return f"{number} {singular if units <= 1 else plural}"


def amount_with_dose(dosage: Dosage, quantity: Quantity, pieces: Pieces = _NO_PIECES) -> str:
    """Print *quantity* as "1½ tablets (75 mg)", or "75 mg" where pieces cannot be counted."""
    words, dose = counted(dosage, quantity), _dose_text(dosage, quantity)
    words = words or pieces.get(str(quantity))
    return dose if words is None else f"{words} ({dose})"


def _dose_text(dosage: Dosage, quantity: Quantity) -> str:
    strength = dosage.strength
    if strength is None or not strength.others or strength.is_rate:
        return str(quantity)
    return strength.amounts_text(quantity.amount / strength.numerator.amount)


def _maximum_text(dosage: Dosage, maximum: Quantity) -> str:
    return counted(dosage, maximum) or _dose_text(dosage, maximum)


def timing_text(timing: Timing) -> str:
    """Print when doses are taken: "every morning and at bedtime", "every other day at noon"."""
    if timing.hours is not None:
        return "every hour" if timing.hours == 1 else f"every {timing.hours} hours"
    if timing.moments:
        if timing.is_daily:
            return joined([EVERY_MOMENT[moment] for moment in timing.moments])
        return f"{days_text(timing)} {joined([IN_MOMENT[moment] for moment in timing.moments])}"
    if timing.is_daily:
        return "once a day" if timing.times == 1 else f"{timing.times} times a day"
    days = days_text(timing)
    return days if timing.times == 1 else f"{timing.times} times a day {days}"


def days_text(timing: Timing) -> str:
    """Print on which days: "every other day", "every Monday and Friday", "every 4 weeks"."""
    if timing.cycle is Cycle.ONCE:
        return "once"
    if timing.weekdays:
        names = joined([day.name.capitalize() for day in timing.weekdays])
        return f"every {names}" if timing.every == 1 else f"every {timing.every} weeks on {names}"
    if timing.cycle is Cycle.DAY and timing.every == 2:
        return "every other day"
    unit = timing.cycle.value
    return f"every {unit}" if timing.every == 1 else f"every {timing.every} {unit}s"


def _duration_text(dosage: Dosage) -> str:
    if dosage.duration is None:
        return ""
    count, unit = dosage.duration.count, dosage.duration.unit.value
    return f" for {count} {unit}" if count == 1 else f" for {count} {unit}s"


def _as_needed_text(dosage: Dosage) -> str:
    if not dosage.as_needed:
        return ""
    return f" as needed for {dosage.as_needed_for}" if dosage.as_needed_for else " as needed"


def joined(parts: list[str]) -> str:
    """Join as English does: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
