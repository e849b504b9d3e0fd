"""What a check-in asks by what is due, and what is made of the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, ReportSource, ToldBy, Urgency
from practice_desk.domain.adverse_event_review import Handover
from practice_desk.domain.check_in_sheet import CheckInEnd, Page, Wording
from practice_desk.domain.errors import NotPermitted
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.measure_schedule import Rhythm
from practice_desk.domain.medication import PlanStatus
from practice_desk.domain.patient import RelatedPerson, RelatedPersonRole, SexAssigned
from practice_desk.domain.patient_fact import known_facts
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.gui.models.check_in_view import check_in_facts, told_besides
from practice_desk.gui.models.measure_words import answer_lines
from practice_desk.knowledge.side_effects import side_effects
from practice_desk.services import (
    charts,
    check_in,
    check_in_filing,
    check_in_review,
    check_in_waiting,
    measure_schedules,
    patients,
)
from practice_desk.services import side_effects as side_effects_of_chart
from practice_desk.services.check_in_paper import questions_on_paper
from practice_desk.services.check_in_questions import MOST_EFFECTS, effect_questions
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import read_measures
from tests.check_ins import file_all, put_sealed, sheet_of
from tests.factories import a_medication, a_patient, an_appointment
from tests.unit.services.test_knowledge_guide import corrected_with

PHQ9 = {f"measure:phq9:q{number}": "1" for number in range(1, 10)}


@pytest.fixture
def patient(clinic: Clinic) -> int:
    """Somebody who takes sertraline and has the PHQ-9 due."""
    patient_id = a_patient(clinic, sex_assigned=SexAssigned.FEMALE)
    a_medication(clinic, patient_id, concept_id="sertraline")
    measure_schedules.set_schedule(clinic, patient_id, "phq9", Rhythm.WEEKLY, "Starting")
    return patient_id


def asked(clinic: Clinic, patient_id: int, language: str = "en") -> Wording:
    sheet = sheet_of(check_in.hand_over(clinic, an_appointment(clinic, patient_id)))
    return next(each for each in sheet.wordings if each.language == language)


def keys(pages: tuple[Page, ...]) -> list[str]:
    return [page.key.split(":")[0] for page in pages]


def answer(clinic: Clinic, patient_id: int, given: dict[str, str]) -> check_in.Filed:
    """Let the patient answer, and file it."""
    put_sealed(check_in.hand_over(clinic, an_appointment(clinic, patient_id)), given)
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    return check_in.file_answers(clinic, begun)


def test_that_only_what_is_due_is_asked(clinic: Clinic, patient: int) -> None:
    everything = set(keys(asked(clinic, patient).pages))
    assert {"measure", "effect", "adherence", "substances", "pregnancy", "topic"} <= everything
    man = a_patient(clinic, sex_assigned=SexAssigned.MALE)
    assert not {"measure", "effect", "adherence", "pregnancy"} & set(keys(asked(clinic, man).pages))
    file_all(clinic)
    answer(clinic, man, {})
    again = set(keys(asked(clinic, man).pages))
    assert not {"contacts", "address", "substances"} & again
    assert {"pharmacy", "new_medicines", "topic"} <= again


def test_that_a_measure_without_a_translation_is_left_to_the_staff(
    clinic: Clinic, patient: int
) -> None:
    spanish = asked(clinic, patient, "es").pages
    assert "measure" not in keys(spanish)
    (left,) = [page for page in spanish if page.key == "measures_elsewhere"]
    assert "PHQ-9" in left.note
    assert left.items == ()


def test_that_every_side_effect_is_asked_in_spanish_too() -> None:
    assert set(effect_questions("es")) == set(side_effects())
    assert all(text.endswith("?") for text in effect_questions("es").values())


def test_that_the_checklist_has_an_end(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    for concept in ("clozapine", "lithium", "lamotrigine", "valproate"):
        a_medication(clinic, patient_id, name=concept, concept_id=concept)
    found = [
        item.key
        for page in asked(clinic, patient_id).pages
        for item in page.items
        if item.key.startswith("effect:")
    ]
    assert len(found) == len(set(found)) == MOST_EFFECTS


def test_that_answers_to_a_measure_become_a_response_and_open_the_risk_path(
    clinic: Clinic, patient: int
) -> None:
    filed = answer(clinic, patient, PHQ9)
    assert filed.urgent == ("PHQ-9",)
    chart = charts.open_chart(clinic, patient)
    (response,) = chart.risk.open
    assert (response.mode, response.total) == (AnswerMode.CHECK_IN, 9)
    assert all(each.due_on > clinic.today() for each in chart.due_measures)


def test_that_a_side_effect_is_reported_in_the_patients_words_and_told_again_once_it_is_open(
    clinic: Clinic, patient: int
) -> None:
    answer(clinic, patient, {"effect:nausea": "lot", "side_effects_other": "My hair hurts"})
    told = {each.report.effect_id: each for each in charts.open_chart(clinic, patient).side_effects}
    nausea = told["nausea"].report
    assert nausea.source is ReportSource.CHECK_IN
    assert nausea.words == "Have you felt sick to your stomach? “A lot”"
    assert told[""].report.words == "My hair hurts"
    filed = answer(clinic, patient, {"effect:nausea": "little", "effect:abnormal_bleeding": "lot"})
    assert filed.urgent == ("Bleeding",)
    cases = charts.open_chart(clinic, patient).side_effects
    assert len(cases) == 3
    again = next(each for each in cases if each.effect_id == "nausea")
    assert "A little" in again.told.words


def test_that_nothing_of_the_plan_changes_by_itself_and_new_medicines_wait_as_reported(
    clinic: Clinic, patient: int
) -> None:
    before = charts.open_chart(clinic, patient).plan
    (item,) = before
    key = f"adherence:{item.medication.id}"
    told = {key: "stopped", f"{key}:more": "made me tired"}
    new = {"new_medicines": "yes", "new_medicines:more": "ibuprofen 200 mg, St. John's wort"}
    answer(clinic, patient, {**told, **new})
    assert charts.open_chart(clinic, patient).plan == before
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert [line.told for line in review.lines] == [
        "I stopped: made me tired",
        "ibuprofen 200 mg, St. John's wort",
    ]
    assert review.check_in.taken_as(item.medication.id) == "I stopped: made me tired"
    assert review.check_in.taken_as(0) == ""
    check_in_review.record_new_medicine(clinic, review.check_in, "new_medicines")
    plan = charts.open_chart(clinic, patient).plan
    assert plan[0] == before[0] or before[0] in plan
    reported = [each for each in plan if each.status is PlanStatus.REPORTED]
    assert len(reported) == 2
    assert "ibuprofen" in {each.medication.concept_id for each in reported}


@pytest.mark.parametrize(("code", "known"), [("pregnant", True), ("0", False), ("maybe", None)])
def test_that_a_pregnancy_is_recorded_once_somebody_takes_note_of_it(
    clinic: Clinic, patient: int, code: str, known: bool | None
) -> None:
    answer(clinic, patient, {"pregnancy": code})
    chart = charts.open_chart(clinic, patient)
    assert known_facts(chart.social_history, clinic.today()).pregnant is None
    (review,) = check_in_review.check_ins_to_review(clinic)
    check_in_review.note_answer(clinic, review.check_in, "pregnancy")
    chart = charts.open_chart(clinic, patient)
    assert known_facts(chart.social_history, clinic.today()).pregnant is known
    assert len(check_in_waiting.check_ins_waiting(clinic)) == 0


def test_that_substances_are_recorded_as_told(clinic: Clinic, patient: int) -> None:
    answer(clinic, patient, {"substance:alcohol": "most_days", "substance:cannabis": "0"})
    (review,) = check_in_review.check_ins_to_review(clinic)
    (line,) = review.lines
    check_in_review.note_answer(clinic, review.check_in, line.key)
    (use,) = charts.open_chart(clinic, patient).substance_uses
    assert (use.substance, use.amount) == ("Alcohol", "Most days, in the last month")


def test_that_the_front_desk_decides_on_contacts_and_sees_nothing_clinical(
    clinic: Clinic, patient: int
) -> None:
    answer(clinic, patient, {"city": "Salem", "substance:alcohol": "most_days"})
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert [line.key for line in review.lines] == ["city"]
    for call in (check_in_review.reject_answer, check_in_review.note_answer):
        with pytest.raises(NotPermitted):
            call(clinic, review.check_in, "substance:alcohol")
    check_in_review.accept_answer(clinic, review.check_in, "city", "")
    assert len(check_in_waiting.check_ins_waiting(clinic)) == 0


def test_that_who_left_early_is_kept_with_what_was_answered(clinic: Clinic, patient: int) -> None:
    handed = check_in.hand_over(clinic, an_appointment(clinic, patient))
    put_sealed(handed, {"measure:phq9:q9": "2"}, CheckInEnd.LEFT)
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    assert check_in.file_answers(clinic, begun).urgent == ("PHQ-9",)


def test_that_skipped_pages_are_not_taken(clinic: Clinic, patient: int) -> None:
    handed = check_in.hand_over(clinic, an_appointment(clinic, patient))
    put_sealed(handed, {"substance:alcohol": "most_days"}, skipped=("substances",))
    file_all(clinic)
    assert len(check_in_waiting.check_ins_waiting(clinic)) == 0


def test_that_the_topic_stands_in_the_chart_and_on_today_for_who_sees_charts(
    clinic: Clinic, patient: int
) -> None:
    answer(clinic, patient, {"topic": "I can't sleep", "substance:alcohol": "sometimes"})
    chart = charts.open_chart(clinic, patient)
    assert chart.check_in is not None
    assert chart.check_in.topic == "I can't sleep"
    facts = check_in_facts(chart.check_in, clinic.today())
    assert "I can't sleep" in facts[0].value
    assert facts[1].pill is not None
    assert check_in_facts(chart.check_in, clinic.today() + timedelta(days=60)) == []
    (told,) = check_in_waiting.topics_today(clinic)
    assert (told.patient_id, told.topic) == (patient, "I can't sleep")
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    assert check_in_waiting.topics_today(clinic) == []


def test_that_a_red_flag_at_check_in_is_urgent_by_its_words_and_when_it_is_told_again(
    clinic: Clinic, patient: int
) -> None:
    answer(clinic, patient, {"effect:nausea": "lot", "side_effects_other": "My throat is closing"})
    found = charts.open_chart(clinic, patient).side_effects
    urgency = {each.report.effect_id: each.urgency for each in found}
    assert urgency == {"": Urgency.NOW, "nausea": Urgency.ROUTINE}
    rash = AdverseEvent(patient, "A rash.", clinic.today(), effect="Mild rash")
    number = side_effects_of_chart.report_side_effect(clinic, rash).id
    lower = Handover("", Urgency.ROUTINE)
    side_effects_of_chart.hand_over(clinic, patient, number, lower)
    a_medication(clinic, patient, name="lamoTRIgine", concept_id="lamotrigine")
    answer(clinic, patient, {"effect:rash_mild": "lot"})
    again = side_effects_of_chart.side_effect_case(clinic, patient, number)
    assert again.urgency is Urgency.NOW


Q9 = "measure:phq9:q9"


@pytest.mark.parametrize(
    ("given", "skipped"),
    [({}, (Q9,)), ({Q9: "0"}, ()), ({**PHQ9, Q9: "0"}, ())],
    ids=["rather not say", "changed, the rest left", "changed"],
)
def test_that_an_answer_about_self_harm_that_was_taken_back_opens_the_risk_path_and_is_told(
    clinic: Clinic, patient: int, given: dict[str, str], skipped: tuple[str, ...]
) -> None:
    handed = check_in.hand_over(clinic, an_appointment(clinic, patient))
    put_sealed(handed, given, skipped=skipped, alarms=((Q9, "3"), ("topic", "3"), (Q9, "0")))
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    filed = check_in.file_answers(clinic, begun)
    assert filed.urgent == ("PHQ-9, answered, then taken back",)
    chart = charts.open_chart(clinic, patient)
    (response,) = chart.risk.open
    assert response.meaning == "“Nearly every day” answered, then taken back"
    (answer_told,) = answer_lines(response)
    assert "Nearly every day" in answer_told[0]
    assert chart.check_in is not None
    assert chart.check_in.answers is not None
    assert chart.check_in.answers.alarms == ((Q9, "3"),)
    facts = check_in_facts(chart.check_in, clinic.today())
    assert "Nearly every day (answered, then taken back)" in [fact.value for fact in facts]
    assert response.id in {each.id for each in read_measures(clinic, patient).responses}


def test_that_an_answer_about_self_harm_that_stands_is_on_the_risk_path_once(
    clinic: Clinic, patient: int
) -> None:
    handed = check_in.hand_over(clinic, an_appointment(clinic, patient))
    put_sealed(handed, {**PHQ9, Q9: "1"}, alarms=((Q9, "3"), (Q9, "1")))
    file_all(clinic)
    (response,) = charts.open_chart(clinic, patient).risk.open
    assert response.instrument_id == "phq9"


def test_that_a_warning_sign_that_was_taken_back_is_reported_and_told(
    clinic: Clinic, patient: int
) -> None:
    handed = check_in.hand_over(clinic, an_appointment(clinic, patient))
    put_sealed(
        handed, {"effect:abnormal_bleeding": "0"}, alarms=(("effect:abnormal_bleeding", "lot"),)
    )
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    filed = check_in.file_answers(clinic, begun)
    assert filed.urgent == ("Bleeding, answered, then taken back",)
    (case,) = charts.open_chart(clinic, patient).side_effects
    assert "“A lot” (answered, then taken back)" in case.report.words


def test_that_words_of_suicide_that_were_taken_back_open_the_risk_path(
    clinic: Clinic, patient: int
) -> None:
    handed = check_in.hand_over(clinic, an_appointment(clinic, patient))
    put_sealed(handed, {"topic": "My refill"}, alarms=(("topic", "typed"),))
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    told = "In own words: words that may be about suicide, answered, then taken back"
    assert check_in.file_answers(clinic, begun).urgent == (told,)
    (response,) = charts.open_chart(clinic, patient).risk.open
    assert response.needs_assessment


def test_that_words_of_suicide_anywhere_open_the_risk_path(clinic: Clinic, patient: int) -> None:
    (item,) = charts.open_chart(clinic, patient).plan
    key = f"adherence:{item.medication.id}"
    for given in (
        {"topic": "I want to kill myself"},
        {"side_effects_other": "No quiero vivir"},
        {key: "differently", f"{key}:more": "I took too many pills"},
        {"effect:suicidal_thoughts": "little"},
    ):
        before = len(charts.open_chart(clinic, patient).risk.open)
        assert answer(clinic, patient, given).urgent
        found = charts.open_chart(clinic, patient).risk.open
        assert len(found) == before + 1
        assert found[-1].needs_assessment


def test_that_words_of_a_warning_sign_are_reported_as_urgent_as_with_what_is_taken(
    clinic: Clinic, patient: int
) -> None:
    a_medication(clinic, patient, name="lamotrigine", concept_id="lamotrigine")
    text = "I have a red rash and sores in my mouth since I went up on Lamictal"
    filed = answer(clinic, patient, {"side_effects_other": text, "topic": "Chest pain"})
    assert "In own words: Severe skin reaction (SJS/TEN)" in filed.urgent
    assert "In own words: Chest pain" in filed.urgent
    told = {each.report.words: each for each in charts.open_chart(clinic, patient).side_effects}
    assert told[text].urgency is Urgency.NOW
    assert told["Chest pain"].urgency is not Urgency.ROUTINE


def test_that_everyday_topics_alarm_nobody(clinic: Clinic, patient: int) -> None:
    for topic in ("My refill", "My depression, and my sleep", "A letter for work", "I feel better"):
        assert answer(clinic, patient, {"topic": topic}).urgent == ()
    assert charts.open_chart(clinic, patient).side_effects == ()


def test_that_a_child_is_asked_nothing_about_substances_and_who_answers_is_asked_first(
    clinic: Clinic,
) -> None:
    this_year = clinic.today().year
    for years, is_asked in ((9, False), (13, True)):
        child = a_patient(clinic, birth_date=date(this_year - years, 1, 1))
        pages = asked(clinic, child).pages
        assert pages[0].key == "told_by"
        assert ("substances" in keys(pages)) is is_asked
    grown = a_patient(clinic, birth_date=date(this_year - 40, 1, 1))
    assert "told_by" not in keys(asked(clinic, grown).pages)


def test_that_what_a_parent_tells_is_filed_as_told_by_family(clinic: Clinic) -> None:
    child = a_patient(clinic, birth_date=date(clinic.today().year - 13, 1, 1))
    a_medication(clinic, child, concept_id="sertraline")
    measure_schedules.set_schedule(clinic, child, "phq9", Rhythm.WEEKLY, "Starting")
    told = {"told_by": "proxy", "effect:nausea": "lot", "substance:alcohol": "sometimes"}
    answer(clinic, child, {**PHQ9, **told})
    chart = charts.open_chart(clinic, child)
    assert [each.report.told_by for each in chart.side_effects] == [ToldBy.FAMILY]
    assert {each.answered_by for each in chart.risk.open} == {"Parent or guardian, at check-in"}
    (review,) = check_in_review.check_ins_to_review(clinic)
    check_in_review.note_answer(clinic, review.check_in, "substance:alcohol")
    (use,) = charts.open_chart(clinic, child).substance_uses
    assert use.note == "Told by a parent or guardian at check-in"


@pytest.mark.parametrize(
    ("who", "kept"), [({"told_by": "self"}, {"phq9"}), ({"told_by": "proxy"}, set()), ({}, set())]
)
def test_that_a_measure_of_a_child_is_kept_only_where_the_child_answered(
    clinic: Clinic, who: dict[str, str], kept: set[str]
) -> None:
    child = a_patient(clinic, birth_date=date(clinic.today().year - 13, 1, 1))
    measure_schedules.set_schedule(clinic, child, "phq9", Rhythm.WEEKLY, "Starting")
    pages = asked(clinic, child).pages
    shown = {page.key.split(":")[1] for page in pages if page.for_patient and page.is_asked(who)}
    assert shown == kept
    file_all(clinic)
    answer(clinic, child, {**PHQ9, Q9: "0", "new_medicines": "yes", **who})
    assert {each.instrument_id for each in read_measures(clinic, child).responses} == kept
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert ("were not asked" in told_besides(review)) is (kept == set())


def test_that_somebody_with_a_guardian_is_asked_who_answers(clinic: Clinic, patient: int) -> None:
    assert keys(asked(clinic, patient).pages)[0] == "measure"
    guardian = RelatedPerson(patient, RelatedPersonRole.GUARDIAN, "Sami Haddad")
    patients.save_related_person(clinic, guardian)
    assert keys(asked(clinic, patient).pages)[0] == "told_by"


def test_that_no_remark_on_scoring_is_shown_to_the_patient(clinic: Clinic, patient: int) -> None:
    measure_schedules.set_schedule(clinic, patient, "pc_ptsd5", Rhythm.WEEKLY, "Starting")
    shown = " ".join(
        f"{page.title} {page.intro}"
        for page in asked(clinic, patient).pages
        if page.key.startswith("measure:pc_ptsd5")
    )
    assert "Have you ever experienced this kind of event?" in shown
    assert "score" not in shown


def test_that_one_medication_is_asked_for_a_page(clinic: Clinic, patient: int) -> None:
    a_medication(clinic, patient, name="lithium", concept_id="lithium")
    pages = [each for each in asked(clinic, patient).pages if each.key.startswith("adherence")]
    assert [len(each.items) for each in pages] == [1, 1]


def test_that_paper_and_filing_use_the_side_effects_as_the_clinic_corrected_them(
    clinic: Clinic, patient: int
) -> None:
    key = EntryKey(EntryKind.SIDE_EFFECT, "nausea")
    corrected_with(
        clinic,
        key,
        plain_words="Is your belly upset?",
        red_flag_level="emergency",
        red_flag_do="Call 911.",
    )
    paper = questions_on_paper(clinic, patient)
    words = {item.key: item.words for page in paper.wordings[0].pages for item in page.items}
    assert words["effect:nausea"] == "Is your belly upset?"
    assert answer(clinic, patient, {"effect:nausea": "lot"}).urgent == ("Nausea",)


def test_that_an_answer_about_self_harm_counts_also_where_its_measure_is_gone(
    clinic: Clinic, patient: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_in_filing, "find_measure", lambda *_: None)
    assert answer(clinic, patient, {Q9: "3"}).urgent == ("PHQ-9",)
    (response,) = charts.open_chart(clinic, patient).risk.open
    assert response.meaning == "“Nearly every day”"
