"""Caseload by clinician, by condition and by medication."""

from __future__ import annotations

from practice_desk.domain.progress import Progress
from practice_desk.domain.report import Answer, FilterField, ReportFilter
from practice_desk.domain.report_caseload import CaseloadPatient, by_clinician, by_group
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.reports.asked import NOT_IN_PACK, medication_name
from practice_desk.services.reports.conditions import condition_name, patients_by_condition
from practice_desk.services.reports.kind import ReportKind
from practice_desk.services.reports.patients import chosen_patients
from practice_desk.storage import people
from practice_desk.storage.report_caseload import seen_between
from practice_desk.storage.report_plan import taken_on
from practice_desk.storage.unit_of_work import UnitOfWork

_UNCODED = "Without a code"
_WHO = "Active patients. A patient with several counts with each of them."


def _by_clinician(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Answer:
    progress(0, 2, "Charts")
    chosen = chosen_patients(clinic, work, asked)
    progress(1, 2, "Visits")
    seen = seen_between(work.connection, *asked.period)
    patients = [CaseloadPatient(each, *team, each in seen) for each, team in chosen.items()]
    ids = {each for team in chosen.values() for each in team if each is not None}
    names = {each: people.practitioners.get(work.connection, each).display_name for each in ids}
    return by_clinician(patients, names)


def _by_condition(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Answer:
    progress(0, 2, "Charts")
    chosen = chosen_patients(clinic, work, asked)
    progress(1, 2, "Conditions")
    known = knowledge_in(clinic, work)
    groups: dict[str, set[int]] = {}
    titles: dict[str, str] = {"": _UNCODED}
    for patient_id, condition in patients_by_condition(known, work):
        if patient_id in chosen:
            title = titles.get(condition) or condition_name(known, condition)
            titles[condition] = title
            groups.setdefault(title, set()).add(patient_id)
    notes = (
        _WHO,
        "Problems that are active or in remission.",
        "By the clinical pack’s condition for their ICD-10-CM code, else by its category.",
    )
    return by_group(groups, "Condition", set(chosen), notes)


def _by_medication(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Answer:
    progress(0, 2, "Charts")
    chosen = chosen_patients(clinic, work, asked)
    progress(1, 2, "Plans")
    known = knowledge_in(clinic, work)
    groups: dict[str, set[int]] = {}
    for taken in taken_on(work.connection, clinic.today()):
        if taken.patient_id in chosen:
            parts = known.rules.ingredients(taken.concept_id)
            for title in [medication_name(known, each) for each in parts] or [NOT_IN_PACK]:
                groups.setdefault(title, set()).add(taken.patient_id)
    notes = (
        _WHO,
        "What the plan has as active today, and what was reported and is not reconciled.",
        "By ingredient, as the clinical pack has it. What is on hold does not count.",
    )
    return by_group(groups, "Medication", set(chosen), notes)


_F = FilterField
KINDS = (
    ReportKind(
        "caseload by clinician",
        "Caseload by clinician",
        "How many patients each clinician has, and how many of them were seen.",
        frozenset({_F.PERIOD, _F.MEDICATION, _F.CONDITION}),
        _by_clinician,
    ),
    ReportKind(
        "caseload by condition",
        "Caseload by condition",
        "How many patients have which condition.",
        frozenset({_F.PRACTITIONER, _F.MEDICATION}),
        _by_condition,
    ),
    ReportKind(
        "caseload by medication",
        "Caseload by medication",
        "How many patients take which medication.",
        frozenset({_F.PRACTITIONER, _F.CONDITION}),
        _by_medication,
    ),
)
