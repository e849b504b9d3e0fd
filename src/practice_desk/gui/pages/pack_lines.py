"""What the page Today tells of the clinical pack: that it is, or soon will be, past its review."""

from __future__ import annotations

from datetime import datetime, timedelta

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.settings_tabs import KNOWLEDGE
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.pack_identity import pack_identity

_AHEAD = timedelta(days=30)


def pack_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of a pack that should have been reviewed, or has to be within a month."""
    pack, today = pack_identity(clinic), clinic.today()
    due = write_date(pack.review_by)
    if pack.is_past_review(today):
        urgency = Urgency.DANGER
        sentence = "The clinical pack is past its review date: nothing counts as checked."
        detail = f"It was to be reviewed by {due}. Load a newer pack, or look things up."
    elif pack.is_past_review(today + _AHEAD):
        urgency = Urgency.NOTICE
        sentence = f"The clinical pack has to be reviewed by {due}."
        detail = "After that nothing counts as checked. Ask for a newer pack."
    else:
        return []
    return [
        TodayLine(
            urgency, sentence, detail, "Open the pack", SETTINGS, KNOWLEDGE, key=f"pack:{due}"
        )
    ]
