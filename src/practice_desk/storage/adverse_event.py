"""Side effects and what followed them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import (
    DETAILS,
    AdverseEventReview,
    Details,
    Retraction,
    Review,
)
from practice_desk.domain.search_entry import (
    SearchKind,
    SearchRecord,
    follow_up_words,
    side_effect_words,
)
from practice_desk.storage import search
from practice_desk.storage.adverse_event_rows import ADVERSE_EVENT, ADVERSE_EVENT_REVIEW
from practice_desk.storage.records import Records

_IS = "is"
"""The kind within the stored details, by which they are read back."""
_MOVES = ("told", "review", "retraction")
"""The kinds that open or close a report; passing it on or writing about it does neither."""
_ANSWERS = ("review", "reply", "retraction")


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in DETAILS.items() if made is type(details))
    return {_IS: kind, **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> Details:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(fields, DETAILS[plain[_IS]])
    return found


class AdverseEvents(Records[AdverseEvent]):
    """Reports in the order in which they were recorded."""

    def __init__(self) -> None:
        super().__init__("side effect", AdverseEvent, ADVERSE_EVENT)
        entries = ADVERSE_EVENT_REVIEW.alias("entry")
        own = entries.c.adverse_event_id == ADVERSE_EVENT.c.id
        moves = select(func.max(entries.c.id)).where(own, _is_one_of(entries, _MOVES))
        last = moves.correlate(ADVERSE_EVENT).scalar_subquery()
        closed = select(ADVERSE_EVENT_REVIEW.c.id).where(
            and_(ADVERSE_EVENT_REVIEW.c.id == last, ADVERSE_EVENT_REVIEW.c.ends)
        )
        self._open = self.prepare(~closed.correlate(ADVERSE_EVENT).exists())
        self._answered = self.prepare(
            ADVERSE_EVENT.c.reported_by == bindparam("user_name"), _has_answers().exists()
        )
        self._from = self.prepare(ADVERSE_EVENT.c.id >= bindparam("first"))

    def add(self, connection: Connection, value: AdverseEvent) -> int:
        """Insert a report; it is found by its words."""
        number = super().add(connection, value)
        record = SearchRecord(
            SearchKind.SIDE_EFFECT, number, value.patient_id, value.told_on, value.reported_by
        )
        search.index_texts(connection, record, {0: side_effect_words(value)})
        return number

    def open(self, connection: Connection) -> list[AdverseEvent]:
        """Return every report of the clinic that nobody has closed or taken back."""
        return self._open.all(connection)

    def answered(self, connection: Connection, user_name: str) -> list[AdverseEvent]:
        """Return what *user_name* reported and others have answered since they last read it."""
        return self._answered.all(connection, user_name=user_name)

    def beginning_with(self, connection: Connection, first: int) -> list[AdverseEvent]:
        """Return the reports of all charts from the id *first* on."""
        return self._from.all(connection, first=first)


class AdverseEventReviews(Records[AdverseEventReview]):
    """What followed the reports, in the order in which it was recorded."""

    def __init__(self) -> None:
        super().__init__(
            "entry",
            AdverseEventReview,
            ADVERSE_EVENT_REVIEW,
            codecs={"details": (_details_out, _details_in)},
            derived=lambda entry: {"kind": entry.kind, "ends": _ends(entry)},
        )
        self._of_report = self.prepare(
            ADVERSE_EVENT_REVIEW.c.adverse_event_id == bindparam("adverse_event_id")
        )
        self._from = self.prepare(ADVERSE_EVENT_REVIEW.c.adverse_event_id >= bindparam("first"))

    def add(self, connection: Connection, value: AdverseEventReview) -> int:
        """Insert an entry; the report is found by its words too, or no more once taken back."""
        number = super().add(connection, value)
        if isinstance(value.details, Retraction):
            search.forget_texts(connection, SearchKind.SIDE_EFFECT, value.adverse_event_id)
            return number
        record = SearchRecord(
            SearchKind.SIDE_EFFECT,
            value.adverse_event_id,
            value.patient_id,
            value.happened_on,
            value.recorded_by,
        )
        search.index_texts(connection, record, {number: follow_up_words(value.details)})
        return number

    def of_report(self, connection: Connection, adverse_event_id: int) -> list[AdverseEventReview]:
        """Return what followed one report."""
        return self._of_report.all(connection, adverse_event_id=adverse_event_id)

    def beginning_with(self, connection: Connection, first: int) -> list[AdverseEventReview]:
        """Return what followed the reports from the id *first* on."""
        return self._from.all(connection, first=first)


def _is_one_of(entries: FromClause, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(entries.c.kind == kind for kind in kinds))  # a prepared select knows no IN


def _has_answers() -> Select[tuple[int]]:
    answer, own = ADVERSE_EVENT_REVIEW.alias("answer"), ADVERSE_EVENT_REVIEW.alias("own")
    reporter = ADVERSE_EVENT.c.reported_by
    read = select(own.c.id).where(
        own.c.adverse_event_id == ADVERSE_EVENT.c.id,
        own.c.recorded_by == reporter,
        own.c.id > answer.c.id,
    )
    return (
        select(answer.c.id)
        .where(
            answer.c.adverse_event_id == ADVERSE_EVENT.c.id,
            _is_one_of(answer, _ANSWERS),
            answer.c.recorded_by != "",  # the upgrade's own
            answer.c.recorded_by != reporter,
            ~read.correlate(ADVERSE_EVENT, answer).exists(),
        )
        .correlate(ADVERSE_EVENT)
    )


def _ends(entry: AdverseEventReview) -> bool:
    details = entry.details
    return isinstance(details, Retraction) or (
        isinstance(details, Review) and details.outcome is not None
    )


adverse_events = AdverseEvents()
adverse_event_reviews = AdverseEventReviews()
