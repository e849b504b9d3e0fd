"""Whether what a plan is made of exists: the form and the strength of each of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from practice_desk.domain.directions import joined
from practice_desk.domain.quantity import Strength
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import FormRecord, MedicationFacts, StrengthRecord
from practice_desk.knowledge.safety.wording import dose_alert, number

_GRAMS = {"g": Decimal(1000), "mg": Decimal(1), "mcg": Decimal("0.001")}


def check_strengths(state: PlanState, facts: MedicationFacts) -> Iterator[SafetyAlert]:
    """Yield the forms and strengths, of any step, that are not made; each kind once."""
    forms, strengths = [], []
    for product in state.products:
        made = [form for form in facts.forms if not product.form or form.form == product.form]
        if product.form and not made:
            forms.append(product.form.replace("_", " "))
        elif product.strength is not None and not _exists(product.strength, made):
            strengths.append((_words(product.strength), tuple(made)))
    if forms:
        yield _not_made_as(facts, dict.fromkeys(forms))
    if strengths:
        yield _no_strength(facts, strengths)


def _not_made_as(facts: MedicationFacts, forms: Iterable[str]) -> SafetyAlert:
    made = ", ".join(sorted({form.form.replace("_", " ") for form in facts.forms}))
    message = f"It is not made as {joined(list(forms))}; there is: {made}."
    return dose_alert(facts, AlertKind.STRENGTH_MISSING, AlertSeverity.MODERATE, message)


def _no_strength(
    facts: MedicationFacts, missing: list[tuple[str, tuple[FormRecord, ...]]]
) -> SafetyAlert:
    wanted = joined(list(dict.fromkeys(words for words, _ in missing)))
    records = {each for _, forms in missing for form in forms for each in form.strengths}
    units = {each.unit for each in records}
    made = sorted(records, key=lambda each: (each.unit, _amount(each)))
    several = len(units) > 1
    listed = dict.fromkeys(f"{e.amount} {e.unit}" if several else e.amount for e in made)
    message = f"No strength of {wanted} is made; there are {', '.join(listed)}."
    what = "Choose a strength that is made."
    return dose_alert(facts, AlertKind.STRENGTH_MISSING, AlertSeverity.MODERATE, message, what)


def _exists(wanted: Decimal | Strength, forms: Iterable[FormRecord]) -> bool:
    records = [record for form in forms for record in form.strengths]
    if isinstance(wanted, Decimal):
        return any(_amount(record) == wanted for record in records)
    found = _measured(wanted)
    made = [each for each in map(_measured, map(_strength, records)) if each is not None]
    if found is None or not made:
        return True  # a unit that nothing leads from can't be held against what is made
    return any(found == each or (len(found) == 2 and found == each[:2]) for each in made)


def _measured(strength: Strength) -> tuple[object, ...] | None:
    """Return what it is per, and each ingredient's amount in mg in so much; None for no weight."""
    per = Fraction(1) if strength.per is None else Fraction(strength.per.amount)
    of = "" if strength.per is None else strength.per.unit
    if strength.is_rate:  # 6 mg/24 h and 0.25 mg/h are two patches
        of, per = str(strength.per), Fraction(1)
    amounts = []
    for part in strength.ingredients:
        scale = _GRAMS.get(part.unit)
        if scale is None:
            return None
        amounts.append(Fraction(part.amount * scale) / per)
    return (of, *amounts)


def _strength(record: StrengthRecord) -> Strength:
    return Strength.of(map(Decimal, record.amount.split("/")), record.unit)


def _words(strength: Decimal | Strength) -> str:
    return f"{number(strength)} mg" if isinstance(strength, Decimal) else str(strength)


def _amount(record: StrengthRecord) -> Decimal:
    """Return a strength's amount; of a combination the first ingredient's."""
    return Decimal(record.amount.partition("/")[0])
