"""The schedule: booking, moving, marking and cancelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from practice_desk.domain.appointment import (
    AppointmentStatus,
    Clash,
    VisitKind,
    moment_of,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.services import appointments
from practice_desk.storage import purge
from tests.audit_rows import audit_rows
from tests.factories import MadeClinic, a_patient, an_appointment

DAY = date(2026, 11, 25)
AT_NINE = moment_of(DAY, time(9))


def test_that_a_day_lists_its_own_appointments_by_time_with_names(made: MadeClinic) -> None:
    clinic = made.clinic
    jo, mo = a_patient(clinic, given_name="Jo"), a_patient(clinic, given_name="Mo")
    (ana,) = appointments.people_to_see(clinic)
    an_appointment(clinic, mo, starts_at=moment_of(DAY, time(23, 55)), practitioner_id=ana.id)
    an_appointment(clinic, jo, starts_at=AT_NINE, visit=VisitKind.INTAKE)
    an_appointment(clinic, jo, starts_at=AT_NINE + timedelta(days=1))
    found = appointments.day_schedule(clinic, DAY)
    assert [each.patient.display_name.split()[0] for each in found] == ["Jo", "Mo"]
    assert [each.practitioner for each in found] == ["", ana.display_name]
    assert appointments.day_schedule(clinic, DAY - timedelta(days=1)) == []


def test_that_an_overlap_is_told_and_not_refused(made: MadeClinic) -> None:
    clinic = made.clinic
    (ana,) = appointments.people_to_see(clinic)
    jo = a_patient(clinic)
    first = an_appointment(clinic, jo, starts_at=AT_NINE, practitioner_id=ana.id)
    second = replace(first, id=None, starts_at=AT_NINE + timedelta(minutes=15))
    ((warned, kinds),) = appointments.booking_doubts(clinic, second).clashes
    assert (warned.appointment, kinds) == (first, {Clash.PRACTITIONER, Clash.PATIENT})
    assert appointments.save_appointment(clinic, second).id


def test_that_a_move_of_an_older_version_is_refused(made: MadeClinic) -> None:
    clinic = made.clinic
    opened = an_appointment(clinic, a_patient(clinic), starts_at=AT_NINE)
    appointments.mark_appointment(clinic, opened, AppointmentStatus.ARRIVED)
    with pytest.raises((StaleRecord, Invalid)):
        appointments.save_appointment(clinic, replace(opened, minutes=60))
    moved = an_appointment(clinic, a_patient(clinic), starts_at=AT_NINE)
    appointments.save_appointment(clinic, replace(moved, minutes=45))
    with pytest.raises(StaleRecord):
        appointments.save_appointment(clinic, replace(moved, minutes=60))
    assert appointments.saved_appointment(clinic, moved).minutes == 45


def test_that_a_move_never_changes_the_status(made: MadeClinic) -> None:
    clinic = made.clinic
    booked = an_appointment(clinic, a_patient(clinic), starts_at=AT_NINE)
    moved = replace(booked, minutes=45, status=AppointmentStatus.FULFILLED)
    appointments.save_appointment(clinic, moved)
    assert appointments.saved_appointment(clinic, booked).status is AppointmentStatus.BOOKED


def test_that_marking_writes_the_status_alone_and_its_reason(made: MadeClinic) -> None:
    clinic = made.clinic
    booked = an_appointment(clinic, a_patient(clinic), starts_at=AT_NINE, comment="by bus")
    forged = replace(booked, comment="something else", minutes=5)
    appointments.mark_appointment(clinic, forged, AppointmentStatus.CANCELLED, " has  the flu ")
    stored = appointments.saved_appointment(clinic, booked)
    assert stored.cancelled_at is not None
    assert stored == replace(
        booked,
        status=AppointmentStatus.CANCELLED,
        cancelled_reason="has the flu",
        cancelled_at=stored.cancelled_at,
        version=2,
    )
    last = [event for event in audit_rows(clinic) if event.operation == "edit schedule"][-1]
    assert (last.reason, last.detail) == ("has the flu", f"appointment {booked.id} cancelled")
    assert last.kind is AuditKind.CHANGE


def test_that_no_appointment_is_cancelled_without_a_reason(made: MadeClinic) -> None:
    booked = an_appointment(made.clinic, a_patient(made.clinic), starts_at=AT_NINE)
    with pytest.raises(Invalid, match="Say why"):
        appointments.mark_appointment(made.clinic, booked, AppointmentStatus.CANCELLED, " ")


def test_that_a_status_follows_only_from_those_before_it(made: MadeClinic) -> None:
    booked = an_appointment(made.clinic, a_patient(made.clinic), starts_at=AT_NINE)
    with pytest.raises(Invalid, match="can’t be marked"):
        appointments.mark_appointment(made.clinic, booked, AppointmentStatus.FULFILLED)


def test_that_an_appointment_stays_with_its_patient(made: MadeClinic) -> None:
    clinic = made.clinic
    booked, other = an_appointment(clinic, a_patient(clinic)), a_patient(clinic)
    with pytest.raises(NotFound):
        appointments.save_appointment(clinic, replace(booked, patient_id=other))
    with pytest.raises(NotFound):
        appointments.mark_appointment(
            clinic, replace(booked, patient_id=other), AppointmentStatus.ARRIVED
        )


def test_that_a_purged_chart_leaves_no_appointment(made: MadeClinic) -> None:
    clinic = made.clinic
    patient_id = a_patient(clinic)
    an_appointment(clinic, patient_id, starts_at=AT_NINE)
    with clinic.store.write() as work:
        purge.purge_chart(work.connection, patient_id)
        work.commit()
    assert appointments.day_schedule(clinic, DAY) == []


def test_that_a_merged_chart_brings_its_appointments(made: MadeClinic) -> None:
    clinic = made.clinic
    kept, merged = a_patient(clinic), a_patient(clinic)
    booked = an_appointment(clinic, merged, starts_at=AT_NINE)
    with clinic.store.write() as work:
        purge.move_records(work.connection, merged, into=kept)
        work.commit()
    (found,) = appointments.patient_appointments(clinic, kept)
    assert found.appointment.id == booked.id
