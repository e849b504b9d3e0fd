"""Today's line on who is due for a visit and not booked."""

from __future__ import annotations

from practice_desk.domain.backup_plan import Urgency
from practice_desk.gui.pages.registry import RECALLS
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.recall_count import count_recalls


def recall_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell how many are due within a week; a large clinic counts on the list's own page."""
    count = count_recalls(clinic)
    if not count:
        return []
    who = write_count(count, "patient is", "patients are")
    sentence = f"{who} due for a visit within a week and not booked."
    return [TodayLine(Urgency.NOTICE, sentence, "Call them from the list.", "Recalls", RECALLS)]
