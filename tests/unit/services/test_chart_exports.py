"""Exported charts: right page numbers, what may be in them and what never, and whole or not."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import Action, Causality, Decision, Review, Suspect
from practice_desk.domain.calendar_text import write_time
from practice_desk.domain.chart_export import ExportChoice, ExportPart, ExportRecipient
from practice_desk.domain.condition import Condition
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import (
    Invalid,
    LetterRefused,
)
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.message import AboutNoun
from practice_desk.domain.message_owner import person
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient_request import (
    Asker,
    DenialGround,
    PatientRequest,
    RequestEntry,
    RequestKind,
    RequestStep,
    Standing,
)
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.domain.supply import (
    DrugScreen,
    PdmpCheck,
    PdmpOutcome,
    ScreenResult,
    SupplyEntry,
)
from practice_desk.services import (
    chart_exports,
    charts,
    document_looks,
    documents,
    health,
    inbox,
    messages,
    notes,
    patient_requests,
    plan,
    sensitivity,
    side_effects,
    supply,
    vitals,
)
from practice_desk.services.clinic import Clinic
from tests.factories import MadeClinic, a_medication, a_note, a_patient
from tests.full_chart import full_chart, rows_about
from tests.stage import Stage
from tests.unit.letters.samples import text_of
from tests.unit.services.test_sensitivity import CANARY, CARE, EFFECT, PILL, Labelled
from tests.use_cases.psychotherapy import OWN_CANARY, keep_an_open_note

ALL = frozenset(ExportPart)
PATIENT = ExportChoice(ALL, ExportRecipient.PATIENT, DisclosureBasis.PATIENT)
CLINIC = ExportChoice(ALL, ExportRecipient.CLINIC, DisclosureBasis.TREATMENT, "Elm Clinic")
SAVED = LetterDelivery.SAVED


IN_THE_EXPORT = {
    "adverse_event": "data/side-effects.csv",
    "adverse_event_review": "data/side-effect-course.csv",
    "allergy_intolerance": "data/allergies.csv",
    "allergy_statement": "",
    "appointment": "data/visits.csv",
    "care_plan_entry": "data/treatment-plan.csv",
    "chart_event": "data/history.csv",
    "check_in": "",
    "condition": "data/conditions.csv",
    "consent": "data/consents.csv",
    "consent_entry": "data/consents.csv",
    "document": "documents/",
    "education_given": "data/education.csv",
    "encounter": "data/visits.csv",
    "filed_document": "data/documents.csv",
    "letter": "letters/",
    "letter_entry": "",
    "medication": "data/medications.csv",
    "medication_trial": "data/trials.csv",
    "message": "data/messages.csv",
    "message_entry": "data/messages.csv",
    "monitoring_decision": "data/monitoring-decisions.csv",
    "note": "data/notes.csv",
    "note_signature": "data/notes.csv",
    "observation": "data/results.csv",
    "patient_request": "",
    "questionnaire_response": "data/measure-answers.csv",
    "reconciliation_entry": "data/medication-lists.csv",
    "related_person": "data/contacts.csv",
    "request_entry": "",
    "risk_entry": "data/safety-plan.csv",
    "safety_decision": "data/safety-decisions.csv",
    "substance_use": "data/history.csv",
    "supply_entry": "",
    "visit": "data/visits.csv",
}
"""In which file of an export a table of the chart is; empty where it depends on what it says."""
SAID_TO_BE_LEFT_OUT = {
    "chart_export",
    "disclosure",
    "draft",
    "emergency_access",
    "imported_resource",
    "psychotherapy_note",
    "recall",
    "waiting_entry",
}
ONLY_OF_THE_OFFICE = {
    "appointment_series",
    "chart_restriction",
    "document_look",
    "label_statement",
    "letter_told",
    "measure_baseline",
    "measure_schedule",
    "message_read",
    "search_entry",
    "today_deferral",
    "worklist_delay",
}
"""How the clinic works with the chart: settings, marks, pictures and indexes of what is in it."""


class Given:
    """An export that was given as files."""

    def __init__(self, clinic: Clinic, patient_id: int, choice: ExportChoice, folder: Path) -> None:
        draft = chart_exports.prepare_export(clinic, patient_id, choice)
        pages = chart_exports.render_export(draft)
        self.path = folder / "export.zip"
        self.sent = chart_exports.give_export(clinic, draft, pages, SAVED, self.path)
        with zipfile.ZipFile(self.path) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.pdf = self.files["chart.pdf"]
        self.text = text_of(self.pdf)
        """What the pages say."""

    def table(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table by its columns."""
        return list(csv.DictReader(io.StringIO(self.files[name].decode("utf-8-sig"))))

    def all_words(self) -> str:
        """Return every word of every file, and their names."""
        told = [self.text, *self.files]
        for name, data in self.files.items():
            told.append(text_of(data) if name.endswith(".pdf") else data.decode("utf-8", "replace"))
        return " ".join(told)


def _outline(reader: PdfReader, nested: Any = None) -> Iterable[tuple[str, int]]:
    for each in reader.outline if nested is None else nested:
        if isinstance(each, list):
            yield from _outline(reader, each)
        else:
            number = reader.get_destination_page_number(each)
            yield str(each.title), 0 if number is None else number + 1


def test_that_the_contents_name_the_page_on_which_each_part_begins(clinic, tmp_path):
    patient_id = a_patient(clinic)
    for number in range(16):
        day = clinic.today() - timedelta(days=40 * number)
        a_note(clinic, patient_id, f"Session {number}. " + "Words of it. " * 200, seen_on=day)
    given = Given(clinic, patient_id, PATIENT, tmp_path)
    reader = PdfReader(io.BytesIO(given.pdf))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 8
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "PD000001" in page
        assert number == 1 or "Dąbrowski" in page
    listed = dict(_outline(reader))
    contents = next(page for page in pages if "Contents" in page)
    for section in ("Conditions", "Notes", "Documents"):
        told = re.search(rf"^{section}\s*(\d+)$", contents, re.MULTILINE)
        assert told is not None, section
        assert listed[section] == int(told[1])
        assert re.search(rf"^{section}$", pages[int(told[1]) - 1], re.MULTILINE)
    year = clinic.today().year - 1
    told = re.search(rf"^{year}: \d+ entries\s*(\d+)$", contents, re.MULTILINE)
    assert told is not None
    assert f", {year}: Telephone call" in pages[int(told[1]) - 1]
    assert f", {year}: Telephone call" not in pages[int(told[1]) - 2]


def test_that_all_of_a_chart_is_in_the_files_or_said_to_be_left_out(clinic, tmp_path):
    patient_id = full_chart(clinic)
    tables_of_chart = set(rows_about(clinic, patient_id))
    assert tables_of_chart == IN_THE_EXPORT.keys() | SAID_TO_BE_LEFT_OUT | ONLY_OF_THE_OFFICE
    health.save_condition(clinic, Condition(patient_id, "=HYPERLINK('x')"))
    given = Given(clinic, patient_id, PATIENT, tmp_path)
    for table, start in IN_THE_EXPORT.items():
        assert not start or any(each.startswith(start) for each in given.files), table
    assert "'=HYPERLINK" in given.files["data/conditions.csv"].decode("utf-8-sig")
    filed = [name for name in given.files if name.startswith("documents/")]
    assert filed
    assert all(name in given.text.replace(" ", "") for name in filed)
    readme = given.files["README.txt"].decode("utf-8-sig")
    tables = [name for name in given.files if name.startswith("data/")]
    assert len(tables) >= 24
    assert all(name in readme for name in tables)
    assert "not encrypted" in readme
    assert "documents/: each" in readme
    assert "consents/: each" not in readme, "none was signed on paper"
    for name in given.files:
        assert "dabrowski" not in name.casefold()
    (export,) = chart_exports.exports_of_chart(clinic, patient_id)[:1]
    assert {each.name for each in export.files} == set(given.files) - {"files.csv"}
    listed = given.files["files.csv"].decode("utf-8-sig")
    assert all(each.sha256 in listed for each in export.files)


def test_that_what_was_asked_of_risk_goes_with_the_risk_and_not_with_the_visits(clinic, tmp_path):
    patient_id = full_chart(clinic)
    came = Given(
        clinic, patient_id, replace(PATIENT, parts=frozenset({ExportPart.VISITS})), tmp_path
    )
    assert "Visit as signed" in came.text
    assert "assessed" not in came.all_words()
    risk = Given(
        clinic, patient_id, replace(PATIENT, parts=frozenset({ExportPart.SAFETY_PLAN})), tmp_path
    )
    (row,) = risk.table("data/risk-at-visits.csv")
    assert row["Harm to self or others"] == "assessed"


def test_that_the_files_hold_codes_and_numbers_for_another_program(clinic, tmp_path):
    patient_id = a_patient(clinic)
    at = clinic.now() - timedelta(hours=1)
    weight = Observation(
        patient_id, ObservationCategory.VITAL_SIGNS, "Weight", at, "29463-7", Decimal("70.5"), "kg"
    )
    vitals.save_visit(clinic, patient_id, [weight])
    (row,) = Given(clinic, patient_id, PATIENT, tmp_path).table("data/results.csv")
    assert (row["LOINC"], row["Number"], row["Unit"]) == ("29463-7", "70.5", "kg")
    assert datetime.fromisoformat(row["Observed at"]) == at.replace(second=0, microsecond=0)


def test_that_a_side_effect_goes_with_what_was_assessed_and_decided(clinic, tmp_path):
    patient_id = a_patient(clinic)
    pill, other = (
        a_medication(clinic, patient_id, name=name).medication_id
        for name in ("sertraline", "lisinopril")
    )
    told = AdverseEvent(patient_id, "like on a boat", clinic.today(), "dizziness")
    number = side_effects.report_side_effect(clinic, told).id
    suspect = Suspect(pill, "sertraline", Causality.PROBABLE, reasons=("began two days after",))
    review = Review(
        "dizziness", (Decision(Action.LOWER, other, "to 25 mg"),), suspects=(suspect,),
        assessment="No falls.", recheck_on=clinic.today() + timedelta(days=7),
    )  # fmt: skip
    side_effects.review_side_effect(clinic, patient_id, number, review)
    given = Given(clinic, patient_id, PATIENT, tmp_path)
    for words in ("like on a boat", "sertraline: probable", "began two days after", "No falls."):
        assert words in given.text, words
    assert "Decided: lower lisinopril. to 25 mg" in given.text
    label = (SensitivityLabel.PART2,)  # of what only a step of it names
    sensitivity.label_record(clinic, patient_id, RecordNoun.MEDICATION, other, label)
    assert "boat" not in Given(clinic, patient_id, CLINIC, tmp_path).all_words()


def test_that_a_word_of_a_psychotherapy_note_is_nowhere_in_it(made: MadeClinic, tmp_path):
    patient_id = a_patient(made.clinic)
    keep_an_open_note(Stage(made, patient_id))
    given = Given(made.clinic, patient_id, PATIENT, tmp_path)
    assert OWN_CANARY not in given.all_words()
    assert "Psychotherapy notes, where a clinician keeps any" in given.text


def test_that_labelled_records_go_to_the_patient_and_to_others_by_consent_only(clinic, tmp_path):
    chart = Labelled(clinic, tmp_path)
    given = Given(clinic, chart.patient_id, CLINIC, tmp_path)
    assert CANARY not in given.all_words()
    assert "sertraline" in given.text
    assert "by the patient's consent only" in given.text
    assert "42 CFR part 2 prohibits" not in given.text
    to_patient = Given(clinic, chart.patient_id, PATIENT, tmp_path)
    assert PILL in to_patient.text
    assert "documents/document-001.txt" in to_patient.files
    representative = replace(PATIENT, recipient=ExportRecipient.REPRESENTATIVE)
    named = replace(representative, recipient_name="Marta Moss")
    assert CANARY not in Given(clinic, chart.patient_id, named, tmp_path).all_words()
    number = chart.consent(replace(CARE, nouns=(RecordNoun.MEDICATION,)))
    covered = Given(clinic, chart.patient_id, CLINIC, tmp_path)
    assert PILL in covered.text
    assert EFFECT not in covered.all_words()
    notice = "42 CFR part 2 prohibits unauthorized use or disclosure"
    assert notice in covered.text
    assert notice in covered.files["README.txt"].decode("utf-8-sig")
    draft = chart_exports.prepare_export(clinic, chart.patient_id, CLINIC)
    chart.revoke(number)
    path = tmp_path / "late.zip"
    pages = chart_exports.render_export(draft)
    with pytest.raises(LetterRefused):
        chart_exports.give_export(clinic, draft, pages, SAVED, path)
    assert not list(tmp_path.glob("late*"))


def test_that_what_names_a_withheld_record_or_is_about_one_stays_here(clinic, tmp_path):
    chart = Labelled(clinic, tmp_path)
    number = chart.patient_id
    a_note(clinic, number, f"Takes {PILL} well.")
    a_note(clinic, number, "Sleeps better.")
    documents.keep_document(clinic, number, "fax.txt", f"{PILL} 8 mg".encode())
    documents.keep_document(clinic, number, "plain.txt", b"is well")
    document_looks.look_into_waiting(clinic, number)
    me, day = person(clinic.session.user_name), clinic.today()
    told = AdverseEvent(number, "nausea", day, suspected_medication_id=chart.pill.medication_id)
    suspected = side_effects.report_side_effect(clinic, told).id
    for subject, noun, about in (
        ("Was it filled?", AboutNoun.MEDICATION, chart.pill.medication_id),
        ("Still sick?", AboutNoun.SIDE_EFFECT, suspected),
        ("Which room?", AboutNoun.MEDICATION, chart.other.medication_id),
    ):
        new = messages.NewMessage(
            number, subject, "Please look.", me, day, about_noun=noun, about_id=about
        )
        messages.send_message(clinic, new)
    slip = messages.NewMessage(number, "Of somebody else", "A slip.", me, day)
    message = messages.send_message(clinic, slip).id
    first = inbox.open_thread(clinic, message).message.case.first.id or 0
    messages.take_back(clinic, message, first, "Wrong chart.")
    given = Given(clinic, number, CLINIC, tmp_path)
    told = given.all_words()
    assert CANARY not in told
    assert "Sleeps better." in told
    assert "is well" in told
    assert "Which room?" in told
    assert "Was it filled?" not in told
    assert "Still sick?" not in told, "it tells of what a withheld medication did"
    assert "Of somebody else" not in told


def test_that_a_message_names_no_record_that_was_entered_in_error(clinic, tmp_path):
    number, me, day = a_patient(clinic), person(clinic.session.user_name), clinic.today()
    scan = documents.keep_document(clinic, number, f"{CANARY}.txt", b"of somebody else").id
    told = side_effects.report_side_effect(clinic, AdverseEvent(number, EFFECT, day)).id
    pill = a_medication(clinic, number, name=PILL)
    for subject, noun, about in (
        ("Scan?", AboutNoun.DOCUMENT, scan),
        ("Told?", AboutNoun.SIDE_EFFECT, told),
        ("Taken?", AboutNoun.MEDICATION, pill.medication_id),
    ):
        new = messages.NewMessage(
            number, subject, "Look.", me, day, about_noun=noun, about_id=about
        )
        messages.send_message(clinic, new)
    assert CANARY in Given(clinic, number, PATIENT, tmp_path).all_words()
    wrong = "of another patient"
    (filed,) = documents.chart_documents(clinic, number).documents
    documents.retract_document(clinic, filed, wrong)
    side_effects.retract_side_effect(clinic, number, told, wrong)
    plan.retract_event(clinic, number, pill.event_id, "wrong_patient")
    words = Given(clinic, number, PATIENT, tmp_path).all_words()
    assert CANARY not in words
    assert "Document, entered in error" in words
    assert "Scan?" in words


def test_that_only_signed_notes_go_with_addenda_and_what_they_were_before(clinic, tmp_path):
    patient_id = a_patient(clinic)
    ended = clinic.now() - timedelta(minutes=1)
    began = ended - timedelta(minutes=50)
    note = a_note(clinic, patient_id, "First words.", started_at=began, ended_at=ended)
    a_note(clinic, patient_id, "Never signed.", signed=False)
    notes.amend(clinic, note, plain_sections("Better words."), "A word was wrong.")
    given = Given(clinic, patient_id, PATIENT, tmp_path)
    told = given.all_words()
    assert "Never signed." not in told
    assert given.text.index("Better words.") < given.text.index("First words.")
    assert "Amended because: A word was wrong." in given.text
    assert f"{write_time(began)} to {write_time(ended)} · 50 minutes" in given.text
    assert "Notes that are not signed yet" in given.text


def test_that_the_period_bounds_what_happened_on_a_day(clinic, tmp_path):
    patient_id = a_patient(clinic)
    a_note(clinic, patient_id, "Of long ago.", seen_on=date(2019, 5, 1))
    a_note(clinic, patient_id, "Of today.")
    choice = replace(PATIENT, since=date(2020, 1, 1))
    given = Given(clinic, patient_id, choice, tmp_path)
    assert "Of today." in given.text
    assert "Of long ago." not in given.all_words()
    assert "since Jan 1, 2020" in given.text


def test_that_it_is_kept_as_a_disclosure_and_answers_the_request(clinic, tmp_path):
    patient_id = a_patient(clinic)
    asked = PatientRequest(
        patient_id, RequestKind.ACCESS, clinic.today(), Asker.PATIENT, "", "by letter", "licence",
        "My chart", "PDF", clinic.now(), "",
    )  # fmt: skip
    number = patient_requests.record_request(clinic, asked).id
    Given(clinic, patient_id, replace(CLINIC, request_id=number), tmp_path)
    assert len(patient_requests.open_requests(clinic)) == 1, "another clinic is not the patient"
    given = Given(clinic, patient_id, replace(PATIENT, request_id=number), tmp_path)
    chart = charts.open_chart(clinic, patient_id)
    told = next(d for d in chart.disclosures if d.letter_id == given.sent.letter_id)
    assert told.basis is DisclosureBasis.PATIENT
    assert "notes" in told.what
    assert not told.must_be_accounted_for
    cases = patient_requests.requests_of_chart(clinic, patient_id)
    case = next(each for each in cases if each.request.id == number)
    assert case.standing is Standing.GIVEN
    assert case.entries[-1].letter_id == given.sent.letter_id


def test_that_a_denied_amendment_goes_along_once_the_patient_disagreed(clinic, tmp_path):
    patient_id = a_patient(clinic)
    note = a_note(clinic, patient_id, "Was late.")
    asked = PatientRequest(
        patient_id, RequestKind.AMENDMENT, clinic.today(), Asker.PATIENT, "", "by letter",
        "licence", "I was not late", "on time", clinic.now(), "", "Note", RecordNoun.NOTE, note.id,
    )  # fmt: skip
    number = patient_requests.record_request(clinic, asked).id

    def step(kind: RequestStep, words: str, ground: DenialGround | None = None) -> None:
        entry = RequestEntry(
            patient_id, number, kind, clinic.today(), words, clinic.now(), "", ground
        )
        patient_requests.add_step(clinic, entry)

    step(RequestStep.DENIED, "The log says so.", DenialGround.ACCURATE)
    some = replace(CLINIC, parts=frozenset({ExportPart.NOTES}))
    assert "I was not late" not in Given(clinic, patient_id, some, tmp_path).text
    step(RequestStep.DISAGREEMENT, "The bus was late.")
    step(RequestStep.REMARK, "Was loud on the telephone.")
    assert "loud" not in Given(clinic, patient_id, some, tmp_path).all_words()
    assert "loud" in Given(clinic, patient_id, PATIENT, tmp_path).text
    told = Given(clinic, patient_id, some, tmp_path).text
    assert all(words in told for words in ("I was not late", "The log says so.", "The bus was"))
    label = (SensitivityLabel.HIV,)
    sensitivity.label_record(clinic, patient_id, RecordNoun.NOTE, note.id or 0, label)
    assert "The bus was" not in Given(clinic, patient_id, some, tmp_path).all_words()


def test_that_a_label_put_on_meanwhile_holds_for_a_representative_too(clinic, tmp_path):
    patient_id = a_patient(clinic)
    note = a_note(clinic, patient_id, "Was tested.").id or 0
    choice = replace(PATIENT, recipient=ExportRecipient.REPRESENTATIVE, recipient_name="Marta Moss")
    draft = chart_exports.prepare_export(clinic, patient_id, choice)
    pages = chart_exports.render_export(draft)
    sensitivity.label_record(clinic, patient_id, RecordNoun.NOTE, note, (SensitivityLabel.PART2,))
    with pytest.raises(LetterRefused):
        chart_exports.give_export(clinic, draft, pages, SAVED, tmp_path / "late.zip")
    assert not list(tmp_path.glob("late*"))


def test_that_what_the_staff_wrote_to_each_other_is_suggested_for_the_patient_alone():
    for recipient in ExportRecipient:
        own = recipient in (ExportRecipient.PATIENT, ExportRecipient.REPRESENTATIVE)
        assert recipient.suggested == (ALL if own else ALL - {ExportPart.MESSAGES})


def test_that_an_export_for_others_says_who_is_given_it_and_why(clinic):
    patient_id = a_patient(clinic)
    choice = ExportChoice(ALL, ExportRecipient.OTHER, DisclosureBasis.PATIENT)
    with pytest.raises(Invalid) as refused:
        chart_exports.prepare_export(clinic, patient_id, choice)
    fields = {each.field for each in refused.value.problems}
    assert fields == {"recipient_name", "basis", "purpose"}


def test_that_supply_goes_without_reports_of_a_monitoring_program(clinic, tmp_path):
    patient_id = a_patient(clinic)
    for details in (
        PdmpCheck("ana.berg", PdmpOutcome.OTHER_FILLS, f"{CANARY} elsewhere"),
        DrugScreen("12 panel", ScreenResult.AS_PRESCRIBED, "no surprise"),
    ):
        entry = SupplyEntry(patient_id, clinic.today(), details, clinic.now(), "")
        supply.record_supply(clinic, entry)
    given = Given(clinic, patient_id, PATIENT, tmp_path)
    assert "no surprise" in given.text
    assert CANARY not in given.all_words()
    assert "Reports of the prescription monitoring program" in given.text
