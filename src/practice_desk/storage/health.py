"""Conditions, allergies, observations, substance use and encounters."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, or_, select, type_coerce

from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyStatement
from practice_desk.domain.condition import Condition
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.monitoring_decision import MonitoringDecision
from practice_desk.domain.observation import (
    Observation,
    ObservationCategory,
    ObservationComponent,
    SubstanceUse,
)
from practice_desk.storage.health_rows import (
    ALLERGY_INTOLERANCE,
    ALLERGY_STATEMENT,
    CONDITION,
    ENCOUNTER,
    MONITORING_DECISION,
    OBSERVATION,
    SUBSTANCE_USE,
)
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.records import Records


def _components_out(components: tuple[ObservationComponent, ...]) -> list[list[str | None]]:
    return [
        [
            part.code,
            part.display,
            None if part.value is None else str(part.value),
            part.unit,
            part.value_text,
        ]
        for part in components
    ]


def _components_in(plain: list[list[Any]]) -> tuple[ObservationComponent, ...]:
    return tuple(
        ObservationComponent(code, display, None if value is None else Decimal(value), unit, text)
        for code, display, value, unit, text in plain
    )


class Observations(Records[Observation]):
    """Measured and stated facts, newest first."""

    def __init__(self) -> None:
        super().__init__(
            "observation",
            Observation,
            OBSERVATION,
            codecs={"components": (_components_out, _components_in)},
            order_by=("-observed_at", "-id"),
        )
        columns = self.table.c
        self._newest = self.prepare(
            columns.patient_id == bindparam("patient_id"),
            columns.category == bindparam("category"),
            limit=200,
        )
        self._of_category = self.prepare(
            columns.patient_id == bindparam("patient_id"),
            columns.category == bindparam("category"),
        )
        self._panels = self.prepare(
            columns.patient_id == bindparam("patient_id"),
            type_coerce(columns.components, Text) != "[]",
            limit=50,
        )
        has_number = or_(
            columns.value.is_not(None),
            columns.value_text.like("<%"),
            columns.value_text.like(">%"),
        )
        standing = select(columns.code, func.max(columns.observed_at), has_number).where(
            columns.patient_id == bindparam("patient_id"),
            columns.retracted_reason == "",
            columns.code != "",
        )
        self._last = PreparedSelect(
            standing.group_by(columns.code, has_number),
            lambda code, at, number: (code, at, bool(number)),
            [None, None, None],
        )

    def newest(
        self, connection: Connection, patient_id: int, category: ObservationCategory
    ) -> list[Observation]:
        """Return a chart's newest 200 observations of one category, newest first."""
        return self._newest.all(connection, patient_id=patient_id, category=str(category))

    def of_category(
        self, connection: Connection, patient_id: int, category: ObservationCategory
    ) -> list[Observation]:
        """Return all of a chart's observations of one category, newest first."""
        return self._of_category.all(connection, patient_id=patient_id, category=str(category))

    def panels(self, connection: Connection, patient_id: int) -> list[Observation]:
        """Return a chart's newest 50 observations that have parts, newest first."""
        return self._panels.all(connection, patient_id=patient_id)

    def last_of_each(
        self, connection: Connection, patient_id: int
    ) -> list[tuple[str, datetime, bool]]:
        """Return when each code was last observed in a chart, retracted ones left out.

        With a number, or a bound of one, and with words alone apart: the last says which.
        """
        return self._last.all(connection, patient_id=patient_id)


class AllergyStatements(Records[AllergyStatement]):
    """What was said about allergies as a whole."""

    def __init__(self) -> None:
        super().__init__("statement", AllergyStatement, ALLERGY_STATEMENT)

    def newest(self, connection: Connection, patient_id: int) -> AllergyStatement | None:
        """Return the statement that counts, or None when nobody asked."""
        return next(iter(self.for_patient(connection, patient_id)[::-1]), None)


conditions: Records[Condition] = Records("condition", Condition, CONDITION)
allergies: Records[AllergyIntolerance] = Records("allergy", AllergyIntolerance, ALLERGY_INTOLERANCE)
allergy_statements = AllergyStatements()


class Encounters(Records[Encounter]):
    """Visits and contacts, in the order in which they began."""

    def __init__(self) -> None:
        super().__init__("encounter", Encounter, ENCOUNTER, order_by=("started_at", "id"))

    def starting(self, connection: Connection, begin: datetime, end: datetime) -> list[Encounter]:
        """Return what starts from *begin* on and before *end*; both are aware."""
        starts = self.table.c.started_at
        found = select(self.table.c.id).where(starts >= begin, starts < end)
        ids = connection.execute(found.order_by(starts, self.table.c.id)).scalars().all()
        return [self.get(connection, each) for each in ids]


observations = Observations()
monitoring_decisions: Records[MonitoringDecision] = Records(
    "decision", MonitoringDecision, MONITORING_DECISION
)
substance_uses: Records[SubstanceUse] = Records("entry", SubstanceUse, SUBSTANCE_USE)
encounters = Encounters()
