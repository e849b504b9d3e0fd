"""The highest dose that a patient may have, out of the limits that apply."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from practice_desk.domain.safety import TakenMedication
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import DoseCondition, DoseLimit, MedicationFacts


def ceiling_of(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> tuple[Decimal | None, str]:
    """Return the highest dose allowed to this patient, and the note that explains it.

    A form's limit replaces the base ceiling, one that raises lifts it, of the others the lowest
    that applies counts. The first injection has a ceiling of its own.
    """
    weight = state.patient.weight_kg
    base, why = _base(state, facts, taken), ""
    matching = [limit for limit in limits_of(state, facts, taken) if limit.max is not None]
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


def limits_of(state: PlanState, facts: MedicationFacts, taken: TakenMedication) -> list[DoseLimit]:
    """Return the limits that apply; of several grades of kidney function only the patient's own."""
    found = [limit for limit in facts.dose_limits if applies(state, limit.when, taken)]
    return [limit for limit in found if not any(_is_graver(other, limit) for other in found)]


def _is_graver(other: DoseLimit, limit: DoseLimit) -> bool:
    """Return whether *other* says the same for a poorer kidney function, in place of *limit*."""
    below, above = other.when.egfr_below, limit.when.egfr_below
    if below is None or above is None or below >= above:
        return False
    if replace(other.when, egfr_below=above) != limit.when:
        return False
    return other.avoid or all(
        getattr(other, field) is not None or (other.max is not None and other.max <= said)
        for field in ("max", "recommended", "start")
        if (said := getattr(limit, field)) is not None
    )


def _base(state: PlanState, facts: MedicationFacts, taken: TakenMedication) -> Decimal | None:
    usual, weight = facts.adult_dose, state.patient.weight_kg
    if usual is None:
        return None
    base = usual.label_max
    if usual.first_max is not None and state.is_changed(taken) and state.begins:
        base = usual.first_max
    if weight is not None:
        for per_kg in (usual.label_max_mg_per_kg, usual.max_per_kg):
            if per_kg is not None:
                base = _lowest(base, per_kg * weight)
    return base


def _most(limit: DoseLimit, weight: Decimal | None) -> Decimal:
    assert limit.max is not None  # only such limits get here
    if limit.max_per_kg is not None and weight is not None:
        return min(limit.max, limit.max_per_kg * weight)
    return limit.max


def _lowest(one: Decimal | None, other: Decimal) -> Decimal:
    return other if one is None else min(one, other)


def applies(
    state: PlanState,
    when: DoseCondition,
    taken: TakenMedication,
    ignoring: frozenset[str] = frozenset(),
) -> bool:
    """Return whether everything in *when*, but for the fields *ignoring*, holds and is known."""
    patient, change = state.patient, state.change
    indication = change.indication if state.is_changed(taken) else ""
    interval = taken.interval_days
    tests = {
        "form": not when.form or taken.form in when.form,
        "indication": not when.indication or indication in when.indication,
        "age_min": when.age_min is None
        or (patient.age is not None and patient.age >= when.age_min),
        "age_max": when.age_max is None
        or (patient.age is not None and patient.age <= when.age_max),
        "sex": not when.sex or patient.sex == when.sex,
        "with_class": not when.with_class
        or any(state.takes(g, beside=taken.med) for g in when.with_class),
        "with_med": not when.with_med
        or any(state.takes(g, beside=taken.med) for g in when.with_med),
        "without_med": not any(state.takes(g) for g in when.without_med),
        "egfr": when.egfr_below is None
        or (patient.egfr is not None and patient.egfr < when.egfr_below),
        "hepatic": not when.hepatic or patient.hepatic in when.hepatic,
        "metabolizer": not when.metabolizer or bool(patient.metabolizers & set(when.metabolizer)),
        "setting": not when.setting or change.setting in when.setting,
        "weight": when.weight_max_kg is None
        or (patient.weight_kg is not None and patient.weight_kg <= when.weight_max_kg),
        "interval": when.interval_days_max is None
        or (interval is not None and interval <= when.interval_days_max),
    }
    return all(holds for name, holds in tests.items() if name not in ignoring)
