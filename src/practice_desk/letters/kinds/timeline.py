"""The course of treatment on one axis of dates, for the patient and the chart.

The content types are the whitelist. Of the timeline, names, doses, scores, side effects, results
and the short words of events are drawn; notes and details are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.timeline import Timeline
from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient, Signatory

CODE = "timeline"


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """Everything the paper may say. *lanes* are the keys of those on it, from *first* to *last*."""

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    timeline: Timeline
    first: date
    last: date
    lanes: tuple[str, ...]
    signatory: Signatory


def _page() -> Page[TimelineContent]:
    from practice_desk.letters.kinds import timeline_page

    return timeline_page


KIND = PaperKind(CODE, "Course of treatment", TimelineContent, _page)
