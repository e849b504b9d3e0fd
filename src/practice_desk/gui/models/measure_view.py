"""What the Measures page shows: rows of its tables, and the picture of one measure over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.measure_schedule import DueMeasure
from practice_desk.domain.measure_series import MeasureSeries, ScorePoint
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.monitoring import DueItem
from practice_desk.domain.observation import Observation
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.risk import Assessment, RiskEntry, SafetyPlan
from practice_desk.domain.scoring import change
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.measure_words import ALL_MODES, LEVELS, amount
from practice_desk.gui.models.trend import Bound, Point, Trend, dose_tracks
from practice_desk.services.charts import Chart
from practice_desk.services.measures import ChartMeasures, measures

DUE_HEADERS = ("Measure", "Due", "How often", "Why", "Last")
ENTRY_HEADERS = ("Date", "Measure", "Result", "Meaning", "How", "Recorded by")
_LEAST_SPAN = timedelta(days=60)
_MOST_TRACKS = 4
_AIMS = "aims"
_MONITORED_AIMS = "mon_aims"


def due_rows(chart: Chart, names: Mapping[str, str], today: date) -> list[RecordRow]:
    """Return what is due, the oldest on top; the AIMS of monitoring where it is due sooner."""
    found: list[tuple[date, RecordRow]] = []
    aims = [
        (item.due_on, _monitored_row(item, item.due_on, today))
        for item in chart.monitoring.items
        if _MONITORED_AIMS in item.ids and item.due_on is not None
    ]
    for each in chart.due_measures:
        rows = aims if each.instrument_id == _AIMS else found
        rows.append((each.due_on, _due_row(each, names, today)))
    if aims:
        found.append(min(aims, key=lambda each: each[0]))
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _due_row(due: DueMeasure, names: Mapping[str, str], today: date) -> RecordRow:
    name = names.get(due.instrument_id, due.instrument_id)
    last = write_date(due.last_on) if due.last_on else "Never"
    cells = (name, _due_text(due.due_on, today), due.rhythm.value.capitalize(), due.why, last)
    return RecordRow(cells, due, tones=("", _tone(due.due_on, today)))


def _monitored_row(item: DueItem, due_on: date, today: date) -> RecordRow:
    last = write_date(item.last_on) if item.last_on else "Never"
    cells = ("AIMS", _due_text(due_on, today), "By monitoring", item.why, last)
    return RecordRow(cells, item, tones=("", _tone(due_on, today)))


def _due_text(due_on: date, today: date) -> str:
    if due_on == today:
        return "Today"
    return f"Overdue since {write_date(due_on)}" if due_on < today else write_date(due_on)


def _tone(due_on: date, today: date) -> str:
    return "danger" if due_on < today else "caution" if due_on == today else ""


def entry_rows(found: ChartMeasures, chart: Chart) -> list[RecordRow]:
    """Return every filling-in, bare total, assessment of suicide risk and safety plan.

    The newest is first, and what was entered in error is among them.
    """
    known = {number for each in found.responses for number in each.observation_ids}
    rows = [(each.authored_at, _response_row(each, chart)) for each in found.responses]
    bare = (each for each in chart.scores if each.id not in known)
    offered = measures(chart.known)
    rows += [(each.observed_at, _score_row(each, found.series, offered)) for each in bare]
    rows += [(each.recorded_at, row) for each, row in _risk_rows(chart)]
    return [row for _, row in sorted(rows, key=lambda each: each[0], reverse=True)]


def _risk_rows(chart: Chart) -> Iterator[tuple[RiskEntry, RecordRow]]:
    found = [*((each, "") for each in chart.risk.entries), *chart.risk.taken_back]
    for each, reason in found:
        details = each.details
        if isinstance(details, Assessment):
            name, result = "Suicide risk assessment", LEVELS[details.level].partition(":")[0]
        elif isinstance(details, SafetyPlan):
            name, result = "Safety plan", ""
        else:
            continue
        day = write_date(each.happened_on)
        who = chart.people.get(each.recorded_by, each.recorded_by)
        yield each, RecordRow((day, name, result, "", "Signed", who), each, reason)


def _response_row(value: QuestionnaireResponse, chart: Chart) -> RecordRow:
    cells = (
        write_date(value.authored_at.astimezone().date()),
        value.instrument_name.split(" (", maxsplit=1)[0],
        amount(value.total) or ("Not scored" if value.not_scored else ""),
        value.meaning or value.not_scored.removeprefix("Not scored: ").capitalize(),
        ALL_MODES[value.mode] if value.answers else "Total only",
        chart.people.get(value.recorded_by, value.recorded_by),
    )
    tone = "danger" if value.safety else ""
    return RecordRow(cells, value, value.retracted_reason, ("", "", tone))


def _score_row(
    value: Observation, series: Iterable[MeasureSeries], known: Iterable[Instrument]
) -> RecordRow:
    told = amount(value.value) or value.value_text
    meaning = next(
        (one.meaning(p) for one in series for p in one.points if p.observation.id == value.id), ""
    )
    alone = next((item for one in known if (item := one.answered_in(value.code))), None)
    if alone is not None and value.value is not None:
        meaning = f"One answer: {alone.label(int(value.value))}"
    how = "Imported" if value.reported else "Total only" if alone is None else "One answer"
    name = value.display.removesuffix(" total score")
    cells = (write_date(value.observed_at.astimezone().date()), name, told, meaning, how, "")
    return RecordRow(cells, value, value.retracted_reason)


def trend_of_measure(
    series: MeasureSeries,
    plan: Sequence[PlanItem],
    psychotropic: frozenset[str],
    today: date,
    since: date | None = None,
) -> Trend:
    """Return the picture of one measure beside the doses of the medications *psychotropic*.

    The baseline is the last total up to *since*, else the first.
    """
    taken = [item for item in plan if item.medication.concept_id in psychotropic and item.course]
    tracks = dose_tracks(taken[-_MOST_TRACKS:], today)
    points = tuple(_points(series, since))
    first = min(points[0].on, today - _LEAST_SPAN)
    tracks = tuple(track for track in tracks if any(step.end > first for step in track.steps))
    bounds = () if series.instrument is None else tuple(_bounds(series, series.instrument, since))
    return Trend(series.name, "", points, bounds, tracks, first, today)


def _points(series: MeasureSeries, since: date | None) -> Iterator[Point]:
    first = series.baseline(since)
    for each in series.points:
        words = [series.meaning(each)]
        tone = "danger" if each.response is not None and each.response.safety else ""
        if each is first and len(series.points) > 1:
            words.append("baseline")
        elif series.instrument is not None and each.at > first.at:
            marks = _marks(series.instrument, first, each)
            words += marks
            tone = tone or ("success" if marks else "")
        said = ", ".join(filter(None, words))
        yield Point(each.on, float(each.total), amount_text(each.total), tone, said)


def _marks(instrument: Instrument, first: ScorePoint, each: ScorePoint) -> list[str]:
    found = change(instrument, first.total, each.total)
    marks = ["response"] if found.response else []
    return [*marks, "remission"] if found.remission else marks


def _bounds(series: MeasureSeries, instrument: Instrument, since: date | None) -> Iterator[Bound]:
    """Yield the lower ends of the bands, and where remission begins."""
    rule, bands = instrument.change, instrument.bands[1:]
    for place, band in enumerate(bands):
        is_last = place == len(bands) - 1
        tone = "danger" if is_last and len(bands) > 1 else "caution"
        if rule.lower_is_better:
            yield Bound(float(band.lowest), True, tone, str(band.lowest))
    if rule.response_percent is not None and rule.lower_is_better:
        base = series.baseline(since).total
        goal = base * (100 - rule.response_percent) // 100  # totals are whole numbers
        if len(series.points) > 1 and rule.judges_from(base):
            yield Bound(float(goal), False, "success", f"{goal:f}")
