"""Where the monitoring of many charts stands, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from practice_desk.domain.monitoring import DueItem
from practice_desk.domain.progress import Progress
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.monitoring import patient_state, rules_of
from practice_desk.storage.unit_of_work import UnitOfWork


def chart_items(
    clinic: Clinic, work: UnitOfWork, patient_ids: Collection[int], progress: Progress
) -> Iterator[tuple[int, tuple[DueItem, ...]]]:
    """Yield each patient with the checks of the chart as of today. Raises Cancelled."""
    known, today = knowledge_in(clinic, work), clinic.today()
    rules = rules_of(clinic.kept, known)
    for number, patient_id in enumerate(sorted(patient_ids)):
        progress(number, len(patient_ids), "Charts looked through")
        yield patient_id, patient_state(work, known, patient_id, today, rules).items
