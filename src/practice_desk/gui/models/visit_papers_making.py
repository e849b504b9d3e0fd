"""What printing the papers of a visit asks of the services: their pages, and recording each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.visit import Visit, VisitPaper
from practice_desk.services import dose_calendar, letters
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.letter_events import events_to_tell

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

Record = Callable[[Clinic, LetterDelivery], SentLetter]


@dataclass(frozen=True, slots=True)
class ReadyPaper:
    """One paper with its pages, or with what it lacks; `record` keeps that it left."""

    paper: VisitPaper
    title: str
    code: str
    rendered: RenderedLetter | None
    missing: tuple[Problem, ...]
    record: Record


def ready_papers(clinic: Clinic, visit: Visit, papers: tuple[VisitPaper, ...]) -> list[ReadyPaper]:
    """Make the pages of *papers* of one visit, on the worker. Nothing is written.

    Raises NotFound, NotPermitted or LetterRefused.
    """
    makers = {VisitPaper.PHARMACY: _pharmacy, VisitPaper.PATIENT_PLAN: _plan}
    return [makers[paper](clinic, visit) for paper in papers]


def _pharmacy(clinic: Clinic, visit: Visit) -> ReadyPaper:
    told = events_to_tell(clinic, visit.patient_id, visit.event_ids)
    wanted = [
        each.event.id or 0
        for each in (*told.events, *told.told)
        if each.event.id in visit.event_ids
    ]
    draft = letters.pharmacy_notice_draft(clinic, visit.patient_id, wanted)
    rendered = None if draft.missing else letters.render_draft(draft)

    def record(clinic: Clinic, delivery: LetterDelivery) -> SentLetter:
        assert rendered is not None  # it was printed
        return letters.send_letter(clinic, draft, rendered, delivery)

    title = f"Letter to the pharmacy: {draft.title}"
    return ReadyPaper(VisitPaper.PHARMACY, title, draft.code, rendered, draft.missing, record)


def _plan(clinic: Clinic, visit: Visit) -> ReadyPaper:
    choices = dose_calendar.calendar_choices(clinic, visit.patient_id)
    wanted = [item.medication.id or 0 for item in choices.items]
    draft = dose_calendar.dose_calendar_draft(clinic, visit.patient_id, wanted)
    rendered = None if draft.missing else dose_calendar.render_calendar(draft)

    def record(clinic: Clinic, delivery: LetterDelivery) -> SentLetter:
        assert rendered is not None  # it was printed
        return dose_calendar.give_calendar(clinic, draft, rendered, delivery)

    title = f"Plan for the patient: {draft.title}"
    return ReadyPaper(VisitPaper.PATIENT_PLAN, title, draft.code, rendered, draft.missing, record)
