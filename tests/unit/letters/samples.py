"""Letter contents for the tests, and the page text as an independent reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

from pypdf import PdfReader

from practice_desk.domain.reasons import ReasonCategory
from practice_desk.letters.controlled import DeaSchedule
from practice_desk.letters.kinds.medication_notice import (
    CODE,
    LineKind,
    MedicationNoticeContent,
    NoticeLine,
)
from practice_desk.letters.parties import Letterhead, LetterPatient, Recipient, Signatory
from practice_desk.letters.regimens import NoticeRegimen
from practice_desk.letters.rendering import RenderedLetter, render

CLOCK = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

CHANGED = NoticeLine(
    kind=LineKind.CHANGED,
    medication="sertraline",
    form="tablet",
    effective=date(2026, 11, 24),
    old=NoticeRegimen("50 mg", "Take 1 tablet (50 mg) by mouth every morning."),
    new=NoticeRegimen("75 mg", "Take 1½ tablets (75 mg) by mouth every morning."),
    reason=ReasonCategory.RESPONSE,
)
STOPPED = NoticeLine(
    kind=LineKind.STOPPED,
    medication="buPROPion",
    form="extended-release tablet",
    effective=date(2026, 11, 23),
    old=NoticeRegimen("150 mg", "Take 1 tablet (150 mg) by mouth every morning."),
    reason=ReasonCategory.SIDE_EFFECT,
    cancel_refills=True,
)
STARTED = NoticeLine(
    kind=LineKind.STARTED,
    medication="lamoTRIgine",
    form="tablet",
    effective=date(2026, 12, 1),
    new=NoticeRegimen("25 mg", "Take 1 tablet (25 mg) by mouth every evening."),
    reason=ReasonCategory.NEW_TREATMENT,
)
CONTROLLED = NoticeLine(
    kind=LineKind.CHANGED,
    medication="clonazePAM",
    form="tablet",
    effective=date(2026, 11, 23),
    old=NoticeRegimen("1 mg", "Take 1 tablet (1 mg) by mouth at bedtime."),
    new=NoticeRegimen("0.5 mg", "Take 1 tablet (0.5 mg) by mouth at bedtime."),
    reason=ReasonCategory.PLANNED_STEP,
    cancel_refills=True,
    dea_schedule=DeaSchedule.IV,
)
HELD = NoticeLine(
    kind=LineKind.HELD,
    medication="lithium carbonate",
    form="capsule",
    effective=date(2026, 11, 23),
    old=NoticeRegimen("300 mg", "Take 1 capsule (300 mg) by mouth 2 times a day."),
    reason=ReasonCategory.SAFETY,
)
RESUMED = replace(HELD, kind=LineKind.RESUMED, new=HELD.old, effective=date(2026, 11, 30))


def a_notice(*lines: NoticeLine, **changes: object) -> MedicationNoticeContent:
    """A complete notice about *lines* (a dose change when none are given)."""
    content = MedicationNoticeContent(
        code="L-000042",
        written_on=date(2026, 11, 23),
        letterhead=Letterhead(
            "Harbor Mind Clinic",
            ("12 Quay Street, Suite 4", "Portland, ME 04101"),
            "(207) 555-0100",
            "(207) 555-0101",
        ),
        recipient=Recipient(
            "Old Port Pharmacy",
            ("88 Exchange Street", "Portland, ME 04101"),
            "(207) 555-0142",
            "(207) 555-0143",
        ),
        patient=LetterPatient("Margaret Ann O’Connell", date(1985, 3, 14), "Maggie"),
        lines=lines or (CHANGED,),
        signatory=Signatory("Ruth Adeyemi", "PMHNP-BC", "(207) 555-0110"),
    )
    return replace(content, **changes)


def a_letter(*lines: NoticeLine, **changes: object) -> RenderedLetter:
    """The notice as a rendered letter."""
    return render(CODE, a_notice(*lines, **changes), made_at=CLOCK)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with all white space as single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The text of all pages, with all white space as single spaces."""
    return " ".join(pages_of(pdf))
