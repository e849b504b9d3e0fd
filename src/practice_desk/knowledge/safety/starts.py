"""What a start has to heed: age, first dose, titration, intervals of injections, boxed warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    DoseStep,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.ceilings import limits_of
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import (
    DoseRange,
    MedicationFacts,
    RestartRule,
    Titration,
    TitrationStep,
)
from practice_desk.knowledge.safety.wording import dose_alert, number, quantity, sentence

_HALF_LIVES_OF_A_GAP = 5
_FIRST_WEEK = re.compile(r"\d+")
_HOURS = 24
_SHORT = Decimal("0.7")
"""An injection given sooner than this share of its shortest labelled interval comes too early."""

_LATE = Decimal("1.2")
"""One that comes later than this share of its longest labelled interval leaves a gap; ours."""
_EVERY = re.compile(r"every (?:\d+-)?(\d+) (week|month)s", re.IGNORECASE)
_DAYS_OF = {"week": 7, "month": 30}


def check_starts(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what the patient's age, the first doses and the interval between doses bring."""
    taken = state.changed
    facts = state.pack.medication(taken.med) if taken else None
    if taken is None or facts is None or facts.role != "prescribed":
        return
    yield from _ages(state, facts)
    yield from _intervals(state, facts)
    yield from _titration(state, facts, taken)
    if state.begins:
        yield from _boxed(facts)


def review_ages(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the medications of the standing plan that are not labelled for the patient's age."""
    for taken in state.everything:
        facts = state.pack.medication(taken.med)
        if facts is not None and facts.role == "prescribed":
            yield from _ages(state, facts)


def _ages(state: PlanState, facts: MedicationFacts) -> Iterator[SafetyAlert]:
    age = state.patient.age
    if age is None or facts.min_age_labelled is None or age >= facts.min_age_labelled:
        return
    message = f"Labelled from {facts.min_age_labelled} years; the patient is {age}."
    yield dose_alert(
        facts, AlertKind.AGE_BELOW_LABEL, AlertSeverity.MODERATE, message, facts.pediatric_note
    )


def _boxed(facts: MedicationFacts) -> Iterator[SafetyAlert]:
    if facts.boxed_warnings:
        message = f"Boxed warning: {' '.join(sentence(each) for each in facts.boxed_warnings)}"
        yield dose_alert(facts, AlertKind.BOXED_WARNING, AlertSeverity.INFORMATION, message)


def _intervals(state: PlanState, facts: MedicationFacts) -> Iterator[SafetyAlert]:
    """Yield an injection that would come again too soon, or too late."""
    usual = facts.adult_dose
    told = [each.interval_days for each in state.products if each.interval_days is not None]
    days = min(told, default=None)
    if usual is None or days is None or usual.interval_days is None:
        return
    yield from _too_late(state, facts, usual)
    least = usual.min_interval_days
    if least is None:
        limits = (lim.when.interval_days_max for lim in facts.dose_limits)
        labelled = [usual.interval_days, *(each for each in limits if each is not None)]
        least = int(min(labelled) * _SHORT)
    if days < least:
        message = (
            f"Every {days} days is too often; it is made for every {usual.interval_days} days."
        )
        yield dose_alert(facts, AlertKind.DOSE_ABOVE_MAX, AlertSeverity.MAJOR, message, usual.note)


def _too_late(state: PlanState, facts: MedicationFacts, usual: DoseRange) -> Iterator[SafetyAlert]:
    for each in state.products:
        longest, days = _longest_interval(facts, usual, each.form), each.interval_days
        if days is not None and days > longest * _LATE:
            message = f"Every {days} days leaves gaps; it is made for every {longest} days at most."
            kind, severity = AlertKind.DOSE_NOTE, AlertSeverity.MODERATE
            yield dose_alert(facts, kind, severity, message, usual.note)
            return


def _longest_interval(facts: MedicationFacts, usual: DoseRange, form: str) -> int:
    """Return the longest interval in days that the pack knows: of the form, or in its note."""
    of_form = [
        limit.interval_days
        for limit in facts.dose_limits
        if limit.interval_days is not None and form in limit.when.form
    ]
    if of_form:
        return max(of_form)
    noted = [int(count) * _DAYS_OF[unit] for count, unit in _EVERY.findall(usual.note)]
    return max([usual.interval_days or 0, *noted])


def _titration(
    state: PlanState, facts: MedicationFacts, taken: TakenMedication
) -> Iterator[SafetyAlert]:
    """Yield the first dose that is higher than the label's titration has at that time."""
    steps = state.change.steps or ((DoseStep(1, taken.dose),) if taken.dose is not None else ())
    if not steps:
        return
    anew = _begins(state, facts)
    if facts.titration:
        weeks_on = 0 if anew else _weeks_on(state, facts)
        if weeks_on is not None:
            yield from _against(facts, _context(state, facts.titration), steps, weeks_on)
    elif anew:
        yield from _first_dose(state, facts, steps[0].dose)


def _against(
    facts: MedicationFacts, titration: Titration, steps: tuple[DoseStep, ...], weeks_on: int
) -> Iterator[SafetyAlert]:
    for step in steps:
        limit = _limit_in(titration, weeks_on + step.week)
        if limit is None or step.dose <= limit.max_mg_per_day:
            continue
        weeks = "week" if limit.weeks.isdigit() else "weeks"
        message = (
            f"{number(step.dose)} mg a day is too fast: at most"
            f" {number(limit.max_mg_per_day)} mg a day in {weeks} {limit.weeks}"
            f" ({titration.context.replace('_', ' ')})."
        )
        note = sentence(limit.note) or "Begin with the label's steps."
        yield dose_alert(facts, AlertKind.TITRATION, AlertSeverity.MAJOR, message, note)
        return


def _first_dose(state: PlanState, facts: MedicationFacts, dose: Decimal) -> Iterator[SafetyAlert]:
    """Yield a first dose above the label's; serious where a gap already asks for a new start."""
    usual = facts.adult_dose
    if usual is None or usual.start_mg_per_day is None:
        return
    restarts = _restarts(state, facts)
    if restarts and dose > 2 * usual.start_mg_per_day:
        first = quantity(usual.start_mg_per_day, usual)
        message = f"Starts with {first} once or twice on the first day, also after a gap."
        yield dose_alert(
            facts, AlertKind.TITRATION, AlertSeverity.MAJOR, message, sentence(restarts[0].dose)
        )
        return
    taken = state.changed
    lower = [
        (limit.start, limit.note)
        for limit in (limits_of(state, facts, taken) if taken is not None else ())
        if limit.start is not None
    ]
    for first_dose, note in lower:
        if dose > first_dose:
            message = f"Start with {quantity(first_dose, usual)} a day. {sentence(note)}".strip()
            yield dose_alert(facts, AlertKind.DOSE_NOTE, AlertSeverity.MINOR, message)


def _begins(state: PlanState, facts: MedicationFacts) -> bool:
    """Return whether the medication is started, or has to be after a gap.

    After more than five half-lives it has left the body; some have a shorter gap of their own.
    The shorter half-life counts: the label's caution is about those who lose it fast.
    """
    change = state.change
    if change.gap_days is None or change.action is ChangeAction.SWITCH:
        return state.begins
    if restarts := _restarts(state, facts):
        return change.gap_days >= min(rule.gap_days_min for rule in restarts)
    shorter = facts.half_life_hours[0] if facts.half_life_hours else Decimal(_HOURS)
    return change.gap_days * _HOURS > _HALF_LIVES_OF_A_GAP * shorter


def _restarts(state: PlanState, facts: MedicationFacts) -> tuple[RestartRule, ...]:
    return next(
        (rule.restart_rules for rule in state.pack.monitoring_of(facts.id) if rule.restart_rules),
        (),
    )


def _weeks_on(state: PlanState, facts: MedicationFacts) -> int | None:
    """Return for how many weeks it has been taken without a gap, if that is known."""
    if state.change.gap_days is not None or state.change.action is not ChangeAction.CHANGE:
        return None
    return next((each.weeks_on for each in state.question.follow_up if each.med == facts.id), None)


def _limit_in(titration: Titration, week: int) -> TitrationStep | None:
    """Return what holds in a week of the treatment; the open end of a titration has no limit."""
    begun = [step for step in titration.steps if int(_FIRST_WEEK.findall(step.weeks)[0]) <= week]
    last = begun[-1]
    return None if last.weeks.endswith("+") else last


def _context(state: PlanState, choices: tuple[Titration, ...]) -> Titration:
    """Return the titration for what is taken beside it: valproate slows, inducers speed it."""
    name = "no_inducer_no_valproate"
    if state.takes("valproate"):
        name = "with_valproate"
    elif state.takes("lamotrigine_inducer"):
        name = "with_inducer_no_valproate"
    return next((each for each in choices if each.context == name), choices[0])
