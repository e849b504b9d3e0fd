"""Lines of the page Today about consents that end, have ended or wait for a signature."""

from __future__ import annotations

from datetime import date, datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.consent import ConsentCategory
from practice_desk.gui.models.consent_view import KINDS
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import ConsentDue, consents_due

MOST_LINES = 6
"""So many are named; of the rest the number is told."""


def consent_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which consents end within a month or did lately, and which nobody has signed."""
    due, today = consents_due(clinic), now.astimezone().date()
    lines = [_line(each, today) for each in due[:MOST_LINES]]
    if len(due) > MOST_LINES:
        rest = write_count(len(due) - MOST_LINES, "more consent ends", "more end")
        lines.append(TodayLine(Urgency.NOTICE, f"Consents: {rest} or wait for a signature."))
    return lines


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
    return TodayLine(Urgency.NOTICE, sentence, detail, "Open", due.patient_id)
