"""Reports of side effects are kept as told, and stay open until somebody decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, Course, ReportSource, Urgency
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Decision,
    Handover,
    Review,
    Suspect,
    Told,
)
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted
from practice_desk.domain.permission import Operation
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.services import charts, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.session import Session
from practice_desk.storage.adverse_event import adverse_events
from tests.audit_rows import audit_rows
from tests.factories import a_colleague, a_medication, a_patient


def sit_down(clinic: Clinic, *roles: Role) -> str:
    """Let a colleague sit at the keyboard from now on; return the user name."""
    account = a_colleague(clinic, *roles)
    clinic.session = Session.of(account)
    return account.user_name


def told(clinic: Clinic, patient_id: int, words: str = "I shake.", **more: object) -> int:
    value = AdverseEvent(patient_id, words, clinic.today(), **more)  # type: ignore[arg-type]
    return side_effects.report_side_effect(clinic, value).id


def watched(clinic: Clinic, **more: object) -> Review:
    recheck = clinic.today() + timedelta(days=7)
    return Review("Tremor", (Decision(Action.WATCH),), recheck_on=recheck, **more)  # type: ignore[arg-type]


def test_that_a_report_keeps_the_words_and_is_coded_by_its_term(clinic: Clinic):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id, "My hands shake.\nAt work too.", effect="tremor ")
    case = side_effects.side_effect_case(clinic, patient_id, number)
    assert case.report.words == "My hands shake.\nAt work too."
    assert (case.effect, case.effect_id) == ("tremor", "tremor")
    assert case.report.reported_by == clinic.session.user_name
    assert case.report.reported_at is not None


def test_that_a_red_flag_raises_the_urgency_and_never_lowers_it(clinic: Clinic):
    patient_id = a_patient(clinic)
    rash = told(clinic, patient_id, effect="Mild rash")
    case = side_effects.side_effect_case(clinic, patient_id, rash)
    assert case.urgency is Urgency.TODAY
    urgent = told(clinic, patient_id, effect="Mild rash", urgency=Urgency.NOW)
    assert side_effects.side_effect_case(clinic, patient_id, urgent).urgency is Urgency.NOW


def test_that_a_rash_of_somebody_on_lamotrigine_waits_for_nobody(clinic: Clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine")
    number = told(clinic, patient_id, "Red spots.", effect="Mild rash")
    assert side_effects.side_effect_case(clinic, patient_id, number).urgency is Urgency.NOW


def test_that_a_call_whose_words_may_be_a_warning_sign_waits_for_today(clinic: Clinic):
    patient_id = a_patient(clinic)
    side_effects.take_down_call(clinic, patient_id, "I've got a rash since Monday.")
    (listed,) = side_effects.open_side_effects(clinic)
    assert listed.urgency is Urgency.TODAY


def test_that_the_front_desk_takes_a_call_down_and_reads_nothing_back(clinic: Clinic):
    patient_id = a_patient(clinic)
    prescriber, desk = clinic.session, sit_down(clinic, Role.FRONT_DESK)
    side_effects.take_down_call(clinic, patient_id, "The new pill makes me throw up.")
    with pytest.raises(NotPermitted):
        side_effects.open_side_effects(clinic)
    clinic.session = prescriber
    (case,) = charts.open_chart(clinic, patient_id).side_effects
    assert case.report.source is ReportSource.CALL
    assert case.report.reported_by == desk
    assert case.status is CaseStatus.OPEN


def test_that_a_therapists_report_says_so(clinic: Clinic):
    patient_id = a_patient(clinic)
    sit_down(clinic, Role.THERAPIST)
    number = told(clinic, patient_id)
    case = side_effects.side_effect_case(clinic, patient_id, number)
    assert case.report.source is ReportSource.THERAPIST


def test_that_an_intolerance_is_listed_once_however_often_it_is_signed(clinic: Clinic):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id)
    allergy = AllergyIntolerance(patient_id, "lithium", reaction="Tremor")
    for reaction in ("Tremor", "tremor", "Nausea"):
        side_effects.review_side_effect(
            clinic, patient_id, number, watched(clinic), [replace(allergy, reaction=reaction)]
        )
    listed = charts.open_chart(clinic, patient_id).allergies
    assert sorted(each.reaction for each in listed) == ["Nausea", "Tremor"]


def test_that_it_leaves_the_list_by_a_decision_only(clinic: Clinic):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id)
    handover = Handover(clinic.session.user_name, Urgency.TODAY)
    side_effects.hand_over(clinic, patient_id, number, handover)
    (listed,) = side_effects.open_side_effects(clinic)
    assert (listed.report_id, listed.urgency, listed.status) == (number, "today", "open")
    side_effects.review_side_effect(clinic, patient_id, number, watched(clinic))
    (listed,) = side_effects.open_side_effects(clinic)
    assert listed.recheck_on == clinic.today() + timedelta(days=7)
    closing = Review("Tremor", (), outcome=CaseOutcome.LOST)
    undecided = told(clinic, patient_id)
    with pytest.raises(Invalid, match="what is done"):
        side_effects.review_side_effect(clinic, patient_id, undecided, closing)
    done = replace(closing, decisions=(Decision(Action.NOTHING),))
    side_effects.review_side_effect(clinic, patient_id, undecided, done)
    side_effects.review_side_effect(clinic, patient_id, number, closing)
    assert side_effects.open_side_effects(clinic) == []
    side_effects.hand_over(clinic, patient_id, number, handover)
    assert side_effects.open_side_effects(clinic) == []


def test_that_a_report_in_error_leaves_the_list_and_stays_readable(clinic: Clinic):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id)
    side_effects.retract_side_effect(clinic, patient_id, number, "wrong chart")
    assert side_effects.open_side_effects(clinic) == []
    (case,) = charts.open_chart(clinic, patient_id).side_effects
    assert case.retracted_reason == "wrong chart"
    with pytest.raises(Invalid, match="entered in error"):
        side_effects.review_side_effect(clinic, patient_id, number, watched(clinic))


def test_that_nothing_lands_in_another_chart(clinic: Clinic):
    patient_id, other = a_patient(clinic), a_patient(clinic)
    number, theirs = told(clinic, patient_id), a_medication(clinic, other).medication_id
    with pytest.raises(NotFound):
        side_effects.review_side_effect(clinic, other, number, watched(clinic))
    with pytest.raises(NotFound):
        told(clinic, patient_id, suspected_medication_id=theirs)
    judged = watched(clinic, suspects=(Suspect(theirs, "sertraline"),))
    with pytest.raises(NotFound):
        side_effects.review_side_effect(clinic, patient_id, number, judged)


def test_that_several_reports_of_one_form_are_kept_in_one_go_or_not_at_all(clinic: Clinic):
    patient_id = a_patient(clinic)
    good = AdverseEvent(patient_id, "I shake.", clinic.today(), source=ReportSource.CHECK_IN)
    bad = AdverseEvent(patient_id, "", clinic.today())
    with pytest.raises(Invalid), clinic.writing(Operation.CHECK_IN, patient_id) as work:
        side_effects.add_reports(clinic, work, (good, bad))
    with clinic.store.read() as work:
        assert adverse_events.for_patient(work.connection, patient_id) == []


def urgency(clinic: Clinic, patient_id: int, number: int) -> Urgency:
    return side_effects.side_effect_case(clinic, patient_id, number).urgency


def on_lamotrigine(clinic: Clinic) -> int:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine")
    return patient_id


_RASH = "I have a red rash on my chest and sores in my mouth."


@pytest.mark.parametrize("source", [ReportSource.THERAPIST, ReportSource.CHECK_IN])
def test_that_a_red_flag_in_plain_words_is_kept_as_one(clinic: Clinic, source: ReportSource):
    patient_id = on_lamotrigine(clinic)
    number = told(clinic, patient_id, _RASH, source=source)
    assert urgency(clinic, patient_id, number) is Urgency.NOW
    side_effects.take_down_call(clinic, patient_id, "My skin has red spots.")
    assert [each.urgency for each in side_effects.open_side_effects(clinic)] == [Urgency.NOW] * 2


def test_that_plain_words_count_beside_a_harmless_code(clinic: Clinic):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id, "I want to die.", effect="Dry mouth")
    assert urgency(clinic, patient_id, number) is Urgency.NOW
    dizzy = told(clinic, patient_id, "I am dizzy.", effect="Dizziness")
    assert urgency(clinic, patient_id, dizzy) is Urgency.ROUTINE


def test_that_only_who_decides_lets_a_red_flag_wait_longer(clinic: Clinic):
    patient_id = on_lamotrigine(clinic)
    prescriber, number = clinic.session, told(clinic, patient_id, _RASH)
    sit_down(clinic, Role.THERAPIST)
    with pytest.raises(Invalid, match="Only a prescriber"):
        side_effects.hand_over(clinic, patient_id, number, Handover("", Urgency.ROUTINE))
    side_effects.hand_over(clinic, patient_id, number, Handover("", Urgency.NOW))
    clinic.session = prescriber
    side_effects.hand_over(clinic, patient_id, number, Handover("", Urgency.SOON))
    assert urgency(clinic, patient_id, number) is Urgency.SOON
    details = [row.detail for row in audit_rows(clinic)]
    assert any(f"side effect {number}, handover, now to soon" in detail for detail in details)


def test_that_a_report_is_taken_back_by_its_reporter_until_it_is_decided(clinic: Clinic):
    patient_id = a_patient(clinic)
    prescriber, theirs = clinic.session, told(clinic, patient_id)
    sit_down(clinic, Role.THERAPIST)
    therapist = clinic.session
    with pytest.raises(Invalid, match="Somebody else"):
        side_effects.retract_side_effect(clinic, patient_id, theirs, "no")
    own, decided = told(clinic, patient_id), told(clinic, patient_id)
    side_effects.retract_side_effect(clinic, patient_id, own, "typed twice")
    clinic.session = prescriber
    side_effects.review_side_effect(clinic, patient_id, decided, watched(clinic))
    clinic.session = therapist
    with pytest.raises(Invalid, match="it was reviewed"):
        side_effects.retract_side_effect(clinic, patient_id, decided, "no")
    clinic.session = prescriber
    side_effects.retract_side_effect(clinic, patient_id, decided, "wrong chart")
    left = side_effects.open_side_effects(clinic)
    assert [each.report_id for each in left] == [theirs]


def test_that_what_is_told_again_or_coded_anew_raises_the_urgency(clinic: Clinic):
    patient_id = on_lamotrigine(clinic)
    again, coded = told(clinic, patient_id, "I feel odd."), told(clinic, patient_id, "I feel odd.")
    assert urgency(clinic, patient_id, again) is Urgency.ROUTINE
    worse = Told(Course.WORSE, words="Now there are blisters and I have a fever.")
    side_effects.tell_again(clinic, patient_id, again, worse)
    assert urgency(clinic, patient_id, again) is Urgency.NOW
    review = replace(watched(clinic), effect="Mild rash", effect_id="rash_mild")
    side_effects.review_side_effect(clinic, patient_id, coded, review)
    assert urgency(clinic, patient_id, coded) is Urgency.NOW
    side_effects.hand_over(clinic, patient_id, coded, Handover("", Urgency.ROUTINE))
    side_effects.tell_again(clinic, patient_id, coded, Told(Course.BETTER))
    assert urgency(clinic, patient_id, coded) is Urgency.ROUTINE
    side_effects.tell_again(clinic, patient_id, coded, Told(Course.WORSE))
    assert urgency(clinic, patient_id, coded) is Urgency.NOW
