"""The waiting list and recalls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from practice_desk.domain.patient import PatientStatus
from practice_desk.domain.recall import Recall
from practice_desk.domain.waiting_list import WaitingEntry, WaitState
from practice_desk.storage.desk_rows import RECALL, WAITING_ENTRY
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.records import Records
from practice_desk.storage.visit_rows import VISIT

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The day on which somebody is to come back, by the visit of a chart that was signed last."""

    patient_id: int
    visit_id: int
    seen_on: date
    on: date


class WaitingEntries(Records[WaitingEntry]):
    """Who waits, in the order in which they were put on the list."""

    def __init__(self) -> None:
        super().__init__(
            "entry of the waiting list",
            WaitingEntry,
            WAITING_ENTRY,
            codecs={"days": (list, tuple)},
            order_by=("added_at", "id"),
        )
        self._waiting = self.prepare(self.table.c.state == WaitState.WAITING.value)

    def waiting(self, connection: Connection) -> list[WaitingEntry]:
        """Return those of all charts who still wait."""
        return self._waiting.all(connection)


class Recalls(Records[Recall]):
    """Recalls by hand and decisions, in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__("recall", Recall, RECALL, codecs={"covers": (list, tuple)})
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[Recall]:
        """Return those of all charts."""
        return self._all.all(connection)


waiting_entries = WaitingEntries()
recalls = Recalls()


def next_visits(connection: Connection) -> list[NextVisit]:
    """Return when the active patients are to come back, by the last visit of each."""
    newest = select(func.max(VISIT.c.id)).group_by(VISIT.c.patient_id)
    found = (
        select(VISIT.c.patient_id, VISIT.c.id, VISIT.c.seen_on, VISIT.c.follow_up_on)
        .join(PATIENT, PATIENT.c.id == VISIT.c.patient_id)
        .where(
            VISIT.c.id.in_(newest),
            VISIT.c.follow_up_on.is_not(None),
            PATIENT.c.status == PatientStatus.ACTIVE.value,
        )
        .order_by(VISIT.c.patient_id)
    )
    return [NextVisit(*row) for row in connection.execute(found)]


def active_among(connection: Connection, patient_ids: Iterable[int]) -> list[int]:
    """Return those of the charts that are in use."""
    wanted = sorted(set(patient_ids))
    active = PATIENT.c.status == PatientStatus.ACTIVE.value
    found: list[int] = []
    for at in range(0, len(wanted), _AT_ONCE):
        some = PATIENT.c.id.in_(wanted[at : at + _AT_ONCE])
        found += connection.execute(select(PATIENT.c.id).where(active, some)).scalars()
    return sorted(found)
