"""A chart for a visit: sertraline and trazodone are taken, and trazodone makes groggy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.appointment import Appointment
from practice_desk.domain.timing import Moment
from practice_desk.services import directory, side_effects
from practice_desk.services.clinic import Clinic
from tests.factories import (
    USER,
    a_dosage,
    a_medication,
    a_patient,
    a_pharmacy,
    an_appointment,
)

SAID = "Groggy until late morning, missed work twice."


@dataclass(frozen=True)
class VisitChart:
    """The patient, what they take, what they told, and today's appointment."""

    patient_id: int
    sertraline_id: int
    trazodone_id: int
    report_id: int
    appointment: Appointment


def a_visit_chart(clinic: Clinic) -> VisitChart:
    """Make the chart, with a visit booked today with the person at the keyboard."""
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    started = clinic.today() - timedelta(days=60)
    sertraline = a_medication(
        clinic, patient_id, started=started, concept_id="sertraline",
        dosage=a_dosage("100", tablet="100"),
    )  # fmt: skip
    trazodone = a_medication(
        clinic, patient_id, started=started, name="traZODone", concept_id="trazodone",
        dosage=a_dosage("50", Moment.BEDTIME), indication="Insomnia",
    )  # fmt: skip
    told = AdverseEvent(
        patient_id, SAID, clinic.today() - timedelta(days=6), effect="Grogginess", severity=3,
        suspected_medication_id=trazodone.medication_id,
    )  # fmt: skip
    report = side_effects.report_side_effect(clinic, told)
    me = next(p.id for p in directory.list_practitioners(clinic) if p.user_name == USER)
    return VisitChart(
        patient_id,
        sertraline.medication_id,
        trazodone.medication_id,
        report.id,
        an_appointment(clinic, patient_id, practitioner_id=me),
    )
