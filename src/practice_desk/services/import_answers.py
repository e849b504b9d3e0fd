"""What imported answers to safety questions call for: the path to an assessment, as filled in here.

An answer of the last `RECENT_DAYS` days is kept as answers are, open until somebody assesses it. An
older one is history: the source had its time to act, and it is listed with its date. The number of
days is this project's own; no guideline names one for records that come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from practice_desk.domain.instrument import Instrument, Item, TriggerKind
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.questionnaire_response import (
    Answer,
    AnswerMode,
    QuestionnaireResponse,
)
from practice_desk.domain.scoring import Score, safety_of_answer, score_of_total
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.storage import measures as stored
from practice_desk.storage.unit_of_work import UnitOfWork

RECENT_DAYS = 30
"""How old an imported answer may be to open the path to an assessment."""
_WHO = "Not recorded (imported)"


def as_survey(value: Observation, instruments: Iterable[Instrument]) -> Observation:
    """Return a total or an answer of a known measure among the scores, whatever it came as.

    Some sources send a PHQ-9 or an AUDIT-C as a laboratory result; its LOINC code says what it is.
    """
    coded = bool(value.code) and any(
        value.code == each.total_code or each.answered_in(value.code) for each in instruments
    )
    return replace(value, category=ObservationCategory.SURVEY) if coded else value


def open_risk_path(clinic: Clinic, work: UnitOfWork, value: Observation, number: int) -> None:
    """Keep what the imported observation *number* calls for now, inside a running unit of work.

    It looks at single answers, also as parts of a panel, and at totals that are not possible
    without such an answer. Does nothing for everything else.
    """
    if value.observed_at < clinic.now() - timedelta(days=RECENT_DAYS):
        return
    for instrument, answers, result in _found(value, knowledge_in(clinic, work).instruments):
        if result.safety and not _is_told(work, value, instrument, answers):
            made = _response(clinic, value, number, instrument, answers, result)
            stored.responses.add(work.connection, made)


def _found(
    value: Observation, instruments: tuple[Instrument, ...]
) -> Iterator[tuple[Instrument, tuple[Answer, ...], Score]]:
    parts = [(value.code, value.value, value.value_text)]
    parts += [(each.code, each.value, each.value_text) for each in value.components]
    for instrument in instruments:
        for code, amount, words in parts:
            item = instrument.answered_in(code)
            chosen = None if item is None else _chosen(item, amount, words)
            if item is not None and chosen is not None:
                answer = Answer(item.id, chosen, item.text, item.label(chosen))
                yield instrument, (answer,), safety_of_answer(instrument, item.id, chosen)
        if instrument.measures(value) and value.value is not None:
            yield instrument, (), score_of_total(instrument, value.value)


def _chosen(item: Item, amount: Decimal | None, words: str) -> int | None:
    """Return the value that was chosen, given as a number or in the words of the answer."""
    if amount is not None:
        return int(amount)
    told = words.strip().casefold()
    return next((each.value for each in item.options if each.label.casefold() == told), None)


def _is_told(
    work: UnitOfWork, value: Observation, instrument: Instrument, answers: tuple[Answer, ...]
) -> bool:
    """Whether answers of that day opened the path already; a bare total says less than those."""
    day = value.observed_at.astimezone().date()
    return not answers and any(
        each.instrument_id == instrument.id and each.authored_at.astimezone().date() == day
        for each in stored.responses.alarming(work.connection, value.patient_id)
    )


def _response(
    clinic: Clinic,
    value: Observation,
    number: int,
    instrument: Instrument,
    answers: tuple[Answer, ...],
    result: Score,
) -> QuestionnaireResponse:
    return QuestionnaireResponse(
        value.patient_id,
        instrument.id,
        instrument.name,
        instrument.version,
        value.observed_at,
        AnswerMode.IMPORTED,
        _WHO,
        clinic.session.user_name,
        answers,
        result.total,
        result.meaning,
        result.not_scored,
        tuple(trigger.action for trigger in result.safety),
        any(trigger.kind is TriggerKind.SELF_HARM for trigger in result.safety),
        observation_ids=(number,),
    )
