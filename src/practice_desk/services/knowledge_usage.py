"""How much of what the clinic uses was reviewed: what is taken, what fires, what charts hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.knowledge_patients import CurrentPlan, current_plans, found_in
from practice_desk.services.safety_patient import concepts_of
from practice_desk.storage import health, plan
from practice_desk.storage.unit_of_work import UnitOfWork

_LOOKED_UP = frozenset({EntryKind.CONDITION, EntryKind.SIDE_EFFECT, EntryKind.INSTRUMENT})


@dataclass(frozen=True, slots=True)
class ReviewShare:
    """How much of what current patients' plans rest on a clinician here has reviewed.

    `medications`, `rules` and `others` are how many are reviewed, and how many are used; others are
    conditions, side effects that go on, and measures. `unknown` counts items of plans that the pack
    knows nothing about. `waiting` are the entries without a review and
    in how many plans each counts, the most used first; only for who may see charts or review.
    """

    plans: int
    medications: tuple[int, int]
    rules: tuple[int, int]
    unknown: int
    others: tuple[int, int] = (0, 0)
    waiting: tuple[tuple[EntryKey, int], ...] = ()


def count_plans(clinic: Clinic) -> int:
    """Return how many plans `review_share` would look through. Raises NotPermitted."""
    with clinic.reading(Operation.EDIT_KNOWLEDGE) as work:
        return len(plan.patients_with_medication(work.connection))


def review_share(clinic: Clinic, progress: Progress = no_progress) -> ReviewShare:
    """Count what is used in current plans and what of it is reviewed.

    Raises NotPermitted and Cancelled.
    """
    with clinic.viewing(Operation.EDIT_KNOWLEDGE) as work:
        work.detail = "share of what is used that was reviewed"
        known, on = knowledge_in(clinic, work), clinic.today()
        used: Counter[EntryKey] = Counter()
        plans = unknown = 0
        for current in current_plans(work, on, progress):
            plans += 1
            keys = _relied_on(current, known, on)
            here = {key for key in keys if known.rules.standing(key) is not None}
            used.update(here | _looked_up(work, current, known))
            uncoded = sum(not item.medication.concept_id for item in current.items)
            unknown += len(keys - here) + uncoded
    standing = known.rules.standings
    reviewed = {key for key in used if key in standing and standing[key].is_reviewed}
    meds = {key for key in used if key.kind is EntryKind.MEDICATION}
    others = {key for key in used if key.kind in _LOOKED_UP}
    rules = used.keys() - meds - others
    may = clinic.session.may
    may_see = may(Operation.VIEW_CHART) or may(Operation.REVIEW_KNOWLEDGE)
    return ReviewShare(
        plans,
        (len(meds & reviewed), len(meds)),
        (len(rules & reviewed), len(rules)),
        unknown,
        (len(others & reviewed), len(others)),
        tuple(each for each in used.most_common() if each[0] not in reviewed) if may_see else (),
    )


def _relied_on(current: CurrentPlan, known: ClinicKnowledge, on: date) -> set[EntryKey]:
    """Return what a plan is checked by: its medications, what has to be watched, what is found."""
    keys = {EntryKey(EntryKind.MEDICATION, med) for med in current.concepts}
    keys |= {
        EntryKey(EntryKind.MONITORING, rule.id)
        for med in current.concepts
        for rule in known.rules.monitoring_of(med)
    }
    alerts = found_in(current, known.pack, known.rules, on)
    return keys | {alert.entry for alert in alerts if alert.entry is not None}


def _looked_up(work: UnitOfWork, current: CurrentPlan, known: ClinicKnowledge) -> set[EntryKey]:
    """Return what a chart holds that the pack has entries about."""
    facts, chart = known.rules.facts, current.chart
    codes = [each.icd10cm for each in chart.conditions if not each.retracted_reason]
    conditions = {each.id for code in codes for each in concepts_of(code, known.pack)}
    survey = ObservationCategory.SURVEY
    scores = health.observations.newest(work.connection, current.patient_id, survey)
    named = {score.display.split(" total score")[0] for score in scores}
    return {
        *(EntryKey(EntryKind.CONDITION, each) for each in conditions),
        *(EntryKey(EntryKind.SIDE_EFFECT, each) for each in chart.symptoms),
        *(
            EntryKey(EntryKind.INSTRUMENT, each.id)
            for each in facts.instruments
            if each.name.split(" (")[0] in named
        ),
    }
