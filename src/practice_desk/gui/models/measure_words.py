"""Measures in words: totals, bands, change, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.instrument import Instrument, ScoringMethod
from practice_desk.domain.measure_schedule import DueMeasure
from practice_desk.domain.measure_series import MeasureSeries, ScorePoint
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.questionnaire_response import AnswerMode, QuestionnaireResponse
from practice_desk.domain.risk import AlertAnswer, Assessment, RiskLevel, RiskState
from practice_desk.domain.scoring import Score, ScoreChange, most_without, unasked_words
from practice_desk.gui.wording import write_count

MODES = {
    AnswerMode.SCREEN: "On the screen",
    AnswerMode.PAPER: "From paper",
    AnswerMode.PHONE: "On the phone",
}
"""How answers come in that somebody of the clinic enters."""
ALL_MODES = {**MODES, AnswerMode.CHECK_IN: "At check-in", AnswerMode.IMPORTED: "Imported"}
LEVELS = {
    RiskLevel.LOW: "Low",
    RiskLevel.MODERATE: "Moderate",
    RiskLevel.HIGH: "High",
    RiskLevel.IMMINENT: "Imminent: emergency care now",
}
ALERT_ANSWERS = {
    AlertAnswer.ASSESS_NOW: "assessed at once",
    AlertAnswer.HANDED_OVER: "handed over",
    AlertAnswer.DONE: "done",
    AlertAnswer.LATER: "waits",
}
_OF_NOTE = (RiskLevel.MODERATE, RiskLevel.HIGH, RiskLevel.IMMINENT)


def total_words(
    instrument: Instrument, answers: Mapping[str, int], found: Score, missing: Sequence[str]
) -> str:
    """Return how far it is, and the result once nothing is open: "Total 12 of 27: moderate"."""
    if missing or not answers:
        counted = [each for each in instrument.scored if each in answers]
        return f"{len(counted)} of {len(counted) + len(missing)} answered"
    return result_words(instrument, found)


def result_words(instrument: Instrument, found: Score) -> str:
    """Return a result: "Total 12 of 27: moderate"."""
    if found.total is None:
        return found.not_scored or found.finding.capitalize()
    said = f": {found.meaning}" if found.meaning else ""
    parts = [f"{name.replace('_', ' ')} {value}" for name, value in found.subscales]
    more = f" ({', '.join(parts)})" if parts else ""
    return f"Total {amount_text(found.total)} of {instrument.highest}{said}{more}"


def open_questions(instrument: Instrument, missing: Sequence[str]) -> str:
    """Return which questions are open, what that means for the total, and which must be asked."""
    places = [str(n) for n, item in enumerate(instrument.items, 1) if item.id in missing]
    listed = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"
    what = f"Question {listed} is open" if len(places) == 1 else f"Questions {listed} are open"
    if instrument.method is ScoringMethod.RULE:
        said = f"{what}."
    elif len(missing) <= instrument.missing_allowed:
        said = f"{what}: the total is scaled up from the others."
    else:
        said = f"{what}: there will be no total."
    unasked = unasked_words(instrument, missing)
    return (
        f"{said} {unasked[:1].upper()}{unasked[1:]}, for it is about safety." if unasked else said
    )


def total_hint(instrument: Instrument) -> str:
    """Return what a bare total leaves open about safety; empty where that is nothing."""
    for trigger in instrument.safety:
        most = most_without(instrument, trigger)
        if most is not None:
            place = [item.id for item in instrument.items].index(trigger.item) + 1
            return (
                f"A total does not tell how question {place} was answered: look at the form or "
                f"ask, and fill in the answers where it was {trigger.at_least} or more. It must "
                f"have been in a total above {most}."
            )
    return ""


def change_words(found: ScoreChange) -> str:
    """Return a change in words: "down 10 points, a change that counts; response, no remission"."""
    if not found.points:
        parts = ["no change"]
    else:
        way = "down" if found.points < 0 else "up"
        parts = [f"{way} {write_count(int(abs(found.points)), 'point')}"]
        if found.counts is not None:
            parts.append("a change that counts" if found.counts else "too little to count")
        if found.is_reliable is not None:
            within = "beyond" if found.is_reliable else "within"
            parts.append(f"{within} measurement error")
    marks = []
    if found.response is not None:
        marks.append("response" if found.response else "no response")
    if found.remission is not None:
        marks.append("remission" if found.remission else "no remission")
    return "; ".join(filter(None, (", ".join(parts), ", ".join(marks))))


def series_words(series: MeasureSeries, since: date | None = None) -> str:
    """Return the newest total, what it means, and the change since the baseline, with its rule.

    The baseline is what a person chose, else the last total up to the start of treatment *since*,
    else the first.
    """
    latest = series.latest
    meaning = series.meaning(latest)
    told = f"{series.name} {amount_text(latest.total)} on {write_date(latest.on)}"
    told += f", {meaning}" if meaning else ""
    change = series.change(since)
    if change is None:
        return f"{told}."
    first = series.baseline(since)
    base = f"baseline {amount_text(first.total)} on {write_date(first.on)}"
    rule = "the first total"
    if series.chosen is not None and series.chosen_point is not None:
        return (
            f"{told}. Since the {base}, chosen because: {series.chosen.reason.rstrip('.')}. "
            f"{change_words(change).capitalize()}."
        )
    if since is not None and first.on <= since:
        rule = f"the last total up to the start of treatment on {write_date(since)}"
    return f"{told}. Since the {base}, {rule}: {change_words(change)}."


def point_words(series: MeasureSeries, point: ScorePoint) -> str:
    """Return one total with its day: "Nov 26, 2026: 12, moderate"."""
    meaning = series.meaning(point)
    told = f"{write_date(point.on)}: {amount_text(point.total)}"
    return f"{told}, {meaning}" if meaning else told


def response_words(value: QuestionnaireResponse) -> str:
    """Return which answers these are: "PHQ-9 of Nov 26, 2026: 12, moderate"."""
    name = value.instrument_name.split(" (", maxsplit=1)[0]
    said = f"{name} of {write_date(value.authored_at.astimezone().date())}"
    result = [amount_text(value.total)] if value.total is not None else []
    result += [value.meaning] if value.meaning else []
    return f"{said}: {', '.join(result)}" if result else said


def answer_lines(value: QuestionnaireResponse) -> list[tuple[str, str]]:
    """Return what was chosen, each with its question."""
    return [
        (
            each.chosen or "Open" if each.value is None else f"{each.value}  {each.chosen}",
            f"{number}. {each.question}",
        )
        for number, each in enumerate(value.answers, start=1)
    ]


def risk_words(state: RiskState) -> str:
    """Return what the header says of suicide risk, empty where nothing is open or of note."""
    if state.open:
        return "Suicide risk: not assessed"
    if state.level in _OF_NOTE:
        return f"Suicide risk: {LEVELS[state.level].partition(':')[0].casefold()}"
    return ""


def assessment_lines(value: Assessment) -> list[tuple[str, str]]:
    """Return the parts of an assessment with their labels."""
    return [
        ("Level of risk", LEVELS[value.level]),
        ("Thoughts of suicide", value.ideation),
        ("Plan", value.plan),
        ("Intent", value.intent),
        ("Means within reach", value.means),
        ("History", value.history or "Not recorded"),
        ("What protects", value.protective or "Not recorded"),
        ("What is done now", value.action),
    ]


def due_words(due: Sequence[DueMeasure], names: Mapping[str, str]) -> str:
    """Return which measures are overdue, for the header: "Measure overdue: PHQ-9"."""
    if not due:
        return ""
    listed = ", ".join(names.get(each.instrument_id, each.instrument_id) for each in due)
    return f"{'Measure' if len(due) == 1 else 'Measures'} overdue: {listed}"


def amount(value: Decimal | None) -> str:
    """Return a total as text, empty without one."""
    return "" if value is None else amount_text(value)
