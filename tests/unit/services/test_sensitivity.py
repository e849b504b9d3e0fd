"""Labelled records stay in the clinic without consent, whatever leaves it; with one they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import (
    Action,
    Decision,
    Review,
    Seriousness,
    Suspect,
)
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.consent import (
    Consent,
    Part2Consent,
    Relation,
    Revoked,
    Signature,
    SignedHow,
)
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.errors import ExpectedError, Invalid, LetterRefused
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.monitoring import DueItem, DueStatus, MonitoringKind
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.risk import SafetyPlan
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.domain.timeline_layout import TimelineLayout
from practice_desk.domain.worklist import Missing, WorklistQuestion
from practice_desk.services import (
    chart_events,
    charts,
    consents,
    documents,
    emergency_paper,
    health,
    letters,
    medwatch,
    monitoring_list,
    notes,
    risk,
    sensitivity,
    side_effects,
    timeline,
    timeline_paper,
    worklist_export,
    worklists,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.monitoring_list import OverdueChart
from practice_desk.services.worklists import WorklistContent, WorklistEntry
from tests.audit_rows import audit_rows
from tests.factories import a_medication, a_note, a_patient, a_pharmacy
from tests.unit.letters.samples import text_of

CANARY = "Zqxcanary"
PILL, EFFECT = f"{CANARY}pill", f"{CANARY}effect"
SAFETY_PLAN = SafetyPlan("not sleeping", "walk", "sister", "sister", "988", "pills locked away")
CARE = Part2Consent("My treating providers", "Medications only", "care", for_care=True)


class Labelled:
    """A chart in which everything that says the canary carries the label for Part 2."""

    def __init__(self, clinic: Clinic, folder: Path) -> None:
        self.clinic, self.folder = clinic, folder
        self.pharmacy = a_pharmacy(clinic)
        self.patient_id = patient_id = a_patient(clinic, preferred_pharmacy_id=self.pharmacy)
        self.other = a_medication(clinic, patient_id, name="sertraline")
        self.pill = a_medication(clinic, patient_id, name=PILL)
        condition = health.save_condition(clinic, Condition(patient_id, f"{CANARY} disorder"))
        event = ChartEvent(patient_id, ChartEventKind.LIFE_EVENT, CANARY, clinic.today())
        happened = chart_events.save_chart_event(clinic, event)
        self.effect = side_effects.report_side_effect(
            clinic, AdverseEvent(patient_id, EFFECT, clinic.today())
        ).id
        self.document = documents.keep_document(clinic, patient_id, "scan.txt", CANARY.encode()).id
        for noun, number in (
            (RecordNoun.MEDICATION, self.pill.medication_id),
            (RecordNoun.CONDITION, condition.id),
            (RecordNoun.EVENT, happened.id),
            (RecordNoun.SIDE_EFFECT, self.effect),
            (RecordNoun.DOCUMENT, self.document),
        ):
            label = (SensitivityLabel.PART2,)
            sensitivity.label_record(clinic, patient_id, noun, number, label)

    def consent(self, provision: Part2Consent = CARE) -> int:
        """Let the patient consent."""
        clinic = self.clinic
        value = Consent(
            self.patient_id, provision, clinic.now(), "", expires_when="end of treatment"
        )
        by = (Signature("Ada Moss", Relation.PATIENT, clinic.now()),)
        return consents.record_agreed(clinic, value, by, SignedHow.PAPER).id

    def revoke(self, number: int) -> None:
        """Let the patient revoke it."""
        revoked = Revoked("the patient")
        today = self.clinic.today()
        consents.revoke_consent(self.clinic, self.patient_id, number, revoked, today)

    def notice(self, *event_ids: int) -> str:
        """Return the text of a letter to the pharmacy about these events."""
        draft = letters.pharmacy_notice_draft(self.clinic, self.patient_id, event_ids)
        pages = letters.render_draft(draft)
        letters.send_letter(self.clinic, draft, pages, LetterDelivery.PRINTED)
        return text_of(pages.pdf)

    def notices(self) -> str:
        """Return letters about each medication, as far as there can be one."""
        found = ""
        for change in (self.pill, self.other):
            found += _or_refused(lambda event=change.event_id: self.notice(event))
        return found

    def report(self) -> str:
        """Return a report to the FDA."""
        clinic, pill = self.clinic, Suspect(self.pill.medication_id, PILL)
        review = Review(
            EFFECT,
            (Decision(Action.WATCH),),
            suspects=(pill,),
            seriousness=(Seriousness.HOSPITAL,),
            recheck_on=clinic.today() + timedelta(7),
        )
        side_effects.review_side_effect(clinic, self.patient_id, self.effect, review)
        draft = medwatch.medwatch_draft(clinic, self.patient_id, self.effect)
        return text_of(medwatch.render_medwatch(draft).pdf)

    def emergency(self) -> str:
        """Return the emergency paper."""
        draft = emergency_paper.paper_draft(self.clinic, emergency_paper.ACTIVE)
        return text_of(emergency_paper.render_paper(draft).pdf)

    def course(self) -> str:
        """Return the course of treatment on paper."""
        clinic, chart = self.clinic, charts.open_chart(self.clinic, self.patient_id)
        made, today = timeline.read_timeline(clinic, chart).timeline, clinic.today()
        lanes = tuple(lane.key for lane in TimelineLayout(made).lanes)
        choice = timeline_paper.TimelineChoice(made, today - timedelta(90), today, lanes)
        draft = timeline_paper.timeline_draft(clinic, self.patient_id, choice)
        return text_of(timeline_paper.render_timeline(draft).pdf)

    def overdue(self) -> str:
        """Return the exported list of overdue checks."""
        path, today = self.folder / "overdue.csv", self.clinic.today()
        item = DueItem(
            ("liver",),
            "Liver tests",
            MonitoringKind.LAB,
            DueStatus.OVERDUE,
            "",
            (PILL,),
            (),
            today,
        )
        chart = OverdueChart(self.patient_id, "Ada Moss", "PD1", None, "", (item,))
        monitoring_list.export_overdue(self.clinic, [chart], path)
        return path.read_text()

    def worklist(self, *taking: str) -> str:
        """Return the file of a worklist that found the patient by what is taken."""
        today = self.clinic.today()
        names = taking or ("sertraline", PILL)
        entry = WorklistEntry(self.patient_id, "Ada Moss", "PD1", None, names, today, None)
        question = WorklistQuestion(Missing.VISIT, medication="ssri")
        return self.file_of(question, entry)

    def file_of(self, question: WorklistQuestion, entry: WorklistEntry) -> str:
        """Return the file of a worklist that found the patient by a question."""
        path = self.folder / "worklist.csv"
        content = WorklistContent(question, "Of interest", (entry,), (), 0, self.clinic.today())
        worklist_export.export_worklist(self.clinic, content, path)
        return path.read_text()

    def scan(self) -> str:
        """Return an exported document with what lies beside it."""
        path = self.hand_out("Elm Clinic", DisclosureBasis.TREATMENT)
        return path.read_text() + (self.folder / "scan-notice.txt").read_text()

    def hand_out(self, recipient: str, basis: DisclosureBasis) -> Path:
        """Export the document for somebody on some ground; return the file."""
        path, now = self.folder / "scan.txt", self.clinic.now()
        told = Disclosure(self.patient_id, now, "", recipient, "care", "", basis=basis)
        documents.export_document(self.clinic, self.patient_id, self.document, told, path)
        return path

    def everything(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield all that leaves the clinic for others than the patient, by name."""
        for name in ("notices", "report", "emergency", "course", "overdue", "scan", "worklist"):
            yield name, getattr(self, name)


def _or_refused(make: Callable[[], str]) -> str:
    try:
        return make()
    except ExpectedError as refusal:
        return f"REFUSED {type(refusal).__name__}"


@pytest.fixture
def labelled(clinic: Clinic, tmp_path: Path) -> Labelled:
    return Labelled(clinic, tmp_path)


def test_that_nothing_that_leaves_tells_of_labelled_records_without_consent(labelled):
    for name, make in labelled.everything():
        assert CANARY not in _or_refused(make), name
    assert "sertraline" in labelled.emergency()
    assert "Ada Moss" in labelled.worklist()
    assert "Ada Moss" not in labelled.worklist(PILL)  # being on the list tells what it asks for
    assert "Not all records of this chart are on this paper" in labelled.emergency()
    assert "sertraline" in labelled.notices()
    assert labelled.clinic.can_record


def test_that_only_what_puts_somebody_on_a_worklist_by_condition_lets_them_leave(clinic, tmp_path):
    patient_id = a_patient(clinic)
    condition = Condition(patient_id, "Opioid dependence", icd10cm="F11.20")
    held = health.save_condition(clinic, condition).id
    label = (SensitivityLabel.PART2,)
    sensitivity.label_record(clinic, patient_id, RecordNoun.CONDITION, held, label)
    for past in (
        replace(condition, retracted_reason="another patient's"),
        replace(condition, status=ConditionStatus.RESOLVED),
        replace(condition, category=ConditionCategory.FAMILY),
    ):
        health.save_condition(clinic, past)
    question = WorklistQuestion(Missing.NOTHING, condition="F11")
    content = worklists.read_worklist(clinic, question)
    assert [each.patient_id for each in content.entries] == [patient_id]
    path = tmp_path / "list.csv"
    assert worklist_export.export_worklist(clinic, content, path) == (
        worklist_export.SavedList(saved=0, left_out=1)
    )
    health.save_condition(clinic, condition)
    assert worklist_export.export_worklist(clinic, content, path).saved == 1


def test_that_a_worklist_as_a_file_tells_no_day_that_may_be_of_a_labelled_note(labelled):
    clinic, number, today = labelled.clinic, labelled.patient_id, labelled.clinic.today()
    question, day = WorklistQuestion(Missing.VISIT), f'"sertraline","{today}"'
    entry = WorklistEntry(number, "Ada Moss", "PD1", None, ("sertraline",), today, None)
    note = a_note(clinic, number).id
    assert day in labelled.file_of(question, entry)
    label = (SensitivityLabel.PART2,)
    sensitivity.label_record(clinic, number, RecordNoun.NOTE, note, label)
    told = labelled.file_of(question, entry)
    assert "Ada Moss" in told
    assert day not in told
    last = audit_rows(clinic)[-1]
    assert (last.operation, last.patient_id) == ("export worklist", number)


def test_that_with_consent_what_it_covers_goes_with_the_notice_until_it_is_revoked(labelled):
    number = labelled.consent(replace(CARE, nouns=(RecordNoun.MEDICATION,)))
    told = labelled.notices()
    assert PILL in told
    assert "42 CFR part 2 prohibits unauthorized use or disclosure" in told
    assert "It covers: Medications only" in told
    assert PILL in labelled.emergency()
    assert EFFECT not in labelled.emergency()
    assert PILL in labelled.overdue()
    assert _or_refused(labelled.scan) == "REFUSED Invalid"
    assert CANARY not in _or_refused(labelled.course)
    chart = charts.open_chart(labelled.clinic, labelled.patient_id)
    letter = next(each for each in chart.letters if PILL in each.title)
    labelled.revoke(number)
    assert "REFUSED" in labelled.notices()
    assert PILL not in labelled.emergency()
    path = labelled.folder / "copy.pdf"
    with pytest.raises(LetterRefused):
        letters.save_letter_copy(labelled.clinic, labelled.patient_id, letter.id, path)
    assert not path.exists()
    told_before = charts.open_chart(labelled.clinic, labelled.patient_id).disclosures
    assert letter.id in {each.letter_id for each in told_before}


def test_that_no_copy_of_a_report_leaves_once_what_it_may_tell_of_carries_a_label(clinic, tmp_path):
    chart = Labelled(clinic, tmp_path)
    for noun, number in tuple(charts.open_chart(clinic, chart.patient_id).labels):
        sensitivity.label_record(clinic, chart.patient_id, noun, number, ())
    chart.report()
    options = medwatch.MedwatchOptions(with_history=True)
    draft = medwatch.medwatch_draft(clinic, chart.patient_id, chart.effect, options)
    pages = medwatch.render_medwatch(draft)
    sent = medwatch.give_medwatch(clinic, draft, pages, LetterDelivery.PRINTED).letter_id
    condition = charts.open_chart(clinic, chart.patient_id).conditions[0].id or 0
    label = (SensitivityLabel.HIV,)
    for noun, number, leaves in (
        (RecordNoun.DOCUMENT, chart.document, True),  # the report tells nothing of it
        (RecordNoun.CONDITION, condition, False),
        (RecordNoun.SIDE_EFFECT, chart.effect, False),
    ):
        sensitivity.label_record(clinic, chart.patient_id, noun, number, label)
        if leaves:
            letters.save_letter_copy(clinic, chart.patient_id, sent, tmp_path / "before.pdf")
            continue
        with pytest.raises(LetterRefused):
            letters.save_letter_copy(clinic, chart.patient_id, sent, tmp_path / "after.pdf")
        sensitivity.label_record(clinic, chart.patient_id, noun, number, ())


def test_that_on_the_patients_ground_a_labelled_document_goes_to_the_patient_only(labelled):
    patient = charts.open_chart(labelled.clinic, labelled.patient_id).patient
    with pytest.raises(Invalid, match="to the patient only"):
        labelled.hand_out("Elm Clinic", DisclosureBasis.PATIENT)
    path = labelled.hand_out(f"{patient.legal_name}, by hand", DisclosureBasis.PATIENT)
    assert CANARY in path.read_text()


def test_that_what_was_made_before_the_revocation_does_not_leave_after_it(labelled):
    number = labelled.consent()
    clinic, event = labelled.clinic, labelled.pill.event_id
    assert "It covers: Medications only" in labelled.scan()
    draft = letters.pharmacy_notice_draft(clinic, labelled.patient_id, [event])
    pages = letters.render_draft(draft)
    labelled.revoke(number)
    with pytest.raises(LetterRefused):
        letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED)
    noun, label = RecordNoun.MEDICATION, (SensitivityLabel.PART2,)
    with pytest.raises(Invalid, match="Nothing was changed"):
        sensitivity.label_record(
            clinic, labelled.patient_id, noun, labelled.pill.medication_id, label
        )


def test_that_a_label_of_a_note_or_safety_plan_stays_on_what_takes_its_place(clinic):
    patient_id = a_patient(clinic)
    note = a_note(clinic, patient_id, "About the program.")
    first = risk.write_safety_plan(clinic, patient_id, SAFETY_PLAN).id
    for noun, number in ((RecordNoun.NOTE, note.id or 0), (RecordNoun.SAFETY_PLAN, first)):
        sensitivity.label_record(clinic, patient_id, noun, number, (SensitivityLabel.PART2,))
    amended = notes.amend(clinic, note, plain_sections("Corrected."), "A word was missing.").id
    second = risk.write_safety_plan(clinic, patient_id, replace(SAFETY_PLAN, coping="run")).id
    labels = charts.open_chart(clinic, patient_id).labels
    part2 = frozenset({SensitivityLabel.PART2})
    assert labels[(RecordNoun.NOTE, amended)] == part2
    assert labels[(RecordNoun.SAFETY_PLAN, second)] == part2
    sensitivity.label_record(clinic, patient_id, RecordNoun.NOTE, amended, ())
    left = charts.open_chart(clinic, patient_id).labels
    assert {noun for noun, _ in left} == {RecordNoun.SAFETY_PLAN}


def test_that_emergency_paper_never_passes_a_withheld_allergy_off_as_none(clinic):
    patient_id = a_patient(clinic)
    kept = health.save_allergy(clinic, AllergyIntolerance(patient_id, CANARY)).id
    label = (SensitivityLabel.HIV,)
    sensitivity.label_record(clinic, patient_id, RecordNoun.ALLERGY, kept, label)
    draft = emergency_paper.paper_draft(clinic, emergency_paper.ACTIVE)
    told = " ".join(text_of(emergency_paper.render_paper(draft).pdf).split())
    assert CANARY not in told
    assert "there are more than this paper may tell" in told
    assert "No known allergies" not in told
