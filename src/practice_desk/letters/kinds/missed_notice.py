"""The notice about an appointment that was missed or cancelled late, with the clinic's policy.

The content type is the whitelist: no kind of visit, nobody's name but the patient's, nothing
clinical.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from practice_desk.domain.consent import Language
from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient

CODE = "missed_notice"


@dataclass(frozen=True, slots=True)
class MissedNoticeContent:
    """Everything that the notice may say; `starts_at` is in the clinic's own time.

    `came_off_late` is for one that was cancelled too late, else it was missed.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    starts_at: datetime
    came_off_late: bool = False
    policy: str = ""
    fee: str = ""
    language: Language = Language.ENGLISH


def _page() -> Page[MissedNoticeContent]:
    from practice_desk.letters.kinds import missed_notice_page

    return missed_notice_page


KIND = PaperKind(CODE, "Notice about a missed appointment", MissedNoticeContent, _page)
