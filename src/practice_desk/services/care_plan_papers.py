"""The treatment plan as a paper for the patient.

It says the words that are signed. Where the plan still reads as it was signed last the paper shows
how; else it has lines to sign on, so that a plan can be signed on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from practice_desk.domain.care_plan import (
    CarePlan,
    Goal,
    GoalBranch,
    Intervention,
    Objective,
    PlanProblem,
    ProblemBranch,
    Standing,
    Track,
)
from practice_desk.domain.care_plan_rules import intervention_text, plan_text, target_text
from practice_desk.domain.permission import Operation
from practice_desk.letters.kinds.treatment_plan import (
    CODE,
    PaperGoal,
    PaperObjective,
    PaperProblem,
    PaperSigning,
    TreatmentPlanContent,
)
from practice_desk.letters.parties import Letterhead, LetterPatient
from practice_desk.services.care_plans import names_of, read_care_plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.patient_papers import PaperDraft, paper_draft, paper_frame
from practice_desk.services.plan_reader import read_plan

_NEEDS = Operation.WRITE_CARE_PLAN
_TITLE = "Treatment plan"
P = TypeVar("P", PlanProblem, Goal, Objective, Intervention)


def treatment_plan_draft(clinic: Clinic, patient_id: int) -> PaperDraft:
    """Gather the treatment plan as it stands. Nothing is written. Raises NotFound."""
    with clinic.viewing(_NEEDS, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, _NEEDS)
        plan = read_care_plan(work, patient_id)
        names = {each.id: each.name for each in knowledge_in(clinic, work).instruments}
        medications = names_of(read_plan(work, patient_id, clinic.today()))
    problems = tuple(_problem(each, medications, names) for each in plan.problems)
    signing = _signing(plan, plan_text(plan, medications, names))

    def content(letterhead: Letterhead, patient: LetterPatient) -> TreatmentPlanContent:
        return TreatmentPlanContent(frame.code, frame.today, letterhead, patient, problems, signing)

    return paper_draft(frame, CODE, _TITLE, content)


def _problem(
    branch: ProblemBranch, medications: Mapping[int, str], names: Mapping[str, str]
) -> PaperProblem:
    goals = tuple(_goal(each, medications, names) for each in branch.goals)
    return PaperProblem(branch.problem.value.title, branch.problem.value.patient_words, goals)


def _goal(
    branch: GoalBranch, medications: Mapping[int, str], names: Mapping[str, str]
) -> PaperGoal:
    goal, done = branch.goal.value, _values(branch.interventions)
    told = {
        track: tuple(intervention_text(each, medications) for each in done if each.track is track)
        for track in Track
    }
    return PaperGoal(
        goal.description,
        goal.horizon,
        goal.lifecycle,
        goal.due_on,
        goal.patient_words,
        tuple(
            PaperObjective(each.description, target_text(each, names), each.due_on)
            for each in _values(branch.objectives)
        ),
        told[Track.THERAPY],
        told[Track.MEDICATION],
    )


def _values(parts: Iterable[Standing[P]]) -> list[P]:
    return [each.value for each in parts]


def _signing(plan: CarePlan, text: str) -> PaperSigning | None:
    """Return how the plan was signed, None where it reads otherwise by now."""
    signed = plan.signed
    if signed is None or signed.text != text:
        return None
    return PaperSigning(
        signed.name,
        signed.credentials,
        plan.signings[-1].happened_on,
        signed.review_on,
        signed.agreed,
        () if signed.signature is None else signed.signature.strokes,
    )
