"""Doses against the label's range and ceilings, and strengths that exist."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.ceilings import ceiling_of, limits_of
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import DoseLimit, DoseRange, MedicationFacts
from practice_desk.knowledge.safety.strengths import check_strengths
from practice_desk.knowledge.safety.wording import (
    dose_alert,
    number,
    per_time,
    quantity,
    sentence,
)

_OTHERWISE = "Choose another medication, or get advice before going on."


def check_doses(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is wrong with the dose, form and strength of what begins or changes.

    And with the dose of what goes on, where a limit only holds because of the change.
    """
    taken = state.changed
    if taken is None:
        return
    facts = state.pack.medication(taken.med)
    if facts is not None and facts.role == "prescribed":
        yield from check_strengths(state, facts)
        for variant in state.variants:
            yield from _avoided(state, facts, variant)
            yield from _ceiling(state, facts, variant)
    groups = state.pack.groups(taken.med)
    for other in state.others:
        about = state.pack.medication(other.med)
        if about is not None and other.med != taken.med and _touched(about, groups):
            yield from _avoided(state, about, other, groups)
            yield from _ceiling(state, about, other, groups)


def review_doses(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the doses of the standing plan that are too high or to be avoided."""
    for taken in state.everything:
        facts = state.pack.medication(taken.med)
        if facts is not None and facts.role == "prescribed":
            yield from _avoided(state, facts, taken)
            yield from _ceiling(state, facts, taken)


def _touched(facts: MedicationFacts, groups: frozenset[str]) -> bool:
    return any(groups & {*lim.when.with_class, *lim.when.with_med} for lim in facts.dose_limits)


def _avoided(
    state: PlanState,
    facts: MedicationFacts,
    taken: TakenMedication,
    because_of: frozenset[str] | None = None,
) -> Iterator[SafetyAlert]:
    """Yield the limits that say avoid, and those that are only a note."""
    for limit in limits_of(state, facts, taken):
        if because_of is not None and not because_of & _companions(limit):
            continue
        if limit.avoid:
            strict = "contraindicated" in limit.note.casefold()
            severity = AlertSeverity.CONTRAINDICATED if strict else AlertSeverity.MAJOR
            why = sentence(limit.note) or "To be avoided."
            yield dose_alert(facts, AlertKind.DOSE_AVOID, severity, why, _OTHERWISE)
        elif limit.max is None and limit.recommended is None and limit.note:
            message = sentence(limit.note)
            yield dose_alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, message)


def _companions(limit: DoseLimit) -> set[str]:
    return {*limit.when.with_class, *limit.when.with_med}


def _ceiling(
    state: PlanState,
    facts: MedicationFacts,
    taken: TakenMedication,
    because_of: frozenset[str] | None = None,
) -> Iterator[SafetyAlert]:
    usual = facts.adult_dose
    dose, added = _added_up(state, taken)
    if dose is None or usual is None:
        return
    ceiling, why = _highest_ceiling(state, facts, taken)
    if ceiling is not None and dose > ceiling:
        if because_of is None or _lowered(facts, ceiling, because_of):
            yield _above(facts, usual, dose, ceiling, f"{added}{sentence(why)}".strip())
        return
    if because_of is not None:
        return
    if soft := _soft_limit(state, facts, taken, dose):
        yield soft
    elif dose > usual.usual_max:
        limit = quantity(usual.usual_max, usual)
        message = f"{quantity(dose, usual)} is above the usual range, which goes to {limit}."
        yield dose_alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, message, usual.note)
    elif dose < usual.usual_min and not usual.below_range_ok:
        limit = quantity(usual.usual_min, usual)
        message = f"{quantity(dose, usual)} is below the usual range, which begins at {limit}."
        yield dose_alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.INFORMATION, message, usual.note)
    elif added:
        yield dose_alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, added.strip())


def _above(
    facts: MedicationFacts, usual: DoseRange, dose: Decimal, ceiling: Decimal, why: str
) -> SafetyAlert:
    """Return the alert about a dose above its ceiling; where the ceiling is soft, a minor one."""
    soft = usual.soft_ceiling and usual.label_max == ceiling
    severity = AlertSeverity.MINOR if soft else AlertSeverity.MAJOR
    message = f"{quantity(dose, usual)}{per_time(usual)} is above the ceiling for this patient,"
    message += f" {quantity(ceiling, usual)}. {why}"
    what = "A soft ceiling: say why in the note." if soft else "Lower the dose, or say why not."
    what = f"{what} {usual.note}".strip()
    return dose_alert(facts, AlertKind.DOSE_ABOVE_MAX, severity, message.strip(), what)


def _added_up(state: PlanState, taken: TakenMedication) -> tuple[Decimal | None, str]:
    """Return the dose of all lines with this medication, and a sentence if there are several."""
    if not state.is_changed(taken):
        return taken.dose, ""
    lines = [*state.other_lines(taken.med), taken]
    doses = [line.dose for line in lines if line.dose is not None]
    if len(lines) == 1 or len(doses) < len(lines):
        return taken.dose, ""
    parts = " + ".join(number(dose) for dose in doses)
    total = sum(doses, Decimal(0))
    words = f"{len(lines)} lines of the plan together: {parts} = {number(total)}. "
    return total, words


def _highest_ceiling(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> tuple[Decimal | None, str]:
    """Return the ceiling; of two lines in two forms, the higher one."""
    found = [ceiling_of(state, facts, taken)]
    if state.is_changed(taken):
        found += [ceiling_of(state, facts, line) for line in state.other_lines(taken.med)]
    known = [(ceiling, why) for ceiling, why in found if ceiling is not None]
    return max(known, key=lambda each: each[0], default=(None, ""))


def _lowered(facts: MedicationFacts, ceiling: Decimal, because_of: frozenset[str]) -> bool:
    return any(lim.max == ceiling and because_of & _companions(lim) for lim in facts.dose_limits)


def _soft_limit(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication, dose: Decimal
) -> SafetyAlert | None:
    for limit in limits_of(state, facts, taken):
        most = limit.recommended
        if most is not None and dose > most:
            unit = facts.adult_dose.unit if facts.adult_dose else "mg"
            message = f"Above the recommended {number(most)} {unit}. {sentence(limit.note)}"
            return dose_alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, message.strip())
    return None
