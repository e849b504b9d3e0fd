"""The waiting list: who waits, who could take time that is free, and booking them into it.

Like the schedule it has names of all charts, restricted ones too, and nothing clinical.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from practice_desk.domain.appointment import (
    LONGEST,
    MOVABLE,
    Appointment,
    check_appointment,
    clashing,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.domain.waiting_list import (
    FreeSlot,
    WaitingEntry,
    WaitState,
    check_waiting,
    fits,
    fitting,
    in_turn,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people, schedule
from practice_desk.storage.desk import waiting_entries
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "waiting_entry"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One who waits, by name; `practitioner` is empty for anybody.

    `coming` is the appointment that they have already, None for a first one.
    """

    entry: WaitingEntry
    patient: PatientSummary
    practitioner: str = ""
    coming: Appointment | None = None


def waiting_list(clinic: Clinic) -> list[WaitingLine]:
    """Return who waits, in the order in which to call them."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = "waiting list"
        return _lines(clinic, work, in_turn(waiting_entries.waiting(work.connection)))


def patient_waits(clinic: Clinic, patient_id: int) -> list[WaitingLine]:
    """Return what one patient waits for."""
    with clinic.viewing(Operation.VIEW_SCHEDULE, patient_id) as work:
        work.detail = "waiting list"
        found = waiting_entries.for_patient(work.connection, patient_id)
        return _lines(clinic, work, in_turn(each for each in found if each.is_waiting))


def who_fits(clinic: Clinic, slot: FreeSlot) -> list[WaitingLine]:
    """Return who could take *slot*, in the order in which to call them.

    Who has an appointment before it would not come earlier by it, and is left out.
    """
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = "waiting list"
        lines = _lines(clinic, work, fitting(waiting_entries.waiting(work.connection), slot))
    return [each for each in lines if each.coming is None or each.coming.starts_at > slot.starts_at]


def saved_waiting(clinic: Clinic, value: WaitingEntry) -> WaitingEntry:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_SCHEDULE, value.patient_id) as work:
        return waiting_entries.get(work.connection, value.id or 0)


def save_waiting(clinic: Clinic, value: WaitingEntry) -> Saved:
    """Put somebody on the list, or change what suits them. Raises Invalid, StaleRecord, NotFound.

    Who put them there and since when is kept; an entry is ended by `close_waiting` alone.
    """
    if problems := check_waiting(value):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id) as work:
        if value.id is None:
            work.kind = AuditKind.CREATE
            value = replace(value, added_at=clinic.now(), added_by=clinic.session.user_name)
        else:
            stored = waiting_entries.get(work.connection, value.id)
            _require_waiting(stored)
            value = replace(value, added_at=stored.added_at, added_by=stored.added_by)
        number = waiting_entries.put(work.connection, value)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def close_waiting(clinic: Clinic, value: WaitingEntry, reason: str) -> Saved:
    """Take somebody off the list, with a *reason*. Raises Invalid, StaleRecord or NotFound."""
    reason = " ".join(reason.split())
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id, reason=reason) as work:
        closed = _closed(clinic, work, value, WaitState.REMOVED, reason)
        if problems := check_waiting(closed):
            raise Invalid(problems)
        waiting_entries.save(work.connection, closed)
        work.detail = f"{NOUN} {value.id} removed"
    return Saved(value.id or 0, Changes.of(value.patient_id, NOUN))


def book_waiting(clinic: Clinic, value: WaitingEntry, slot: FreeSlot) -> Saved:
    """Book who waits into *slot* and end their waiting, in one; return the appointment.

    Raises Invalid where the slot does not fit them or is taken by now, StaleRecord or NotFound.
    """
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id, kind=AuditKind.CREATE) as work:
        if not fits(value, slot):
            raise Invalid((Problem("slot", "This time does not suit what they wait for."),))
        _require_free(work, slot)
        wanted = Appointment(
            value.patient_id,
            slot.starts_at,
            value.minutes,
            slot.practitioner_id,
            value.visit,
            comment=value.comment,
        )
        if problems := check_appointment(wanted):
            raise Invalid(problems)
        number = schedule.appointments.add(work.connection, wanted)
        closed = _closed(clinic, work, value, WaitState.BOOKED, "")
        waiting_entries.save(work.connection, replace(closed, appointment_id=number))
        work.detail = f"appointment {number} booked, {NOUN} {value.id} ended"
    return Saved(number, Changes.of(value.patient_id, "appointment", NOUN))


def end_waiting(clinic: Clinic, value: WaitingEntry, appointment_id: int) -> Saved:
    """End the waiting of somebody who was booked elsewhere in the schedule.

    Raises Invalid for an appointment of somebody else, StaleRecord or NotFound.
    """
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id) as work:
        booked = schedule.appointments.get(work.connection, appointment_id)
        if booked.patient_id != value.patient_id:
            raise Invalid((Problem("slot", "This appointment is another patient’s."),))
        closed = _closed(clinic, work, value, WaitState.BOOKED, "")
        waiting_entries.save(work.connection, replace(closed, appointment_id=appointment_id))
        work.detail = f"{NOUN} {value.id} ended by appointment {appointment_id}"
    return Saved(value.id or 0, Changes.of(value.patient_id, NOUN))


def _closed(
    clinic: Clinic, work: UnitOfWork, value: WaitingEntry, state: WaitState, reason: str
) -> WaitingEntry:
    """Return what is stored as ended, with the version that *value* was read with."""
    stored = waiting_entries.get(work.connection, value.id or 0)
    _require_waiting(stored)
    return replace(
        stored,
        patient_id=value.patient_id,
        version=value.version,
        state=state,
        closed_at=clinic.now(),
        closed_by=clinic.session.user_name,
        closed_reason=reason,
    )


def _require_waiting(stored: WaitingEntry) -> None:
    if not stored.is_waiting:
        sentence = "They wait no longer: somebody booked them or took them off meanwhile."
        raise Invalid((Problem("patient", sentence),))


def _require_free(work: UnitOfWork, slot: FreeSlot) -> None:
    """Raise Invalid where the time went to somebody else meanwhile."""
    if slot.practitioner_id is None:
        return
    wanted = Appointment(0, slot.starts_at, slot.minutes, slot.practitioner_id)
    before = slot.starts_at - timedelta(minutes=LONGEST)
    others = schedule.appointments.starting(work.connection, before, wanted.ends_at)
    if clashing(wanted, others):
        sentence = "This time was booked for somebody else meanwhile."
        raise Invalid((Problem("slot", sentence),))


def _lines(clinic: Clinic, work: UnitOfWork, entries: Iterable[WaitingEntry]) -> list[WaitingLine]:
    found = list(entries)
    ids = list(dict.fromkeys(each.patient_id for each in found))
    patients = {each.id: each for each in patient_search.summaries(work.connection, ids)}
    names: dict[int | None, str] = {None: ""}
    for each in found:
        number = each.practitioner_id
        if number is not None and number not in names:
            names[number] = people.practitioners.get(work.connection, number).display_name
    coming = {number: _coming(clinic, work, number) for number in ids}
    return [
        WaitingLine(
            each,
            patients[each.patient_id],
            names[each.practitioner_id],
            coming[each.patient_id],
        )
        for each in found
    ]


def _coming(clinic: Clinic, work: UnitOfWork, patient_id: int) -> Appointment | None:
    """Return the next appointment of a patient that is booked or proposed."""
    now = clinic.now()
    listed = schedule.appointments.for_patient(work.connection, patient_id)
    return next((each for each in listed if each.status in MOVABLE and each.starts_at >= now), None)
