"""What was decided about findings of the safety checks, and how often each rule was overridden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import Connection, case, func, select

from practice_desk.domain.safety import AlertKind
from practice_desk.domain.safety_decision import Decision, RuleTally, SafetyDecision
from practice_desk.storage.records import Records
from practice_desk.storage.safety_rows import SAFETY_DECISION

_Doses = tuple[tuple[str, Decimal | None], ...]


def _doses_out(doses: _Doses | None) -> dict[str, str | None] | None:
    if doses is None:
        return None
    return {med: None if dose is None else f"{dose:f}" for med, dose in doses}


def _doses_in(plain: dict[str, str | None] | None) -> _Doses | None:
    if plain is None:
        return None
    return tuple((med, None if dose is None else Decimal(dose)) for med, dose in plain.items())


class SafetyDecisions(Records[SafetyDecision]):
    """Decisions in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__(
            "safety decision",
            SafetyDecision,
            SAFETY_DECISION,
            codecs={"medications": (list, tuple), "doses": (_doses_out, _doses_in)},
            order_by=("decided_at", "id"),
        )
        columns = self.table.c
        signed = case((columns.decision == Decision.HEEDED, 0), else_=1)
        self._tally = (
            select(columns.kind, columns.ref, columns.medications, func.count(), func.sum(signed))
            .group_by(columns.kind, columns.ref, columns.medications)
            .order_by(func.count().desc(), columns.kind, columns.ref)
        )

    def tally(self, connection: Connection) -> list[RuleTally]:
        """Return every rule that ever interrupted in this clinic, the most frequent first.

        Medications are the pack's ids.
        """
        found: dict[tuple[str, str], RuleTally] = {}
        for kind, ref, medications, shown, signed in connection.execute(self._tally):
            tally = found.get((kind, ref), RuleTally(AlertKind(kind), ref, 0, 0))
            found[kind, ref] = replace(
                tally,
                shown=tally.shown + shown,
                overridden=tally.overridden + int(signed),
                medications=tuple(dict.fromkeys((*tally.medications, *medications))),
            )
        return sorted(found.values(), key=lambda each: -each.shown)


safety_decisions = SafetyDecisions()


def decisions_between(
    connection: Connection, since: date, until: date
) -> list[tuple[int, AlertKind, str, tuple[str, ...], Decision]]:
    """Return patient, rule, medications and decision of all that was decided in those days.

    The days are the clinic's, both included.
    """
    first = datetime.combine(since, time.min).astimezone()
    after = datetime.combine(until + timedelta(days=1), time.min).astimezone()
    c = SAFETY_DECISION.c
    query = select(c.patient_id, c.kind, c.ref, c.medications, c.decision).where(
        c.decided_at >= first, c.decided_at < after
    )
    return [
        (patient, AlertKind(kind), ref, tuple(medications), Decision(decision))
        for patient, kind, ref, medications, decision in connection.execute(query)
    ]
