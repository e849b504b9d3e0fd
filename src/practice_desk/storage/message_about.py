"""What a message is about: in whose chart a record is, and by what it is known.

The tables are named here and not imported: theirs bring all that charts are made of.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, Date, Integer, column, select, table

from practice_desk.domain.message import AboutNoun
from practice_desk.domain.observation import ObservationCategory
from practice_desk.storage.schema import UtcDateTime

_KNOWN_BY: dict[AboutNoun, tuple[str, str, bool]] = {
    AboutNoun.NOTE: ("kind", "seen_on", False),
    AboutNoun.SIDE_EFFECT: ("words", "told_on", False),
    AboutNoun.LETTER: ("title", "made_at", True),
    AboutNoun.DOCUMENT: ("title", "filed_at", True),
    AboutNoun.MEASURE: ("instrument_name", "authored_at", True),
    AboutNoun.RESULT: ("display", "observed_at", True),
    AboutNoun.MEDICATION: ("name", "", False),
    AboutNoun.APPOINTMENT: ("", "starts_at", True),
    AboutNoun.EVENT: ("words", "began_on", False),
    AboutNoun.GOAL: ("", "happened_on", False),
}
"""In which columns a record has its name and its day, and whether that is a moment."""
_RETRACTED_HERE = frozenset(
    {AboutNoun.NOTE, AboutNoun.DOCUMENT, AboutNoun.MEASURE, AboutNoun.RESULT, AboutNoun.EVENT}
)
"""What says itself that it was entered in error; of the others an entry that follows does."""


def patient_of(connection: Connection, noun: AboutNoun, record_id: int) -> int | None:
    """Return in whose chart a record is, None where there is no such record."""
    rows = table(noun.value, column("id", Integer), column("patient_id", Integer))
    found = select(rows.c.patient_id).where(rows.c.id == record_id)
    number: int | None = connection.execute(found).scalar()
    return number


def is_retracted(connection: Connection, noun: AboutNoun, record_id: int) -> bool:
    """Return whether a record says of itself that it was entered in error."""
    if noun not in _RETRACTED_HERE:
        return False
    rows = table(noun.value, column("id", Integer), column("retracted_reason"))
    found = connection.execute(select(rows.c.retracted_reason).where(rows.c.id == record_id))
    return bool(found.scalar())


def is_score(connection: Connection, observation_id: int) -> bool:
    """Return whether an observation is the score of a measure, and no laboratory's result."""
    rows = table(AboutNoun.RESULT.value, column("id", Integer), column("category"))
    found = connection.execute(select(rows.c.category).where(rows.c.id == observation_id)).scalar()
    return bool(found == ObservationCategory.SURVEY.value)


def known_by(
    connection: Connection, noun: AboutNoun, record_id: int
) -> tuple[str, date | datetime | None]:
    """Return the name of a record, empty for none, and its day or moment (aware)."""
    name, when, is_moment = _KNOWN_BY[noun]
    rows = table(
        noun.value,
        column("id", Integer),
        *(column(each) for each in (name,) if each),
        *(column(each, UtcDateTime() if is_moment else Date()) for each in (when,) if each),
    )
    found = connection.execute(select(*rows.c).where(rows.c.id == record_id)).mappings().first()
    if found is None:
        return "", None
    return str(found[name]) if name else "", found[when] if when else None
