"""Today's lines on overdue monitoring."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.pages.registry import OVERDUE
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.monitoring_count import overdue_now

if TYPE_CHECKING:
    from practice_desk.services.monitoring_list import OverdueChart

GROUP = "Monitoring overdue"


def monitoring_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell in which charts a check is overdue; a large clinic counts on the list's own page."""
    found = overdue_now(clinic)
    if found is None:
        sentence = "Overdue monitoring is not counted yet."
        detail = "So many charts take a while: the list counts them while you go on."
        return [TodayLine(Urgency.NOTICE, sentence, detail, "Count", OVERDUE, group=GROUP)]
    lines = [_line(chart) for chart in found.charts]
    if found.incomplete:
        unchecked = write_count(len(found.incomplete), "chart", "charts")
        sentence = f"Monitoring could not be checked in {unchecked}."
        detail = "A medication there is unknown to the pack or not reconciled."
        line = TodayLine(Urgency.NOTICE, sentence, detail, "See which", OVERDUE, group=GROUP)
        lines.append(line)
    return lines


def _line(chart: OverdueChart) -> TodayLine:
    names = [item.name for item in chart.items]
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    checks = ", ".join(names[:2])
    return TodayLine(
        Urgency.CAUTION,
        f"{chart.name}: {checks}{more} overdue since {write_date(chart.since)}.",
        "",
        "Open monitoring",
        chart.patient_id,
        record=RecordKey("monitoring", chart.patient_id),
        group=GROUP,
        key=f"monitoring:{chart.patient_id}:{chart.since}",
        weight=len(names),
    )
