"""One patient's course on one axis of dates: read in one go, and laid out for screen and paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.adherence import DaysCovered
from practice_desk.domain.laboratory import results_of
from practice_desk.domain.measure_series import MeasureSeries, series_of
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.period import Covered, Period
from practice_desk.domain.permission import Operation
from practice_desk.domain.timeline import MedicationTrack, Timeline
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import all_scores, measures
from practice_desk.services.monitoring_state import JudgedResult, judge_results
from practice_desk.services.response_summary import Statement, covered_days, response_summary
from practice_desk.services.timeline_goals import milestones_of
from practice_desk.services.timeline_happenings import life_of, therapy_of
from practice_desk.services.timeline_series import laboratory_tracks, measure_track, treated_since
from practice_desk.services.timeline_tracks import effect_spells, medication_key, medication_track
from practice_desk.storage import health
from practice_desk.storage import measures as stored_measures

_DRAWN = (ObservationCategory.LABORATORY, ObservationCategory.VITAL_SIGNS)


@dataclass(frozen=True, slots=True)
class PatientTimeline:
    """What a chart's timeline shows, what it was made of, and what the treatment has come to."""

    timeline: Timeline
    series: tuple[MeasureSeries, ...]
    summary: tuple[Statement, ...] = ()


def read_timeline(clinic: Clinic, chart: Chart) -> PatientTimeline:
    """Read every score and result of an open *chart*, and put all of it on one axis.

    The chart itself holds only the newest of them. Raises NotFound or NotPermitted.
    """
    patient_id = chart.patient.id or 0
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        connection, observations = work.connection, health.observations
        scores = all_scores(work, patient_id, measures(chart.known))
        measured = [
            each
            for category in _DRAWN
            for each in observations.of_category(connection, patient_id, category)
        ]
        responses = stored_measures.responses.for_patient(connection, patient_id)
        choices = stored_measures.measure_baselines.for_patient(connection, patient_id)
    series = series_of(scores, responses, measures(chart.known), choices, with_answers=True)
    judged = judge_results(chart.monitoring, results_of(measured, laboratory().canonical))
    return timeline_of(chart, series, judged, clinic.today())


def timeline_of(
    chart: Chart,
    series: Sequence[MeasureSeries],
    judged: Iterable[JudgedResult],
    today: date,
) -> PatientTimeline:
    """Put a chart, its measures and its results on one axis, as of *today*."""
    since = treated_since(chart.plan)
    timeline = Timeline(
        today,
        _medications(chart),
        tuple(measure_track(each, since) for each in series),
        laboratory_tracks(chart.monitoring, judged, today),
        effect_spells(chart.side_effects, chart.plan),
        life_of(chart.events, chart.encounters),
        therapy_of(
            chart.events,
            chart.encounters,
            chart.notes,
            milestones_of(chart.care_plan, series),
        ),
    )
    summary = () if timeline.is_empty else response_summary(chart, series, today)
    return PatientTimeline(timeline, tuple(series), summary)


def covered_by(chart: Chart) -> Covered:
    """Return what tells how many days of a period the fills of a medication cover."""
    items = {medication_key(item): item for item in chart.plan}

    def covered(track: MedicationTrack, period: Period) -> DaysCovered | None:
        return covered_days(chart, items[track.record], period.first, period.last)

    return covered


def _medications(chart: Chart) -> tuple[MedicationTrack, ...]:
    """Return the medications, those that are taken first, then those ended last."""
    found = [track for item in chart.plan if (track := medication_track(item)) is not None]
    found.sort(key=lambda track: track.spells[0].start)
    found.sort(key=lambda track: track.spells[-1].end or date.max, reverse=True)
    return tuple(found)
