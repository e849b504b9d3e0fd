"""Lines of the page Today about treatment plans that are to be reviewed."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.care_plans import reviews_due
from practice_desk.services.clinic import Clinic

MOST_LINES = 5
"""So many are named; of the rest the number is told."""


def care_plan_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which treatment plans are to be reviewed within a week, or should have been."""
    due, today = reviews_due(clinic), now.astimezone().date()
    lines = []
    for each in due[:MOST_LINES]:
        is_late = each.review_on < today
        verb = "was to be reviewed by" if is_late else "is to be reviewed by"
        sentence = f"{each.patient_name}: the treatment plan {verb} {write_date(each.review_on)}."
        line = TodayLine(Urgency.NOTICE, sentence, "", "Open", each.patient_id, "Goals")
        lines.append(line)
    if len(due) > MOST_LINES:
        rest = write_count(len(due) - MOST_LINES, "more treatment plan")
        lines.append(TodayLine(Urgency.NOTICE, f"To be reviewed: {rest}."))
    return lines
