"""The demo clinic's schedule: the full week around today, and the weeks for which it is kept."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.adverse_event import AdverseEvent, Course
from practice_desk.domain.appointment import (
    Appointment,
    AppointmentStatus,
    CancelledBy,
    VisitKind,
)
from practice_desk.domain.appointment_series import AppointmentSeries
from practice_desk.domain.appointment_type import AppointmentType, Room
from practice_desk.domain.directory import Practitioner, PractitionerKind
from practice_desk.domain.office_hours import DEFAULT_WEEK, DayOff, OfficeHours
from practice_desk.services.appointment_series import book_series
from practice_desk.services.appointment_setup import (
    ScheduleSetup,
    save_day_off,
    save_hours,
    save_room,
    schedule_setup,
)
from practice_desk.services.appointments import (
    day_schedule,
    mark_appointment,
    save_appointment,
    saved_appointment,
)
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients
from practice_desk.services.side_effects import report_side_effect

_SEED = 20_261_125
_DAYS_AHEAD = 45
_TIMES = (
    time(8, 30), time(9), time(9, 45), time(10, 30), time(11, 15),
    time(13), time(13, 30), time(14, 15), time(15), time(16),
)  # fmt: skip
_HOURS_OF_ONE = (time(9), time(10), time(11), time(13), time(14), time(15), time(16))
_OF_ONE = 4
"""Visits of each clinician on a day of this week."""
_FIRST = time(8)
_WORK_DAYS = 5
VISITED = "Rivera"
"""Whose visit today the tour goes through."""
_ON_OTHER_DAYS = 5
_COMMENTS = ("Brings an interpreter.", "Needs the ramp.", "By phone if the bus is late.")
_KINDS = {
    PractitionerKind.PRESCRIBER: ("Medication visit",) * 4 + ("Intake", "Phone call"),
    PractitionerKind.THERAPIST: ("Therapy session",) * 4 + ("Intake",),
}
_ROOMS = ("Office 1", "Office 2", "Therapy room")
_LONG_THURSDAY = (*DEFAULT_WEEK[:3], ((9 * 60, 12 * 60), (13 * 60, 19 * 60)), *DEFAULT_WEEK[4:])


def book_schedule(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Book the week of *today*, a full day even on a weekend, and visits of the weeks to come.

    What lies before today is done but for some; one of today's was cancelled the day before.
    """
    clock.now = max(clock.now, office_time(today - timedelta(days=1), time(15)))
    setup = _set_up(clinic, today)
    booking = _Booking(clinic, clock, setup)
    monday = today - timedelta(days=today.weekday())
    for ahead in range(-today.weekday(), _DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        if day == today:
            booking.book_cycle(day, _TIMES)
        elif day.weekday() >= _WORK_DAYS:
            continue
        elif _is_full(day, monday, today):
            booking.book_each(day)
        else:
            booking.book_cycle(day, booking.some_times())
    booking.book_therapy(monday + timedelta(days=7 if today.weekday() >= _WORK_DAYS else 0))
    _mark_past(clinic, clock, monday, today)
    _book_visit(clinic, clock, today, setup)
    clock.now += timedelta(minutes=30)
    called = day_schedule(clinic, today)[-2].appointment
    mark_appointment(
        clinic,
        called,
        AppointmentStatus.CANCELLED,
        "Called: has the flu.",
        cancelled_by=CancelledBy.PATIENT,
    )


def _is_full(day: date, monday: date, today: date) -> bool:
    """Return whether *day* is in the week that is looked at: on a weekend also the next one."""
    days = 14 if today.weekday() >= _WORK_DAYS else 7
    return monday <= day < monday + timedelta(days=days)


def _set_up(clinic: Clinic, today: date) -> ScheduleSetup:
    """Give the clinic rooms, the therapist a long Thursday, and a prescriber some days off."""
    for name in _ROOMS:
        save_room(clinic, Room(name))
    save_hours(clinic, OfficeHours())
    people = schedule_setup(clinic).people
    therapist = next(each for each in people if each.kind is PractitionerKind.THERAPIST)
    save_hours(clinic, OfficeHours(therapist.id, _LONG_THURSDAY))
    away = today + timedelta(days=21 - today.weekday())
    last = away + timedelta(days=4)
    save_day_off(clinic, DayOff(away, last, "Conference", people[-1].id))
    return schedule_setup(clinic)


class _Booking:
    """Books visits of patients drawn by lot; the same seed gives the same schedule."""

    def __init__(self, clinic: Clinic, clock: DemoClock, setup: ScheduleSetup) -> None:
        self._clinic = clinic
        self._clock = clock
        self._setup = setup
        self._chance = random.Random(_SEED)
        self._patients = find_patients(clinic, "", active_only=True)

    def some_times(self) -> list[time]:
        """Return times of a day that is not full."""
        return sorted(self._chance.sample(_TIMES, _ON_OTHER_DAYS))

    def book_cycle(self, day: date, times: Sequence[time]) -> None:
        """Book one visit at each of *times*, with one clinician after the other."""
        people = self._setup.people
        for number, patient in enumerate(self._chance.sample(self._patients, len(times))):
            self._book(patient, day, times[number], people[number % len(people)], number)

    def book_each(self, day: date) -> None:
        """Book some visits with every clinician."""
        people = self._setup.people
        patients = iter(self._chance.sample(self._patients, _OF_ONE * len(people)))
        for person in people:
            for number, at in enumerate(sorted(self._chance.sample(_HOURS_OF_ONE, _OF_ONE))):
                self._book(next(patients), day, at, person, number)

    def book_therapy(self, monday: date) -> None:
        """Book a session every Tuesday at noon, ten times."""
        therapist = next(
            each for each in self._setup.people if each.kind is PractitionerKind.THERAPIST
        )
        first = monday + timedelta(days=1)
        value = self._visit(self._patients[0], first, time(12), therapist, "Therapy session")
        self._clock.now += timedelta(minutes=2)
        series = AppointmentSeries(value.patient_id, first, time(12), count=10)
        book_series(self._clinic, value, series)

    def _book(self, patient: int, day: date, at: time, person: Practitioner, number: int) -> None:
        kind = self._chance.choice(_KINDS[person.kind])
        value = self._visit(patient, day, at, person, kind)
        if number % 4 == 3:
            value = replace(value, comment=self._chance.choice(_COMMENTS))
        self._clock.now += timedelta(seconds=20)
        save_appointment(self._clinic, value)

    def _visit(
        self, patient: int, day: date, at: time, person: Practitioner, kind: str
    ) -> Appointment:
        of = _type(self._setup, kind)
        place = self._setup.people.index(person) % len(_ROOMS)
        room = None if kind == "Phone call" else self._setup.rooms[place].id
        return Appointment(
            patient,
            office_time(day, at),
            of.minutes,
            person.id,
            of.visit,
            type_id=of.id,
            room_id=room,
        )


def _type(setup: ScheduleSetup, name: str) -> AppointmentType:
    return next(each for each in setup.types if each.name == name)


def _mark_past(clinic: Clinic, clock: DemoClock, monday: date, today: date) -> None:
    """Say of the days before *today* who came; some did not."""
    for number in range((today - monday).days):
        for place, entry in enumerate(day_schedule(clinic, monday + timedelta(days=number))):
            value = entry.appointment
            clock.now += timedelta(seconds=10)
            if place % 7 == 5:
                mark_appointment(clinic, value, AppointmentStatus.NO_SHOW)
            elif place % 9 == 4:
                late = number % 2 == 1
                mark_appointment(
                    clinic,
                    value,
                    AppointmentStatus.CANCELLED,
                    "Car broke down on the way." if late else "Has to work that day.",
                    cancelled_by=CancelledBy.PATIENT,
                    late=late,
                )
            else:
                mark_appointment(clinic, value, AppointmentStatus.ARRIVED)
                here = saved_appointment(clinic, value)
                mark_appointment(clinic, here, AppointmentStatus.FULFILLED)


def _book_visit(clinic: Clinic, clock: DemoClock, today: date, setup: ScheduleSetup) -> None:
    """Book today's first visit, which the tour goes through, and what was told before it."""
    patient_id = next(iter(find_patients(clinic, VISITED, active_only=True)))
    prescriber = next(each.id for each in setup.people if each.kind is PractitionerKind.PRESCRIBER)
    kind = _type(setup, "Medication visit")
    clock.now += timedelta(minutes=5)
    save_appointment(
        clinic,
        Appointment(
            patient_id,
            office_time(today, _FIRST),
            30,
            prescriber,
            VisitKind.MEDICATION,
            type_id=kind.id,
            room_id=setup.rooms[0].id,
        ),
    )
    plan = reload_chart(clinic, patient_id).plan
    trazodone = next(i.medication.id for i in plan if i.medication.concept_id == "trazodone")
    report_side_effect(
        clinic,
        AdverseEvent(
            patient_id,
            "Groggy until late morning since the new sleeping tablet. I was late at work twice.",
            clinic.today(),
            effect="Next-morning drowsiness",
            severity=3,
            bother=4,
            course=Course.NEW,
            onset_on=clinic.today() - timedelta(days=9),
            suspected_medication_id=trazodone,
        ),
    )
