"""A visit is signed whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practice_desk.domain.adverse_event_review import Action, Decision, Review
from practice_desk.domain.appointment import AppointmentStatus, VisitKind
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.care_plan import Achievement, Goal, Lifecycle, PlanProblem, Rating
from practice_desk.domain.consent import Assent, ConsentState, Relation
from practice_desk.domain.draft import Draft
from practice_desk.domain.education import TeachBack
from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reconciliation import ListSource, Resolved
from practice_desk.domain.visit import (
    ConsentElement,
    ConsentTalk,
    FollowUp,
    MinorAgreement,
    RiskAnswer,
    Taught,
    VisitPaper,
)
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.services import care_plans, charts, plan, recalls
from practice_desk.services.appointments import (
    mark_appointment,
    patient_appointments,
    saved_appointment,
)
from practice_desk.services.consents import chart_consents, consents_due
from practice_desk.services.drafts import keep_draft
from practice_desk.services.education import education_state
from practice_desk.services.measures import measures, save_total
from practice_desk.services.patients import get_patient, save_patient
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign, check_changes, newest_event_id
from practice_desk.services.reconciliation import compare_medications, record_list, resolve_line
from practice_desk.services.visit_opening import open_visit
from practice_desk.services.visit_papers import waiting_papers
from practice_desk.services.visits import VisitToSign, findings_to_read, sign_visit
from practice_desk.services.visits_today import visits_today
from tests.audit_rows import audit_rows
from tests.factories import (
    USER,
    a_dosage,
    a_medication,
    a_patient,
    a_practitioner,
    an_appointment,
)  # fmt: skip
from tests.visit_stage import a_visit_chart


@pytest.fixture
def chart(clinic):
    return a_visit_chart(clinic)


@pytest.fixture
def whole(clinic, chart):
    """Everything of the visit, ready to be signed."""
    raised = PlanEntry(clinic.today(), "partial_response", a_dosage("150"))
    stopped = PlanEntry(clinic.today(), "side_effect", adverse_event_id=chart.report_id)
    changes = (
        ChangeToSign(PlanEventKind.CHANGE, raised, chart.sertraline_id),
        ChangeToSign(PlanEventKind.STOP, stopped, chart.trazodone_id),
    )
    checked = check_changes(clinic, chart.patient_id, changes)
    review = Review(
        "Grogginess",
        (Decision(Action.STOP, chart.trazodone_id),),
        recheck_on=clinic.today() + timedelta(days=28),
    )
    events = [
        e for i in plan.plan_as_of(clinic, chart.patient_id, clinic.today()) for e in i.events
    ]
    return VisitToSign(
        chart.patient_id,
        VisitKind.MEDICATION,
        clinic.now(),
        plain_sections("Raised and stopped."),
        RiskAnswer.DENIED,
        changes=changes,
        newest_event=newest_event_id(events),
        reviews=((chart.report_id, review),),
        findings_read=findings_to_read(checked),
        consents=(ConsentTalk("sertraline", frozenset(ConsentElement)),),
        taught=(Taught("sertraline", TeachBack.UNDERSTOOD),),
        follow_up=FollowUp(clinic.today() + timedelta(days=28)),
        papers=tuple(VisitPaper),
        appointment_id=chart.appointment.id,
    )


def untouched(clinic, chart):
    """Whether nothing of the visit is in the chart."""
    seen = charts.reload_chart(clinic, chart.patient_id)
    events = [event for item in seen.plan for event in item.events]
    appointments = patient_appointments(clinic, chart.patient_id)
    return (
        len(events) == 2
        and not seen.notes
        and not seen.side_effects[0].entries
        and not chart_consents(clinic, chart.patient_id)
        and [each.appointment.status for each in appointments] == [AppointmentStatus.BOOKED]
        and open_visit(clinic, chart.patient_id).last is None
    )


def test_that_the_day_agreed_is_a_recall_until_the_proposal_is_confirmed(clinic, chart, whole):
    sign_visit(clinic, whole)
    (line,) = recalls.patient_recalls(clinic, chart.patient_id)
    assert any(each.words.startswith("Next visit, as agreed") for each in line.due.reasons)
    assert not line.due.is_booked(clinic.today())
    assert line.due.proposed is not None
    mark_appointment(clinic, line.due.proposed, AppointmentStatus.BOOKED)
    (line,) = recalls.patient_recalls(clinic, chart.patient_id)
    agreed = clinic.today() + timedelta(days=28)
    assert line.due.booked.starts_at.astimezone().date() == agreed


def test_that_all_of_a_visit_is_one_row_of_the_trail(clinic, chart, whole):
    before = len(audit_rows(clinic))
    signed = sign_visit(clinic, whole)
    (row,) = audit_rows(clinic)[before:]
    assert row.operation == "sign visit"
    seen = charts.reload_chart(clinic, chart.patient_id)
    assert len(seen.notes) == 1
    assert seen.side_effects[0].review is not None
    (consent,) = chart_consents(clinic, chart.patient_id)
    assert consent.holds
    (given,) = education_state(clinic, chart.patient_id).given
    assert (given.medication_id, given.result) == (chart.sertraline_id, TeachBack.UNDERSTOOD)
    assert open_visit(clinic, chart.patient_id).last == signed.visit
    statuses = [e.appointment.status for e in patient_appointments(clinic, chart.patient_id)]
    assert statuses == [AppointmentStatus.FULFILLED, AppointmentStatus.PROPOSED]
    (waiting,) = waiting_papers(clinic)
    assert waiting.papers == tuple(VisitPaper)


def test_that_a_rating_of_a_goal_is_signed_with_the_visit_or_not_at_all(clinic, chart, whole):
    below = [(Goal(0, name), (), ()) for name in ("Sleep six hours", "Walk each day")]
    care_plans.add_problem(clinic, chart.patient_id, PlanProblem("Bad sleep"), below)
    standing = [g.goal for g in charts.reload_chart(clinic, chart.patient_id).care_plan.goals]
    number, ended = (each.id for each in standing)
    reached = replace(standing[1].value, lifecycle=Lifecycle.COMPLETED)
    care_plans.change_part(clinic, chart.patient_id, ended, ended, reached)
    rating = Rating(number, Achievement.IMPROVING)
    elsewhere = an_appointment(clinic, a_patient(clinic, family_name="Other"))
    with pytest.raises(StaleRecord):
        sign_visit(clinic, replace(whole, ratings=(rating, replace(rating, goal_id=ended))))
    with pytest.raises(NotFound):
        sign_visit(clinic, replace(whole, ratings=(rating,), appointment_id=elsewhere.id))
    assert charts.reload_chart(clinic, chart.patient_id).care_plan.goals[0].ratings == ()
    assert untouched(clinic, chart)

    before = len(audit_rows(clinic))
    sign_visit(clinic, replace(whole, ratings=(rating,)))
    (row,) = audit_rows(clinic)[before:]
    (entry,) = charts.reload_chart(clinic, chart.patient_id).care_plan.goals[0].ratings
    assert f"care_plan_entry {entry.id}" in row.detail
    assert entry.details == rating


def test_that_a_consent_says_what_was_told_of_each_part_and_what_was_added(clinic, chart, whole):
    (talk,) = whole.consents
    talk = talk.with_comment(ConsentElement.QUESTIONS, "Asked about driving: yes, once used to it.")
    sign_visit(clinic, replace(whole, consents=(talk,)))
    (case,) = chart_consents(clinic, chart.patient_id)
    said = case.consent.provision
    assert "low mood" in said.benefits
    assert "thoughts of suicide" in said.risks
    assert "trouble sleeping" in said.risks
    assert "present dose" in said.alternatives
    assert "stop suddenly" in said.no_treatment
    assert said.questions.endswith("Asked about driving: yes, once used to it.")


def _make_minor(clinic, chart):
    patient = get_patient(clinic, chart.patient_id)
    save_patient(clinic, replace(patient, birth_date=clinic.today() - timedelta(days=15 * 366)))


def test_that_a_minors_consent_waits_on_today_until_an_adult_agrees(clinic, chart, whole):
    _make_minor(clinic, chart)
    with pytest.raises(Invalid):  # whether the young person agrees is asked
        sign_visit(clinic, whole)
    sign_visit(clinic, replace(whole, minor=MinorAgreement(assent=Assent.GIVEN)))
    (due,) = consents_due(clinic)
    assert (due.case.holds, due.case.state) == (False, ConsentState.DRAFT)
    assert due.case.consent.provision.assent is Assent.GIVEN


def test_that_an_adults_word_for_a_minor_is_kept_with_the_young_persons(clinic, chart, whole):
    _make_minor(clinic, chart)
    half = MinorAgreement("Maria Nowak", None, Assent.DECLINED)
    with pytest.raises(Invalid):
        sign_visit(clinic, replace(whole, minor=half))
    sign_visit(clinic, replace(whole, minor=replace(half, relation=Relation.PARENT)))
    (case,) = chart_consents(clinic, chart.patient_id)
    assert case.holds
    assert case.consent.provision.assent is Assent.DECLINED
    (signature,) = case.signed.signatures
    assert (signature.name, signature.relation) == ("Maria Nowak", Relation.PARENT)


MISSING = (
    ({"risk": None}, "risk"),
    ({"risk": RiskAnswer.ASSESSED}, "risk"),
    ({"findings_read": None}, "findings"),
    ({"findings_read": frozenset()}, "findings"),
    ({"consents": ()}, "consent"),
    ({"follow_up": None}, "follow_up"),
    ({"note": ()}, "sections"),
)
"""What is left out of a visit, and where it is then asked for."""


def test_that_what_is_missing_leaves_nothing_in_the_chart(clinic, chart, whole):
    for change, field in MISSING:
        with pytest.raises(Invalid) as refused:
            sign_visit(clinic, replace(whole, **change))
        assert field in [problem.field for problem in refused.value.problems], change
    assert untouched(clinic, chart)


def test_that_what_fails_last_takes_everything_back(clinic, chart, whole):
    with pytest.raises(Invalid):
        sign_visit(clinic, replace(whole, note=plain_sections("x" * 41_000)))
    broken = replace(
        whole, reviews=((whole.reviews[0][0], replace(whole.reviews[0][1], effect="")),)
    )
    with pytest.raises(Invalid):
        sign_visit(clinic, broken)
    assert untouched(clinic, chart)


def test_that_a_plan_that_somebody_changed_meanwhile_is_looked_at_again(clinic, chart, whole):
    with pytest.raises(StaleRecord):
        sign_visit(clinic, replace(whole, newest_event=0))
    assert untouched(clinic, chart)


def test_that_what_was_reconciled_today_is_known_to_the_visit(clinic, chart):
    record_list(clinic, chart.patient_id, ListSource.PATIENT, "Melatonin 3 mg", clinic.today())
    lines = compare_medications(clinic, chart.patient_id).lines
    line = next(each for each in lines if each.name.casefold().startswith("melatonin"))
    resolve_line(clinic, chart.patient_id, line, Resolved.CONTINUE)
    opened = open_visit(clinic, chart.patient_id)
    _, decided = opened.reconciled
    assert (decided[:9].casefold(), decided[-7:]) == ("melatonin", "goes on")
    model = VisitModel.begun(opened, clinic.now(), clinic.today(), may_prescribe=True)
    assert "Medications reconciled" in [each.title for each in model.sections()]


def test_that_the_brief_and_the_next_doses_are_read_with_the_chart(clinic, chart):
    opened = open_visit(clinic, chart.patient_id)
    assert opened.appointment == chart.appointment
    assert [str(each.dose) for each in opened.doses[chart.sertraline_id].up] == ["150 mg", "200 mg"]
    assert any("Grogginess" in line.text for line in opened.brief)


def test_that_the_brief_tells_a_measure_that_is_overdue_from_one_that_is_due(clinic):
    today = clinic.today()
    patient_id = a_patient(clinic, birth_date=today - timedelta(days=20 * 366))
    began = today - timedelta(days=9)
    a_medication(clinic, patient_id, started=began, concept_id="sertraline")
    (overdue,) = [each for each in open_visit(clinic, patient_id).brief if "PHQ-9" in each.text]
    assert overdue.text == f"PHQ-9: overdue since {write_date(began)}."
    save_total(clinic, patient_id, measures()[0], "9")
    assert not any("PHQ-9: " in each.text for each in open_visit(clinic, patient_id).brief)


def test_that_a_begun_visit_stays_on_today_and_a_colleagues_appointment_is_not_ones_own(
    clinic, chart
):
    body = {"target": {"appointment": chart.appointment.id}}
    draft = Draft("visit", "Medication visit", body, USER, clinic.now(), chart.patient_id)
    keep_draft(clinic, draft)
    for status in (AppointmentStatus.ARRIVED, AppointmentStatus.FULFILLED):
        mark_appointment(clinic, saved_appointment(clinic, chart.appointment), status)
        (visit,) = visits_today(clinic)
        assert (visit.patient.id, visit.begun_on) == (chart.patient_id, clinic.today())
    assert open_visit(clinic, chart.patient_id).appointment is None
    an_appointment(clinic, chart.patient_id, practitioner_id=a_practitioner(clinic))
    assert open_visit(clinic, chart.patient_id).appointment is None


def test_that_a_visit_is_of_the_day_it_was_held_and_its_signature_of_the_day_it_was_signed(
    clinic, chart, whole
):
    goal = (Goal(0, "Sleep six hours."), (), ())
    care_plans.add_problem(clinic, chart.patient_id, PlanProblem("Bad sleep"), [goal])
    number = charts.reload_chart(clinic, chart.patient_id).care_plan.goals[0].goal.id
    held = clinic.now() - timedelta(days=2)
    day = held.astimezone().date()
    rated = (Rating(number, Achievement.IMPROVING, "Five of seven nights."),)
    signed = sign_visit(clinic, replace(whole, started_at=held, ratings=rated)).visit
    assert (signed.seen_on, signed.signed_at.astimezone().date()) == (day, clinic.today())
    seen = charts.reload_chart(clinic, chart.patient_id)
    (note,) = seen.notes
    (signature,) = seen.note_signatures
    assert (note.seen_on, note.is_late, note.is_signed_late) == (day, False, True)
    assert (note.started_at, note.ended_at) == (None, None)
    assert signature.signed_at.astimezone().date() == clinic.today()
    (case,) = seen.side_effects
    assert case.entries[-1].happened_on == day
    (event,) = [e for i in seen.plan for e in i.events if e.adverse_event_id == chart.report_id]
    assert event.effective_on == clinic.today()  # as the prescriber said
    assert seen.care_plan.goals[0].ratings[-1].happened_on == day
    (consent,) = chart_consents(clinic, chart.patient_id)
    assert consent.signed_on == day
    with pytest.raises(Invalid, match="begins in the future"):
        sign_visit(clinic, replace(whole, started_at=clinic.now() + timedelta(days=1)))


def test_that_a_visit_of_another_day_stays_apart_from_todays_appointment(clinic, chart):
    yesterday = clinic.now() - timedelta(days=1)
    body = {"extra": {"visit": {"started_at": yesterday.isoformat()}}}
    draft = Draft("visit", "Medication visit", body, USER, clinic.now(), chart.patient_id)
    keep_draft(clinic, draft)
    begun, todays = visits_today(clinic)
    assert (begun.appointment, begun.begun_on) == (None, yesterday.astimezone().date())
    assert (todays.appointment.id, todays.begun_on) == (chart.appointment.id, None)
    day = yesterday.astimezone().date()
    assert open_visit(clinic, chart.patient_id, day=day).appointment is None
