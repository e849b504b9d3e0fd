"""The dose calendar for the patient: gathering what the plan says, rendering, giving it.

Like a letter to the pharmacy it is previewed first, and kept with its exact bytes once it has been
printed or saved; the patient is the recipient of the disclosure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.errors import Invalid, LetterRefused, Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.letters.kinds.dose_calendar import CODE, DoseCalendarContent
from practice_desk.letters.parties import Letterhead, LetterPatient, Signatory
from practice_desk.services.calendar_content import calendar_lines, calendar_names, calendar_rules
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import (
    LeavingPages,
    SentLetter,
    keep_paper,
    paper_for_patient,
)
from practice_desk.services.letter_content import NoticeFacts, NoticeOptions
from practice_desk.services.letter_events import DRAFT
from practice_desk.services.letter_facts import new_code, read_facts
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

PURPOSE = "Given to the patient: dose calendar"
_TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.PLANNED, PlanStatus.ON_HOLD})
_TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class CalendarChoices:
    """What a calendar can be about; `with_steps` are the ids of those that have steps."""

    items: tuple[PlanItem, ...]
    with_steps: frozenset[int]


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar about to be made; see `letters.Draft`."""

    patient_id: int
    medication_ids: tuple[int, ...]
    code: str
    title: str
    made_at: datetime
    content: DoseCalendarContent | None
    missing: tuple[Problem, ...]


def calendar_choices(clinic: Clinic, patient_id: int) -> CalendarChoices:
    """Return the medications that a calendar can list. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.SEND_LETTER, patient_id) as work:
        work.detail = DRAFT
        items = _listed(read_plan(work, patient_id, clinic.today()))
    stepped = (item for item in items if item.steps_ahead or item.regimen is not None)
    return CalendarChoices(items, frozenset(item.medication.id or 0 for item in stepped))


def dose_calendar_draft(
    clinic: Clinic, patient_id: int, medication_ids: Sequence[int], code: str = ""
) -> CalendarDraft:
    """Gather a calendar from today on. Nothing is written. Raises NotFound or NotPermitted.

    *code* is given to keep the number while the draft is edited.
    """
    with clinic.viewing(Operation.SEND_LETTER, patient_id) as work:
        work.detail = DRAFT
        facts = read_facts(work, patient_id, clinic.session.user_name, NoticeOptions())
        plan = _listed(read_plan(work, patient_id, clinic.today()))
        code = code or new_code(work)
    wanted = frozenset(medication_ids)
    items = [item for item in plan if item.medication.id in wanted]
    content = _content(clinic, facts, items, code)
    return CalendarDraft(
        patient_id=patient_id,
        medication_ids=tuple(item.medication.id or 0 for item in items),
        code=code,
        title=f"Dose calendar: {calendar_names(items)}"[:_TITLE_LENGTH],
        made_at=clinic.now().replace(microsecond=0),
        content=content,
        missing=_missing(content),
    )


def render_calendar(draft: CalendarDraft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(CODE, draft.content, made_at=draft.made_at)


def give_calendar(
    clinic: Clinic,
    draft: CalendarDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a calendar that was given: document, letter, disclosure and audit row in one.

    Raises as `letters.send_letter` does, LetterRefused also when the plan has changed meanwhile.
    """
    if render_calendar(draft) != rendered:
        raise LetterRefused("The pages are not what was shown.", "Make the calendar again.")
    content = draft.content
    assert content is not None  # rendering refuses it

    def check(work: UnitOfWork) -> None:
        plan = _listed(read_plan(work, draft.patient_id, clinic.today()))
        items = [item for item in plan if item.medication.id in draft.medication_ids]
        if calendar_lines(items, clinic.today()) != content.lines:
            sentence = "The plan was changed while this calendar was open."
            raise LetterRefused(sentence, "Make the calendar again.")

    paper = paper_for_patient(
        draft.patient_id, CODE, draft.code, draft.title, content.patient.legal_name
    )
    pages = LeavingPages(rendered, delivery, save_to)
    return keep_paper(paper, clinic, Operation.SEND_LETTER, pages, check)


def _listed(items: Sequence[PlanItem]) -> tuple[PlanItem, ...]:
    return tuple(item for item in items if item.status in _TAKEN and item.course)


def _content(
    clinic: Clinic, facts: NoticeFacts, items: Sequence[PlanItem], code: str
) -> DoseCalendarContent | None:
    patient, profile = facts.patient, facts.profile
    if patient.birth_date is None:
        return None
    return DoseCalendarContent(
        code=code,
        written_on=clinic.today(),
        letterhead=Letterhead.of(profile),
        patient=LetterPatient(patient.legal_name, patient.birth_date, patient.preferred_name),
        lines=calendar_lines(items, clinic.today()),
        rules=calendar_rules(items),
        signatory=Signatory(facts.signatory, facts.credentials, facts.callback),
    )


def _missing(content: DoseCalendarContent | None) -> tuple[Problem, ...]:
    if content is None:
        return (Problem("birth_date", "The chart has no birth date; add it first."),)
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    return problems(CODE, content)
