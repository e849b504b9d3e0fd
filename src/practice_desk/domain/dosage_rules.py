"""What makes a dosage wrong, as sentences for the person who typed it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.dosage import MAX_NOTE, Dosage, Duration
from practice_desk.domain.dose_form import FORMS, ROUTES, form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.quantity import MAX_DECIMALS, Quantity, Strength, is_measurable, is_unit
from practice_desk.domain.timing import MOMENT_ORDER, Timing, check_timing

MAX_REASON = 120
_NEVER_IN_REASON = "no more than"
_MEASURED_PIECES = 10**MAX_DECIMALS  # mL are measured, not divided


def check(dosage: Dosage) -> tuple[Problem, ...]:
    """Return every problem of *dosage*; an empty tuple means it can be signed and printed."""
    if dosage.text and dosage.is_free_text:
        return tuple(_free_text_problems(dosage))
    return (
        *_code_problems(dosage),
        *_dose_problems(dosage),
        *_strength_problems(dosage.strength),
        *_split_problems(dosage),
        *check_timing(dosage.timing),
        *_as_needed_problems(dosage),
        *_duration_problems(dosage.duration),
        *_text_problems(dosage),
    )


def _free_text_problems(dosage: Dosage) -> Iterator[Problem]:
    yield from _long_text("text", "directions", dosage.text)
    structured = (dosage.as_needed, dosage.max_per_day, dosage.duration, dosage.note)
    if any(structured) or dosage.timing != Timing():
        yield Problem("dose", "Enter a dose, or keep the directions as text only.")


def _code_problems(dosage: Dosage) -> Iterator[Problem]:
    if dosage.form is not None and dosage.form not in FORMS:
        yield Problem("form", "Choose the form from the list, or leave it empty.")
    if dosage.route is not None and dosage.route not in ROUTES:
        yield Problem("route", "Choose the route from the list, or leave it empty.")


def _dose_problems(dosage: Dosage) -> Iterator[Problem]:
    if dosage.is_free_text:
        yield Problem("dose", "Enter the dose, such as 50 mg.")
    if dosage.dose is not None:
        yield from _amount_problems("dose", dosage, dosage.dose)


def _amount_problems(field: str, dosage: Dosage, quantity: Quantity) -> Iterator[Problem]:
    if not is_measurable(quantity.amount) or not is_unit(quantity.unit):
        yield Problem(
            field,
            "A dose is above zero, below 1,000,000, with a unit and no more than"
            f" {MAX_DECIMALS} decimals.",
        )
    elif dosage.strength is not None and not any(_strength_problems(dosage.strength)):
        yield from _fit_problems(field, dosage, dosage.strength, quantity)


def _fit_problems(
    field: str, dosage: Dosage, strength: Strength, quantity: Quantity
) -> Iterator[Problem]:
    if quantity.unit != strength.dose_unit:
        yield Problem(field, f"Give the dose in {strength.dose_unit}, as the strength {strength}.")
        return
    units = strength.units_for(quantity)
    pieces = _pieces(dosage)
    if units is None or units * pieces % 1:
        yield Problem(field, _cannot_be_made(dosage, strength, quantity, pieces))


def _pieces(dosage: Dosage) -> int:
    """Into how many parts one unit of the product may be divided."""
    per = None if dosage.strength is None or dosage.strength.is_rate else dosage.strength.per
    if per is not None:
        return _MEASURED_PIECES if per.unit == "mL" else 1
    words = FORMS.get(dosage.form or "")
    return _MEASURED_PIECES if words is None else words.pieces


def _cannot_be_made(dosage: Dosage, strength: Strength, quantity: Quantity, pieces: int) -> str:
    words = dosage.unit_words() or ("unit", "units")
    if pieces == 1:
        whole = form_name(dosage.form) or words[0]
        return f"{quantity} is not a whole number of {strength}; a {whole} is not divided."
    if pieces == _MEASURED_PIECES:
        return f"{quantity} cannot be measured exactly with {strength}."
    return f"{quantity} cannot be made from whole, half or quarter {words[1]} of {strength}."


def _strength_problems(strength: Strength | None) -> Iterator[Problem]:
    if strength is None:
        return
    parts = [*strength.ingredients, *([strength.per] if strength.per else [])]
    if not all(is_measurable(part.amount) and is_unit(part.unit) for part in parts):
        yield Problem("strength", "A strength is above zero, such as 50 mg or 2 mg/mL.")


def _split_problems(dosage: Dosage) -> Iterator[Problem]:
    if not dosage.split:
        return
    if dosage.dose is not None or len(dosage.split) < 2:
        yield Problem("split", "Give one dose, or different doses at two or more times of day.")
    moments = [part.moment for part in dosage.split]
    if moments != [moment for moment in MOMENT_ORDER if moment in moments]:
        yield Problem("split", "Name every time of day once, in the order of the day.")
    timing = dosage.timing
    if timing.moments or timing.times != 1 or timing.hours is not None:
        yield Problem("split", "Different doses have their times of day; give no others.")
    if timing.cycle == "once":
        yield Problem("split", "A single dose has one time.")
    if len({part.dose.unit for part in dosage.split}) > 1:
        yield Problem("split", "Give every dose in the same unit.")
    for part in dosage.split:
        yield from _amount_problems("split", dosage, part.dose)


def _as_needed_problems(dosage: Dosage) -> Iterator[Problem]:
    reason = dosage.as_needed_for
    if not dosage.as_needed:
        if reason or dosage.max_per_day is not None:
            yield Problem("as_needed", "A reason and a maximum belong to an as-needed medication.")
        return
    if len(reason) > MAX_REASON or reason != reason.strip() or not reason.isprintable():
        yield Problem("as_needed_for", f"The reason is one line of up to {MAX_REASON} characters.")
    elif _NEVER_IN_REASON in reason.casefold():
        yield Problem("as_needed_for", "Put the maximum in its own field, not in the reason.")
    if dosage.max_per_day is not None:
        yield from _amount_problems("max_per_day", dosage, dosage.max_per_day)
        yield from _maximum_problems(dosage, dosage.max_per_day)


def _maximum_problems(dosage: Dosage, maximum: Quantity) -> Iterator[Problem]:
    doses = [part.dose for part in dosage.split] or ([dosage.dose] if dosage.dose else [])
    if any(dose.unit != maximum.unit for dose in doses):
        yield Problem("max_per_day", "Give the maximum in the unit of the dose.")
    elif max((dose.amount for dose in doses), default=Decimal(0)) > maximum.amount:
        yield Problem("max_per_day", "The maximum in 24 hours is less than one dose.")


def _duration_problems(duration: Duration | None) -> Iterator[Problem]:
    if duration is not None and not 1 <= duration.count <= 999:
        yield Problem("duration", "A duration is from 1 to 999 days, weeks or months.")


def _text_problems(dosage: Dosage) -> Iterator[Problem]:
    if dosage.text:
        yield Problem("text", "Structured directions write themselves; use the note for the rest.")
    yield from _long_text("note", "note", dosage.note)
    if dosage.note != dosage.note.strip():
        yield Problem("note", "Remove the empty space around the note.")


def _long_text(field: str, label: str, text: str) -> Iterator[Problem]:
    if len(text) > MAX_NOTE:
        yield Problem(field, f"The {label} can have {MAX_NOTE:,} characters, not {len(text):,}.")
    elif has_control_characters(text):
        sentence = f"There are invisible control characters in the {label}. Type it again by hand."
        yield Problem(field, sentence)
