"""Papers handed to the patient: a measure to fill in, a safety plan, crisis information.

The content type is the whitelist: no diagnosis, no score, no medication.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient

CODE = "patient_paper"


@dataclass(frozen=True, slots=True)
class PaperPart:
    """One question or step: its heading, the text under it, and answers to mark."""

    heading: str
    text: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientPaperContent:
    """Everything that such a paper may say; with `crisis` the lines to call stand on it."""

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    title: str
    intro: str
    parts: tuple[PaperPart, ...]
    closing: str = ""
    crisis: bool = False


def _page() -> Page[PatientPaperContent]:
    from practice_desk.letters.kinds import patient_paper_page

    return patient_paper_page


KIND = PaperKind(CODE, "Paper for the patient", PatientPaperContent, _page)
