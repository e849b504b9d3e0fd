"""The treatment plan as a paper for the patient.

It says the words that are signed. Where the plan still reads as it was signed last the paper shows
how; else it has lines to sign on, so that a plan can be signed on paper. Earlier versions are made
again from their entries, with the signatures of then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from practice_desk.domain.care_plan import (
    CarePlan,
    CarePlanEntry,
    Goal,
    GoalBranch,
    Intervention,
    Objective,
    PlanProblem,
    ProblemBranch,
    Signed,
    Standing,
    Track,
    care_plan,
)
from practice_desk.domain.care_plan_rules import intervention_text, plan_text, target_text
from practice_desk.domain.errors import LetterRefused, NotFound
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
from practice_desk.storage.unit_of_work import UnitOfWork

_NEEDS = Operation.WRITE_CARE_PLAN
_TITLE = "Treatment plan"
P = TypeVar("P", PlanProblem, Goal, Objective, Intervention)


def treatment_plan_draft(
    clinic: Clinic, patient_id: int, *, signing_id: int | None = None
) -> PaperDraft:
    """Gather the treatment plan as it stands. Nothing is written. Raises NotFound.

    With `signing_id`, the entry of a signature, it is the plan as it was signed then.
    """
    with clinic.viewing(_NEEDS, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, _NEEDS)
        told = _told(clinic, work, patient_id, signing_id)

    def content(letterhead: Letterhead, patient: LetterPatient) -> TreatmentPlanContent:
        return TreatmentPlanContent(
            frame.code,
            frame.today,
            letterhead,
            patient,
            told.problems,
            told.signing,
            told.replaced_on,
            told.signed_text,
        )

    def check(work: UnitOfWork) -> None:
        if _told(clinic, work, patient_id, signing_id) != told:
            raise LetterRefused(
                "The treatment plan was changed while its paper was open.", "Make the paper again."
            )

    return paper_draft(frame, CODE, _TITLE, content, check)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the paper says of the plan."""

    problems: tuple[PaperProblem, ...]
    signing: PaperSigning | None
    replaced_on: date | None = None
    signed_text: str = ""


def _told(clinic: Clinic, work: UnitOfWork, patient_id: int, signing_id: int | None) -> _Told:
    """Read what the paper says, inside a running unit of work. Raises NotFound."""
    plan = read_care_plan(work, patient_id)
    names = {each.id: each.name for each in knowledge_in(clinic, work).instruments}
    medications = names_of(read_plan(work, patient_id, clinic.today()))
    if signing_id is None:
        problems = tuple(_problem(each, medications, names) for each in plan.problems)
        return _Told(problems, _signing(plan, plan_text(plan, medications, names)))
    place = next((n for n, each in enumerate(plan.signings) if each.id == signing_id), None)
    if place is None:
        raise NotFound("This signed plan is not in this chart.", "Open the chart again.")
    entry, later = plan.signings[place], plan.signings[place + 1 :]
    replaced_on = later[0].happened_on if later else None
    former = care_plan(plan.entries[: plan.entries.index(entry) + 1])
    signing = _signing(former, _text_of(entry))
    if plan_text(former, medications, names) != _text_of(entry):
        # a medication or measure is named otherwise by now: the signed words stand
        return _Told((), signing, replaced_on, _text_of(entry))
    problems = tuple(_problem(each, medications, names) for each in former.problems)
    return _Told(problems, signing, replaced_on)


def _text_of(entry: CarePlanEntry) -> str:
    return entry.details.text if isinstance(entry.details, Signed) else ""


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
