"""What lies at the demo clinic's front desk: the waiting list, recalls by hand, the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.appointment_policy import AppointmentPolicy
from practice_desk.domain.directory import PractitionerKind
from practice_desk.domain.recall import Recall
from practice_desk.domain.waiting_list import PartOfDay, Urgency, WaitingEntry
from practice_desk.services.appointments import people_to_see
from practice_desk.services.clinic import Clinic
from practice_desk.services.missed_appointments import (
    appointment_policy,
    save_appointment_policy,
)
from practice_desk.services.patients import find_patients
from practice_desk.services.recalls import save_recall
from practice_desk.services.waiting_list import save_waiting

_POLICY = AppointmentPolicy(
    24,
    "Please tell us at least 24 hours before if you can’t come, so that somebody else can have "
    "the time.",
    "Por favor avísenos por lo menos 24 horas antes si no puede venir, para que otra persona "
    "pueda usar esa hora.",
    "For an appointment that is missed without a word we charge $40, which insurance does not pay.",
    "Por una cita a la que se falta sin avisar cobramos $40, que el seguro no paga.",
)
_WEEKDAYS = (1, 2, 3, 4, 5)
_FIRST = 3
"""The first chart of those that wait, by the order of the list."""


def fill_desk_lists(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Write the policy, put four on the waiting list over two weeks, and write two recalls."""
    version = appointment_policy(clinic).version
    save_appointment_policy(clinic, replace(_POLICY, version=version))
    people = {each.kind: each.id for each in people_to_see(clinic)}
    prescriber = people.get(PractitionerKind.PRESCRIBER)
    therapist = people.get(PractitionerKind.THERAPIST)
    charts = list(find_patients(clinic, "", active_only=True))[_FIRST:]
    now = clock.now
    waiting = (
        WaitingEntry(charts[0], now, "", VisitKind.MEDICATION, 30, prescriber, (),
                     PartOfDay.ANY, None, Urgency.URGENT, "Can come at short notice."),
        WaitingEntry(charts[2], now, "", VisitKind.THERAPY, 50, therapist, (2, 4),
                     PartOfDay.LATE, None, Urgency.SOON, "Works until 2:30 PM."),
        WaitingEntry(charts[4], now, "", VisitKind.INTAKE, 60, None, _WEEKDAYS,
                     PartOfDay.MORNING, today + timedelta(days=7)),
        WaitingEntry(charts[6], now, "", VisitKind.MEDICATION, 20, None, (1, 3, 5),
                     PartOfDay.ANY, None, Urgency.ROUTINE, "Call the mobile after 3 PM."),
    )  # fmt: skip
    for number, entry in enumerate(waiting):
        clock.now = office_time(today - timedelta(days=3 * (len(waiting) - number)), time(9, 30))
        save_waiting(clinic, entry)
    clock.now = now
    for place, due, reason, comment in (
        (1, 12, "Blood pressure after the last change", "Mornings only."),
        (5, 20, "", "Asked to be called in December."),
    ):
        by = today + timedelta(days=due)
        value = Recall(charts[place], by, now, "", reason=reason, comment=comment)
        save_recall(clinic, value)
