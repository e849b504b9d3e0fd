"""Lines of the page Today about treatment plans that are to be reviewed."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.care_plans import reviews_due
from practice_desk.services.clinic import Clinic

GROUP = "Treatment plans to review"


def care_plan_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which treatment plans are to be reviewed within a week, or should have been."""
    today = now.astimezone().date()
    lines = []
    for each in reviews_due(clinic):
        is_late = each.review_on < today
        verb = "was to be reviewed by" if is_late else "is to be reviewed by"
        line = TodayLine(
            Urgency.NOTICE,
            f"{each.patient_name}: the treatment plan {verb} {write_date(each.review_on)}.",
            "",
            "Open plan",
            each.patient_id,
            record=RecordKey("care_plan_entry", each.signing_id),
            group=GROUP,
            key=f"care_plan:{each.patient_id}:{each.review_on}",
            weight=int(is_late),
        )
        lines.append(line)
    return lines
