"""Dosages for the demo's stories, made from the clinical pack's real forms and strengths."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.dose_form import FORMS
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.timing import MOMENT_ORDER, Food, Moment, Timing, at, times_a_day
from practice_desk.knowledge.medications import MedicationConcept, ProductForm
from practice_desk.knowledge.pack import knowledge_pack

When = Moment | int | Timing
"""A named time of day, how many times a day, or any other timing."""


def concept(drug: str) -> MedicationConcept:
    """Return the pack's medication with the id *drug*. Raises LookupError."""
    found = knowledge_pack().medications.by_id(drug)
    if found is None:
        raise LookupError(f"the clinical pack has no {drug}")
    return found


def take(
    drug: str,
    dose: str,
    when: When = Moment.MORNING,
    *,
    form: str = "",
    food: Food | None = None,
    note: str = "",
    days: int = 0,
) -> Dosage:
    """Return a scheduled dosage of a medication of the pack, by default of its first form."""
    quantity = Quantity.parse(dose)
    product, strength = _product(drug, form, quantity)
    return Dosage(
        quantity,
        strength,
        product.form,
        product.route,
        _timing(when, food),
        duration=Duration(days, DurationUnit.DAY) if days else None,
        note=note,
    )


def take_split(drug: str, form: str = "", **doses: str) -> Dosage:
    """Return a dosage with other doses at other times: `morning="300 mg", bedtime="600 mg"`."""
    parts = {Moment(name): Quantity.parse(dose) for name, dose in doses.items()}
    smallest = min(parts.values(), key=lambda quantity: quantity.amount)
    product, strength = _product(drug, form, smallest)
    split = tuple(MomentDose(moment, parts[moment]) for moment in MOMENT_ORDER if moment in parts)
    return Dosage(None, strength, product.form, product.route, split=split)


def as_needed(
    drug: str, dose: str, reason: str, most: str, when: When = 1, *, form: str = ""
) -> Dosage:
    """Return an as-needed dosage with its reason and the most in 24 hours."""
    quantity = Quantity.parse(dose)
    product, strength = _product(drug, form, quantity)
    return Dosage(
        quantity,
        strength,
        product.form,
        product.route,
        _timing(when, None),
        as_needed=True,
        as_needed_for=reason,
        max_per_day=Quantity.parse(most),
    )


def told(
    dose: str, when: When = Moment.MORNING, *, strength: str = "", form: str = "tablet"
) -> Dosage:
    """Return the dosage of a medication that the pack knows by name only, as the patient told."""
    quantity, made = Quantity.parse(dose), Strength.parse(strength or dose)
    return Dosage(quantity, made, form, "oral", _timing(when, None))


def _timing(when: When, food: Food | None) -> Timing:
    if isinstance(when, Timing):
        return when
    timing = at(when) if isinstance(when, Moment) else times_a_day(when)
    return Timing(moments=timing.moments, times=timing.times, food=food)


def _product(drug: str, form: str, dose: Quantity) -> tuple[ProductForm, Strength]:
    """Return the form, and the strength that makes *dose* most conveniently.

    One or two whole pieces, else one and a half where the form may be divided, else several.
    """
    product = next(p for p in concept(drug).forms if form in ("", p.form))
    words = FORMS[product.form]
    counted = [(units, s) for s in product.strengths if (units := s.units_for(dose)) is not None]
    few = [pair for pair in counted if pair[0] in (1, 2)]
    halves = [pair for pair in counted if words.pieces > 1 and pair[0] % Decimal("0.5") == 0]
    whole = [pair for pair in counted if pair[0] % 1 == 0]
    if not (few or halves or whole):
        raise LookupError(f"{drug} {form} has no strength for {dose}")
    return product, min(few or halves or whole, key=lambda pair: (pair[0] < 1, pair[0]))[1]
