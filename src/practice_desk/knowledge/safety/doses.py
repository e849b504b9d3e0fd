"""Doses against the label's range and ceilings, strengths that exist, titration, labelled age."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import (
    DoseCondition,
    DoseLimit,
    MedicationFacts,
    Titration,
)

_HALF_LIVES_OF_A_GAP = 5
_HOURS = 24


def check_doses(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is wrong with the dose, form and strength of what begins or changes."""
    taken = state.changed
    facts = state.pack.medication(taken.med) if taken else None
    if taken is None or facts is None or facts.role != "prescribed":
        return
    yield from _ages(state, facts)
    yield from _strengths(state, facts, taken)
    yield from _avoided(state, facts, taken)
    yield from _ceiling(state, facts, taken)
    yield from _titration(state, facts, taken)


def _alert(
    facts: MedicationFacts,
    kind: AlertKind,
    severity: AlertSeverity,
    message: str,
    management: str = "",
) -> SafetyAlert:
    return SafetyAlert(kind, facts.id, severity, message, (facts.id,), management, facts.sources)


def _ages(state: PlanState, facts: MedicationFacts) -> Iterator[SafetyAlert]:
    age = state.patient.age
    if age is None or facts.min_age_labelled is None or age >= facts.min_age_labelled:
        return
    message = f"Labelled from {facts.min_age_labelled} years; the patient is {age}."
    yield _alert(
        facts, AlertKind.AGE_BELOW_LABEL, AlertSeverity.MODERATE, message, facts.pediatric_note
    )


def _strengths(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> Iterator[SafetyAlert]:
    wanted = state.change.strength
    forms = [form for form in facts.forms if not taken.form or form.form == taken.form]
    if taken.form and not forms:
        message = f"This medication is not made as {taken.form.replace('_', ' ')}."
        yield _alert(facts, AlertKind.STRENGTH_MISSING, AlertSeverity.MODERATE, message)
    elif wanted is not None and not any(
        _amount(strength.amount) == wanted for form in forms for strength in form.strengths
    ):
        made = sorted({s.amount for form in forms for s in form.strengths}, key=_amount)
        message = f"No strength of {wanted} is made; there are {', '.join(made)}."
        yield _alert(facts, AlertKind.STRENGTH_MISSING, AlertSeverity.MODERATE, message)


def _amount(amount: str) -> Decimal:
    """Return a strength's amount; of a combination the first ingredient's."""
    return Decimal(amount.partition("/")[0])


def _avoided(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> Iterator[SafetyAlert]:
    for limit in facts.dose_limits:
        if limit.avoid and applies(state, limit.when, taken):
            strict = "contraindicated" in limit.note.casefold()
            severity = AlertSeverity.CONTRAINDICATED if strict else AlertSeverity.MAJOR
            yield _alert(facts, AlertKind.DOSE_AVOID, severity, limit.note or "To be avoided.")
        elif not (limit.max or limit.avoid or limit.recommended) and applies(
            state, limit.when, taken
        ):
            yield _alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, limit.note)


def _ceiling(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> Iterator[SafetyAlert]:
    dose, usual = taken.dose, facts.adult_dose
    if dose is None or usual is None:
        return
    ceiling, why = ceiling_of(state, facts, taken)
    unit = usual.unit
    if ceiling is not None and dose > ceiling:
        message = f"{dose} {unit} is above the ceiling of {ceiling} {unit}. {why}".strip()
        yield _alert(facts, AlertKind.DOSE_ABOVE_MAX, AlertSeverity.MAJOR, message)
    elif soft := _soft_limit(state, facts, taken):
        yield soft
    elif dose > usual.usual_max:
        message = f"{dose} {unit} is above the usual range, to {usual.usual_max} {unit}."
        yield _alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, message, usual.note)
    elif dose < usual.usual_min and not usual.below_range_ok:
        message = f"{dose} {unit} is below the usual range, from {usual.usual_min} {unit}."
        yield _alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.INFORMATION, message, usual.note)
    if ceiling is None and _needs_weight(facts) and state.patient.weight_kg is None:
        message = "The ceiling depends on weight, which is not recorded."
        yield _alert(facts, AlertKind.NOT_CHECKED, AlertSeverity.INFORMATION, message)


def _needs_weight(facts: MedicationFacts) -> bool:
    usual = facts.adult_dose
    return usual is not None and bool(usual.label_max_mg_per_kg or usual.max_per_kg)


def ceiling_of(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> tuple[Decimal | None, str]:
    """Return the highest dose allowed to this patient, and the note that explains it.

    A form's limit replaces the base ceiling, one that raises lifts it, of the others the lowest
    that applies counts.
    """
    usual = facts.adult_dose
    base = usual.label_max if usual else None
    weight = state.patient.weight_kg
    if usual and weight is not None:
        for per_kg in (usual.label_max_mg_per_kg, usual.max_per_kg):
            if per_kg is not None:
                base = _lowest(base, per_kg * weight)
    why = ""
    matching = [
        limit
        for limit in facts.dose_limits
        if limit.max is not None and applies(state, limit.when, taken)
    ]
    lifting = [limit for limit in matching if limit.raises or limit.when.setting]
    forms = [limit for limit in matching if limit.when.form and limit not in lifting]
    rest = [limit for limit in matching if limit not in lifting and limit not in forms]
    if forms:
        chosen = min(forms, key=lambda each: _most(each, weight))
        base, why = _most(chosen, weight), chosen.note
    for limit in lifting:
        if base is None or _most(limit, weight) > base:
            base, why = _most(limit, weight), limit.note
    for limit in rest:
        if base is None or _most(limit, weight) < base:
            base, why = _most(limit, weight), limit.note
    return base, why


def _most(limit: DoseLimit, weight: Decimal | None) -> Decimal:
    assert limit.max is not None  # only such limits get here
    if limit.max_per_kg is not None and weight is not None:
        return min(limit.max, limit.max_per_kg * weight)
    return limit.max


def _lowest(one: Decimal | None, other: Decimal) -> Decimal:
    return other if one is None else min(one, other)


def _soft_limit(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> SafetyAlert | None:
    for limit in facts.dose_limits:
        recommended = limit.recommended
        if recommended is None or not applies(state, limit.when, taken):
            continue
        if taken.dose is not None and taken.dose > recommended:
            message = f"Above the recommended {recommended}. {limit.note}".strip()
            return _alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, message)
    return None


def _titration(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> Iterator[SafetyAlert]:
    """Yield a first dose that is higher than the label's titration begins with.

    After a gap of more than five half-lives a medication is started anew.
    """
    if not facts.titration or taken.dose is None or not _begins(state, facts):
        return
    titration = _context(state, facts.titration)
    first = titration.steps[0]
    if taken.dose > first.max_mg_per_day:
        message = (
            f"Starts with at most {first.max_mg_per_day} mg a day in weeks {first.weeks}"
            f" ({titration.context.replace('_', ' ')})."
        )
        yield _alert(facts, AlertKind.TITRATION, AlertSeverity.MAJOR, message, first.note)


def _begins(state: PlanState, facts: MedicationFacts) -> bool:
    change = state.change
    if change.gap_days is not None and change.action is not ChangeAction.SWITCH:
        longest = facts.half_life_hours[1] if facts.half_life_hours else Decimal(_HOURS)
        return change.gap_days * _HOURS > _HALF_LIVES_OF_A_GAP * longest
    return change.action in (ChangeAction.START, ChangeAction.SWITCH)


def _context(state: PlanState, choices: tuple[Titration, ...]) -> Titration:
    """Return the titration for what is taken beside it: valproate slows, inducers speed it."""
    with_valproate = state.takes("valproate")
    with_inducer = state.takes("lamotrigine_inducer")
    name = "no_inducer_no_valproate"
    if with_valproate:
        name = "with_valproate"
    elif with_inducer:
        name = "with_inducer_no_valproate"
    return next((each for each in choices if each.context == name), choices[0])


def applies(state: PlanState, when: DoseCondition, taken: TakenMedication) -> bool:
    """Return whether everything in *when* holds and is known."""
    patient, change = state.patient, state.change
    tests = (
        not when.form or taken.form in when.form,
        not when.indication or change.indication in when.indication,
        when.age_min is None or (patient.age is not None and patient.age >= when.age_min),
        when.age_max is None or (patient.age is not None and patient.age <= when.age_max),
        not when.sex or patient.sex == when.sex,
        not when.with_class or any(state.takes(g, beside=taken.med) for g in when.with_class),
        not when.with_med or any(state.takes(g, beside=taken.med) for g in when.with_med),
        not any(state.takes(g) for g in when.without_med),
        when.egfr_below is None or (patient.egfr is not None and patient.egfr < when.egfr_below),
        not when.hepatic or patient.hepatic in when.hepatic,
        not when.metabolizer or bool(patient.metabolizers & set(when.metabolizer)),
        not when.setting or change.setting in when.setting,
        when.weight_max_kg is None
        or (patient.weight_kg is not None and patient.weight_kg <= when.weight_max_kg),
        when.interval_days_max is None
        or (change.interval_days is not None and change.interval_days <= when.interval_days_max),
    )
    return all(tests)
