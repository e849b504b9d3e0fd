"""Today's lines on who is due for a visit and not booked in time; each leads to their recall."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.pages.registry import RECALLS
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.recall_count import CountedRecalls, recalls_due

if TYPE_CHECKING:
    from practice_desk.services.recalls import RecallLine

GROUP = "Due for a visit and not booked in time"
_UNTIL_TOMORROW = timedelta(days=1)
"""What is told by a number alone hides who it is: it is looked at again each day."""


def recall_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell who is due within a week; a large clinic looks on the list's own page."""
    found = recalls_due(clinic)
    if isinstance(found, tuple):
        return [_line(line) for line in found]
    sentence, action = "Recalls were not looked through today.", "Look"
    if isinstance(found, CountedRecalls):
        if not found.due:
            return []
        who = write_count(found.due, "patient is", "patients are")
        sentence, action = f"{who} due for a visit within a week and not booked in time.", "Recalls"
    counted = found.due if isinstance(found, CountedRecalls) else 0
    return [
        TodayLine(
            Urgency.NOTICE,
            sentence,
            "",
            action,
            RECALLS,
            group=GROUP,
            key="recalls_counted" if counted else "recalls_count",
            weight=counted,
            owners=frozenset(),
            longest=_UNTIL_TOMORROW,
        )
    ]


def _line(line: RecallLine) -> TodayLine:
    due = line.due
    detail = "; ".join(dict.fromkeys(each.words for each in due.reasons if each.words))
    by_hand, key = due.by_hand, f"recall:{due.patient_id}:{due.due_by}"
    if by_hand is not None:
        key = f"{key}:{by_hand.id}"  # beside what was worked out for the same day
        detail = "; ".join(part for part in (by_hand.reason, by_hand.comment) if part)
    booked = "not booked"
    if due.booked is not None:
        booked = f"booked for {write_date(due.booked.starts_at.astimezone().date())}"
    return TodayLine(
        Urgency.NOTICE,
        f"{line.name}: visit due by {write_date(due.due_by)}, {booked}.",
        detail,
        "Open recall",
        RECALLS,
        str(due.patient_id),
        group=GROUP,
        key=key,
        patient_id=due.patient_id,
        owners=frozenset(),
    )
