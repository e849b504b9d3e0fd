"""How soon what was told has to be looked at, and who may let it wait longer."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.adverse_event import AdverseEvent, Course, ReportSource, Urgency
from practice_desk.domain.adverse_event_review import Handover, Retraction, Review, Told
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.exposure import concepts_taken
from practice_desk.domain.permission import Operation
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.knowledge.suspicion import RECENT_DAYS
from practice_desk.knowledge.warning_signs import urgency_told
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage.unit_of_work import UnitOfWork

_NOT_WORSE = frozenset({Course.SAME, Course.BETTER, Course.GONE})


def urgency_of_report(
    clinic: Clinic, work: UnitOfWork, value: AdverseEvent, known: Iterable[SideEffectCase]
) -> Urgency:
    """Return how soon a report has to be looked at: as told, or sooner by its code and words.

    *known* are the side effects of the chart. The words of a coded answer at check-in are the
    question's own and say nothing more.
    """
    asked = value.source is ReportSource.CHECK_IN and value.effect_id
    words = "" if asked else value.words
    found = _urgency(clinic, work, value.patient_id, value.effect_id, words, known)
    return max(value.urgency, found, key=lambda each: each.rank)


def urgency_of_told(
    clinic: Clinic,
    work: UnitOfWork,
    case: SideEffectCase,
    told: Told,
    known: Iterable[SideEffectCase],
) -> Urgency:
    """Return how soon *case* has to be looked at after *told*, never later than before.

    What it is coded as counts with what is taken today, unless it is the same, better or gone.
    """
    effect_id = "" if told.course in _NOT_WORSE else case.effect_id
    others = [each for each in known if each.id != case.id]
    found = _urgency(clinic, work, case.report.patient_id, effect_id, told.words, others)
    return max(case.urgency, found, key=lambda each: each.rank)


def urgency_of_review(
    clinic: Clinic,
    work: UnitOfWork,
    case: SideEffectCase,
    review: Review,
    known: Iterable[SideEffectCase],
) -> Urgency:
    """Return how soon *case* has to be looked at as *review* codes it, never later than before."""
    effect_id = review.effect_id if review.effect_id != case.effect_id else ""
    others = [each for each in known if each.id != case.id]
    found = _urgency(clinic, work, case.report.patient_id, effect_id, "", others)
    return max(case.urgency, found, key=lambda each: each.rank)


def require_may_lower(clinic: Clinic, case: SideEffectCase, handover: Handover) -> None:
    """Raise Invalid where somebody lets it wait longer who may not decide about side effects."""
    lowers = handover.urgency.rank < case.urgency.rank
    if lowers and not may_decide(clinic, case):
        sentence = "Only a prescriber may let it wait longer. Write to them, or leave it as it is."
        raise Invalid((Problem("urgency", sentence),))


def require_may_retract(clinic: Clinic, case: SideEffectCase, _retraction: Retraction) -> None:
    """Raise Invalid for whoever neither decides about it nor may take their own report back."""
    mine = case.may_be_retracted_by(clinic.session.user_name)
    if not mine and not may_decide(clinic, case):
        sentence = "Somebody else reported this, or it was reviewed. Ask a prescriber, by Write."
        raise Invalid((Problem("retracted_reason", sentence),))


def may_decide(clinic: Clinic, case: SideEffectCase) -> bool:
    """Return whether the person at the keyboard decides about side effects in that chart."""
    return clinic.session.may(Operation.REVIEW_SIDE_EFFECT, case.report.patient_id)


def _urgency(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    effect_id: str,
    words: str,
    known: Iterable[SideEffectCase],
) -> Urgency:
    today = clinic.today()
    taken = concepts_taken(read_plan(work, patient_id, today), today, RECENT_DAYS)
    beside = {each.effect_id for each in known if each.goes_on} - {""}
    groups = knowledge_in(clinic, work).rules.groups
    return urgency_told(effect_id, words, taken, groups, beside)
