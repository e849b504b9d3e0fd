"""Reports of side effects are kept as told, and stay open until somebody decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, ReportSource, Urgency
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Decision,
    Handover,
    Review,
    Suspect,
)
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted
from practice_desk.domain.permission import Operation
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.services import charts, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.session import Session
from practice_desk.storage.adverse_event import adverse_events
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
