"""How much of what the clinic uses was reviewed: medications in current plans, rules that fire."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.knowledge_patients import current_plans, found_in
from practice_desk.storage import plan


@dataclass(frozen=True, slots=True)
class ReviewShare:
    """How much of what current patients' plans rest on a clinician here has reviewed.

    `medications` and `rules` are how many are reviewed, and how many are used. `unknown` counts
    items of plans that the pack knows nothing about. `waiting` are the entries without a review and
    in how many plans each counts, the most used first; only for who may see charts.
    """

    plans: int
    medications: tuple[int, int]
    rules: tuple[int, int]
    unknown: int
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
            keys = {EntryKey(EntryKind.MEDICATION, med) for med in current.concepts}
            alerts = found_in(current, known.pack, known.rules, on)
            keys |= {alert.entry for alert in alerts if alert.entry is not None}
            here = {key for key in keys if known.rules.standing(key) is not None}
            used.update(here)
            uncoded = sum(not item.medication.concept_id for item in current.items)
            unknown += len(keys - here) + uncoded
    standing = known.rules.standings
    reviewed = {key for key in used if key in standing and standing[key].is_reviewed}
    meds = {key for key in used if key.kind is EntryKind.MEDICATION}
    may_see = clinic.session.may(Operation.VIEW_CHART)
    return ReviewShare(
        plans,
        (len(meds & reviewed), len(meds)),
        (len(reviewed - meds), len(used.keys() - meds)),
        unknown,
        tuple(each for each in used.most_common() if each[0] not in reviewed) if may_see else (),
    )
