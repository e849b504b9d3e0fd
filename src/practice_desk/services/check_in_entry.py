"""Entering a check-in that was answered on paper: filed as one at the screen is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import CheckIn, lines_to_decide
from practice_desk.domain.check_in_sheet import (
    ENGLISH,
    Answers,
    CheckInEnd,
    Page,
    Wording,
    accepted,
    unanswered,
)
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.services.charts import read_chart
from practice_desk.services.check_in import NOUNS, Filed
from practice_desk.services.check_in_filing import file_all
from practice_desk.services.check_in_sheet import wordings
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.demographics import read_demographics
from practice_desk.services.patients import Saved
from practice_desk.storage import schedule
from practice_desk.storage.unit_of_work import UnitOfWork

_NOON = time(12)
_LONGEST_AGO = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PaperToEnter:
    """What the paper of one visit asks, in each language, the one of the chart first.

    `filed_at` is when answers of the same visit were filed already, None where none were.
    """

    patient: Patient
    appointment_id: int
    wordings: tuple[Wording, ...] = field(repr=False)
    filed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EnteredPaper:
    """A paper check-in as it was saved, and what of it can't wait."""

    saved: Saved
    filed: Filed


def paper_to_enter(clinic: Clinic, patient_id: int, appointment_id: int) -> PaperToEnter:
    """Gather what the paper asks: what is due now. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.ENTER_CHECK_IN, patient_id) as work:
        who = read_demographics(work, patient_id)
        chart = read_chart(clinic, work, patient_id)
        earlier = schedule.check_ins.for_patient(work.connection, patient_id)
        others = [each for each in earlier if each.appointment_id != appointment_id]
        effects = knowledge_in(clinic, work).side_effects
        asked = wordings(who, chart, others, clinic.today(), effects)
        filed = (
            each.ended_at or each.handed_at
            for each in earlier
            if each.appointment_id == appointment_id and each.answers is not None
        )
        work.detail = "form for a paper check-in"
        return PaperToEnter(who.patient, appointment_id, asked, max(filed, default=None))


def enter_paper(
    clinic: Clinic, paper: PaperToEnter, answers: Answers, answered_on: date | None
) -> EnteredPaper:
    """File what a patient has answered on paper on a day. Nothing of a plan changes.

    Questions without an answer count as left out. Raises Invalid or NotFound.
    """
    patient_id = paper.patient.id or 0
    at = _moment(clinic, answered_on)
    with clinic.writing(Operation.ENTER_CHECK_IN, patient_id, kind=AuditKind.CREATE) as work:
        _require_visit(work, paper)
        asked = _in_english(paper)
        skipped = unanswered(asked, answers.given)
        if len(skipped) == len(asked):
            raise Invalid((Problem("answers", "Nothing is answered yet."),))
        told = replace(answers, ending=CheckInEnd.ANSWERED, skipped=skipped, alarms=())
        kept = replace(accepted(asked, told), on_paper=True)
        begun = CheckIn(
            patient_id,
            paper.appointment_id,
            clinic.session.user_name,
            at,
            CheckInEnd.ANSWERED,
            clinic.now(),
            lines_to_decide(asked, kept),
            asked,
            kept,
        )
        number = schedule.check_ins.add(work.connection, begun)
        urgent = file_all(clinic, work, replace(begun, id=number), kept)
        work.detail = f"check-in {number} on paper, {len(begun.lines)} lines to decide"
    filed = Filed(patient_id, paper.patient.display_name, Changes.of(patient_id, *NOUNS), urgent)
    return EnteredPaper(Saved(number, filed.changes), filed)


def _moment(clinic: Clinic, answered_on: date | None) -> datetime:
    if answered_on is None:
        raise Invalid((Problem("answered_on", "Enter the day."),))
    if answered_on > clinic.today():
        raise Invalid((Problem("answered_on", "The date is in the future. Check it."),))
    if answered_on < clinic.today() - _LONGEST_AGO:
        raise Invalid((Problem("answered_on", "This is more than a year ago. Check the date."),))
    if answered_on == clinic.today():
        return clinic.now()
    return datetime.combine(answered_on, _NOON).astimezone()


def _require_visit(work: UnitOfWork, paper: PaperToEnter) -> None:
    visit = schedule.appointments.get(work.connection, paper.appointment_id)
    if visit.patient_id != paper.patient.id:
        raise Invalid((Problem("answers", "This visit is somebody else’s. Choose it anew."),))


def _in_english(paper: PaperToEnter) -> tuple[Page, ...]:
    return next(each.pages for each in paper.wordings if each.language == ENGLISH)
