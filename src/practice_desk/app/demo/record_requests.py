"""What patients of the demo clinic asked for about their records, and one export of a chart."""

from __future__ import annotations

from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.chart_export import ExportChoice, ExportPart, ExportRecipient
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.note import NoteState
from practice_desk.domain.patient_request import (
    Asker,
    DenialGround,
    PatientRequest,
    RequestEntry,
    RequestKind,
    RequestStep,
)
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.services.chart_exports import give_export, prepare_export, render_export
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_requests import add_step, record_request
from practice_desk.services.patients import find_patients

WHOSE = "Eleni"
"""The patient who asks: the one whose long history the tour shows."""
_ASKED, _AMENDED = timedelta(days=25), timedelta(days=40)
_DENIED, _EXPORTED = timedelta(days=18), timedelta(days=5)


def ask_about_records(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Let one patient have an open request, a denied amendment, and an export for a new clinic."""
    clock.now = max(clock.now, office_time(today - _EXPORTED, time(15, 0)))
    patient_id = next(iter(find_patients(clinic, WHOSE, active_only=True)))
    _amend(clinic, clock, patient_id, today)
    value = PatientRequest(
        patient_id, RequestKind.ACCESS, today - _ASKED, Asker.PATIENT, "", "by letter",
        "signature compared with the consent", "A copy of everything since I came to you.",
        "PDF on a stick", clock.now, "",
    )  # fmt: skip
    record_request(clinic, value)
    clock.now += timedelta(minutes=20)
    choice = ExportChoice(
        frozenset({ExportPart.CONDITIONS, ExportPart.ALLERGIES, ExportPart.MEDICATIONS}),
        ExportRecipient.CLINIC,
        DisclosureBasis.TREATMENT,
        "Cedar Heart Clinic\n12 Alder Way\nPortland, OR 97205",
    )
    draft = prepare_export(clinic, patient_id, choice)
    give_export(clinic, draft, render_export(draft), LetterDelivery.PRINTED)


def _amend(clinic: Clinic, clock: DemoClock, patient_id: int, today: date) -> None:
    notes = open_chart(clinic, patient_id).notes
    signed = [each for each in notes if each.state is NoteState.SIGNED]
    about = signed[len(signed) // 2]
    value = PatientRequest(
        patient_id, RequestKind.AMENDMENT, today - _AMENDED, Asker.PATIENT, "", "in person",
        "known in person", "I was not late to this visit. The bus was.",
        "Came on time.", clock.now, "", f"Note of {about.seen_on:%b} {about.seen_on.day}, "
        f"{about.seen_on.year}", RecordNoun.NOTE, about.id,
    )  # fmt: skip
    number = record_request(clinic, value).id
    for step, words, ground in (
        (RequestStep.DENIED, "The visit began at the time that is written.", DenialGround.ACCURATE),
        (RequestStep.DISAGREEMENT, "I waited at the front desk from nine o'clock on.", None),
    ):
        clock.now += timedelta(minutes=5)
        entry = RequestEntry(
            patient_id, number, step, today - _DENIED, words, clock.now, "", ground
        )
        add_step(clinic, entry)
