"""The board of side effects: what waits across the clinic, for whom, and what was answered.

Nothing leaves it but by a decision: a review that closes it, or taking back what was an error. A
report reaches whoever may decide as a task with an urgency, and the answer goes back to whoever
reported it. FHIR: Task, Communication.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.side_effects import OpenSideEffect, listed, read_open
from practice_desk.storage import registry
from practice_desk.storage.adverse_event import adverse_events
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SideEffectBoard:
    """Every open report, and the own ones that others have answered since.

    `people` are everybody's names by user name; `owners` are the user names of those to whom a
    report can be passed on.
    """

    open: tuple[OpenSideEffect, ...]
    answered: tuple[OpenSideEffect, ...]
    people: Mapping[str, str]
    owners: tuple[str, ...]


def side_effect_board(clinic: Clinic) -> SideEffectBoard:
    """Return the board. Charts that are closed to the person at the keyboard are left out."""
    with clinic.viewing(Operation.LIST_SIDE_EFFECTS) as work:
        work.detail = "board of side effects"
        accounts = registry.accounts.listed(work.connection)
        waiting = tuple(read_open(clinic, work))
        answered = tuple(_answered(clinic, work))
        work.patient_ids = frozenset(each.patient_id for each in (*waiting, *answered))
    return SideEffectBoard(
        waiting,
        answered,
        {each.user_name: each.display_name for each in accounts},
        tuple(each.user_name for each in accounts if each.treats_patients),
    )


def answered_reports(clinic: Clinic) -> list[OpenSideEffect]:
    """Return the reports of the person at the keyboard that others have answered since."""
    with clinic.viewing(Operation.LIST_SIDE_EFFECTS) as work:
        work.detail = "answers about side effects"
        found = _answered(clinic, work)
        work.patient_ids = frozenset(each.patient_id for each in found)
    return found


def _answered(clinic: Clinic, work: UnitOfWork) -> list[OpenSideEffect]:
    reports = adverse_events.answered(work.connection, clinic.session.user_name)
    return [
        listed(clinic, work, report)
        for report in reports
        if clinic.sees_chart(work, report.patient_id)
    ]
