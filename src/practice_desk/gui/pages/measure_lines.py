"""Lines of the page Today about suicide risk that nobody assessed and measures that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.models.measure_words import response_words
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.measure_schedules import due_in_charts
from practice_desk.services.measures import measures
from practice_desk.services.risk import OpenRisk

RISK = "Suicide risk to assess"
MEASURES = "Measures due"
_NEVER = timedelta(0)
"""An answer about self-harm is assessed, or handed to somebody who assesses it."""


def risk_lines(found: Sequence[OpenRisk]) -> list[TodayLine]:
    """Tell of answers about self-harm that nobody has assessed, one line for each chart.

    They are everybody's who may assess them, whoever's patient it is. A further answer brings the
    line back to whoever handed it on: its key is that of the newest.
    """
    return [
        TodayLine(
            Urgency.DANGER,
            f"{each.patient_name}: suicide risk is not assessed.",
            f"{response_words(each.state.open[0])}.",
            "Assess",
            each.patient_id,
            record=RecordKey("risk", each.patient_id),
            group=RISK,
            key=f"risk:{max(answers.id or 0 for answers in each.state.open)}",
            owners=frozenset(),
            longest=_NEVER,
        )
        for each in found
    ]


def measure_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which measures are due at today's visits, and charts in which one is overdue."""
    today = now.astimezone().date()
    names = {each.id: each.short_name for each in measures()}
    lines = []
    for each in due_in_charts(clinic):
        since = min(due.due_on for due in each.due)
        if not each.has_visit and since >= today:
            continue
        told = ", ".join(names.get(due.instrument_id, due.instrument_id) for due in each.due)
        verb = "are" if len(each.due) > 1 else "is"
        if each.has_visit:
            sentence = f"{each.patient_name}: {told} {verb} due at today’s visit."
        else:
            sentence = f"{each.patient_name}: {told} {verb} overdue since {write_date(since)}."
        line = TodayLine(
            Urgency.NOTICE,
            sentence,
            "",
            "Open measures",
            each.patient_id,
            record=RecordKey("measure", each.patient_id),
            group=MEASURES,
            key=f"measure:{each.patient_id}:{since}",
            weight=len(each.due),
        )
        lines.append(line)
    return lines
