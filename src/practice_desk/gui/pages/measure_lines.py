"""Lines of the page Today about suicide risk that nobody assessed and measures that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.models.measure_words import response_words
from practice_desk.gui.pages.registry import SCHEDULE
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.measure_schedules import ChartDue, due_in_charts
from practice_desk.services.measures import measures
from practice_desk.services.risk import OpenRisk

MOST_LINES = 8
"""So many patients are named; of the rest the number is told."""


def risk_lines(found: Sequence[OpenRisk]) -> list[TodayLine]:
    """Tell of answers about self-harm that nobody has assessed, one line for each chart."""
    lines = [
        TodayLine(
            Urgency.DANGER,
            f"{each.patient_name}: suicide risk is not assessed.",
            f"{response_words(each.state.open[0])}.",
            "Assess",
            each.patient_id,
        )
        for each in found[:MOST_LINES]
    ]
    if len(found) > MOST_LINES:
        rest = write_count(len(found) - MOST_LINES, "more chart", "more charts")
        lines.append(TodayLine(Urgency.DANGER, f"Suicide risk is not assessed in {rest}."))
    return lines


def measure_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which measures are due at today's visits, and name charts in which one is overdue."""
    found, today = due_in_charts(clinic), now.astimezone().date()
    names = {each.id: each.short_name for each in measures()}
    visits = [each for each in found if each.has_visit]
    lines = []
    if visits:
        who = write_count(len(visits), "of today’s visits", "of today’s visits")
        sentence = f"Measures are due at {who}."
        told = "; ".join(_told(each, names) for each in visits[:MOST_LINES])
        lines.append(TodayLine(Urgency.NOTICE, sentence, f"{told}.", "Schedule", SCHEDULE))
    others = [each for each in found if not each.has_visit]
    for each in others[:MOST_LINES]:
        since = min(due.due_on for due in each.due)
        sentence = f"{_told(each, names)} is overdue since {write_date(since)}."
        if since < today:
            lines.append(TodayLine(Urgency.NOTICE, sentence, "", "Open", each.patient_id))
    return lines


def _told(each: ChartDue, names: dict[str, str]) -> str:
    listed = ", ".join(names.get(due.instrument_id, due.instrument_id) for due in each.due)
    return f"{each.patient_name}: {listed}"
