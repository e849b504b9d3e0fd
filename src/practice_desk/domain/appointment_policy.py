"""What the clinic says of appointments that are cancelled late or missed. Nothing clinical."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from practice_desk.domain.appointment import Appointment, AppointmentStatus, CancelledBy
from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem

MOST_HOURS = 168
COUNTED_FOR = timedelta(days=365)
"""For how long missed appointments are counted. Our own number."""


@dataclass(frozen=True, slots=True)
class AppointmentPolicy:
    """How long before a visit it can be cancelled, and what patients are told of it.

    `notice_hours` of 0 means that no cancelling is late. `fee` is a sentence of its own, empty
    where nothing is charged. Texts ending in `_es` are for those who are written to in Spanish.
    """

    notice_hours: int = 24
    text: str = ""
    text_es: str = ""
    fee: str = ""
    fee_es: str = ""
    version: int | None = None

    @property
    def notice(self) -> timedelta:
        """How long before the visit the clinic wants to know."""
        return timedelta(hours=self.notice_hours)


LENGTHS = {"text": 600, "text_es": 600, "fee": 200, "fee_es": 200}


def check_policy(value: AppointmentPolicy) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = list(check_lengths(value, LENGTHS))
    if not 0 <= value.notice_hours <= MOST_HOURS:
        problems.append(Problem("notice_hours", f"From 0 to {MOST_HOURS} hours. Check it."))
    return tuple(problems)


def is_late(policy: AppointmentPolicy, starts_at: datetime, cancelled_at: datetime) -> bool:
    """Return whether cancelling at *cancelled_at* gives less notice than the policy asks for.

    Both moments are aware; exactly so many hours before is in time, also over a change of clocks.
    """
    return policy.notice_hours > 0 and starts_at - cancelled_at < policy.notice


@dataclass(frozen=True, slots=True)
class Missed:
    """How often somebody did not come within the last year, or said so too late."""

    no_shows: int = 0
    late: int = 0


def missed(appointments: Iterable[Appointment], now: datetime) -> Missed:
    """Count what one patient missed in the year before *now* (aware).

    What the clinic called off is nobody's fault of theirs.
    """
    recent = [each for each in appointments if now - COUNTED_FOR <= each.starts_at]
    return Missed(
        sum(each.status is AppointmentStatus.NO_SHOW for each in recent),
        sum(
            each.status is AppointmentStatus.CANCELLED
            and each.cancelled_late
            and each.cancelled_by is not CancelledBy.CLINIC
            for each in recent
        ),
    )
