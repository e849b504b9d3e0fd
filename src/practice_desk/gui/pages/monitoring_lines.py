"""Today's lines on overdue monitoring."""

from __future__ import annotations

from datetime import datetime, timedelta
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
UNCHECKED = "Monitoring not checked"
_WHY_UNCHECKED = "A medication there is unknown to the pack or not reconciled."


def monitoring_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell in which charts a check is overdue; a large clinic counts on the list's own page."""
    found = overdue_now(clinic)
    if found is None:
        return [_not_counted()]
    by_name = sorted(found.unchecked.items(), key=lambda each: (each[1], each[0]))
    lines = [
        *(_line(chart) for chart in found.listed.charts),
        *(_unchecked(patient_id, name) for patient_id, name in by_name),
    ]
    if more := len(found.listed.incomplete) - len(found.unchecked):
        lines.append(_more_unchecked(more))
    return lines


def _not_counted() -> TodayLine:
    """Ask for the count, which can wait until tomorrow: it is not known what it would tell."""
    return TodayLine(
        Urgency.NOTICE,
        "Overdue monitoring is not counted yet today.",
        "So many charts take a while: the list counts them while you go on.",
        "Count",
        OVERDUE,
        group=GROUP,
        key="monitoring_count",
        owners=frozenset(),
        longest=timedelta(days=1),
    )


def _unchecked(patient_id: int, name: str) -> TodayLine:
    return TodayLine(
        Urgency.NOTICE,
        f"{name}: monitoring could not be checked.",
        _WHY_UNCHECKED,
        "Open monitoring",
        patient_id,
        record=RecordKey("unchecked", patient_id),
        group=UNCHECKED,
        key=f"unchecked:{patient_id}",
    )


def _more_unchecked(count: int) -> TodayLine:
    return TodayLine(
        Urgency.NOTICE,
        f"Monitoring could not be checked in {write_count(count, 'more chart', 'more charts')}.",
        "They come up here as the others are put in order.",
        "Open list",
        OVERDUE,
        group=UNCHECKED,
        key="unchecked_charts",
        weight=count,
        owners=frozenset(),
    )


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
