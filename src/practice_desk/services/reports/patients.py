"""Whom a report counts: active patients, narrowed as it was asked."""

from __future__ import annotations

from practice_desk.domain.report import ReportFilter
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.reports.conditions import patients_with
from practice_desk.storage.report_caseload import care_teams
from practice_desk.storage.report_plan import Taken, taken_on
from practice_desk.storage.unit_of_work import UnitOfWork

CareTeam = tuple[int | None, int | None]
"""The ids of the prescriber and the therapist."""


def chosen_patients(clinic: Clinic, work: UnitOfWork, asked: ReportFilter) -> dict[int, CareTeam]:
    """Return the active patients whom *asked* leaves, with who cares for them.

    By practitioner, by what is taken today, and by a condition that is present. The period and the
    measure say what of them is counted; they narrow no one out here.
    """
    connection = work.connection
    found = care_teams(connection)
    if asked.practitioner_id is not None:
        found = {each: team for each, team in found.items() if asked.practitioner_id in team}
    if asked.condition is not None:
        having = patients_with(knowledge_in(clinic, work), work, asked.condition)
        found = {each: team for each, team in found.items() if each in having}
    if asked.medication is not None:
        taking = {each.patient_id for each in taken_by(clinic, work, asked.medication)}
        found = {each: team for each, team in found.items() if each in taking}
    return found


def taken_by(clinic: Clinic, work: UnitOfWork, ingredient: str) -> list[Taken]:
    """Return what active patients take today that holds *ingredient*."""
    rules = knowledge_in(clinic, work).rules
    return [
        each
        for each in taken_on(work.connection, clinic.today())
        if ingredient in rules.ingredients(each.concept_id)
    ]
