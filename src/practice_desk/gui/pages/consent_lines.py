"""Lines of the page Today about consents that end, have ended or wait for a signature."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.consent import ConsentCategory
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.models.consent_view import KINDS
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import ConsentDue, consents_due

GROUP = "Consents"
_LET_END = timedelta(days=3660)
"""One that need not be renewed is put off for good, with the reason."""


def consent_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which consents end within a month or have ended, and which nobody has signed."""
    today = now.astimezone().date()
    return [_line(each, today) for each in consents_due(clinic)]


def _line(due: ConsentDue, today: date) -> TodayLine:
    category, ends = due.case.consent.category, due.ends_on
    what = KINDS[category].lower() if category is not ConsentCategory.PART2 else "Part 2 records"
    if ends is None:
        made = write_date(due.case.consent.made_at.astimezone().date())
        sentence = f"{due.patient_name}: the consent ({what}) is not signed."
        detail = f"Drawn up {made}."
    elif ends < today:
        sentence = f"{due.patient_name}: the consent ({what}) ended {write_date(ends)}."
        detail = "Nothing goes out by it any more."
    else:
        left = (ends - today).days
        when = "today" if not left else f"in {write_count(left, 'day')}"
        sentence = f"{due.patient_name}: the consent ({what}) ends {when}."
        detail = f"It holds until {write_date(ends)}."
    number = due.case.consent.id or 0
    has_ended = ends is not None and ends < today
    return TodayLine(
        Urgency.NOTICE,
        sentence,
        detail,
        "Open",
        due.patient_id,
        record=RecordKey("consent", number),
        group=GROUP,
        key=f"consent:{number}",
        weight=int(has_ended),
        longest=_LET_END if has_ended else None,
    )
