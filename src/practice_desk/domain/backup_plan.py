"""When the clinic is backed up by itself, where to, and which older backups are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import TypeVar

from practice_desk.domain.errors import Problem

MOST_KEPT = 366
_ONE_DAY = timedelta(days=1)


class BackupRhythm(StrEnum):
    """How often the clinic is backed up without anybody asking."""

    OFF = "off"
    EACH_CLOSE = "each_close"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class KeepRule:
    """Which backups stay: all of the last *days*, one a week for *weeks*, one a month for *months*.

    As in restic, days count back from the newest backup, not from today: while none is made, none
    goes.
    """

    days: int = 7
    weeks: int = 8
    months: int = 12


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """`folder` is a folder of this computer or a stick; `at` is local time, `weekday` 0 Monday."""

    rhythm: BackupRhythm = BackupRhythm.OFF
    folder: str = ""
    at: time = time(17, 30)
    weekday: int = 4
    keep: KeepRule = KeepRule()


class Urgency(IntEnum):
    """How loudly something asks for attention."""

    CALM = 0
    NOTICE = 1
    CAUTION = 2
    DANGER = 3


def check_backup_plan(plan: BackupPlan) -> tuple[Problem, ...]:
    """Return what is wrong with *plan*."""
    problems = []
    if plan.rhythm is not BackupRhythm.OFF and not plan.folder.strip():
        problems.append(Problem("folder", "Choose the folder or stick that backups go to."))
    for name, least in (("days", 1), ("weeks", 0), ("months", 0)):
        if not least <= getattr(plan.keep, name) <= MOST_KEPT:
            problems.append(Problem(name, f"Enter a number from {least} to {MOST_KEPT}."))
    return tuple(problems)


def last_moment(plan: BackupPlan, now: datetime) -> datetime | None:
    """Return when a backup should have been made last, by this computer's clock (aware).

    None for a plan that has no times of day.
    """
    if plan.rhythm not in (BackupRhythm.DAILY, BackupRhythm.WEEKLY):
        return None
    today = now.astimezone().date()
    back = (today.weekday() - plan.weekday) % 7 if plan.rhythm is BackupRhythm.WEEKLY else 0
    days = 7 if plan.rhythm is BackupRhythm.WEEKLY else 1
    moment = _local(today - timedelta(days=back), plan.at)
    return moment if moment <= now else _local(today - timedelta(days=back + days), plan.at)


def is_due(plan: BackupPlan, last: datetime | None, now: datetime, *, unsaved: bool) -> bool:
    """Tell whether a backup is due at *now*, a missed one included.

    *last* is when the newest verified backup was made; *unsaved* tells whether anything was done
    in the clinic since, which a plan for each close goes by.
    """
    if plan.rhythm is BackupRhythm.OFF:
        return False
    if last is None or last > now + _ONE_DAY:  # one from the future proves nothing
        return True
    if plan.rhythm is BackupRhythm.EACH_CLOSE:
        return unsaved
    moment = last_moment(plan, now)
    return moment is not None and last < moment


def backup_urgency(last: datetime | None, now: datetime) -> Urgency:
    """Return how loudly the age of the last verified backup asks for a new one."""
    if last is None:
        return Urgency.DANGER
    age = now - last
    if age < -_ONE_DAY:
        return Urgency.CAUTION  # made in the future: this computer's clock is or was wrong
    for days, urgency in ((14, Urgency.DANGER), (7, Urgency.CAUTION), (2, Urgency.NOTICE)):
        if age > timedelta(days=days):
            return urgency
    return Urgency.CALM


Backup = TypeVar("Backup")


def to_forget(
    backups: Sequence[Backup], made_at: Callable[[Backup], datetime], rule: KeepRule
) -> list[Backup]:
    """Return which of *backups* the rule lets go, the oldest first; never the newest."""
    ordered = sorted(backups, key=made_at, reverse=True)
    if not ordered:
        return []
    first = made_at(ordered[0]) - timedelta(days=rule.days)
    kept = {number for number, backup in enumerate(ordered) if made_at(backup) > first} | {0}
    days = [made_at(backup).astimezone().date() for backup in ordered]
    kept |= _newest_of_each((day.isocalendar()[:2] for day in days), rule.weeks)
    kept |= _newest_of_each(((day.year, day.month) for day in days), rule.months)
    return [backup for number, backup in enumerate(ordered) if number not in kept][::-1]


def _newest_of_each(periods: Iterable[tuple[int, ...]], most: int) -> set[int]:
    """Return the first place of each of the first *most* periods; the newest come first."""
    first: dict[tuple[int, ...], int] = {}
    for number, period in enumerate(periods):
        first.setdefault(period, number)
    return set(sorted(first.values())[:most])


def _local(day: date, at: time) -> datetime:
    return datetime.combine(day, at).astimezone()
