"""The papers of signed visits that wait to be printed.

A paper is recorded by its own service once it has left, as any other letter; nothing here says that
it was printed. Which wait is worked out from the letters that are in the chart.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.letter import Letter
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.visit import Visit, VisitPaper
from practice_desk.letters.kinds.dose_calendar import CODE as CALENDAR
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_events import unsent_in
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.visits import visits


@dataclass(frozen=True, slots=True)
class WaitingPapers:
    """The papers of one visit that were not printed yet."""

    visit: Visit
    patient: Patient
    papers: tuple[VisitPaper, ...]


def waiting_papers(clinic: Clinic) -> list[WaitingPapers]:
    """Return the own visits whose papers wait, however long they have."""
    me = clinic.session.user_name
    found = []
    with clinic.viewing(Operation.SEND_LETTER) as work:
        work.detail = "papers of visits"
        told = registry.letters.events_told(work.connection)
        for visit in visits.with_papers(work.connection, me):
            only_told = visit.papers == (VisitPaper.PHARMACY,) and told.issuperset(visit.event_ids)
            if not only_told and clinic.sees_chart(work, visit.patient_id):
                waiting = papers_waiting(clinic, work, visit)
                if waiting:
                    patient = people.patients.get(work.connection, visit.patient_id)
                    found.append(WaitingPapers(visit, patient, waiting))
    return found


def papers_waiting(clinic: Clinic, work: UnitOfWork, visit: Visit) -> tuple[VisitPaper, ...]:
    """Return which papers of a visit no letter of its chart stands for."""
    sent = registry.letters.for_patient(work.connection, visit.patient_id)
    waits = {
        VisitPaper.PHARMACY: lambda: _pharmacy_waits(clinic, work, visit, sent),
        VisitPaper.PATIENT_PLAN: lambda: (
            not any(each.kind == CALENDAR and each.made_at >= visit.signed_at for each in sent)
        ),
    }
    return tuple(paper for paper in visit.papers if waits[paper]())


def _pharmacy_waits(clinic: Clinic, work: UnitOfWork, visit: Visit, sent: list[Letter]) -> bool:
    items = read_plan(work, visit.patient_id, clinic.today())
    return any(told.event.id in visit.event_ids for told in unsent_in(items, sent))
