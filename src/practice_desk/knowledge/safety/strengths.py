"""Whether what a plan is made of exists: the form and the strength of each of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from practice_desk.domain.directions import joined
from practice_desk.domain.making import MAX_PIECES, Product
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert, StepProduct
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import FormRecord, MedicationFacts, StrengthRecord
from practice_desk.knowledge.safety.wording import dose_alert, number

_GRAMS = {"g": Decimal(1000), "mg": Decimal(1), "mcg": Decimal("0.001")}


def check_strengths(state: PlanState, facts: MedicationFacts) -> Iterator[SafetyAlert]:
    """Yield the forms, strengths and doses, of any step, that are not made; each kind once."""
    forms, strengths = [], []
    doses = _Doses()
    for product in state.products:
        made = [form for form in facts.forms if not product.form or form.form == product.form]
        if product.form and not made:
            forms.append(product.form.replace("_", " "))
        elif product.strength is not None and not _exists(product.strength, made):
            strengths.append((_words(product.strength), tuple(made)))
        else:
            doses.look_at(product, made, facts)
    if forms:
        yield _not_made_as(facts, dict.fromkeys(forms))
    if strengths:
        yield _no_strength(facts, strengths)
    yield from doses.alerts(facts)


class _Doses:
    """The doses that can't be made, those that only halves make, and those nobody can tell."""

    def __init__(self) -> None:
        self._never: list[str] = []
        self._halves: list[str] = []
        self._unknown: list[str] = []

    def look_at(self, product: StepProduct, made: list[FormRecord], facts: MedicationFacts) -> None:
        """Sort in each dose that is taken at once; where only a day's is told, that one."""
        chosen = product.strength if isinstance(product.strength, Strength) else None
        whole = [_product(form, chosen, halves=product.may_be_halved) for form in made]
        halved = [_product(form, chosen, halves=True) for form in made]
        for dose in product.at_once or _of_a_day(product, facts, halved):
            dose_in = _in_milligrams(dose)
            if not any(each.unit == dose_in.unit for each in whole):
                self._unknown.append(str(dose))
            elif any(each.make(dose_in) for each in whole):
                continue
            elif not any(each.make(dose_in) for each in halved):
                self._never.append(str(dose))
            elif chosen is None and product.at_once:
                self._halves.append(str(dose))

    def alerts(self, facts: MedicationFacts) -> Iterator[SafetyAlert]:
        """Yield what was found, worst first; a milder word about the same medication is left."""
        kind = AlertKind.STRENGTH_MISSING
        if self._never:
            doses = joined(list(dict.fromkeys(self._never)))
            message = f"{doses} can't be made of the strengths that there are."
            what = "Choose a dose that its tablets, capsules or solution make."
            yield dose_alert(facts, kind, AlertSeverity.MODERATE, message, what)
        elif self._halves:
            doses = joined(list(dict.fromkeys(self._halves)))
            message = f"{doses} can be made with half tablets only."
            what = "Choose the strength, and look whether its tablets are scored."
            yield dose_alert(facts, kind, AlertSeverity.MINOR, message, what)
        if self._unknown:
            doses = joined(list(dict.fromkeys(self._unknown)))
            message = f"Not checked: whether {doses} can be made; the pack has no such strengths."
            yield SafetyAlert(
                AlertKind.NOT_CHECKED,
                f"strength_{facts.id}",
                AlertSeverity.INFORMATION,
                message,
                (facts.id,),
                "Choose the product.",
            )


def _product(form: FormRecord, chosen: Strength | None, *, halves: bool) -> Product:
    """Return *form* with its strengths, or the *chosen* one alone."""
    strengths = (chosen,) if chosen else tuple(map(_strength, form.strengths))
    return Product(form.form, strengths, may_be_halved=halves or chosen is not None)


def _of_a_day(
    product: StepProduct, facts: MedicationFacts, made: list[Product]
) -> tuple[Quantity, ...]:
    """Return a dose of which only the day's total is told; none where it needs many pieces."""
    usual, dose = facts.adult_dose, product.dose
    if usual is None or usual.basis != "per_day" or usual.unit != "mg" or not dose:
        return ()
    largest = max((s.numerator.amount for each in made for s in each.strengths), default=None)
    if largest is None or dose > largest * MAX_PIECES:
        return ()
    return (Quantity(dose, "mg"),)


def _in_milligrams(dose: Quantity) -> Quantity:
    scale = _GRAMS.get(dose.unit)
    return dose if scale is None else Quantity(dose.amount * scale, "mg")


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
