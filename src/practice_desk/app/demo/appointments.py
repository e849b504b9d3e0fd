"""The demo clinic's schedule: today, and the weeks for which the demo clinic is kept."""

from __future__ import annotations

import random
from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.adverse_event import AdverseEvent, Course
from practice_desk.domain.appointment import Appointment, AppointmentStatus, VisitKind
from practice_desk.domain.directory import PractitionerKind
from practice_desk.services.appointments import (
    day_schedule,
    mark_appointment,
    people_to_see,
    save_appointment,
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
_FIRST = time(8)
VISITED = "Rivera"
"""Whose visit today the tour goes through."""
_ON_OTHER_DAYS = 5
_COMMENTS = ("Brings an interpreter.", "Needs the ramp.", "By phone if the bus is late.")
_KINDS = {
    PractitionerKind.PRESCRIBER: (VisitKind.MEDICATION,) * 4 + (VisitKind.INTAKE,),
    PractitionerKind.THERAPIST: (VisitKind.THERAPY,) * 4 + (VisitKind.INTAKE,),
}
_MINUTES = {VisitKind.MEDICATION: 30, VisitKind.THERAPY: 50, VisitKind.INTAKE: 60}


def book_schedule(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Book a full day *today*, even a Saturday, and some visits on each weekday to come.

    One of today's was cancelled the day before.
    """
    clock.now = max(clock.now, office_time(today - timedelta(days=1), time(15)))
    chance = random.Random(_SEED)
    patients = find_patients(clinic, "", active_only=True)
    people = people_to_see(clinic)
    for ahead in range(_DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        if ahead and day.isoweekday() > 5:
            continue
        times = _TIMES if not ahead else sorted(chance.sample(_TIMES, _ON_OTHER_DAYS))
        for number, patient in enumerate(chance.sample(patients, len(times))):
            person = people[number % len(people)]
            visit = chance.choice(_KINDS[person.kind])
            value = Appointment(
                patient,
                office_time(day, times[number]),
                _MINUTES[visit],
                person.id,
                visit,
                comment=chance.choice(_COMMENTS) if number % 4 == 3 else "",
            )
            clock.now += timedelta(seconds=20)
            save_appointment(clinic, value)
    _book_visit(clinic, clock, today)
    clock.now += timedelta(minutes=30)
    called = day_schedule(clinic, today)[-2].appointment
    mark_appointment(clinic, called, AppointmentStatus.CANCELLED, "Called: has the flu.")


def _book_visit(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Book today's first visit, which the tour goes through, and what was told before it."""
    patient_id = next(iter(find_patients(clinic, VISITED, active_only=True)))
    prescriber = next(
        each.id for each in people_to_see(clinic) if each.kind is PractitionerKind.PRESCRIBER
    )
    clock.now += timedelta(minutes=5)
    save_appointment(clinic, Appointment(patient_id, office_time(today, _FIRST), 30, prescriber))
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
