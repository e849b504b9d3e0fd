"""The treatment plan as a paper: signed words only, kept in the chart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practice_desk.domain.care_plan import (
    Agreed,
    Goal,
    Intervention,
    Objective,
    PlanProblem,
    Track,
)
from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.risk import SafetyPlan
from practice_desk.letters.kinds.treatment_plan import CODE, TreatmentPlanContent
from practice_desk.services import care_plans, risk
from practice_desk.services.care_plan_papers import treatment_plan_draft
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_papers import (
    PaperDraft,
    give_paper,
    render_paper_for_patient,
    safety_plan_draft,
)
from tests.factories import a_medication, a_patient, make_clinic


@pytest.fixture
def clinic(tmp_path) -> Clinic:
    return make_clinic(tmp_path).clinic


def content_of(draft: PaperDraft) -> TreatmentPlanContent:
    assert isinstance(draft.content, TreatmentPlanContent)
    return draft.content


def test_that_a_paper_shows_a_signature_only_while_the_plan_reads_as_signed(clinic):
    patient_id = a_patient(clinic)
    below = (
        Goal(0, "Sleep six hours"),
        (Objective(0, "Sleeps longer", "hours in the sleep diary"),),
        (Intervention(0, Track.THERAPY, "CBT for insomnia", "T. Reed"),),
    )
    care_plans.add_problem(clinic, patient_id, PlanProblem("Bad sleep", "I lie awake."), [below])
    draft = treatment_plan_draft(clinic, patient_id)
    (problem,) = content_of(draft).problems
    assert (problem.title, problem.patient_words) == ("Bad sleep", "I lie awake.")
    assert problem.goals[0].objectives[0].measured == "hours in the sleep diary"
    assert problem.goals[0].therapy == ("CBT for insomnia · T. Reed",)
    assert content_of(draft).signing is None

    with clinic.store.read() as work:
        shown = care_plans.plan_text_in(clinic, work, patient_id)
    review_on = clinic.today() + timedelta(days=90)
    care_plans.sign_plan(clinic, patient_id, shown, review_on, Agreed.PAPER)
    draft = treatment_plan_draft(clinic, patient_id)
    signing = content_of(draft).signing
    assert signing is not None
    assert (signing.review_on, signing.agreed) == (review_on, Agreed.PAPER)

    give_paper(clinic, draft, render_paper_for_patient(draft), LetterDelivery.PRINTED)
    chart = open_chart(clinic, patient_id)
    assert [(each.kind, each.title) for each in chart.letters] == [(CODE, "Treatment plan")]

    goal_id = chart.care_plan.goals[0].goal.id
    part = Intervention(goal_id, Track.THERAPY, "Sleep diary")
    care_plans.add_part(clinic, patient_id, part)
    assert content_of(treatment_plan_draft(clinic, patient_id)).signing is None


def sign(clinic: Clinic, patient_id: int) -> None:
    with clinic.store.read() as work:
        shown = care_plans.plan_text_in(clinic, work, patient_id)
    review_on = clinic.today() + timedelta(days=90)
    care_plans.sign_plan(clinic, patient_id, shown, review_on, Agreed.SPOKEN)


def test_that_an_earlier_plan_is_read_as_it_was_signed(clinic):
    patient_id = a_patient(clinic)
    medication = a_medication(clinic, patient_id).medication_id
    done = Intervention(0, Track.MEDICATION, "Lift the mood", medication_id=medication)
    below = (Goal(0, "Sleep six hours"), (), (done,))
    care_plans.add_problem(clinic, patient_id, PlanProblem("Bad sleep"), [below])
    sign(clinic, patient_id)
    plan = open_chart(clinic, patient_id).care_plan
    goal = plan.goals[0].goal
    care_plans.change_part(
        clinic, patient_id, goal.id, goal.entry.id or 0, Goal(goal.value.problem_id, "Sleep eight")
    )
    sign(clinic, patient_id)
    first, second = open_chart(clinic, patient_id).care_plan.signings

    earlier = content_of(treatment_plan_draft(clinic, patient_id, signing_id=first.id))
    assert earlier.problems[0].goals[0].description == "Sleep six hours"
    assert earlier.signing is not None
    assert earlier.replaced_on == clinic.today()
    newest = content_of(treatment_plan_draft(clinic, patient_id, signing_id=second.id))
    assert newest.replaced_on is None


def test_that_a_paper_is_refused_once_what_it_tells_was_changed(clinic):
    patient_id = a_patient(clinic)
    below = (Goal(0, "Sleep six hours"), (), ())
    care_plans.add_problem(clinic, patient_id, PlanProblem("Bad sleep"), [below])
    draft = treatment_plan_draft(clinic, patient_id)
    pages = render_paper_for_patient(draft)
    care_plans.add_part(clinic, patient_id, PlanProblem("Worry"))
    with pytest.raises(LetterRefused, match="was changed"):
        give_paper(clinic, draft, pages, LetterDelivery.PRINTED)

    crisis = safety_plan_draft(clinic, patient_id)
    risk.write_safety_plan(clinic, patient_id, SafetyPlan("not sleeping", "walk", "", "", "", ""))
    with pytest.raises(LetterRefused, match="was changed"):
        give_paper(clinic, crisis, render_paper_for_patient(crisis), LetterDelivery.PRINTED)
