"""Today's lines about appointments of earlier days of which nobody said what became of them."""

from __future__ import annotations

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.models.schedule_view import tab_of
from practice_desk.gui.pages.registry import SCHEDULE
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count, write_time
from practice_desk.services.appointments import ScheduleEntry
from practice_desk.services.clinic import Clinic
from practice_desk.services.unmarked_appointments import Unmarked, unmarked_appointments

GROUP = "Appointments to mark"
_ACTION = "Open appointment"


def unmarked_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell of each, the newest first; each opens in the schedule on its day."""
    found = unmarked_appointments(clinic)
    lines = [_line(each) for each in found.newest]
    if found.older:
        lines.append(_older(found.newest[-1].entry, found.older))
    return lines


def _line(each: Unmarked) -> TodayLine:
    value, name = each.entry.appointment, each.entry.patient.display_name
    booked = f"{write_date(value.starts_at.astimezone().date())}, {write_time(value.starts_at)}"
    if value.status is AppointmentStatus.ARRIVED:
        sentence = f"{name} arrived {booked}, and the visit is not marked as done."
    else:
        sentence = f"{name} was booked {booked}. Nobody marked what became of it."
    return TodayLine(
        Urgency.NOTICE,
        sentence,
        f"With {each.entry.practitioner}." if each.entry.practitioner else "",
        _ACTION,
        SCHEDULE,
        tab_of(value),
        group=GROUP,
        key=f"appointment:{value.id}",
        patient_id=value.patient_id,
        owners=each.owners,
    )


def _older(last: ScheduleEntry, count: int) -> TodayLine:
    """Tell how many are older than those that are told one by one."""
    more = write_count(count, "appointment")
    return TodayLine(
        Urgency.NOTICE,
        f"{more} of before {'is' if count == 1 else 'are'} not marked either.",
        "They come up here as the newer ones are marked.",
        "Open schedule",
        SCHEDULE,
        tab_of(last.appointment),
        group=GROUP,
        key="appointments_older",
        weight=count,
        owners=frozenset(),
    )
