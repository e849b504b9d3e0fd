"""Today's lines on requests that wait, emergencies to review, and a key that should be changed."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.models.key_view import people_who_left
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.settings_tabs import APPROVALS, SECURITY
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.approvals import list_approvals
from practice_desk.services.chart_access import accesses_to_review
from practice_desk.services.clinic import Clinic
from practice_desk.services.key_status import key_status

_ACTION = "Look"


def approval_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of requests that the person at the keyboard may decide."""
    mine = [line.approval for line in list_approvals(clinic) if line.may_decide]
    if not mine:
        return []
    oldest = min(approval.asked_at for approval in mine)
    sentence = f"{write_count(len(mine), 'request waits', 'requests wait')} for a second person."
    detail = f"The oldest since {write_date(oldest.astimezone().date())}."
    return [TodayLine(Urgency.NOTICE, sentence, detail, _ACTION, SETTINGS, APPROVALS)]


def emergency_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of charts that were opened in an emergency and that nobody has reviewed."""
    waiting = accesses_to_review(clinic)
    if not waiting:
        return []
    charts = write_count(len(waiting), "chart was", "charts were")
    sentence = f"{charts} opened in an emergency and not reviewed."
    by = ", ".join(sorted({each.opened_by for each in waiting}))
    return [TodayLine(Urgency.CAUTION, sentence, f"By {by}.", _ACTION, SETTINGS, APPROVALS)]


def key_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of people who left while the clinic's key stayed the same."""
    status = key_status(clinic)
    names = people_who_left(status)
    if status.is_older:
        sentence = "The restored backup has brought an old key of the clinic back."
    elif names:
        sentence = f"{names} left, and the clinic still has the same key."
    else:
        return []
    detail = "A copy of the clinic's key file from before still opens it. A new key ends that."
    return [TodayLine(Urgency.CAUTION, sentence, detail, "Change the key", SETTINGS, SECURITY)]
