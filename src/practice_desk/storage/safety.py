"""What was decided about findings of the safety checks, and how often each rule was overridden."""

from __future__ import annotations

from sqlalchemy import Connection, case, func, select

from practice_desk.domain.safety import AlertKind
from practice_desk.domain.safety_decision import Decision, RuleTally, SafetyDecision
from practice_desk.storage.records import Records
from practice_desk.storage.safety_rows import SAFETY_DECISION


class SafetyDecisions(Records[SafetyDecision]):
    """Decisions in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__(
            "safety decision",
            SafetyDecision,
            SAFETY_DECISION,
            codecs={"medications": (list, tuple)},
            order_by=("decided_at", "id"),
        )
        columns = self.table.c
        signed = case((columns.decision == Decision.HEEDED, 0), else_=1)
        self._tally = (
            select(columns.kind, columns.ref, func.count(), func.sum(signed))
            .group_by(columns.kind, columns.ref)
            .order_by(func.count().desc(), columns.kind, columns.ref)
        )

    def tally(self, connection: Connection) -> list[RuleTally]:
        """Return every rule that ever interrupted in this clinic, the most frequent first."""
        rows = connection.execute(self._tally)
        return [RuleTally(AlertKind(row[0]), row[1], row[2], int(row[3])) for row in rows]


safety_decisions = SafetyDecisions()
