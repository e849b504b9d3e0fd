"""Papers for the patient: a measure to fill in, the safety plan, the treatment plan, whom to call.

Like the dose calendar such a paper is previewed first, and kept with its exact bytes once it has
been printed or saved; the patient is the recipient of the disclosure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.errors import Invalid, LetterRefused, Problem
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.domain.risk import SafetyPlan
from practice_desk.letters.kinds.missed_notice import MissedNoticeContent
from practice_desk.letters.kinds.patient_paper import CODE, PaperPart, PatientPaperContent
from practice_desk.letters.kinds.safety_card import CODE as CARD
from practice_desk.letters.kinds.safety_card import CardStep, SafetyCardContent
from practice_desk.letters.kinds.treatment_plan import TreatmentPlanContent
from practice_desk.letters.parties import Letterhead, LetterPatient
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
from practice_desk.services.risk import read_risk
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

PLAN_STEPS = {
    "warning_signs": "Warning signs that a crisis may be coming",
    "coping": "What I can do alone",
    "people": "People and places that take my mind off it",
    "helpers": "Whom I can ask for help",
    "professionals": "Professionals and crisis lines",
    "means": "How we make my home safer",
}
_LINES = "\n".join(["_" * 72] * 3)
_GRADES = ("0", "1", "2", "3", "4", "5", "6")
SIDE_EFFECT_PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("1. What do you notice? Use your own words.", _LINES, ()),
    ("2. Since when? The day, or about.", "_" * 36, ()),
    (
        "3. How often is it there?",
        "",
        ("once", "now and then", "most days", "every day", "all the time", "after each dose"),
    ),
    ("4. How bad is it? From 0, not there, to 6, can't be borne.", "", _GRADES),
    ("5. How much does it bother you? From 0 to 6.", "", _GRADES),
    ("6. How much does it keep you from doing things? From 0 to 6.", "", _GRADES),
    ("7. Where is it going?", "", ("new", "the same", "better", "worse", "gone")),
    ("8. What have you done about it? Say if you skipped or changed a dose.", _LINES, ()),
)
"""Heading, text and answers of each question on the form for side effects."""
_EFFECT_TITLE = "Side effect: form to fill in"
_EFFECT_INTRO = (
    "Do not stop a medication by yourself: call us. Bring this form, or read it to us. "
    "Call 911 for trouble breathing, a swollen face or throat, fainting, chest pain or a seizure. "
    "Call us the same day for a new rash, a fever, or if you feel much worse."
)
_PLAN_TITLE = "My safety plan"
_CARD_TITLE = "Safety plan, wallet card"
_PLAN_INTRO = "Go through it step by step, and go on to the next when one is not enough."


PaperContent = PatientPaperContent | TreatmentPlanContent | SafetyCardContent | MissedNoticeContent
Check = Callable[[UnitOfWork], None]
"""Looks whether a chart is still as a paper says. Raises LetterRefused."""


def _always(_work: UnitOfWork) -> None:
    """Accept any chart: the paper tells nothing of it that changes."""


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper about to be made; `needs` is what somebody must be permitted to give it.

    `check` is called as it leaves, and raises LetterRefused where the chart says otherwise by now.
    """

    patient_id: int
    needs: Operation
    code: str
    title: str
    made_at: datetime
    content: PaperContent | None
    missing: tuple[Problem, ...]
    kind: str = CODE
    check: Check = _always


def measure_form_draft(clinic: Clinic, patient_id: int, instrument: Instrument) -> PaperDraft:
    """Gather the blank form of a measure. Nothing is written. Raises NotFound or NotPermitted.

    Raises ValueError for a measure without questions: its wording may not be printed.
    """
    if not instrument.has_items or not instrument.licence.attribution:
        raise ValueError(instrument.id)
    parts = tuple(
        PaperPart(f"{number}. {item.text}", "", tuple(_choices(instrument, item.id)))
        for number, item in enumerate(instrument.items, start=1)
    )
    title = f"{instrument.short_name}: form to fill in"
    with clinic.viewing(Operation.RECORD_MEASURE, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, Operation.RECORD_MEASURE)
    return _draft(frame, title, instrument.stem, parts, instrument.licence.attribution)


def side_effect_form_draft(clinic: Clinic, patient_id: int) -> PaperDraft:
    """Gather the blank form on which a patient writes down a side effect at home.

    Nothing is written. Raises NotFound or NotPermitted.
    """
    with clinic.viewing(Operation.REPORT_SIDE_EFFECT, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, Operation.REPORT_SIDE_EFFECT)
    parts = tuple(PaperPart(*part) for part in SIDE_EFFECT_PARTS)
    return _draft(frame, _EFFECT_TITLE, _EFFECT_INTRO, parts, crisis=True)


def safety_plan_draft(clinic: Clinic, patient_id: int) -> PaperDraft:
    """Gather the safety plan that stands, with whom to call; without one only whom to call.

    Nothing is written. Raises NotFound or NotPermitted.
    """
    frame, plan = _safety_plan(clinic, patient_id)
    check = _same_safety_plan(patient_id, plan)
    if plan is None:
        return _draft(frame, "Help in a crisis", "", (), crisis=True, check=check)
    parts = tuple(PaperPart(*step) for step in _steps(plan))
    return _draft(frame, _PLAN_TITLE, _PLAN_INTRO, parts, crisis=True, check=check)


def safety_card_draft(clinic: Clinic, patient_id: int) -> PaperDraft:
    """Gather the safety plan that stands as a card for the wallet.

    Nothing is written. Raises NotFound or NotPermitted.
    """
    frame, plan = _safety_plan(clinic, patient_id)
    steps = () if plan is None else tuple(CardStep(*step) for step in _steps(plan))

    def content(letterhead: Letterhead, patient: LetterPatient) -> SafetyCardContent:
        return SafetyCardContent(frame.code, frame.today, letterhead, patient, steps)

    return paper_draft(frame, CARD, _CARD_TITLE, content, _same_safety_plan(patient_id, plan))


def _safety_plan(clinic: Clinic, patient_id: int) -> tuple[PaperFrame, SafetyPlan | None]:
    with clinic.viewing(Operation.ASSESS_RISK, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, Operation.ASSESS_RISK)
        return frame, _plan_in(work, patient_id)


def _plan_in(work: UnitOfWork, patient_id: int) -> SafetyPlan | None:
    entry = read_risk(work, patient_id).plan
    plan = None if entry is None else entry.details
    return plan if isinstance(plan, SafetyPlan) else None


def _same_safety_plan(patient_id: int, shown: SafetyPlan | None) -> Check:
    def check(work: UnitOfWork) -> None:
        if _plan_in(work, patient_id) != shown:
            raise LetterRefused(
                "The safety plan was changed while its paper was open.", "Make the paper again."
            )

    return check


def _steps(plan: SafetyPlan) -> list[tuple[str, str]]:
    """Return the steps that have words, with their headings."""
    steps = ((label, getattr(plan, name)) for name, label in PLAN_STEPS.items())
    return [(label, text) for label, text in steps if text.strip()]


def render_paper_for_patient(draft: PaperDraft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(draft.kind, draft.content, made_at=draft.made_at)


def give_paper(
    clinic: Clinic,
    draft: PaperDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a paper that was given: document, letter, disclosure and audit row in one.

    Raises as `letters.send_letter` does.
    """
    if render_paper_for_patient(draft) != rendered:
        raise LetterRefused("The pages are not what was shown.", "Make the paper again.")
    assert draft.content is not None  # rendering refuses it
    name = draft.content.patient.legal_name
    paper = paper_for_patient(draft.patient_id, draft.kind, draft.code, draft.title, name)
    pages = LeavingPages(rendered, delivery, save_to)
    return keep_paper(paper, clinic, draft.needs, pages, check=draft.check)


@dataclass(frozen=True, slots=True)
class PaperFrame:
    """What every paper has."""

    patient_id: int
    needs: Operation
    facts: NoticeFacts
    code: str
    today: date
    made_at: datetime


def paper_frame(clinic: Clinic, work: UnitOfWork, patient_id: int, needs: Operation) -> PaperFrame:
    """Return what every paper has, inside a running unit of work. Raises NotFound."""
    work.detail = DRAFT
    facts = read_facts(work, patient_id, clinic.session.user_name, NoticeOptions())
    made_at = clinic.now().replace(microsecond=0)
    return PaperFrame(patient_id, needs, facts, new_code(work), clinic.today(), made_at)


def _draft(
    frame: PaperFrame,
    title: str,
    intro: str,
    parts: tuple[PaperPart, ...],
    closing: str = "",
    *,
    crisis: bool = False,
    check: Check = _always,
) -> PaperDraft:
    def content(letterhead: Letterhead, patient: LetterPatient) -> PatientPaperContent:
        return PatientPaperContent(
            frame.code, frame.today, letterhead, patient, title, intro, parts, closing, crisis
        )

    return paper_draft(frame, CODE, title, content, check)


def paper_draft(
    frame: PaperFrame,
    kind: str,
    title: str,
    content: Callable[[Letterhead, LetterPatient], PaperContent],
    check: Check = _always,
) -> PaperDraft:
    """Return the draft of a paper, with what *content* makes for clinic and patient."""
    patient, profile = frame.facts.patient, frame.facts.profile
    made: PaperContent | None = None
    missing: tuple[Problem, ...] = (
        Problem("birth_date", "The chart has no birth date; add it first."),
    )
    if patient.birth_date is not None:
        made = content(
            Letterhead.of(profile),
            LetterPatient(patient.legal_name, patient.birth_date, patient.preferred_name),
        )
        missing = _missing(kind, made)
    return PaperDraft(
        frame.patient_id, frame.needs, frame.code, title, frame.made_at, made, missing, kind, check
    )


def _missing(kind: str, content: PaperContent) -> tuple[Problem, ...]:
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    return problems(kind, content)


def _choices(instrument: Instrument, item_id: str) -> list[str]:
    item = instrument.item(item_id)
    return [] if item is None else [f"{each.value}  {each.label}" for each in item.options]
