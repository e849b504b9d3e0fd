"""Appointments that do not take place, in words. No widgets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.appointment_policy import AppointmentPolicy
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.wording import write_count

if TYPE_CHECKING:
    from practice_desk.services.missed_appointments import MissedFacts


def before_text(facts: MissedFacts) -> str:
    """Return how often this happened within the last year."""
    before = facts.before
    if not before.no_shows and not before.late:
        return "Nothing missed or cancelled late within the last year."
    missed = write_count(before.no_shows, "no-show")
    late = write_count(before.late, "late cancellation")
    return f"Within the last year: {missed}, {late}, this one not counted."


def late_text(facts: MissedFacts, value: Appointment, now: datetime) -> str:
    """Return by what the box for late was ticked or not."""
    hours = facts.policy.notice_hours
    if not hours:
        return "The clinic asks for no notice. Tick it where it was too late all the same."
    left = int((value.starts_at - now).total_seconds() // 3600)
    when = f"{write_count(left, 'hour')} before" if left > 0 else "less than an hour before"
    if left < 0:
        when = "after it had begun"
    asked = write_count(hours, "hour")
    return f"It is cancelled {when}; the clinic asks for {asked}. Change it where that is unfair."


def policy_text(policy: AppointmentPolicy) -> str:
    """Return the clinic's own words, or that it has none yet."""
    words = "\n".join(part for part in (policy.text, policy.fee) if part)
    if words:
        return f"Our policy: {words}"
    return "The clinic has written no policy yet: Schedule, More, Policy on missed appointments."


def missed_text(value: Appointment, *, missed: bool) -> str:
    """Return for the front desk why to call: nothing clinical."""
    day = write_date(value.starts_at.astimezone().date())
    return f"Call: missed the appointment of {day}" if missed else f"Call: cancelled {day}"
