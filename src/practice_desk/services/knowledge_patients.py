"""What the rules of a pack find in the plans of current patients, for comparing and reviewing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.medication import PlanItem
from practice_desk.domain.progress import Progress
from practice_desk.domain.safety import (
    AlertKind,
    ChangeAction,
    PlanChangeFacts,
    SafetyAlert,
    SafetyQuestion,
    TakenMedication,
    highest,
)
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.knowledge.safety.checker import check_change, review_plan
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.safety import read_chart
from practice_desk.services.safety_course import dose_of
from practice_desk.services.safety_patient import ChartFacts, patient_facts
from practice_desk.services.safety_question import is_taken
from practice_desk.storage import plan
from practice_desk.storage.unit_of_work import UnitOfWork

_OF_A_DOSE = frozenset(
    {
        AlertKind.DOSE_ABOVE_MAX,
        AlertKind.DOSE_AVOID,
        AlertKind.DOSE_NOTE,
        AlertKind.STRENGTH_MISSING,
        AlertKind.AGE_BELOW_LABEL,
    }
)


@dataclass(frozen=True, slots=True)
class CurrentPlan:
    """A patient who takes something, and what the chart tells the checks."""

    patient_id: int
    chart: ChartFacts
    items: tuple[PlanItem, ...]

    @property
    def concepts(self) -> frozenset[str]:
        """The pack's ids of what is taken."""
        return frozenset(i.medication.concept_id for i in self.items if i.medication.concept_id)


def current_plans(work: UnitOfWork, on: date, progress: Progress) -> Iterator[CurrentPlan]:
    """Yield everybody who takes something on the day *on*. Raises Cancelled by *progress*."""
    patients = plan.patients_with_medication(work.connection)
    for done, patient_id in enumerate(patients):
        progress(done, len(patients), "Reading the plans")
        items = tuple(item for item in read_plan(work, patient_id, on) if is_taken(item))
        if items:
            yield CurrentPlan(patient_id, read_chart(work, patient_id), items)
    progress(len(patients), len(patients), "Reading the plans")


def found_in(
    current: CurrentPlan, pack: KnowledgePack, rules: SafetyPack, on: date
) -> list[SafetyAlert]:
    """Return what stands in a patient's whole plan by this pack, each present dose included."""
    coded = (item for item in current.items if item.medication.concept_id)
    question = SafetyQuestion(
        patient_facts(current.chart, pack, on), tuple(_taken(item, rules) for item in coded)
    )
    found = review_plan(question, rules)
    for each in question.current:
        present = PlanChangeFacts(ChangeAction.CHANGE, each.med, dose=each.dose, form=each.form)
        asked = replace(question, change=present)
        found += [alert for alert in check_change(asked, rules) if alert.kind in _OF_A_DOSE]
    return found


def _taken(item: PlanItem, rules: SafetyPack) -> TakenMedication:
    """Return an item with the highest dose that it has or will have."""
    dosages = item.coming_dosages or ([item.dosage] if item.dosage else [])
    dose = highest(dose_of(item.medication, each, rules) for each in dosages)
    form = (item.dosage.form or "") if item.dosage else ""
    return TakenMedication(item.medication.concept_id, dose, form)
