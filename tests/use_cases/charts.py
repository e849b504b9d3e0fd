"""The use cases of patients and charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyStatementKind
from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.condition import Condition
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.note import Note
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.observation import (
    Observation,
    SubstanceUse,
)
from practice_desk.domain.patient import Patient, RelatedPerson, RelatedPersonRole
from practice_desk.domain.permission import Operation
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.safety import ChangeAction
from practice_desk.services import (
    chart_events,
    charts,
    demographics,
    emergency_paper,
    health,
    left_notes,
    letter_events,
    letter_making,
    letters,
    measures,
    notes,
    patients,
    plan,
    safety,
    trials,
    vitals,
)
from practice_desk.services.safety_question import PlannedChange
from practice_desk.storage import health as stored_health
from practice_desk.storage import note as note_storage
from tests.factories import (
    a_patient,
)
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _ours(stage: Stage, origin: Origin = Origin.CLINIC) -> Medication:
    return Medication(stage.patient_id, "lisinopril", Horizon.LONG_TERM, origin)


def _start(stage: Stage, origin: Origin) -> Call:
    entry = stage.entry("new_indication", dose="50")
    return partial(plan.start_medication, stage.clinic, _ours(stage, origin), entry)


def _step(step: Callable[..., object], medication: Callable[[Stage], int], dose: str = "") -> Any:
    def prepare(stage: Stage) -> Call:
        reason = "continued" if step is plan.adopt_medication else "other"
        entry = replace(stage.entry(reason, dose=dose), comment="as agreed")
        return partial(step, stage.clinic, stage.patient_id, medication(stage), entry)

    return prepare


def _check(stage: Stage) -> Call:
    change = PlannedChange(ChangeAction.START, _ours(stage), stage.clinic.today())
    return partial(safety.check_medication_change, stage.clinic, stage.patient_id, change)


def _running(stage: Stage) -> int:
    return stage.medication().medication_id


def _save_condition(stage: Stage) -> Condition:
    health.save_condition(stage.clinic, Condition(stage.patient_id, "Asthma"))
    return stage.chart().conditions[-1]


def _save_allergy(stage: Stage) -> AllergyIntolerance:
    health.save_allergy(stage.clinic, AllergyIntolerance(stage.patient_id, "Latex"))
    return stage.chart().allergies[-1]


def _save_smoking(stage: Stage) -> SubstanceUse:
    health.save_substance_use(stage.clinic, stage.smoking())
    return stage.chart().substance_uses[-1]


def _save_pulse(stage: Stage) -> tuple[Observation, ...]:
    vitals.save_visit(stage.clinic, stage.patient_id, [stage.pulse()])
    return stage.chart().vital_signs[-1:]


def _save_score(stage: Stage) -> Observation:
    measures.save_score(stage.clinic, stage.score())
    return stage.chart().scores[0]


def _save_response(stage: Stage) -> QuestionnaireResponse:
    return measures.save_response(stage.clinic, stage.patient_id, stage.filled_in()).response


def _sign_note(stage: Stage) -> Note:
    notes.sign_note(stage.clinic, stage.note())
    return stage.chart().notes[-1]


def _left_draft(stage: Stage) -> Note:
    """Return the draft of somebody who has no account here any more."""
    draft = notes.read_note(stage.clinic, stage.patient_id, _draft_note(stage))
    with stage.clinic.store.write() as work:
        number = note_storage.notes.add(
            work.connection, replace(draft, id=None, version=None, author="who.left")
        )
        work.commit()
    return replace(draft, id=number, version=1, author="who.left")


def _draft_note(stage: Stage) -> int:
    return notes.save_draft(stage.clinic, stage.note()).note.id or 0


def _save_event(stage: Stage) -> ChartEvent:
    chart_events.save_chart_event(stage.clinic, stage.event())
    return stage.chart().events[-1]


def _save_trial(stage: Stage) -> MedicationTrial:
    trials.save_trial(stage.clinic, stage.past_trial())
    return stage.chart().trials[-1]


def _send_letter(stage: Stage) -> Call:
    draft = stage.draft()
    pages = letters.render_draft(draft)
    return partial(letters.send_letter, stage.clinic, draft, pages, LetterDelivery.PRINTED)


def _send_made_letter(stage: Stage) -> Call:
    draft = stage.draft().made
    pages = letter_making.render_letter(draft)
    return partial(
        letter_making.send_made_letter, stage.clinic, draft, pages, LetterDelivery.PRINTED
    )


def _record_paper(stage: Stage) -> Call:
    draft = emergency_paper.paper_draft(stage.clinic, emergency_paper.ACTIVE)
    pages = emergency_paper.render_paper(draft)
    return partial(emergency_paper.record_paper, stage.clinic, draft, pages)


CHARTS: UseCases = {
    "emergency_paper.count_on_paper": (
        _OP.PRINT_PAPER,
        lambda s: partial(emergency_paper.count_on_paper, s.clinic),
    ),
    "emergency_paper.paper_draft": (
        _OP.PRINT_PAPER,
        lambda s: partial(emergency_paper.paper_draft, s.clinic, emergency_paper.ACTIVE),
    ),
    "emergency_paper.record_paper": (_OP.PRINT_PAPER, _record_paper),
    "patients.patient_with_chart_number": (
        _OP.LIST_PATIENTS,
        lambda s: partial(
            patients.patient_with_chart_number, s.clinic, s.patient().chart_number.lower()
        ),
    ),
    "patients.find_patients": (
        _OP.LIST_PATIENTS,
        lambda s: partial(patients.find_patients, s.clinic, ""),
    ),
    "patients.patient_summaries": (
        _OP.LIST_PATIENTS,
        lambda s: partial(patients.patient_summaries, s.clinic, [s.patient_id]),
    ),
    "patients.get_patient": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(patients.get_patient, s.clinic, s.patient_id),
    ),
    "patients.list_related_people": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(patients.list_related_people, s.clinic, s.patient_id),
    ),
    "demographics.open_demographics": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(demographics.open_demographics, s.clinic, s.patient_id),
    ),
    "demographics.reload_demographics": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(demographics.reload_demographics, s.clinic, s.patient_id),
    ),
    "patients.save_patient": (
        _OP.EDIT_PATIENT,
        lambda s: partial(patients.save_patient, s.clinic, s.patient()),
    ),
    "patients.save_person": (
        _OP.EDIT_PATIENT,
        lambda s: partial(patients.save_person, s.clinic, Patient("Doe", "Jo"), ()),
    ),
    "patients.save_related_person": (
        _OP.EDIT_PATIENT,
        lambda s: partial(
            patients.save_related_person,
            s.clinic,
            RelatedPerson(s.patient_id, RelatedPersonRole.SUPPORT, "Marta"),
        ),
    ),
    "charts.open_chart": (
        _OP.VIEW_CHART,
        lambda s: partial(charts.open_chart, s.clinic, s.patient_id),
    ),
    "charts.reload_chart": (
        _OP.VIEW_CHART,
        lambda s: partial(charts.reload_chart, s.clinic, s.patient_id),
    ),
    "plan.plan_as_of": (
        _OP.VIEW_CHART,
        lambda s: partial(plan.plan_as_of, s.clinic, s.patient_id, s.clinic.today()),
    ),
    "safety.check_medication_change": (_OP.VIEW_CHART, _check),
    "letters.letter_bytes": (
        _OP.VIEW_CHART,
        lambda s: partial(letters.letter_bytes, s.clinic, s.patient_id, s.letter()),
    ),
    "health.save_condition": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.save_condition, s.clinic, Condition(s.patient_id, "Asthma")),
    ),
    "health.save_allergy": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.save_allergy, s.clinic, AllergyIntolerance(s.patient_id, "Nut")),
    ),
    "health.save_substance_use": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.save_substance_use, s.clinic, s.smoking()),
    ),
    "health.state_allergies": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            health.state_allergies,
            s.clinic,
            a_patient(s.clinic),
            AllergyStatementKind.NO_KNOWN_ALLERGIES,
        ),
    ),
    "health.saved_condition": (
        _OP.VIEW_CHART,
        lambda s: partial(health.saved_condition, s.clinic, _save_condition(s)),
    ),
    "health.saved_allergy": (
        _OP.VIEW_CHART,
        lambda s: partial(health.saved_allergy, s.clinic, _save_allergy(s)),
    ),
    "health.saved_substance_use": (
        _OP.VIEW_CHART,
        lambda s: partial(health.saved_substance_use, s.clinic, _save_smoking(s)),
    ),
    "health.retract_condition": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.retract_condition, s.clinic, _save_condition(s), "typed twice"),
    ),
    "health.retract_allergy": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.retract_allergy, s.clinic, _save_allergy(s), "typed twice"),
    ),
    "health.retract_substance_use": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.retract_substance_use, s.clinic, _save_smoking(s), "typed twice"),
    ),
    "health.save_record": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            health.save_record, s.clinic, stored_health.substance_uses, s.smoking(), ()
        ),
    ),
    "health.stored_record": (
        _OP.VIEW_CHART,
        lambda s: partial(
            health.stored_record, s.clinic, stored_health.substance_uses, _save_smoking(s)
        ),
    ),
    "health.retract_records": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            health.retract_records,
            s.clinic,
            stored_health.observations,
            s.patient_id,
            _save_pulse(s),
            "typed twice",
        ),
    ),
    "measures.save_score": (
        _OP.RECORD_MEASURE,
        lambda s: partial(measures.save_score, s.clinic, s.score()),
    ),
    "measures.retract_score": (
        _OP.RECORD_MEASURE,
        lambda s: partial(measures.retract_score, s.clinic, _save_score(s), "typed twice"),
    ),
    "measures.read_measures": (
        _OP.VIEW_CHART,
        lambda s: partial(measures.read_measures, s.clinic, s.patient_id),
    ),
    "measures.save_response": (
        _OP.RECORD_MEASURE,
        lambda s: partial(measures.save_response, s.clinic, s.patient_id, s.filled_in()),
    ),
    "measures.retract_response": (
        _OP.RECORD_MEASURE,
        lambda s: partial(measures.retract_response, s.clinic, _save_response(s), "typed twice"),
    ),
    "notes.sign_note": (
        _OP.WRITE_NOTE,
        lambda s: partial(notes.sign_note, s.clinic, s.note()),
    ),
    "notes.save_draft": (
        _OP.WRITE_NOTE,
        lambda s: partial(notes.save_draft, s.clinic, s.note()),
    ),
    "notes.discard_draft": (
        _OP.WRITE_NOTE,
        lambda s: partial(notes.discard_draft, s.clinic, s.patient_id, _draft_note(s)),
    ),
    "notes.add_addendum": (
        _OP.WRITE_NOTE,
        lambda s: partial(notes.add_addendum, s.clinic, _sign_note(s), plain_sections("Also.")),
    ),
    "notes.amend": (
        _OP.WRITE_NOTE,
        lambda s: partial(
            notes.amend, s.clinic, _sign_note(s), plain_sections("Rather."), "wrong day"
        ),
    ),
    "notes.cosign": (
        _OP.COSIGN_NOTE,
        lambda s: partial(notes.cosign, s.clinic, s.patient_id, s.supervised_note()),
    ),
    "notes.read_note": (
        _OP.VIEW_CHART,
        lambda s: partial(notes.read_note, s.clinic, s.patient_id, _draft_note(s)),
    ),
    "notes.read_newest": (
        _OP.VIEW_CHART,
        lambda s: partial(notes.read_newest, s.clinic, s.patient_id, _sign_note(s).kind),
    ),
    "notes.unsigned_notes": (
        _OP.LIST_UNSIGNED_NOTES,
        lambda s: partial(notes.unsigned_notes, s.clinic),
    ),
    "notes.close_draft": (
        _OP.WRITE_NOTE,
        lambda s: partial(notes.close_draft, s.clinic, _left_draft(s), "left before signing"),
    ),
    "left_notes.left_notes": (
        _OP.LIST_UNSIGNED_NOTES,
        lambda s: partial(left_notes.left_notes, s.clinic),
    ),
    "left_notes.left_work": (
        _OP.VIEW_ACCOUNTS,
        lambda s: partial(left_notes.left_work, s.clinic),
    ),
    "notes.retract_note": (
        _OP.WRITE_NOTE,
        lambda s: partial(notes.retract_note, s.clinic, _sign_note(s), "wrong chart"),
    ),
    "chart_events.save_chart_event": (
        _OP.RECORD_EVENT,
        lambda s: partial(chart_events.save_chart_event, s.clinic, s.event()),
    ),
    "chart_events.saved_chart_event": (
        _OP.VIEW_CHART,
        lambda s: partial(chart_events.saved_chart_event, s.clinic, _save_event(s)),
    ),
    "chart_events.retract_chart_event": (
        _OP.RECORD_EVENT,
        lambda s: partial(
            chart_events.retract_chart_event, s.clinic, _save_event(s), "wrong chart"
        ),
    ),
    "trials.save_trial": (
        _OP.RECORD_TRIAL,
        lambda s: partial(trials.save_trial, s.clinic, s.past_trial()),
    ),
    "trials.saved_trial": (
        _OP.VIEW_CHART,
        lambda s: partial(trials.saved_trial, s.clinic, _save_trial(s)),
    ),
    "trials.retract_trial": (
        _OP.RECORD_TRIAL,
        lambda s: partial(trials.retract_trial, s.clinic, _save_trial(s), "typed twice"),
    ),
    "vitals.save_visit": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(vitals.save_visit, s.clinic, s.patient_id, [s.pulse()]),
    ),
    "vitals.retract_visit": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            vitals.retract_visit, s.clinic, s.patient_id, _save_pulse(s), "typed twice"
        ),
    ),
    "plan.start_medication, from elsewhere": (
        _OP.RECORD_OUTSIDE_MEDICATION,
        lambda s: _start(s, Origin.OUTSIDE),
    ),
    "plan.start_medication": (_OP.CHANGE_PLAN, lambda s: _start(s, Origin.CLINIC)),
    "plan.change_dose": (_OP.CHANGE_PLAN, _step(plan.change_dose, _running, "100")),
    "plan.hold_medication": (_OP.CHANGE_PLAN, _step(plan.hold_medication, _running)),
    "plan.resume_medication": (_OP.CHANGE_PLAN, _step(plan.resume_medication, Stage.held)),
    "plan.stop_medication": (_OP.CHANGE_PLAN, _step(plan.stop_medication, _running)),
    "plan.adopt_medication": (_OP.CHANGE_PLAN, _step(plan.adopt_medication, Stage.stopped, "50")),
    "plan.take_into_plan": (
        _OP.CHANGE_PLAN,
        lambda s: partial(
            plan.take_into_plan,
            s.clinic,
            s.patient_id,
            s.medication(Origin.OUTSIDE).medication_id,
            _ours(s),
            s.entry("continued", dose="50"),
        ),
    ),
    "plan.retract_event": (
        _OP.CHANGE_PLAN,
        lambda s: partial(
            plan.retract_event, s.clinic, s.patient_id, s.medication().event_id, "wrong_dose"
        ),
    ),
    "letter_events.events_to_tell": (
        _OP.SEND_LETTER,
        lambda s: partial(letter_events.events_to_tell, s.clinic, s.patient_id, ()),
    ),
    "letters.pharmacy_notice_draft": (
        _OP.SEND_LETTER,
        lambda s: partial(
            letters.pharmacy_notice_draft, s.clinic, s.patient_id, [s.medication().event_id]
        ),
    ),
    "letters.send_letter": (_OP.SEND_LETTER, _send_letter),
    "letter_making.draft_letter": (
        _OP.SEND_LETTER,
        lambda s: partial(
            letter_making.draft_letter, s.clinic, s.patient_id, "refill_authorization"
        ),
    ),
    "letter_making.send_made_letter": (_OP.SEND_LETTER, _send_made_letter),
    "letters.save_letter_copy": (
        _OP.SEND_LETTER,
        lambda s: partial(
            letters.save_letter_copy,
            s.clinic,
            s.patient_id,
            s.letter(),
            s.made.root.parent / "copy.pdf",
        ),
    ),
}
