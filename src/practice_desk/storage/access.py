"""Restricted charts, emergency access and approvals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from practice_desk.domain.approval import Approval, ApprovalKind, ApprovalState
from practice_desk.domain.chart_access import ChartRestriction, EmergencyAccess
from practice_desk.domain.safeguard import Safeguard
from practice_desk.storage.access_rows import (
    APPROVAL,
    CHART_RESTRICTION,
    EMERGENCY_ACCESS,
)
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.records import Records

_CARE_TEAM = PreparedSelect(
    select(PATIENT.c.prescriber_id, PATIENT.c.therapist_id).where(
        PATIENT.c.id == bindparam("patient_id")
    ),
    lambda *ids: frozenset(number for number in ids if number is not None),
)
_CARE_TEAMS = PreparedSelect(
    select(PATIENT.c.id, PATIENT.c.prescriber_id, PATIENT.c.therapist_id).where(
        PATIENT.c.id.in_(sqlite.id_list("ids"))
    ),
    lambda chart, *ids: (int(chart), frozenset(number for number in ids if number is not None)),
)
_RESTRICTED = PreparedSelect(
    select(CHART_RESTRICTION.c.patient_id).where(CHART_RESTRICTION.c.lifted_at.is_(None)), int
)


class Restrictions(Records[ChartRestriction]):
    """Which charts are closed to all but their care team."""

    def __init__(self) -> None:
        super().__init__("restriction", ChartRestriction, CHART_RESTRICTION)
        patient = self.table.c.patient_id == bindparam("patient_id")
        self._standing = self.prepare(patient, self.table.c.lifted_at.is_(None), limit=1)

    def standing(self, connection: Connection, patient_id: int) -> ChartRestriction | None:
        """Return the restriction that stands on a chart, or None."""
        return self._standing.first(connection, patient_id=patient_id)

    def charts(self, connection: Connection) -> frozenset[int]:
        """Return the ids of the patients whose charts are restricted."""
        return frozenset(_RESTRICTED.all(connection))


class EmergencyAccesses(Records[EmergencyAccess]):
    """Which restricted charts were opened by whom, newest first."""

    def __init__(self) -> None:
        super().__init__(
            "emergency access",
            EmergencyAccess,
            EMERGENCY_ACCESS,
            order_by=("-opened_at", "-id"),
        )
        patient = self.table.c.patient_id == bindparam("patient_id")
        user = self.table.c.user_name == bindparam("user_name")
        self._newest = self.prepare(patient, user, limit=1)
        self._waiting = self.prepare(self.table.c.reviewed_at.is_(None))

    def newest(
        self, connection: Connection, patient_id: int, user_name: str
    ) -> EmergencyAccess | None:
        """Return the newest access of one person to one chart, or None."""
        return self._newest.first(connection, patient_id=patient_id, user_name=user_name)

    def waiting(self, connection: Connection) -> list[EmergencyAccess]:
        """Return what no administrator has reviewed yet."""
        return self._waiting.all(connection)


class Approvals(Records[Approval]):
    """What was asked of a second person, newest first."""

    def __init__(self) -> None:
        super().__init__(
            "request",
            Approval,
            APPROVAL,
            codecs={"safeguard": (_safeguard_out, _safeguard_in)},
            order_by=("-asked_at", "-id"),
        )
        self._all = self.prepare()
        into = self.table.c.into_patient_id == bindparam("patient_id")
        done = self.table.c.state == ApprovalState.DONE.value
        merged = self.table.c.kind == ApprovalKind.MERGE_CHARTS.value
        self._merged = self.prepare(merged, done, into)

    def listed(self, connection: Connection) -> list[Approval]:
        """Return every request."""
        return self._all.all(connection)

    def merged_into(self, connection: Connection, patient_id: int) -> list[Approval]:
        """Return the merges whose records moved into a chart."""
        return self._merged.all(connection, patient_id=patient_id)


def care_teams(connection: Connection, patient_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return who of the directory treats each of some patients; nobody for a chart without."""
    return dict(_CARE_TEAMS.all(connection, ids=sqlite.as_id_list(patient_ids)))


def is_closed_to(
    connection: Connection,
    patient_id: int,
    practitioner_id: int | None,
    user_name: str,
    now: datetime,
) -> bool:
    """Return whether a chart is restricted and the person neither of its care team nor let in."""
    if restrictions.standing(connection, patient_id) is None:
        return False
    team = _CARE_TEAM.first(connection, patient_id=patient_id) or frozenset()
    if practitioner_id in team:
        return False
    access = emergency_accesses.newest(connection, patient_id, user_name)
    return access is None or not access.is_open(now)


def _safeguard_out(safeguard: Safeguard | None) -> str:
    return "" if safeguard is None else safeguard.value


def _safeguard_in(text: str) -> Safeguard | None:
    return Safeguard(text) if text else None


restrictions = Restrictions()
emergency_accesses = EmergencyAccesses()
approvals = Approvals()
