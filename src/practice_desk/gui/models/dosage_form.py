"""Dosages as they are typed: choices, reading a form into a `Dosage`, and back. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from practice_desk.domain.directions import timing_text, units_text
from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.dosage_rules import check
from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Medication, Origin
from practice_desk.domain.quantity import Quantity, Strength, amount_text, canonical_unit
from practice_desk.domain.timing import (
    MOMENT_ORDER,
    Cycle,
    Food,
    Moment,
    Timing,
    at,
    every_hours,
    times_a_day,
)
from practice_desk.knowledge.medications import MedicationConcept, ProductForm

PIECES: Final = "pieces"
"""Stands for a dose counted in tablets, mL, sprays: what the product is counted in."""

COMMON_UNITS: Final = ("mg", "mcg", "g", "mL", "units", "mEq", "%")

TIMINGS: Final[tuple[Timing, ...]] = (
    at(Moment.MORNING),
    at(Moment.NOON),
    at(Moment.AFTERNOON),
    at(Moment.EVENING),
    at(Moment.BEDTIME),
    at(Moment.MORNING, Moment.NOON),
    at(Moment.MORNING, Moment.EVENING),
    at(Moment.MORNING, Moment.BEDTIME),
    at(Moment.MORNING, Moment.NOON, Moment.EVENING),
    at(Moment.MORNING, Moment.AFTERNOON, Moment.BEDTIME),
    times_a_day(1),
    times_a_day(2),
    times_a_day(3),
    times_a_day(4),
    every_hours(4),
    every_hours(6),
    every_hours(8),
    every_hours(12),
    Timing(every=2),
    Timing(cycle=Cycle.WEEK),
    Timing(cycle=Cycle.WEEK, every=2),
    Timing(cycle=Cycle.WEEK, every=4),
    Timing(cycle=Cycle.MONTH),
    Timing(cycle=Cycle.ONCE),
)

COMMON_FORMS: Final[tuple[tuple[str, str], ...]] = (
    ("tablet", "oral"),
    ("capsule", "oral"),
    ("tablet_er", "oral"),
    ("capsule_er", "oral"),
    ("solution", "oral"),
    ("patch", "transdermal"),
    ("nasal_spray", "nasal"),
    ("injection", "injection"),
)


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form with its route as one choice, and the strengths that are made."""

    form: str
    route: str
    label: str
    strengths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DosageInput:
    """What the dosage editor holds, as text where text is typed.

    `unit` is a unit or `PIECES`. `split` has one amount for each of `MOMENT_ORDER`, in the same
    unit, and is used instead of `amount` when `timing` is None. `rest` is the timing on which days
    a split is taken.
    """

    form: str | None = None
    route: str | None = None
    strength: str = ""
    amount: str = ""
    unit: str = PIECES
    timing: Timing | None = TIMINGS[0]
    split: tuple[str, ...] = ("", "", "", "", "")
    rest: Timing = Timing()  # noqa: RUF009 - frozen, so one shared default is safe
    food: Food | None = None
    as_needed: bool = False
    as_needed_for: str = ""
    max_per_day: str = ""
    duration_count: int = 0
    duration_unit: DurationUnit = DurationUnit.DAY
    note: str = ""
    text: str = ""


def timing_label(timing: Timing) -> str:
    """Return a timing as a choice: "Every morning and at bedtime"."""
    text = timing_text(timing)
    return f"{text[:1].upper()}{text[1:]}"


def form_choices(concept: MedicationConcept | None) -> tuple[FormChoice, ...]:
    """Return the forms to choose from: a coded medication's products, else the common forms."""
    if concept is not None and concept.forms:
        return tuple(map(_form_choice, concept.forms))
    return tuple(FormChoice(form, route, form_name(form)) for form, route in COMMON_FORMS)


def with_form(choices: Sequence[FormChoice], dosage: Dosage | None) -> tuple[FormChoice, ...]:
    """Return *choices* with the dosage's own form and strength among them."""
    if dosage is None or dosage.form is None:
        return tuple(choices)
    strength = (str(dosage.strength),) if dosage.strength else ()
    result: list[FormChoice] = []
    found = False
    for choice in choices:
        if choice.form == dosage.form and (dosage.route or choice.route) == choice.route:
            found = True
            more = tuple(text for text in strength if text not in choice.strengths)
            choice = FormChoice(choice.form, choice.route, choice.label, more + choice.strengths)
        result.append(choice)
    if not found:
        own = FormChoice(dosage.form, dosage.route or "", form_name(dosage.form), strength)
        result.insert(0, own)
    return tuple(result)


def unit_choices(values: DosageInput) -> tuple[tuple[str, str], ...]:
    """Return the units of the dose as (value, label): the strength's unit, or pieces."""
    strength = read_strength(values.strength)
    pieces = _pieces_label(values, strength)
    if strength is not None:
        unit = (strength.dose_unit, str(Quantity(Decimal(1), strength.dose_unit))[2:])
        return (unit, (PIECES, pieces)) if pieces else (unit,)
    return tuple((unit, unit) for unit in COMMON_UNITS)


def read_strength(text: str) -> Strength | None:
    """Read a strength as typed; None for an empty or unreadable one."""
    try:
        return Strength.parse(text) if text.strip() else None
    except (ValueError, InvalidOperation):
        return None


def read_dosage(values: DosageInput) -> tuple[Dosage | None, tuple[Problem, ...]]:
    """Return the dosage typed, or None with what is wrong, named by the editor's fields."""
    if values.text.strip():
        free = Dosage.free(values.text.strip())
        found = check(free)
        return (None if found else free), found
    problems: list[Problem] = []
    strength = read_strength(values.strength)
    if values.strength.strip() and strength is None:
        problems.append(Problem("strength", "A strength looks like 50 mg or 250 mg/5 mL."))
    dose = None
    split: list[MomentDose] = []
    if values.timing is not None:
        dose = _read_amount(values.amount, "dose", values, strength, problems)
    else:
        for moment, text in zip(MOMENT_ORDER, values.split, strict=True):
            part = _read_amount(text, "split", values, strength, problems) if text.strip() else None
            if part is not None:
                split.append(MomentDose(moment, part))
        if len(split) < 2 and not problems:
            problems.append(Problem("split", "Enter amounts at two or more times of day."))
    maximum = None
    if values.as_needed and values.max_per_day.strip():
        maximum = _read_amount(values.max_per_day, "max_per_day", values, strength, problems)
    if problems:
        return None, tuple(problems)
    dosage = _dosage(values, strength, dose, tuple(split), maximum)
    found = check(dosage)
    return (None if found else dosage), found


def _dosage(
    values: DosageInput,
    strength: Strength | None,
    dose: Quantity | None,
    split: tuple[MomentDose, ...],
    maximum: Quantity | None,
) -> Dosage:
    timing = values.rest if values.timing is None else values.timing
    duration = None
    if values.duration_count:
        duration = Duration(values.duration_count, values.duration_unit)
    return Dosage(
        dose=dose,
        strength=strength,
        form=values.form,
        route=values.route or None,
        timing=_with_food(timing, values.food),
        split=split,
        as_needed=values.as_needed,
        as_needed_for=" ".join(values.as_needed_for.split()) if values.as_needed else "",
        max_per_day=maximum,
        duration=duration,
        note=values.note.strip(),
    )


def missing_maximum(
    medication: Medication, dosages: Iterable[Dosage | None]
) -> tuple[Problem, ...]:
    """Return that a controlled medication of ours, taken as needed, has no limit for 24 hours.

    Without one neither the daily dose nor the days of a supply can be told.
    """
    if medication.origin is not Origin.CLINIC or not medication.schedule:
        return ()
    for dosage in dosages:
        if dosage is not None and dosage.as_needed and dosage.max_per_day is None:
            sentence = "Enter the most in 24 hours: this is a controlled medication."
            return (Problem("max_per_day", sentence),)
    return ()


def dosage_input(dosage: Dosage | None) -> DosageInput:
    """Return what the editor shows for a dosage; amounts in the strength's own unit."""
    if dosage is None:
        return DosageInput()
    if dosage.is_free_text:
        return DosageInput(text=dosage.text, form=dosage.form, route=dosage.route, unit="mg")
    first = dosage.dose or dosage.split[0].dose
    plain = _with_food(dosage.timing, None)
    amounts = {part.moment: amount_text(part.dose.amount) for part in dosage.split}
    return DosageInput(
        form=dosage.form,
        route=dosage.route,
        strength=str(dosage.strength) if dosage.strength else "",
        amount=amount_text(dosage.dose.amount) if dosage.dose else "",
        unit=first.unit,
        timing=None if dosage.split else plain,
        split=tuple(amounts.get(moment, "") for moment in MOMENT_ORDER),
        rest=plain if dosage.split else Timing(),
        food=dosage.timing.food,
        as_needed=dosage.as_needed,
        as_needed_for=dosage.as_needed_for,
        max_per_day=amount_text(dosage.max_per_day.amount) if dosage.max_per_day else "",
        duration_count=dosage.duration.count if dosage.duration else 0,
        duration_unit=dosage.duration.unit if dosage.duration else DurationUnit.DAY,
        note=dosage.note,
    )


def timing_every(days: int) -> Timing:
    """Return how an injection that is made for every so many days is written: weeks or months."""
    if days % 30 == 0:
        return Timing(cycle=Cycle.MONTH, every=days // 30)
    if days % 7 == 0:
        return Timing(cycle=Cycle.WEEK, every=days // 7)
    return Timing(every=days)


def timing_choices(present: Timing | None) -> tuple[Timing, ...]:
    """Return the timings to choose from, with the present one among them."""
    if present is None or present in TIMINGS:
        return TIMINGS
    return (present, *TIMINGS)


def _with_food(timing: Timing, food: Food | None) -> Timing:
    return Timing(
        timing.cycle, timing.every, timing.weekdays, timing.moments, timing.times, timing.hours,
        food,
    )  # fmt: skip


def _form_choice(product: ProductForm) -> FormChoice:
    return FormChoice(product.form, product.route, product.name, tuple(map(str, product.strengths)))


def _pieces_label(values: DosageInput, strength: Strength | None) -> str:
    words = Dosage(strength=strength, form=values.form).unit_words()
    return "" if words is None else words[1]


def _read_amount(
    text: str,
    field: str,
    values: DosageInput,
    strength: Strength | None,
    problems: list[Problem],
) -> Quantity | None:
    text = " ".join(text.split())
    if not text:
        problems.append(Problem(field, "Enter the dose, such as 50 mg."))
        return None
    number = _read_number(text)
    if number is not None:
        return _quantity(number, field, values, strength, problems)
    try:
        quantity = Quantity.parse(text)
    except (ValueError, InvalidOperation):
        counted = _read_counted(text, values, strength)
        if counted is not None:
            return _quantity(counted, field, values, strength, problems, pieces=True)
        problems.append(Problem(field, "A dose is a number, such as 50 or 1½, or 50 mg."))
        return None
    return quantity


def _quantity(
    number: Decimal,
    field: str,
    values: DosageInput,
    strength: Strength | None,
    problems: list[Problem],
    *,
    pieces: bool = False,
) -> Quantity | None:
    if values.unit != PIECES and not pieces:
        return Quantity(number, canonical_unit(values.unit))
    if strength is None:
        problems.append(Problem("strength", "Choose the strength to count tablets or mL."))
        return None
    dose = strength.dose_of(number) if number else None
    if dose is None:
        problems.append(Problem(field, f"{units_text(number)} of {strength} gives no exact dose."))
    return dose


_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_SLASHES = {"1/2": "½", "1/4": "¼", "3/4": "¾"}


def _read_number(text: str) -> Decimal | None:
    for typed, sign in _SLASHES.items():
        text = text.replace(typed, sign)
    part = Decimal(0)
    if text and text[-1] in _FRACTIONS:
        part, text = _FRACTIONS[text[-1]], text[:-1].strip()
        if not text:
            return part
        if not text.isdigit():
            return None
    plain = text.replace(",", "")
    if not plain or not set(plain) <= set("0123456789."):
        return None
    try:
        return Decimal(plain) + part
    except InvalidOperation:
        return None


def _read_counted(text: str, values: DosageInput, strength: Strength | None) -> Decimal | None:
    """Read "1½ tablets" where the product is counted in tablets."""
    for word in Dosage(strength=strength, form=values.form).unit_words() or ():
        if text.endswith(f" {word}"):
            return _read_number(text.removesuffix(word).strip())
    return None
