"""Filled-in measures."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam

from practice_desk.domain.questionnaire_response import Answer, QuestionnaireResponse
from practice_desk.storage.measures_rows import QUESTIONNAIRE_RESPONSE
from practice_desk.storage.records import Records

_Plain = list[list[str | int | None]]


def _answers_out(answers: tuple[Answer, ...]) -> _Plain:
    return [[each.item, each.value, each.question, each.chosen] for each in answers]


def _answers_in(plain: list[tuple[str, int | None, str, str]]) -> tuple[Answer, ...]:
    return tuple(Answer(*each) for each in plain)


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


responses = Responses()
