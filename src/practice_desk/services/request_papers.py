"""What patients are told in writing of their requests: more time, accepted, denied and rights.

Sources: 45 CFR 164.524(b)(2)(ii) and (d)(2), 164.526(b)(2)(ii), (c) and (d)(1): what the letter
must say. The clinic adds whom to complain to; no lawyer has read these words for a state.
"""

from __future__ import annotations

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.patient_request import (
    DENIALS,
    REVIEWABLE,
    RequestCase,
    RequestEntry,
    RequestKind,
    RequestStep,
)
from practice_desk.domain.permission import Operation
from practice_desk.letters.kinds.patient_paper import CODE, PaperPart, PatientPaperContent
from practice_desk.letters.parties import Letterhead, LetterPatient
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_papers import PaperDraft, paper_draft, paper_frame
from practice_desk.services.patient_requests import read_requests
from practice_desk.storage.unit_of_work import UnitOfWork

_NEEDS = Operation.RECORD_REQUEST
_HHS = (
    "You may complain to us, to the number above, or to the Office for Civil Rights of the US "
    "Department of Health and Human Services: www.hhs.gov/ocr/complaints, 1-800-368-1019. Nobody "
    "may treat you worse for it."
)
_REVIEW = (
    "You may ask for a review. Another licensed professional of ours, who took no part in this "
    "decision, will look at it and we will do what that person decides. Tell us in writing or by "
    "telephone."
)
_NO_REVIEW = "The law gives no review of a denial on this ground."
_DISAGREE = (
    "You may give us a statement in writing of why you disagree. It goes along with the record "
    "whenever we disclose it, with our denial and our answer, if there is one. If you give none, "
    "you may ask that your request and this denial go along instead."
)
_ACCEPTED = (
    "Tell us whom we should inform, and agree that we do. We will also tell those who have the "
    "earlier words and may rely on them."
)


def request_notice_draft(clinic: Clinic, patient_id: int, request_id: int) -> PaperDraft:
    """Gather the letter about what became of a request. Nothing is written.

    Raises NotFound, and LetterRefused while there is nothing to tell.
    """
    with clinic.viewing(_NEEDS, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, _NEEDS)
        case = _case(work, patient_id, request_id)
    entry = last_to_tell(case)
    if entry is None:
        raise LetterRefused("There is nothing to tell yet.", "Answer or extend the request first.")
    title, parts = _words(case, entry)

    def content(letterhead: Letterhead, patient: LetterPatient) -> PatientPaperContent:
        return PatientPaperContent(
            frame.code, frame.today, letterhead, patient, title, _asked(case), parts
        )

    def check(work: UnitOfWork) -> None:
        if _case(work, patient_id, request_id) != case:
            raise LetterRefused("The request was changed meanwhile.", "Make the letter again.")

    return paper_draft(frame, CODE, title, content, check)


def last_to_tell(case: RequestCase) -> RequestEntry | None:
    """Return the newest step that the patient is told of in writing, None where there is none."""
    told = (*DENIALS, RequestStep.ACCEPTED, RequestStep.EXTENDED, RequestStep.REBUTTAL)
    found = [entry for entry in case.entries if entry.step in told]
    return found[-1] if found else None


def _case(work: UnitOfWork, patient_id: int, request_id: int) -> RequestCase:
    cases = read_requests(work, patient_id)
    found = next((case for case in cases if case.request.id == request_id), None)
    if found is None:
        raise LetterRefused("This request is not in this chart.", "Open the chart again.")
    return found


def _asked(case: RequestCase) -> str:
    day = write_date(case.request.received_on)
    if case.request.kind is RequestKind.ACCESS:
        return f"On {day} we received your request to see or get your record."
    return f"On {day} we received your request to amend your record."


def _words(case: RequestCase, entry: RequestEntry) -> tuple[str, tuple[PaperPart, ...]]:
    about = PaperPart("What you asked for", case.request.what, ())
    if entry.step is RequestStep.EXTENDED:
        until = f"We need more time. You will have our answer by {write_date(case.due_on)}."
        parts = (about, PaperPart(until, entry.words, ()))
        return "Your request: we need more time", parts
    if entry.step is RequestStep.ACCEPTED:
        parts = (about, PaperPart("Your record was amended", entry.words, ()))
        return "Your request was accepted", (*parts, PaperPart("Who is told", _ACCEPTED, ()))
    if entry.step is RequestStep.REBUTTAL:
        return "Our answer to your statement", (about, PaperPart("Our answer", entry.words, ()))
    heading = "We can't do what you asked, because"
    if entry.step is RequestStep.DENIED_IN_PART:
        heading = "We can't do all of what you asked, because"
    parts = (about, PaperPart(heading, f"{_ground(entry)}\n{entry.words}".strip(), ()))
    rights = _DISAGREE
    if case.request.kind is RequestKind.ACCESS:
        rights = _REVIEW if entry.ground in REVIEWABLE else _NO_REVIEW
    more = (PaperPart("Your rights", rights, ()), PaperPart("To complain", _HHS, ()))
    return "Your request was denied", (*parts, *more)


_PLAIN = {
    "psychotherapy notes": "The law keeps psychotherapy notes apart from the record.",
    "legal proceeding": "It was put together for a legal proceeding.",
    "research": "You agreed that it stays closed while the research goes on.",
    "confidential source": "Somebody told it to us in confidence.",
    "inmate": "A copy could endanger somebody where you are now.",
    "danger": "A licensed professional judged that it could endanger somebody's life or safety.",
    "harm to another": "It names another person, who could be harmed.",
    "harm by representative": "A licensed professional judged that somebody could be harmed.",
    "not kept here": "We do not keep what you asked for.",
    "not ours": "We did not write it. Who wrote it can amend it.",
    "not of record set": "It is not part of the record that decisions about you are made from.",
    "not open to access": "It is something that the law does not open to you.",
    "accurate and complete": "The record is accurate and complete.",
}


def _ground(entry: RequestEntry) -> str:
    return "" if entry.ground is None else _PLAIN[entry.ground.partition(":")[2]]
