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
    if count is None:
        sentence = "Overdue monitoring is not counted yet."
        detail = "So many charts take a while: the list counts them while you go on."
        return [TodayLine(Urgency.NOTICE, sentence, detail, "Count", OVERDUE)]
    unchecked = write_count(count.unchecked, "chart", "charts")
    not_checked = f"Not checked in {unchecked}: a medication is unknown or not reconciled."
    if not count.overdue and not count.unchecked:
        return []
    if not count.overdue:
        sentence = f"Monitoring could not be checked in {unchecked}."
        detail = "A medication there is unknown to the pack or not reconciled."
        return [TodayLine(Urgency.NOTICE, sentence, detail, "See which", OVERDUE)]
    charts = write_count(count.overdue, "chart", "charts")
    sentence = f"Monitoring is overdue in {charts}."
    detail = "Laboratory tests, vital signs and other checks that medications ask for."
    if count.unchecked:
        detail = f"{detail} {not_checked}"
    return [TodayLine(Urgency.CAUTION, sentence, detail, "See which", OVERDUE)]
