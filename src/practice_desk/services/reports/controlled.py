"""Overview of controlled substances, by medication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from practice_desk.domain.monitoring import DueItem
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import Answer, FilterField, ReportFilter
from practice_desk.domain.report_controlled import ControlledUse, by_medication
from practice_desk.domain.report_monitoring import Standing, standing_of
from practice_desk.domain.supply import Agreement, SupplyKind, newest, standing
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.monitoring import RECORDED_AS
from practice_desk.services.reports.asked import NOT_IN_PACK, medication_name
from practice_desk.services.reports.chart_standing import chart_items
from practice_desk.services.reports.kind import ReportKind
from practice_desk.services.reports.patients import chosen_patients
from practice_desk.storage import supply
from practice_desk.storage.report_plan import Taken, taken_on
from practice_desk.storage.unit_of_work import UnitOfWork


def _read(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    progress(0, 0, "Plans")
    known = knowledge_in(clinic, work)
    chosen = chosen_patients(clinic, work, asked)
    taken: dict[int, list[Taken]] = {}
    for each in taken_on(work.connection, clinic.today()):
        if each.patient_id in chosen and _schedule(known, each):
            taken.setdefault(each.patient_id, []).append(each)
    uses: list[ControlledUse] = []
    for patient_id, items in chart_items(clinic, work, taken, progress):
        agreed = _is_agreed(work, patient_id, clinic.today())
        uses += _uses(known, patient_id, taken[patient_id], items, is_agreed=agreed)
    return by_medication(uses)


def _uses(
    known: ClinicKnowledge,
    patient_id: int,
    taken: Sequence[Taken],
    items: Sequence[DueItem],
    *,
    is_agreed: bool,
) -> Iterator[ControlledUse]:
    pdmp = _standing(items, RECORDED_AS[SupplyKind.PDMP])
    screen = _standing(items, RECORDED_AS[SupplyKind.SCREEN])
    for each in taken:
        parts = known.rules.ingredients(each.concept_id)
        whole = each.concept_id if len(parts) > 1 else next(iter(parts), "")
        name = medication_name(known, whole) if whole else NOT_IN_PACK
        schedule = _schedule(known, each)
        yield ControlledUse(patient_id, name, schedule, pdmp, screen, is_agreed)


def _schedule(known: ClinicKnowledge, taken: Taken) -> str:
    """Return the schedule as the plan has it, else as the pack does; empty for none."""
    if taken.schedule:
        return taken.schedule
    concept = known.pack.medications.by_id(taken.concept_id)
    return "" if concept is None else concept.dea_schedule


def _standing(items: Sequence[DueItem], check: str) -> Standing | None:
    found = [standing_of(item) for item in items if check in item.ids]
    return found[0] if found else None


def _is_agreed(work: UnitOfWork, patient_id: int, today: date) -> bool:
    entries = standing(supply.supply_entries.for_patient(work.connection, patient_id))
    last = newest(entries, SupplyKind.AGREEMENT)
    if last is None or not isinstance(last.details, Agreement):
        return False
    return last.details.renew_on is None or today < last.details.renew_on


_F = FilterField
KINDS = (
    ReportKind(
        "controlled substances",
        "Controlled substances",
        "Who takes which controlled medication, and whether the checks for it are done.",
        frozenset({_F.PRACTITIONER, _F.CONDITION}),
        _read,
    ),
)
