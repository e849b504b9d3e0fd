"""The use cases of the schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from functools import partial

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.appointment_series import AppointmentSeries
from practice_desk.domain.appointment_type import AppointmentType, Room
from practice_desk.domain.check_in import CheckIn, CheckInField
from practice_desk.domain.check_in_sheet import NEW_MEDICINES, Answers, CheckInEnd
from practice_desk.domain.office_hours import DayOff, OfficeHours
from practice_desk.domain.permission import Operation
from practice_desk.domain.recall import Recall
from practice_desk.services import (
    appointment_series,
    appointment_setup,
    appointments,
    called_off,
    check_in,
    check_in_entry,
    check_in_paper,
    check_in_review,
    check_in_waiting,
    unmarked_appointments,
)
from practice_desk.services.called_off import CalledOff
from tests.check_ins import file_all, put_sealed
from tests.factories import an_appointment
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _new(stage: Stage) -> Appointment:
    return Appointment(stage.patient_id, stage.clinic.now())


def _weekly(stage: Stage) -> AppointmentSeries:
    return AppointmentSeries(stage.patient_id, stage.clinic.today(), time(15), count=3)


def _of_series(stage: Stage) -> Appointment:
    """Return the first visit of a series."""
    booked = appointment_series.book_series(stage.clinic, _new(stage), _weekly(stage))
    value = replace(_new(stage), id=booked.id)
    return appointments.saved_appointment(stage.clinic, value)


def _call_off(stage: Stage) -> Call:
    """Cancel a whole series, and ask to call the patient."""
    clinic = stage.clinic
    call = Recall(stage.patient_id, clinic.today(), clinic.now(), "", comment="call after 3 PM")
    how = CalledOff(AppointmentStatus.CANCELLED, "moves", with_following=True, call=call)
    return partial(called_off.call_off, clinic, _of_series(stage), how)


def _type(stage: Stage) -> AppointmentType:
    number = len(appointment_setup.schedule_setup(stage.clinic).types)
    return AppointmentType(f"Group {number}", sign=f"{number}")


def _room(stage: Stage) -> Room:
    return Room(f"Room {len(appointment_setup.schedule_setup(stage.clinic).rooms)}")


def _hours(stage: Stage) -> OfficeHours:
    """Return the clinic's hours, set anew where they were set before."""
    stored = appointment_setup.schedule_setup(stage.clinic).times.hours
    return next((each for each in stored if each.practitioner_id is None), OfficeHours())


def _away(stage: Stage) -> DayOff:
    return DayOff(stage.clinic.today(), stage.clinic.today(), "Holiday")


def _stored_day_off(stage: Stage) -> DayOff:
    number = appointment_setup.save_day_off(stage.clinic, _away(stage)).id
    stored = appointment_setup.schedule_setup(stage.clinic).times.days_off
    return next(each for each in stored if each.id == number)


def _answered(stage: Stage) -> CheckIn:
    """Return a check-in at which the mobile phone was corrected."""
    sheet = check_in.hand_over(stage.clinic, an_appointment(stage.clinic, stage.patient_id))
    told = {CheckInField.PHONE_MOBILE.value: f"(541) 555-{sheet.check_in_id:04}"}
    put_sealed(sheet, told, CheckInEnd.LEFT)  # else the next would not be asked
    file_all(stage.clinic)
    return next(
        each.check_in
        for each in check_in_review.check_ins_to_review(stage.clinic)
        if each.check_in.id == sheet.check_in_id
    )


def _accept(stage: Stage) -> Call:
    value, field = _answered(stage), CheckInField.PHONE_MOBILE
    seen = stage.patient().phone_mobile
    return partial(check_in_review.accept_answer, stage.clinic, value, field, seen)


def _told(stage: Stage) -> CheckIn:
    """Return a check-in at which something clinical was told."""
    handed = check_in.hand_over(stage.clinic, an_appointment(stage.clinic, stage.patient_id))
    put_sealed(
        handed, {NEW_MEDICINES: "yes", f"{NEW_MEDICINES}:more": "melatonin"}, CheckInEnd.LEFT
    )
    file_all(stage.clinic)
    reviews = check_in_review.check_ins_to_review(stage.clinic)
    return next(each.check_in for each in reviews if each.check_in.id == handed.check_in_id)


def _print(stage: Stage) -> Call:
    questions = check_in_paper.questions_on_paper(stage.clinic, stage.patient_id)
    rendered = check_in_paper.render_questions(questions, "en")
    return partial(check_in_paper.record_questions, stage.clinic, questions, rendered)


def _visit(stage: Stage) -> int:
    return an_appointment(stage.clinic, stage.patient_id).id or 0


def _enter(stage: Stage) -> Call:
    paper = check_in_entry.paper_to_enter(stage.clinic, stage.patient_id, _visit(stage))
    answers = Answers(given={NEW_MEDICINES: "yes", f"{NEW_MEDICINES}:more": "melatonin"})
    today = stage.clinic.today()
    return partial(check_in_entry.enter_paper, stage.clinic, paper, answers, today)


def _file(stage: Stage) -> Call:
    sheet = check_in.hand_over(stage.clinic, an_appointment(stage.clinic, stage.patient_id))
    put_sealed(sheet, {}, CheckInEnd.LEFT)
    begun = check_in_waiting.sealed_check_ins(stage.clinic)[-1]
    return partial(check_in.file_answers, stage.clinic, begun)


SCHEDULE: UseCases = {
    "check_in.hand_over": (
        _OP.CHECK_IN,
        lambda s: partial(check_in.hand_over, s.clinic, an_appointment(s.clinic, s.patient_id)),
    ),
    "check_in.file_answers": (_OP.CHECK_IN, _file),
    "check_in_waiting.sealed_check_ins": (
        _OP.CHECK_IN,
        lambda s: partial(check_in_waiting.sealed_check_ins, s.clinic),
    ),
    "check_in_review.check_ins_to_review": (
        _OP.REVIEW_CHECK_IN,
        lambda s: partial(check_in_review.check_ins_to_review, s.clinic),
    ),
    "check_in_paper.questions_on_paper": (
        _OP.PRINT_CHECK_IN,
        lambda s: partial(check_in_paper.questions_on_paper, s.clinic, s.patient_id),
    ),
    "check_in_paper.record_questions": (_OP.PRINT_CHECK_IN, _print),
    "check_in_entry.paper_to_enter": (
        _OP.ENTER_CHECK_IN,
        lambda s: partial(check_in_entry.paper_to_enter, s.clinic, s.patient_id, _visit(s)),
    ),
    "check_in_entry.enter_paper": (_OP.ENTER_CHECK_IN, _enter),
    "check_in_waiting.topics_today": (
        _OP.REVIEW_CHECK_IN,
        lambda s: partial(check_in_waiting.topics_today, s.clinic),
    ),
    "check_in_waiting.check_ins_waiting": (
        _OP.REVIEW_CHECK_IN,
        lambda s: partial(check_in_waiting.check_ins_waiting, s.clinic),
    ),
    "check_in_review.accept_answer": (_OP.REVIEW_CHECK_IN, _accept),
    "check_in_review.note_answer": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(check_in_review.note_answer, s.clinic, _told(s), NEW_MEDICINES),
    ),
    "check_in_review.record_new_medicine": (
        _OP.RECORD_OUTSIDE_MEDICATION,
        lambda s: partial(check_in_review.record_new_medicine, s.clinic, _told(s), NEW_MEDICINES),
    ),
    "check_in_review.reject_answer": (
        _OP.REVIEW_CHECK_IN,
        lambda s: partial(
            check_in_review.reject_answer, s.clinic, _answered(s), CheckInField.PHONE_MOBILE
        ),
    ),
    "appointments.day_schedule": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.day_schedule, s.clinic, s.clinic.today()),
    ),
    "appointments.expected_today": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.expected_today, s.clinic),
    ),
    "unmarked_appointments.unmarked_appointments": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(unmarked_appointments.unmarked_appointments, s.clinic),
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
    "appointments.booking_doubts": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.booking_doubts, s.clinic, _new(s)),
    ),
    "appointments.calendar_days": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointments.calendar_days, s.clinic, s.clinic.today(), s.clinic.today()),
    ),
    "appointment_series.book_series": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(appointment_series.book_series, s.clinic, _new(s), _weekly(s)),
    ),
    "appointment_series.series_doubts": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointment_series.series_doubts, s.clinic, _new(s), _weekly(s)),
    ),
    "appointment_series.series_of": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(appointment_series.series_of, s.clinic, _of_series(s)),
    ),
    "appointment_series.move_appointments": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(appointment_series.move_appointments, s.clinic, [_of_series(s)]),
    ),
    "called_off.call_off": (_OP.EDIT_SCHEDULE, _call_off),
    "appointment_setup.schedule_setup": (
        _OP.VIEW_CLINIC,
        lambda s: partial(appointment_setup.schedule_setup, s.clinic),
    ),
    "appointment_setup.save_type": (
        _OP.SET_UP_SCHEDULE,
        lambda s: partial(appointment_setup.save_type, s.clinic, _type(s)),
    ),
    "appointment_setup.save_room": (
        _OP.SET_UP_SCHEDULE,
        lambda s: partial(appointment_setup.save_room, s.clinic, _room(s)),
    ),
    "appointment_setup.save_hours": (
        _OP.SET_UP_SCHEDULE,
        lambda s: partial(appointment_setup.save_hours, s.clinic, _hours(s)),
    ),
    "appointment_setup.save_day_off": (
        _OP.SET_UP_SCHEDULE,
        lambda s: partial(appointment_setup.save_day_off, s.clinic, _away(s)),
    ),
    "appointment_setup.remove_day_off": (
        _OP.SET_UP_SCHEDULE,
        lambda s: partial(appointment_setup.remove_day_off, s.clinic, _stored_day_off(s)),
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
