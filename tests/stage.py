"""A clinic with one chart on which every use case can be tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from practice_desk.domain.account import Account, Role
from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.condition import Condition
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Origin
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.observation import (
    Observation,
    ObservationCategory,
    SubstanceUse,
    SubstanceUseStatus,
)
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.scoring import typed_row
from practice_desk.services import (
    charts,
    health,
    letters,
    measures,
    notes,
    patients,
    plan,
    side_effects,
    staff,
    vitals,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from tests.factories import (
    CHEAP,
    MadeClinic,
    a_dosage,
    a_medication,
    a_patient,
    a_pharmacy,
    a_supervised_note,
    stored_account,
)

SPARE_PASSPHRASE = staff.FirstPassphrase("ten copper spoons ring", one_time=True)
Call = Callable[[], object]

CLINICAL_WORDS = (
    "Overdose in 2019", "Asthma", "since school", "Latex", "hives", "sertraline", "depressive",
    "Heart", "Tobacco",
)  # fmt: skip
"""What the charts on the stage hold that no one but a clinician may read."""


@dataclass
class Stage:
    """A clinic with one chart, and what calls are made on. Every part is made anew when asked."""

    made: MadeClinic
    patient_id: int
    colleagues: int = 0

    @property
    def clinic(self) -> Clinic:
        """The open clinic."""
        return self.made.clinic

    def medication(self, origin: Origin = Origin.CLINIC) -> plan.PlanChange:
        """Start a medication."""
        return a_medication(self.clinic, self.patient_id, origin=origin)

    def entry(self, reason: str = "side_effect", *, dose: str = "") -> PlanEntry:
        """Return what is entered for a step today."""
        return PlanEntry(self.clinic.today(), reason, a_dosage(dose) if dose else None)

    def held(self) -> int:
        """Return a medication that is on hold."""
        medication_id = self.medication().medication_id
        plan.hold_medication(self.clinic, self.patient_id, medication_id, self.entry())
        return medication_id

    def stopped(self) -> int:
        """Return a medication that was stopped."""
        medication_id = self.medication().medication_id
        plan.stop_medication(self.clinic, self.patient_id, medication_id, self.entry())
        return medication_id

    def draft(self) -> letters.Draft:
        """Return a letter about a new medication."""
        event_id = self.medication().event_id
        return letters.pharmacy_notice_draft(self.clinic, self.patient_id, [event_id])

    def letter(self) -> int:
        """Return a letter that was sent."""
        draft = self.draft()
        pages = letters.render_draft(draft)
        return letters.send_letter(self.clinic, draft, pages, LetterDelivery.PRINTED).letter_id

    def patient(self) -> Patient:
        """Return the chart's person as stored."""
        return patients.get_patient(self.clinic, self.patient_id)

    def pulse(self) -> Observation:
        """Return what was measured, not saved yet."""
        kind, now = ObservationCategory.VITAL_SIGNS, self.clinic.now()
        number = Decimal(72)
        return Observation(self.patient_id, kind, "Heart rate", now, "8867-4", number, "/min")

    def nausea(self) -> AdverseEvent:
        """Return a side effect, not saved yet."""
        return AdverseEvent(self.patient_id, "Nausea", self.clinic.today())

    def filled_in(self) -> measures.ResponseEntry:
        """Return the answers to a PHQ-9, not saved yet."""
        phq9 = measures.find_measure("phq9")
        assert phq9 is not None
        answers = typed_row(phq9, "2211100010")
        return measures.ResponseEntry(phq9, answers, AnswerMode.PAPER, "the patient")

    def score(self) -> Observation:
        """Return the total of a PHQ-9, not saved yet."""
        phq9 = next(each for each in measures.measures() if each.id == "phq9")
        return phq9.observation(self.patient_id, "14", self.clinic.now())

    def note(self) -> Note:
        """Return a note, not signed yet."""
        today, now = self.clinic.today(), self.clinic.now()
        author = self.clinic.session.user_name
        words = plain_sections("Asked about sleep.")
        return Note(self.patient_id, NoteKind.TELEPHONE, today, words, author, now)

    def supervised_note(self) -> int:
        """Return a note of somebody whose notes the person at the keyboard co-signs."""
        return a_supervised_note(self.clinic, self.patient_id).id or 0

    def past_trial(self) -> MedicationTrial:
        """Return a trial from before the clinic, not saved yet."""
        return MedicationTrial(self.patient_id, "citalopram", "citalopram", weeks=8)

    def event(self) -> ChartEvent:
        """Return a life event, not saved yet."""
        kind = ChartEventKind.LIFE_EVENT
        return ChartEvent(self.patient_id, kind, "Lost her job", self.clinic.today())

    def smoking(self) -> SubstanceUse:
        """Return a substance use, not saved yet."""
        status, today = SubstanceUseStatus.CURRENT, self.clinic.today()
        return SubstanceUse(self.patient_id, "Tobacco", status, today)

    def new_colleague(self) -> Account:
        """Return the account of one more person, not added yet."""
        self.colleagues += 1
        roles = frozenset({Role.FRONT_DESK})
        return Account(f"colleague.{self.colleagues}", "Lind", "Bo", roles)

    def colleague(self) -> Account:
        """Give one more person an account."""
        account = self.new_colleague()
        staff.add_account(self.clinic, account, SPARE_PASSPHRASE, profile=CHEAP)
        return stored_account(self.clinic, account.user_name)

    def chart(self) -> charts.Chart:
        """Return the whole chart."""
        return charts.reload_chart(self.clinic, self.patient_id)


def set_the_stage(made: MadeClinic) -> Stage:
    """Return a stage with a patient whose letters can be sent."""
    pharmacy = a_pharmacy(made.clinic)
    fields = {"preferred_pharmacy_id": pharmacy, "alert": "Overdose in 2019"}
    stage = Stage(made, a_patient(made.clinic, **fields))
    clinic, patient_id = stage.clinic, stage.patient_id
    health.save_condition(clinic, Condition(patient_id, "Asthma", note="since school"))
    health.save_allergy(clinic, AllergyIntolerance(patient_id, "Latex", reaction="hives"))
    health.save_substance_use(clinic, stage.smoking())
    vitals.save_visit(clinic, patient_id, [stage.pulse()])
    side_effects.report_side_effect(clinic, stage.nausea())
    notes.sign_note(clinic, stage.note())
    stage.letter()
    return stage


UseCases = dict[str, tuple[Operation, Callable[[Stage], Call]]]
"""By name: the operation that a use case needs, and what prepares its call."""
