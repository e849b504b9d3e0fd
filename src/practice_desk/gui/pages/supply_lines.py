"""Lines of the page Today about supply that runs out and agreements to renew."""

from __future__ import annotations

from datetime import date, datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.supply import SupplyDue, supply_due

GROUP = "Supply and agreements"


def supply_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell whose followed supply runs out within a week or did, and what agreement is due."""
    today = now.astimezone().date()
    return [_line(each, today) for each in supply_due(clinic)]


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
    what = f"supply:{due.medication_id}" if due.medication else f"agreement:{due.patient_id}"
    return TodayLine(
        Urgency.NOTICE,
        sentence,
        detail,
        "Open supply",
        due.patient_id,
        record=RecordKey("supply" if due.medication else "agreement", due.medication_id),
        group=GROUP,
        key=f"{what}:{due.on}",
        weight=int(days < 0),
    )
