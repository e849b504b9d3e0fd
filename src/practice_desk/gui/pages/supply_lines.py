"""Lines of the page Today about supply that runs out and agreements to renew."""

from __future__ import annotations

from datetime import date, datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.supply import SupplyDue, supply_due

MOST_LINES = 8
"""So many patients are named; of the rest the number is told."""


def supply_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell whose followed supply runs out soon or did lately, and what agreement is due."""
    due, today = supply_due(clinic), now.astimezone().date()
    lines = [_line(each, today) for each in due[:MOST_LINES]]
    if len(due) > MOST_LINES:
        rest = write_count(len(due) - MOST_LINES, "more supply or agreement", "more of them")
        lines.append(TodayLine(Urgency.NOTICE, f"Supply and agreements: {rest}."))
    return lines


def _line(due: SupplyDue, today: date) -> TodayLine:
    days = (due.on - today).days
    if not due.medication:
        sentence = f"{due.patient_name}: the treatment agreement is to be renewed."
        detail = f"{'It was due' if days < 0 else 'Due'} {write_date(due.on)}."
    elif days < 0:
        sentence = f"{due.patient_name}: {due.medication} ended {write_count(-days, 'day')} ago."
        detail = f"The fills on record last until {write_date(due.on)}."
    else:
        when = "today" if days == 0 else f"in {write_count(days, 'day')}"
        sentence = f"{due.patient_name}: {due.medication} lasts until {write_date(due.on)}, {when}."
        detail = ""
    return TodayLine(Urgency.NOTICE, sentence, detail, "Open", due.patient_id)
