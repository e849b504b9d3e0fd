"""What the treatment has come to: computed statements, each with why. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.adherence import ENOUGH_PERCENT, DaysCovered, days_covered
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.instrument import NO_CHANGE_RULE, ChangeRule
from practice_desk.domain.measure_series import MeasureSeries, ScorePoint
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.medication_trial import Adherence
from practice_desk.domain.monitoring import DueItem, DueStatus
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.scoring import ScoreChange
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.supply import standing
from practice_desk.domain.supply_days import coverage, need_of
from practice_desk.domain.treatment_phase import CourseFacts, JudgedPhase, Phase, phase_of
from practice_desk.knowledge.instruments import schedule_rules
from practice_desk.services.charts import Chart
from practice_desk.services.measures import measures
from practice_desk.services.safety_course import dose_of
from practice_desk.services.timeline_series import treated_since
from practice_desk.services.timeline_tracks import severity_of, worst_grade
from practice_desk.services.trials import Trial, dose_spans, least_dose, trials_of

NOT_KNOWN = "not known"
CURRENT_DAYS = 84
"""A total older than 12 weeks says nothing of now. This project's own number."""
ADHERENCE_DAYS = 90
_TONES = {
    Phase.HELD: "caution",
    Phase.UNDER_WAY: "caution",
    Phase.ADEQUATE: "success",
    Phase.MAINTENANCE: "success",
    Phase.NO_RESPONSE: "caution",
}
_LOW_BANDS = 2
"""So many of the lowest bands, such as minimal and mild, are low. This project's own number."""
_DUE = frozenset({DueStatus.OVERDUE, DueStatus.DUE})


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was computed: of what kind, about what, what it is, and why.

    `tone` is one of the theme's, empty for none; the words say the same.
    """

    topic: str
    subject: str
    said: str
    why: str
    tone: str = ""


def response_summary(
    chart: Chart, series: Sequence[MeasureSeries], today: date
) -> tuple[Statement, ...]:
    """Return what can be said of the treatment on the day *today*; what can't is "not known"."""
    trials = [each for each in trials_of(chart, today, chart.rules) if each.goes_on]
    since = treated_since(chart.plan)
    return (
        *(_phase(chart, trial, series, today) for trial in trials),
        *_responses(series, since, today),
        _side_effects(chart.side_effects),
        *(_adherence(chart, trial, today) for trial in trials if trial.item is not None),
        _due(chart, today),
    )


def _phase(chart: Chart, trial: Trial, series: Sequence[MeasureSeries], today: date) -> Statement:
    name, item = trial.record.name, trial.item
    if item is None:
        return Statement("Phase", name, NOT_KNOWN, "It is not in the plan.")
    judged = judged_phase(chart, trial, series, today)
    said = str(judged.phase)
    why = f"{judged.why} Trial: {trial.assessment.sentence}"
    if trial.rule is not None:
        why = f"{why} Source: {'; '.join(trial.rule.sources)}"
    if judged.why == trial.assessment.sentence:
        why = why.removeprefix(f"{judged.why} Trial: ")
    return Statement("Phase", name, said, why, _TONES.get(judged.phase, ""))


def judged_phase(
    chart: Chart, trial: Trial, series: Sequence[MeasureSeries], today: date
) -> JudgedPhase:
    """Return the phase of a medication of the plan that is taken now."""
    item, pack = trial.item, chart.rules
    assert item is not None  # of the plan
    ahead = tuple(
        dose_of(item.medication, dosage, pack)
        for stretch in item.steps_ahead
        for dosage in stretch.step.dosages
    )
    facts = CourseFacts(
        tuple(dose_spans(item, today, pack)),
        ahead,
        item.course[-1].end if item.course else None,
        item.status is PlanStatus.ON_HOLD,
        least_dose(item.medication.concept_id, pack),
        trial.assessment.adequacy,
        trial.assessment.sentence,
        _unanswered(chart, trial, series, today),
    )
    return phase_of(facts, today)


def _unanswered(chart: Chart, trial: Trial, series: Iterable[MeasureSeries], today: date) -> str:
    """Tell which measures of a medication show no response now; empty where one does.

    A measure belongs to the medications that make it due (`schedule_rules`). Where no total is from
    before the start, a low one says nothing: it may have been high then. It says nothing either
    where it was as low before: there was no room for a response.
    """
    assert trial.item is not None  # of the plan
    groups = chart.rules.groups(trial.item.medication.concept_id)
    own = {rule.instrument_id for rule in schedule_rules() if groups & set(rule.groups)}
    told = []
    for each in series:
        instrument, since = each.instrument, trial.first_day
        if instrument is None or instrument.id not in own or not instrument.change.has_goal:
            continue
        change = each.change(since)
        if change is None or (today - each.latest.on).days > CURRENT_DAYS:
            continue
        if change.response or change.remission:
            return ""
        first = each.baseline(since)
        is_low = instrument.band_of(change.latest) in instrument.bands[:_LOW_BANDS]
        was_high = change.response is False and since is not None and first.on <= since
        if not is_low or was_high:
            told.append(f"{each.name} {_told(each.latest)} against {_told(first)}")
    return f"no response by {', '.join(told)}" if told else ""


def _responses(
    series: Iterable[MeasureSeries], since: date | None, today: date
) -> Iterator[Statement]:
    """Yield a statement for each measure that says what a response, remission or change is."""
    found = False
    for each in series:
        rule = NO_CHANGE_RULE if each.instrument is None else each.instrument.change
        if rule.has_goal or rule.counts is not None:
            found = True
            yield _response(each, rule, since, today)
    if not found:
        why = "No measure with a rule for response or remission, such as the PHQ-9, was taken."
        yield Statement("Response", "Response", NOT_KNOWN, why)


def _response(
    series: MeasureSeries, goals: ChangeRule, since: date | None, today: date
) -> Statement:
    baseline, latest = series.baseline(since), series.latest
    rule = f"{_baseline_rule(series, since)} {goals.in_words}"
    if (today - latest.on).days > CURRENT_DAYS:
        weeks = CURRENT_DAYS // 7
        why = f"The last total is of {write_date(latest.on)}, more than {weeks} weeks ago. {rule}"
        return Statement("Response", series.name, NOT_KNOWN, why)
    change = series.change(since)
    if change is None:
        why = f"There is only one total, {_told(latest)}. {rule}"
        if len(series.points) > 1:
            why = f"The newest total, {_told(latest)}, is itself the baseline. {rule}"
        return Statement("Response", series.name, NOT_KNOWN, why)
    said, tone = _reached(change) if goals.has_goal else _moved(change)
    why = f"{_told(latest)} against {_told(baseline)}. {rule}"
    return Statement("Response", series.name, said, why, tone)


def _reached(change: ScoreChange) -> tuple[str, str]:
    if change.remission:
        return "remission", "success"
    if change.response:
        return "response, not in remission" if change.remission is False else "response", "success"
    not_there = "not in remission" if change.remission is False else "response not judged"
    said = not_there if change.response is None else "no response"
    if change.is_better is None:
        return said, "" if change.response is None else "caution"
    if not change.is_better:
        return f"{said}, worse", "danger"
    return f"{said}, better", "" if change.response is None else "caution"


def _moved(change: ScoreChange) -> tuple[str, str]:
    """Tell a change where there is no rule for a response."""
    if not change.counts or change.is_better is None:
        return "no change that counts", ""
    if change.is_better:
        return "better by a change that counts", "success"
    return "worse by a change that counts", "danger"


def _told(point: ScorePoint) -> str:
    return f"{amount_text(point.total)} on {write_date(point.on)}"


def _baseline_rule(series: MeasureSeries, since: date | None) -> str:
    if series.chosen is not None and series.chosen_point is not None:
        on = write_date(series.chosen.chosen_at.astimezone().date())
        return f"Baseline: chosen on {on}, because: {series.chosen.reason.rstrip('.')}."
    if since is None:
        return "Baseline: the first total there is."
    if series.baseline(since).on <= since:
        return f"Baseline: the last total up to the start of treatment on {write_date(since)}."
    on = write_date(since)
    return f"Baseline: the first total; none is from before the start of treatment on {on}."


def _side_effects(cases: Iterable[SideEffectCase]) -> Statement:
    opened = [case for case in cases if case.is_open or case.goes_on]
    if not opened:
        why = "Every reported side effect is over or was closed; none may have been asked for."
        return Statement("Side effects", "Side effects", "none open", why)
    told = [f"{case.effect} ({severity_of(worst_grade(case))})" for case in opened]
    why = "; ".join(f"{case.effect}: told {write_date(case.report.told_on)}" for case in opened)
    return Statement("Side effects", "Side effects", ", ".join(told), f"{why}.", "caution")


def _adherence(chart: Chart, trial: Trial, today: date) -> Statement:
    item = trial.item
    assert item is not None  # of the plan
    name = f"{trial.record.name}, as taken"
    covered = covered_days(chart, item, today - timedelta(days=ADHERENCE_DAYS - 1), today)
    if covered is not None:
        share, period = covered.percent, f"since {write_date(today - timedelta(days=89))}"
        why = (
            f"Fills cover {covered.covered} of {covered.days} days {period} (proportion of days "
            f"covered, PQA; {ENOUGH_PERCENT} % counts as adherent). What is filled need not be "
            "taken."
        )
        tone = "success" if share >= ENOUGH_PERCENT else "caution"
        return Statement("Adherence", name, f"{share} % of days covered", why, tone)
    if trial.record.adherence is not Adherence.NOT_ASKED:
        by = chart.people.get(trial.record.recorded_by, trial.record.recorded_by)
        why = f"Judged by {by} on the History page; no fills are recorded."
        return Statement("Adherence", name, str(trial.record.adherence), why)
    told = "" if chart.check_in is None else chart.check_in.taken_as(item.medication.id)
    if chart.check_in is not None and told:
        day = write_date(chart.check_in.handed_at.astimezone().date())
        why = f"Told by the patient at check-in on {day}; no fills are recorded."
        return Statement("Adherence", name, f"“{told}”", why)
    why = "No fill is recorded, and nobody judged how it is taken."
    return Statement("Adherence", name, NOT_KNOWN, why)


def covered_days(chart: Chart, item: PlanItem, first: date, last: date) -> DaysCovered | None:
    """Return how many days the recorded fills of a medication cover; None where it isn't known."""
    own = [each for each in standing(chart.supply) if each.medication_id == item.medication.id]
    return days_covered(coverage(own, need_of(item)), item.course, first, last)


def _is_among(measure: str, checks: Iterable[DueItem]) -> bool:
    """Whether a check asks for the measure already, as "AIMS movement exam" does for the AIMS."""
    return any(measure and check.name.startswith(f"{measure} ") for check in checks)


def _due(chart: Chart, today: date) -> Statement:
    names = {each.id: each.short_name for each in measures(chart.known)}
    checks = [item for item in chart.monitoring.items if item.status in _DUE]
    asked = [
        each
        for each in chart.due_measures
        if each.due_on <= today and not _is_among(names.get(each.instrument_id, ""), checks)
    ]
    told = [item.name for item in checks]
    told += [names.get(each.instrument_id, each.instrument_id) for each in asked]
    if not told:
        why = "No check and no measure of the plan is due today."
        if chart.monitoring.unchecked:
            why = f"{why} {' '.join(chart.monitoring.unchecked)}"
        return Statement("Due", "Due now", "nothing that is known of", why)
    reasons = [f"{item.name}: {item.why}" for item in checks]
    reasons += [f"{names.get(each.instrument_id, '')}: {each.why}" for each in asked]
    late = any(item.status is DueStatus.OVERDUE for item in checks)
    late = late or any(each.is_overdue(today) for each in asked)
    tone = "danger" if late else "caution"
    return Statement("Due", "Due now", ", ".join(told), "; ".join(reasons), tone)
