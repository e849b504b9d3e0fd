"""Whether there is anything at all of a kind; it is asked at every unlock and all day.

The tables are named here and not imported: theirs bring all that measures and side effects are
made of.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    String,
    column,
    exists,
    func,
    select,
    table,
)

from practice_desk.storage.schema import UtcDateTime

_RESPONSE = table(
    "questionnaire_response", column("needs_assessment", Boolean), column("retracted_reason")
)
_DOCUMENT = table("filed_document", column("reviewed_at"), column("retracted_reason"))
_CONSENT = table("consent", column("id"))
_CARE_PLAN = table("care_plan_entry", column("kind"))
_SIDE_EFFECT = table("adverse_event", column("id"))
_LETTER = table(
    "letter",
    column("waits", Boolean),
    column("event_ids", String),
    column("made_at", UtcDateTime),
)
_MESSAGE = table("message", column("id"))
_PLAN_EVENT = table("plan_event", column("recorded_at", UtcDateTime))
_REQUEST = table("patient_request", column("is_open", Boolean))
_WORKLIST = table("worklist", column("ended_at"))
_VISIT = table("visit", column("id"))


def any_alarming_answer(connection: Connection) -> bool:
    """Return whether a chart has an answer about self-harm, assessed or not."""
    columns = _RESPONSE.c
    return _any(connection, columns.needs_assessment.is_(True) & (columns.retracted_reason == ""))


def any_unreviewed_document(connection: Connection) -> bool:
    """Return whether in a chart a document waits to be reviewed."""
    columns = _DOCUMENT.c
    return _any(connection, columns.reviewed_at.is_(None) & (columns.retracted_reason == ""))


def any_worklist(connection: Connection) -> bool:
    """Return whether a question is kept as a list, by whomever."""
    return _any(connection, _WORKLIST.c.ended_at.is_(None))


def any_side_effect(connection: Connection) -> bool:
    """Return whether a chart has a side effect, reviewed or not."""
    return _any(connection, _SIDE_EFFECT.c.id > 0)


def any_consent(connection: Connection) -> bool:
    """Return whether a consent was ever drawn up."""
    return _any(connection, _CONSENT.c.id > 0)


def any_signed_care_plan(connection: Connection) -> bool:
    """Return whether a treatment plan was ever signed."""
    return _any(connection, _CARE_PLAN.c.kind == "signed")


def any_visit(connection: Connection) -> bool:
    """Return whether a visit was ever signed."""
    return _any(connection, _VISIT.c.id > 0)


def any_waiting_letter(connection: Connection) -> bool:
    """Return whether somebody waits for something about a letter."""
    return _any(connection, _LETTER.c.waits.is_(True))


def any_message(connection: Connection) -> bool:
    """Return whether there is a message between people of the clinic."""
    return _any(connection, _MESSAGE.c.id > 0)


def any_open_request(connection: Connection) -> bool:
    """Return whether somebody has to act on what a patient asked for about the record."""
    return _any(connection, _REQUEST.c.is_open.is_(True))


def first_telling_letter(connection: Connection) -> datetime | None:
    """Return when the first letter was made that told of a change of a plan (aware)."""
    told = select(func.min(_LETTER.c.made_at)).where(_LETTER.c.event_ids != "[]")
    found: datetime | None = connection.execute(told).scalar_one()
    return found


def any_plan_event_since(connection: Connection, moment: datetime) -> bool:
    """Return whether a plan was changed at *moment* (aware) or later."""
    return _any(connection, _PLAN_EVENT.c.recorded_at >= moment)


def _any(connection: Connection, wanted: ColumnElement[bool]) -> bool:
    return bool(connection.execute(select(exists().where(wanted))).scalar_one())
