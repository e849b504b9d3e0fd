"""What the demo's prescriber writes after a visit, the side effects behind a step, past trials."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal

from practice_desk.app.demo.story import Step
from practice_desk.domain.adverse_event import AdverseEvent, Course, Frequency
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Decision,
    Review,
    Told,
)
from practice_desk.domain.medication_trial import Adherence, MedicationTrial, TrialResponse
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.services import charts, notes, side_effects
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
_ACTIONS = {PlanEventKind.STOP: Action.STOP, PlanEventKind.CHANGE: Action.LOWER}


def visit_note(
    patient_id: PatientId, week: float, steps: Iterable[Step], chance: random.Random
) -> Callable[[Clinic], None]:
    """Return the act that signs a visit's note."""
    lines = [_FIRST if week == 0 else chance.choice(_HOW)]
    lines += [_sentence(step) for step in steps if step.kind in _DID]
    lines.append(_SAFE)

    def sign(clinic: Clinic) -> None:
        kind, text = NoteKind.MEDICATION_VISIT, "\n".join(lines)
        notes.sign_note(clinic, Note(patient_id(), kind, clinic.today(), text, "", clinic.now()))

    return sign


def side_effect_acts(
    patient_id: PatientId, step: Step
) -> tuple[Callable[[Clinic], None], Callable[[Clinic], None]]:
    """Return the acts that report the side effect for which *step* is taken, and its end."""
    reported: list[int] = []

    def report(clinic: Clinic) -> None:
        chart = charts.reload_chart(clinic, patient_id())
        suspect = next(
            item.medication.id for item in chart.plan if item.medication.concept_id == step.drug
        )
        today = clinic.today()
        value = AdverseEvent(
            patient_id(),
            step.comment,
            today,
            effect=re.split(r"[,;.]", step.comment)[0],
            severity=3,
            bother=4,
            frequency=Frequency.MOST_DAYS,
            course=Course.NEW,
            onset_on=today - timedelta(days=12),
            suspected_medication_id=suspect,
        )
        reported.append(side_effects.report_side_effect(clinic, value).id)
        recheck, effect = clinic.today() + timedelta(days=9), value.effect
        decided = Decision(_ACTIONS.get(step.kind, Action.WATCH), suspect, step.comment)
        review = Review(effect, (decided,), recheck_on=recheck)
        side_effects.review_side_effect(clinic, patient_id(), reported[0], review)

    def end(clinic: Clinic) -> None:
        number = reported[0]
        effect = side_effects.side_effect_case(clinic, patient_id(), number).effect
        gone = Told(Course.GONE, 0, 0, 0, "It is gone.", clinic.today())
        review = Review(effect, (), told=gone, outcome=CaseOutcome.RECOVERED)
        side_effects.review_side_effect(clinic, patient_id(), number, review)

    return report, end


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
