"""Failed attempts to unlock: counted while nobody is in, told to the audit trail afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.credentials.attempts import AttemptLog, Collected
from practice_desk.credentials.slot_file import folded
from practice_desk.domain.account import Role
from practice_desk.domain.attempts import MustWait, Secret, whole_seconds
from practice_desk.domain.audit_event import AuditEvent, AuditKind, Outcome
from practice_desk.domain.errors import WrongPassphrase, WrongRecoveryCode
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic, Clock, system_clock, this_workstation
from practice_desk.storage import unlocks
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.unit_of_work import UnitOfWork

UNKNOWN_USER = "unknown"
"""Stands in the audit trail for whoever typed a user name that has no account."""
RECORD_LOST = "no record of failed attempts found"
"""The detail of a row: somebody took the file away, or the clinic was restored from a backup."""
MORE_FAILED = "more failed attempts, not listed"


@dataclass(frozen=True, slots=True)
class FailuresSince:
    """Failed attempts since the person's own unlock before this one, at `since`.

    `since` is None when this was the first. An administrator is told of everybody's, anybody else
    of those on the own account. `and_more`: only the newest were kept. `record_lost`: some may be
    missing.
    """

    count: int
    since: datetime | None
    user_names: tuple[str, ...]
    and_more: bool = False
    record_lost: bool = False


def begin(folder: ClinicFolder) -> None:
    """Start the record of a new clinic. Raises what writing raises."""
    AttemptLog(folder.root).begin()


def waits(root: Path, *, clock: Clock = system_clock) -> dict[str, int]:
    """Return the seconds that users must wait, by name; those who need not are left out."""
    folder = ClinicFolder(root)
    log, now = AttemptLog(folder.root), clock()
    found = {user: whole_seconds(log.wait(user, now)) for user in key_slots.users(folder.key_slots)}
    return {user: seconds for user, seconds in found.items() if seconds}


@contextmanager
def passphrase_attempt(folder: ClinicFolder, user_name: str, clock: Clock) -> Iterator[None]:
    """Let one passphrase of *user_name* be tried inside, and count it if it is wrong.

    Raises MustWait without trying during a wait, and instead of WrongPassphrase where one begins.
    """
    log, name = AttemptLog(folder.root), _account_name(folder, user_name)
    if left := log.wait(name, clock()):
        raise MustWait("Too many wrong passphrases were typed.", left)
    try:
        yield
    except WrongPassphrase as error:
        wait = log.failed(name, Secret.PASSPHRASE, clock(), this_workstation())
        if wait:
            raise MustWait(error.sentence, wait) from None
        raise


@contextmanager
def code_attempt(folder: ClinicFolder, user_name: str, clock: Clock) -> Iterator[None]:
    """Let one recovery code be tried inside, and note it if it is wrong.

    Nobody guesses 160 bits: the code is taken during a wait too, and a wrong one begins none.
    """
    try:
        yield
    except WrongRecoveryCode:
        name = _account_name(folder, user_name)
        AttemptLog(folder.root).failed(name, Secret.RECOVERY_CODE, clock(), this_workstation())
        raise


def tell_audit_trail(clinic: Clinic, work: UnitOfWork) -> Collected:
    """Append what failed while nobody was in, one row each, in the transaction of the unlock.

    The rows keep the time and workstation of the attempt. Hand the answer to `forget` once the
    transaction is durable; a kill between the two tells the same failures twice, never not at all.
    """
    collected = AttemptLog(clinic.folder.root).collected()
    if collected.lost:
        work.record(_event(clinic, clinic.now(), RECORD_LOST))
    if collected.uncounted:
        detail = f"{MORE_FAILED}: {collected.uncounted}"
        work.record(_event(clinic, clinic.now(), detail))
    for attempt in collected.failures:
        event = _event(clinic, attempt.failed_at, attempt.detail)
        name = _account_name(clinic.folder, attempt.user_name) or UNKNOWN_USER
        work.record(replace(event, user_name=name, workstation=attempt.workstation))
    return collected


def forget(folder: ClinicFolder, user_name: str, told: Collected) -> None:
    """Drop what the audit trail has now, and let *user_name*, who is in, start afresh."""
    AttemptLog(folder.root).succeeded(user_name, told)


def end_wait(folder: ClinicFolder, user_name: str) -> None:
    """Let *user_name*, who was given a new passphrase, try it at once."""
    AttemptLog(folder.root).end_wait(user_name)


def failures_since(clinic: Clinic) -> FailuresSince:
    """Return the failed attempts since the own unlock before the present one."""
    session = clinic.session
    only = None if Role.ADMINISTRATOR in session.roles else session.user_name
    with clinic.reading(Operation.UNLOCK) as work:
        since = unlocks.unlock_before_last(work.connection, session.user_name)
        failed = unlocks.failures_after(work.connection, since, only)
    listed = [each for each in failed if each.detail.startswith("wrong ")]
    details = [each.detail for each in failed]
    return FailuresSince(
        len(listed),
        None if since is None else since.occurred_at,
        tuple(sorted({each.user_name for each in listed})),
        any(detail.startswith(MORE_FAILED) for detail in details),
        RECORD_LOST in details,
    )


def _account_name(folder: ClinicFolder, typed: str) -> str:
    """Return the account's name, empty where there is none: it may be a mistyped passphrase."""
    users = {folded(user): user for user in key_slots.users(folder.key_slots)}
    return users.get(folded(typed), "")


def _event(clinic: Clinic, at: datetime, detail: str) -> AuditEvent:
    return AuditEvent(
        at,
        UNKNOWN_USER,
        "",
        clinic.session.workstation,
        Operation.UNLOCK.value,
        detail=detail,
        outcome=Outcome.FAILED,
        kind=AuditKind.UNLOCK,
    )
