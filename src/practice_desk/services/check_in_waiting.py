"""What waits after check-ins: sealed answers to file, and answers that nobody has decided on.

It is asked at every unlock and every hour, and so imports nothing of what filing and deciding take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from practice_desk.credentials.answer_key import public_half
from practice_desk.domain.appointment import day_bounds
from practice_desk.domain.check_in import CheckIn, CheckInLine
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import patient_search, schedule
from practice_desk.storage.faults import translated
from practice_desk.storage.unit_of_work import UnitOfWork

_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class TopicToday:
    """What somebody who checked in today wants to talk about, in their own words."""

    patient_id: int
    patient_name: str
    topic: str


@dataclass(frozen=True, slots=True)
class CheckInWaiting:
    """A check-in with answers that nobody has decided on, whose, and the day of it."""

    check_in_id: int
    patient_id: int
    patient_name: str
    told_on: date


def sealed_check_ins(clinic: Clinic) -> list[CheckIn]:
    """Return the check-ins whose answers wait to be filed, and sweep files that none of them opens.

    Raises NotPermitted or StorageFailed.
    """
    with clinic.reading(Operation.CHECK_IN) as work:
        waiting = schedule.check_ins.sealed(work.connection)
    places = {place_of(clinic, each) for each in waiting}
    with translated():
        for left in clinic.folder.check_ins.glob("*"):
            if left not in places:
                left.unlink(missing_ok=True)
    return waiting


def place_of(clinic: Clinic, begun: CheckIn) -> Path:
    """Return the file of the sealed answers; its name says nothing of anybody."""
    half = public_half(begun.private_half or b"")
    return clinic.folder.check_ins / f"{half.hex()[:_LONGEST_NAME]}.sealed"


def topics_today(clinic: Clinic) -> list[TopicToday]:
    """Return what those who checked in today want to talk about, the newest first.

    Only of charts that the person at the keyboard may see.
    """
    begin, _ = day_bounds(clinic.today())
    with clinic.viewing(Operation.REVIEW_CHECK_IN) as work:
        work.detail = "topics of today"
        told = {
            each.patient_id: topic
            for each in reversed(schedule.check_ins.filed_since(work.connection, begin))
            if (topic := each.topic) and sees_chart(clinic, work, each.patient_id)
        }
        found = patient_search.summaries(work.connection, list(told))
        work.patient_ids = frozenset(told)
    return [TopicToday(each.id, each.display_name, told[each.id]) for each in found]


def check_ins_waiting(clinic: Clinic) -> list[CheckInWaiting]:
    """Return the check-ins that wait for a decision of the person at the keyboard, oldest first."""
    with clinic.viewing(Operation.REVIEW_CHECK_IN) as work:
        work.detail = "check-ins to review"
        waiting = [each for each, _ in waiting_in(clinic, work)]
        charts = list(dict.fromkeys(each.patient_id for each in waiting))
        work.patient_ids = frozenset(charts)
        found = patient_search.summaries(work.connection, charts)
    names = {each.id: each.display_name for each in found}
    return [
        CheckInWaiting(
            each.id or 0,
            each.patient_id,
            names[each.patient_id],
            each.handed_at.astimezone().date(),
        )
        for each in waiting
        if each.patient_id in names
    ]


def waiting_in(clinic: Clinic, work: UnitOfWork) -> list[tuple[CheckIn, tuple[CheckInLine, ...]]]:
    """Return the check-ins with lines that the person at the keyboard may decide on, and those."""
    found = []
    for each in schedule.check_ins.waiting(work.connection):
        clinical = sees_chart(clinic, work, each.patient_id)
        lines = tuple(line for line in each.open_lines if clinical or not line.is_clinical)
        if lines:
            found.append((each, lines))
    return found


def sees_chart(clinic: Clinic, work: UnitOfWork, patient_id: int) -> bool:
    """Return whether the person at the keyboard may see charts, and this one."""
    may = clinic.session.may(Operation.VIEW_CHART, patient_id)
    return may and clinic.sees_chart(work, patient_id)
