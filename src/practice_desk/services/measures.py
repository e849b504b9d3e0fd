"""Measures: filling them in, recording totals, and their series over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid
from practice_desk.domain.instrument import Instrument, ScoringMethod, TriggerKind
from practice_desk.domain.measure_baseline import MeasureBaseline, check_baseline
from practice_desk.domain.measure_series import MeasureSeries, series_of, totals_among
from practice_desk.domain.observation import Observation, ObservationCategory, check_observation
from practice_desk.domain.permission import Operation
from practice_desk.domain.questionnaire_response import (
    AnswerMode,
    QuestionnaireResponse,
    answers_of,
    check_response,
    observations_of,
)
from practice_desk.domain.scoring import Score, score, score_of_total
from practice_desk.knowledge.instruments import instruments
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.health import retract_records
from practice_desk.services.patients import Saved
from practice_desk.storage import health
from practice_desk.storage import measures as stored
from practice_desk.storage.unit_of_work import UnitOfWork

_NOUNS = ("questionnaire_response", "observation")


@dataclass(frozen=True, slots=True)
class ResponseEntry:
    """What was answered: chosen values by item, how, by whom, and when (aware; None: now)."""

    instrument: Instrument
    answers: Mapping[str, int]
    mode: AnswerMode
    answered_by: str
    authored_at: datetime | None = None
    language: str = "en"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SavedResponse:
    """A response as it was saved, and what it came to."""

    saved: Saved
    response: QuestionnaireResponse
    score: Score


@dataclass(frozen=True, slots=True)
class SavedTotal(Saved):
    """A total as it was saved; `response` where it calls for action now."""

    response: QuestionnaireResponse | None


@dataclass(frozen=True, slots=True)
class ChartMeasures:
    """All measures of a chart: the series of totals, and every filling-in, the newest first."""

    series: tuple[MeasureSeries, ...]
    responses: tuple[QuestionnaireResponse, ...]


def measures(known: ClinicKnowledge | None = None) -> tuple[Instrument, ...]:
    """Return the measures of a clinic, those recorded by their total only at the end.

    Without what the clinic looks things up in, they are the pack's.
    """
    return instruments() if known is None else known.instruments


def with_totals(offered: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Return the measures of which a total can be recorded without the answers."""
    return tuple(each for each in offered if each.method is not ScoringMethod.RULE)


def find_measure(instrument_id: str, known: ClinicKnowledge | None = None) -> Instrument | None:
    """Return one measure by its id, or None where it is no longer known."""
    return next((each for each in measures(known) if each.id == instrument_id), None)


def read_measures(clinic: Clinic, patient_id: int) -> ChartMeasures:
    """Read every total and every filling-in of a chart."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        offered = measures(knowledge_in(clinic, work))
        scores = all_scores(work, patient_id, offered)
        responses = stored.responses.for_patient(work.connection, patient_id)
        choices = stored.measure_baselines.for_patient(work.connection, patient_id)
    series = series_of(scores, responses, offered, choices)
    return ChartMeasures(series, tuple(reversed(responses)))


def all_scores(
    work: UnitOfWork, patient_id: int, offered: Iterable[Instrument]
) -> list[Observation]:
    """Return every score of a chart, totals that came as laboratory results among them."""
    connection, of_category = work.connection, health.observations.of_category
    results = of_category(connection, patient_id, ObservationCategory.LABORATORY)
    scores = of_category(connection, patient_id, ObservationCategory.SURVEY)
    return [*scores, *totals_among(results, offered)]


def save_response(clinic: Clinic, patient_id: int, entry: ResponseEntry) -> SavedResponse:
    """Keep the answers to a measure, and add what they come to. Raises Invalid.

    What safety rules of the measure call for is in the answer: the caller has to show it.
    """
    with clinic.writing(Operation.RECORD_MEASURE, patient_id, kind=AuditKind.CREATE) as work:
        made = add_response(clinic, work, patient_id, entry)
        work.detail = f"questionnaire_response {made.saved.id}"
    return made


def add_response(
    clinic: Clinic, work: UnitOfWork, patient_id: int, entry: ResponseEntry
) -> SavedResponse:
    """Do what `save_response` does inside a running unit of work, as accepting a check-in does."""
    instrument, result = entry.instrument, score(entry.instrument, entry.answers)
    value = _response(clinic, patient_id, entry, result)
    if problems := check_response(value, clinic.now()):
        raise Invalid(problems)
    ids = tuple(
        health.observations.add(work.connection, each)
        for each in observations_of(value, instrument, result)
    )
    value = replace(value, observation_ids=ids)
    number = stored.responses.add(work.connection, value)
    saved = Saved(number, Changes.of(patient_id, *_NOUNS))
    return SavedResponse(saved, replace(value, id=number, version=1), result)


def retract_response(clinic: Clinic, value: QuestionnaireResponse, reason: str) -> Saved:
    """Take back answers entered in error, and what came of them; all stays readable.

    Raises Invalid or StaleRecord.
    """
    saved = retract_records(
        clinic,
        stored.responses,
        value.patient_id,
        (value,),
        reason,
        Operation.RECORD_MEASURE,
        also=_retract_observations,
    )
    return Saved(saved.id, Changes.of(value.patient_id, *_NOUNS))


def save_total(
    clinic: Clinic,
    patient_id: int,
    instrument: Instrument,
    total: str,
    observed_at: datetime | None = None,
    note: str = "",
) -> SavedTotal:
    """Add the *total*, as typed, of a measure that was filled in elsewhere. Raises Invalid.

    Where the total calls for action now, that is kept as answers are, with no answer in it, so that
    it can't be forgotten: the caller has to show it.
    """
    at = observed_at or clinic.now()
    observation = instrument.observation(patient_id, total, at, note)
    if problems := check_observation(observation, clinic.now()):
        raise Invalid(problems)
    result = score_of_total(instrument, observation.value or Decimal(0))
    response: QuestionnaireResponse | None = None
    with clinic.writing(Operation.RECORD_MEASURE, patient_id, kind=AuditKind.CREATE) as work:
        number = health.observations.add(work.connection, observation)
        work.detail = f"observation {number}"
        if result.safety:
            entry = ResponseEntry(instrument, {}, AnswerMode.PAPER, "Not recorded", at, note=note)
            value = _response(clinic, patient_id, entry, result)
            value = replace(value, observation_ids=(number,))
            value = replace(value, id=stored.responses.add(work.connection, value), version=1)
            response = value
    return SavedTotal(number, Changes.of(patient_id, *_NOUNS), response)


def save_score(clinic: Clinic, value: Observation) -> Saved:
    """Add the total of one measure, made by `Instrument.observation`. Raises Invalid.

    Raises ValueError for an observation that is no score.
    """
    if value.category is not ObservationCategory.SURVEY:
        raise ValueError(value.category)
    problems = check_observation(value, clinic.now())
    if problems:
        raise Invalid(problems)
    kind = AuditKind.CREATE
    with clinic.writing(Operation.RECORD_MEASURE, value.patient_id, kind=kind) as work:
        record_id = health.observations.add(work.connection, value)
        work.detail = f"observation {record_id}"
    return Saved(record_id, Changes.of(value.patient_id, "observation"))


def choose_baseline(
    clinic: Clinic, series: MeasureSeries, total: Observation | None, reason: str
) -> Saved:
    """Compare later totals of a measure with *total* from now on; None goes back to the rule.

    Raises Invalid without a reason, and ValueError for a series that holds no such total.
    """
    held = [each.observation for each in series.points]
    if series.instrument is None or (total is not None and total not in held):
        raise ValueError(series.name)
    patient_id = held[0].patient_id
    value = MeasureBaseline(
        patient_id,
        series.instrument.id,
        None if total is None else total.id,
        reason.strip(),
        clinic.now(),
        clinic.session.user_name,
    )
    if problems := check_baseline(value):
        raise Invalid(problems)
    operation = Operation.CHOOSE_BASELINE
    with clinic.writing(operation, patient_id, reason=value.reason, kind=AuditKind.CREATE) as work:
        number = stored.measure_baselines.add(work.connection, value)
        work.detail = f"measure_baseline {number}"
    return Saved(number, Changes.of(patient_id, "measure_baseline"))


def retract_score(clinic: Clinic, value: Observation, reason: str) -> Saved:
    """Take back a score entered in error, with the answers that it came from.

    All stays readable. Raises Invalid or StaleRecord.
    """
    saved = retract_records(
        clinic,
        health.observations,
        value.patient_id,
        (value,),
        reason,
        Operation.RECORD_MEASURE,
        also=_retract_answers,
    )
    return Saved(saved.id, Changes.of(value.patient_id, *_NOUNS))


def _response(
    clinic: Clinic, patient_id: int, entry: ResponseEntry, result: Score
) -> QuestionnaireResponse:
    instrument = entry.instrument
    return QuestionnaireResponse(
        patient_id,
        instrument.id,
        instrument.name,
        instrument.version,
        entry.authored_at or clinic.now(),
        entry.mode,
        entry.answered_by.strip(),
        clinic.session.user_name,
        answers_of(instrument, entry.answers),
        result.total,
        "; ".join(filter(None, (result.meaning, result.unasked, result.contradiction))),
        result.not_scored,
        tuple(trigger.action for trigger in result.safety),
        any(trigger.kind is TriggerKind.SELF_HARM for trigger in result.safety),
        entry.language,
        entry.note.strip(),
    )


def _retract_observations(work: UnitOfWork, value: QuestionnaireResponse) -> None:
    for number in value.observation_ids:
        observation = health.observations.find(work.connection, number)
        if observation is not None and not observation.retracted_reason:
            marked = replace(observation, retracted_reason=value.retracted_reason)
            health.observations.save(work.connection, marked)


def _retract_answers(work: UnitOfWork, value: Observation) -> None:
    for each in stored.responses.for_patient(work.connection, value.patient_id):
        if value.id in each.observation_ids and not each.retracted_reason:
            marked = replace(each, retracted_reason=value.retracted_reason)
            stored.responses.save(work.connection, marked)
            _retract_observations(work, marked)
