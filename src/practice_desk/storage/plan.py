"""The medication plan's items and events."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from practice_desk.domain import dispense_request, dosage_plain, regimen_plain
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Medication, Origin
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.search_entry import SearchKind, SearchRecord, reason_words
from practice_desk.storage import search
from practice_desk.storage.plan_rows import MEDICATION, PLAN_EVENT
from practice_desk.storage.records import Records


def _dosage_out(dosage: Dosage | None) -> dict[str, Any] | None:
    return None if dosage is None else dosage_plain.to_plain(dosage)


def _dosage_in(plain: dict[str, Any] | None) -> Dosage | None:
    return None if plain is None else dosage_plain.from_plain(plain)


def _regimen_out(regimen: Regimen | None) -> dict[str, Any] | None:
    return None if regimen is None else regimen_plain.to_plain(regimen)


def _regimen_in(plain: dict[str, Any] | None) -> Regimen | None:
    return None if plain is None else regimen_plain.from_plain(plain)


def _request_out(request: DispenseRequest | None) -> dict[str, Any] | None:
    return None if request is None else dict(dispense_request.to_plain(request))


def _request_in(plain: dict[str, Any] | None) -> DispenseRequest | None:
    return None if plain is None else dispense_request.from_plain(plain)


class PlanEvents(Records[PlanEvent]):
    """Events in the order in which they took effect."""

    def __init__(self) -> None:
        super().__init__(
            "plan event",
            PlanEvent,
            PLAN_EVENT,
            codecs={
                "dosage": (_dosage_out, _dosage_in),
                "regimen": (_regimen_out, _regimen_in),
                "dispense_request": (_request_out, _request_in),
            },
            order_by=("effective_on", "id"),
        )
        of_patient = (
            select(MEDICATION.c.id).where(MEDICATION.c.patient_id == bindparam("patient_id"))
        ).scalar_subquery()
        self._of_patient = self.prepare(PLAN_EVENT.c.medication_id.in_(of_patient))
        self._of_medication = self.prepare(PLAN_EVENT.c.medication_id == bindparam("medication_id"))

    def add(self, connection: Connection, value: PlanEvent) -> int:
        """Insert an event; it is found by its reason, and what it takes back no more."""
        number = super().add(connection, value)
        if value.retracts_event_id is not None:
            search.forget_texts(connection, SearchKind.PLAN_REASON, value.retracts_event_id)
        medication = medications.get(connection, value.medication_id or 0)
        record = SearchRecord(
            SearchKind.PLAN_REASON,
            number,
            medication.patient_id,
            value.effective_on,
            value.recorded_by,
        )
        search.index_texts(
            connection, record, {medication.id or 0: reason_words(value, medication.name)}
        )
        return number

    def of_patient(self, connection: Connection, patient_id: int) -> list[PlanEvent]:
        """Return all events of one chart."""
        return self._of_patient.all(connection, patient_id=patient_id)

    def of_medication(self, connection: Connection, medication_id: int) -> list[PlanEvent]:
        """Return all events of one plan item."""
        return self._of_medication.all(connection, medication_id=medication_id)


medications: Records[Medication] = Records("medication", Medication, MEDICATION)
plan_events = PlanEvents()


def patients_with_medication(connection: Connection) -> list[int]:
    """Return the ids of all patients whose plan ever held something."""
    query = select(MEDICATION.c.patient_id).distinct().order_by(MEDICATION.c.patient_id)
    return list(connection.execute(query).scalars())


def last_changes_since(
    connection: Connection, moment: datetime, kinds: Collection[PlanEventKind]
) -> list[tuple[int, int, PlanEventKind]]:
    """Return the last event of one of *kinds* of each medication of ours that was changed.

    Each is the patient's id, the event's and its kind, of those recorded at *moment* (aware) or
    later.
    """
    event, later = PLAN_EVENT, PLAN_EVENT.alias()
    words = [str(kind) for kind in kinds]
    followed = select(later.c.id).where(
        later.c.medication_id == event.c.medication_id,
        later.c.kind.in_(words),
        later.c.id > event.c.id,
    )
    found = (
        select(MEDICATION.c.patient_id, event.c.id, event.c.kind)
        .join(event, event.c.medication_id == MEDICATION.c.id)
        .where(
            MEDICATION.c.origin == str(Origin.CLINIC),
            event.c.recorded_at >= moment,
            event.c.kind.in_(words),
            ~followed.exists(),
        )
        .order_by(event.c.id)
    )
    rows = connection.execute(found)
    return [(int(who), int(number), PlanEventKind(kind)) for who, number, kind in rows]
