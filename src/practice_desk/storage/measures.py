"""Filled-in measures, what answers about self-harm led to, and when measures are due."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from practice_desk.domain.measure_baseline import MeasureBaseline
from practice_desk.domain.measure_schedule import MeasureSchedule
from practice_desk.domain.questionnaire_response import Answer, QuestionnaireResponse
from practice_desk.domain.risk import (
    AlertDecision,
    Assessment,
    RiskDetails,
    RiskEntry,
    SafetyPlan,
    TakenBack,
)
from practice_desk.storage.measures_rows import (
    MEASURE_BASELINE,
    MEASURE_SCHEDULE,
    QUESTIONNAIRE_RESPONSE,
    RISK_ENTRY,
)
from practice_desk.storage.records import Records

_Plain = list[list[str | int | None]]
_IS = "is"
_DETAILS: dict[str, type[RiskDetails]] = {
    "assessment": Assessment,
    "plan": SafetyPlan,
    "alert": AlertDecision,
    "taken back": TakenBack,
}


def _answers_out(answers: tuple[Answer, ...]) -> _Plain:
    return [[each.item, each.value, each.question, each.chosen] for each in answers]


def _answers_in(plain: list[tuple[str, int | None, str, str]]) -> tuple[Answer, ...]:
    return tuple(Answer(*each) for each in plain)


def _details_out(details: RiskDetails) -> dict[str, Any]:
    kind = next(kind for kind, made in _DETAILS.items() if made is type(details))
    return {_IS: kind, **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> RiskDetails:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: RiskDetails = msgspec.convert(fields, _DETAILS[plain[_IS]])
    return found


class Responses(Records[QuestionnaireResponse]):
    """Filled-in measures, the oldest first."""

    def __init__(self) -> None:
        super().__init__(
            "measure",
            QuestionnaireResponse,
            QUESTIONNAIRE_RESPONSE,
            codecs={
                "answers": (_answers_out, _answers_in),
                "safety": (list, tuple),
                "observation_ids": (list, tuple),
            },
            order_by=("authored_at", "id"),
        )
        columns = self.table.c
        self._alarming = self.prepare(
            columns.patient_id == bindparam("patient_id"),
            columns.needs_assessment.is_(True),
            columns.retracted_reason == "",
        )

    def alarming(self, connection: Connection, patient_id: int) -> list[QuestionnaireResponse]:
        """Return a chart's standing responses that call for an assessment of suicide risk."""
        return self._alarming.all(connection, patient_id=patient_id)

    def alarming_charts(self, connection: Connection) -> list[int]:
        """Return the charts that have such responses."""
        columns = self.table.c
        found = select(columns.patient_id).where(
            columns.needs_assessment.is_(True), columns.retracted_reason == ""
        )
        return list(connection.execute(found.distinct()).scalars())


responses = Responses()
risk_entries: Records[RiskEntry] = Records(
    "entry", RiskEntry, RISK_ENTRY, codecs={"details": (_details_out, _details_in)}
)
measure_schedules: Records[MeasureSchedule] = Records("schedule", MeasureSchedule, MEASURE_SCHEDULE)
measure_baselines: Records[MeasureBaseline] = Records("choice", MeasureBaseline, MEASURE_BASELINE)


def charts_with_schedules(connection: Connection) -> list[int]:
    """Return the charts in which somebody set when a measure is due."""
    column = MEASURE_SCHEDULE.c.patient_id
    return list(connection.execute(select(column).distinct().order_by(column)).scalars())


def last_filled_in(connection: Connection, instrument_id: str) -> dict[int, date]:
    """Return the day on which each patient last filled in a measure, here or on paper."""
    r = QUESTIONNAIRE_RESPONSE.c
    query = (
        select(r.patient_id, func.max(r.authored_at))
        .where(r.instrument_id == instrument_id, r.retracted_reason == "")
        .group_by(r.patient_id)
    )
    return {row[0]: row[1].astimezone().date() for row in connection.execute(query)}
