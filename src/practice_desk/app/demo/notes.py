"""What the demo's prescriber writes after a visit, the side effects behind a step, past trials."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from decimal import Decimal

from practice_desk.app.demo.story import Step
from practice_desk.domain.medication_trial import Adherence, MedicationTrial, TrialResponse
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.services import notes
from practice_desk.services.clinic import Clinic

PatientId = Callable[[], int]
"""The chart's id, known once the patient is registered."""

_HOW = (
    "Sleeps through most nights; energy is fair.",
    "Work has been busy; goes for a walk most evenings.",
    "A hard week after a quarrel at home, better since.",
    "Keeps the appointments with the therapist and does the homework between them.",
)
_FIRST = "Came for a first visit. History, family history and former treatments are recorded."
_SAFE = "Asked about thoughts of suicide: none. Knows whom to call."
_DID = {
    PlanEventKind.START: "Started",
    PlanEventKind.CHANGE: "Changed the dose of",
    PlanEventKind.STOP: "Stopped",
    PlanEventKind.HOLD: "Put on hold",
    PlanEventKind.RESUME: "Resumed",
}


def visit_note(
    patient_id: PatientId, week: float, steps: Iterable[Step], chance: random.Random
) -> Callable[[Clinic], None]:
    """Return the act that signs a visit's note."""
    lines = [_FIRST if week == 0 else chance.choice(_HOW)]
    lines += [_sentence(step) for step in steps if step.kind in _DID]
    lines.append(_SAFE)

    def sign(clinic: Clinic) -> None:
        kind, text = NoteKind.MEDICATION, plain_sections("\n".join(lines))
        notes.sign_note(clinic, Note(patient_id(), kind, clinic.today(), text, "", clinic.now()))

    return sign


def told_trials(patient_id: int, number: int) -> tuple[MedicationTrial, ...]:
    """Return what every third patient took before coming to the clinic."""
    if number % 3:
        return ()
    return (
        MedicationTrial(
            patient_id,
            "citalopram",
            "citalopram",
            highest_dose=Decimal(20),
            weeks=10,
            response=TrialResponse.PARTIAL,
            adherence=Adherence.MOSTLY,
            side_effects="Sweating",
            stop_reason="Moved to another town",
            told_by="the patient",
        ),
        MedicationTrial(
            patient_id,
            "buPROPion",
            "bupropion",
            highest_dose=Decimal(150),
            weeks=2,
            response=TrialResponse.NONE,
            side_effects="Restless, slept badly",
            stop_reason="Side effect",
            told_by="letter of the former clinic",
        ),
    )


def _sentence(step: Step) -> str:
    why = f": {step.comment}" if step.comment else "."
    return f"{_DID[step.kind]} {step.drug.replace('_', ' ')}{why}"
