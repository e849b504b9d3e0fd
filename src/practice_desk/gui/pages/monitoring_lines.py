"""Today's line on overdue monitoring."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.gui.pages.registry import OVERDUE
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.monitoring_count import count_overdue


def monitoring_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell in how many charts a check is overdue; a large clinic counts on the list's own page."""
    count = count_overdue(clinic)
    if count == 0:
        return []
    if count is None:
        sentence = "Overdue monitoring is not counted yet."
        detail = "So many charts take a while: the list counts them while you go on."
        return [TodayLine(Urgency.NOTICE, sentence, detail, "Count", OVERDUE)]
    charts = write_count(count, "chart", "charts")
    sentence = f"Monitoring is overdue in {charts}."
    detail = "Laboratory tests, vital signs and other checks that medications ask for."
    return [TodayLine(Urgency.CAUTION, sentence, detail, "See which", OVERDUE)]
