"""The use cases of the schedule."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.permission import Operation
from practice_desk.services import appointments
from tests.factories import an_appointment
from tests.stage import Stage, UseCases

_OP = Operation


def _new(stage: Stage) -> Appointment:
    return Appointment(stage.patient_id, stage.clinic.now())


SCHEDULE: UseCases = {
    "appointments.day_schedule": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.day_schedule, s.clinic, s.clinic.today()),
    ),
    "appointments.patient_appointments": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.patient_appointments, s.clinic, s.patient_id),
    ),
    "appointments.saved_appointment": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(
            appointments.saved_appointment, s.clinic, an_appointment(s.clinic, s.patient_id)
        ),
    ),
    "appointments.overlapping_appointments": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.overlapping_appointments, s.clinic, _new(s)),
    ),
    "appointments.people_to_see": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.people_to_see, s.clinic),
    ),
    "appointments.save_appointment": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(appointments.save_appointment, s.clinic, _new(s)),
    ),
    "appointments.mark_appointment": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(
            appointments.mark_appointment,
            s.clinic,
            an_appointment(s.clinic, s.patient_id),
            AppointmentStatus.ARRIVED,
        ),
    ),
}
