"""Treatment plans: setting goals, rating them, signing the plan, and what is to be reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.care_plan import (
    NOUN,
    Achievement,
    Agreed,
    CarePlan,
    CarePlanEntry,
    Details,
    Goal,
    Intervention,
    Objective,
    Part,
    PlanProblem,
    Rating,
    Removed,
    Signed,
    care_plan,
)
from practice_desk.domain.care_plan_rules import (
    check_due,
    check_part,
    check_signing,
    digest,
    plan_text,
)
from practice_desk.domain.changes import Changes
from practice_desk.domain.consent import Signature
from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_text import patient_item_directions
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.patients import Saved
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import health, people, plan, registry
from practice_desk.storage.care_plan import care_plan_entries as stored
from practice_desk.storage.unit_of_work import UnitOfWork

REVIEW_WITHIN = timedelta(days=7)
"""How long before a plan is to be reviewed Today tells of it."""
REVIEW_EVERY = timedelta(days=90)
"""After how long a plan is reviewed unless somebody chooses another day."""
_WRITE = Operation.WRITE_CARE_PLAN
_PART = "part of the treatment plan"
Below = tuple[Goal, tuple[Objective, ...], tuple[Intervention, ...]]
"""A goal with what is below it, not kept yet: the ids of what is above are filled in."""


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A treatment plan that is to be reviewed, by which day, and which signature says so."""

    patient_id: int
    patient_name: str
    review_on: date
    signing_id: int


def read_care_plan(work: UnitOfWork, patient_id: int) -> CarePlan:
    """Return a chart's treatment plan, inside a running unit of work."""
    return care_plan(stored.for_patient(work.connection, patient_id))


def add_problem(
    clinic: Clinic, patient_id: int, problem: PlanProblem, goals: Sequence[Below] = ()
) -> Saved:
    """Set a problem, with goals of a template, in one step. Raises Invalid or NotFound."""
    with clinic.writing(_WRITE, patient_id, kind=AuditKind.CREATE) as work:
        number = _add(clinic, work, patient_id, problem)
        for goal, objectives, interventions in goals:
            goal_id = _add(clinic, work, patient_id, replace(goal, problem_id=number))
            for objective in objectives:
                _add(clinic, work, patient_id, replace(objective, goal_id=goal_id))
            for done in interventions:
                _add(clinic, work, patient_id, replace(done, goal_id=goal_id))
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(patient_id, NOUN))


def add_part(clinic: Clinic, patient_id: int, part: Part) -> Saved:
    """Set a goal, an objective or an intervention. Raises Invalid or NotFound."""
    with clinic.writing(_WRITE, patient_id, kind=AuditKind.CREATE) as work:
        number = _add(clinic, work, patient_id, part)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(patient_id, NOUN))


def change_part(clinic: Clinic, patient_id: int, part_id: int, newest: int, part: Part) -> Saved:
    """Change a part; *newest* is the entry that was changed, by its id.

    Raises Invalid or NotFound, or StaleRecord where somebody changed it meanwhile.
    """
    with clinic.writing(_WRITE, patient_id, kind=AuditKind.CHANGE) as work:
        former = _require_newest(work, patient_id, part_id, newest)
        if type(former.details) is not type(part):
            raise NotFound(f"This {_PART} is no longer there.", "Open the chart again.")
        number = _add(clinic, work, patient_id, part, part_id, former=former.details)
        work.detail = f"{NOUN} {number}"
    return Saved(part_id, Changes.of(patient_id, NOUN))


def remove_part(clinic: Clinic, patient_id: int, part_id: int, newest: int, reason: str) -> Saved:
    """Take a part out of the plan, with all below it; it stays in the history.

    Raises Invalid, NotFound or StaleRecord.
    """
    removed = Removed(reason.strip())
    with clinic.writing(_WRITE, patient_id, reason=removed.reason, kind=AuditKind.RETRACT) as work:
        _require_newest(work, patient_id, part_id, newest)
        _add(clinic, work, patient_id, removed, part_id)
        work.detail = f"{NOUN} {part_id}"
    return Saved(part_id, Changes.of(patient_id, NOUN))


def rate_progress(
    clinic: Clinic, patient_id: int, goal_id: int, achievement: Achievement, words: str = ""
) -> Saved:
    """Keep how a goal is going today; a second rating of the day counts. Raises NotFound."""
    with clinic.writing(_WRITE, patient_id, kind=AuditKind.CREATE) as work:
        number = _add(clinic, work, patient_id, Rating(goal_id, achievement, words))
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(patient_id, NOUN))


def rate_in(clinic: Clinic, work: UnitOfWork, patient_id: int, rating: Rating, on: date) -> str:
    """Keep a rating of the day *on* inside a running unit of work; return the words for the trail.

    Raises Invalid, or StaleRecord where nobody works on the goal any more.
    """
    if rating.goal_id not in {g.goal.id for g in read_care_plan(work, patient_id).open_goals}:
        raise StaleRecord("treatment plan")
    return f"{NOUN} {_add(clinic, work, patient_id, rating, on=on)}"


def sign_plan(
    clinic: Clinic,
    patient_id: int,
    shown: str,
    review_on: date,
    agreed: Agreed,
    signature: Signature | None = None,
) -> Saved:
    """Sign the plan whose text was *shown*, with how the patient agreed to it.

    Raises Invalid or NotFound, or StaleRecord where the plan reads otherwise by now.
    """
    with clinic.writing(_WRITE, patient_id, kind=AuditKind.CREATE) as work:
        if plan_text_in(clinic, work, patient_id) != shown:
            raise StaleRecord("treatment plan")
        account = registry.accounts.by_user_name(work.connection, clinic.session.user_name)
        signed = Signed(
            shown,
            digest(shown),
            "" if account is None else account.display_name,
            "" if account is None else account.credentials,
            review_on,
            agreed,
            signature if agreed is Agreed.HERE else None,
        )
        if problems := check_signing(signed, clinic.today()):
            raise Invalid(problems)
        number = _add(clinic, work, patient_id, signed)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(patient_id, NOUN))


def reviews_due(clinic: Clinic) -> list[ReviewDue]:
    """Return the plans that are to be reviewed within a week or should have been.

    The one due longest comes first; charts closed to the person at the keyboard are left out.
    """
    until, found = clinic.today() + REVIEW_WITHIN, []
    with clinic.viewing(Operation.VIEW_CHART) as work:
        work.detail = "treatment plans to review"
        for patient_id in stored.patients_to_review(work.connection, until):
            plan = read_care_plan(work, patient_id)
            review_on = plan.review_on
            if review_on is None or review_on > until or not clinic.sees_chart(work, patient_id):
                continue
            name = people.patients.get(work.connection, patient_id).display_name
            found.append(ReviewDue(patient_id, name, review_on, plan.signings[-1].id or 0))
        work.patient_ids = frozenset(each.patient_id for each in found)
    return sorted(found, key=lambda each: (each.review_on, each.patient_id))


def plan_text_in(clinic: Clinic, work: UnitOfWork, patient_id: int) -> str:
    """Return the plan's text as it would be signed now, inside a running unit of work."""
    people.patients.get(work.connection, patient_id)
    names = {each.id: each.name for each in knowledge_in(clinic, work).instruments}
    items = read_plan(work, patient_id, clinic.today())
    return plan_text(read_care_plan(work, patient_id), names_of(items), names)


def names_of(items: Sequence[PlanItem]) -> Mapping[int, str]:
    """Return the name of each medication of the plan by its id.

    Doses are left out of what is signed: each change of one would ask for new signatures.
    """
    return {each.medication.id or 0: each.medication.name for each in items}


def doses_of(items: Sequence[PlanItem]) -> Mapping[int, str]:
    """Return each medication of the plan with its directions, by its id."""
    return {
        each.medication.id or 0: f"{each.medication.name}, {_directions(each)}" for each in items
    }


_NOT_TAKEN = {
    PlanStatus.STOPPED: "stopped",
    PlanStatus.ON_HOLD: "on hold",
    PlanStatus.ENTERED_IN_ERROR: "entered in error",
}


def _directions(item: PlanItem) -> str:
    """Return how a medication is taken, to go on a line: "take 1 tablet every morning".

    What is not taken any more, or not now, says that instead, with the day.
    """
    if item.status in _NOT_TAKEN:
        since = "" if item.since is None else f" since {write_date(item.since)}"
        return f"{_NOT_TAKEN[item.status]}{since}"
    words = patient_item_directions(item).rstrip(".") or item.status.replace("_", " ")
    return f"{words[:1].lower()}{words[1:]}"


def _add(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    details: Details,
    subject_id: int | None = None,
    *,
    on: date | None = None,
    former: Details | None = None,
) -> int:
    """Add one entry, of today or *on* a day before, inside a running unit of work.

    *former* is what the part said before. Raises Invalid or NotFound.
    """
    if problems := (*check_part(details), *check_due(details, former, clinic.today())):
        raise Invalid(problems)
    people.patients.get(work.connection, patient_id)
    _require_own(work, patient_id, details)
    entry = CarePlanEntry(
        patient_id,
        on or clinic.today(),
        details,
        clinic.now(),
        clinic.session.user_name,
        subject_id,
    )
    return stored.add(work.connection, entry)


def _require_own(work: UnitOfWork, patient_id: int, details: Details) -> None:
    """What an entry refers to is in the same chart and still there. Raises NotFound."""
    connection, missing = work.connection, False
    standing = read_care_plan(work, patient_id)
    if isinstance(details, Goal):
        problems = {each.problem.id for each in standing.problems}
        missing = details.problem_id not in problems
    elif isinstance(details, Objective | Intervention | Rating):
        missing = details.goal_id not in {each.goal.id for each in standing.goals}
    if isinstance(details, Intervention) and details.medication_id is not None:
        medication = plan.medications.find(connection, details.medication_id)
        missing |= medication is None or medication.patient_id != patient_id
    if isinstance(details, PlanProblem) and details.condition_id is not None:
        condition = health.conditions.find(connection, details.condition_id)
        missing |= condition is None or condition.patient_id != patient_id
    if missing:
        raise NotFound(f"This {_PART} is no longer in this chart.", "Open the chart again.")


def _require_newest(work: UnitOfWork, patient_id: int, part_id: int, newest: int) -> CarePlanEntry:
    """Return the newest entry of a part. Raises NotFound, or StaleRecord where it is another."""
    entries = stored.for_patient(work.connection, patient_id)
    own = [each for each in entries if part_id in (each.id, each.subject_id)]
    if not own or isinstance(own[-1].details, Removed):
        raise NotFound(f"This {_PART} is no longer there.", "Open the chart again.")
    if own[-1].id != newest:
        raise StaleRecord(_PART)
    return own[-1]
