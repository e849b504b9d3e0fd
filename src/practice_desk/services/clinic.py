"""An opened clinic: the one door through which every use case goes.

`reading` and `writing` give a unit of work after the permission check. Leaving a `writing` block
normally adds the audit row and commits, so one service call is one permission check, one
transaction and one audit row; leaving it by an exception rolls everything back.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.account import Account, Role
from practice_desk.domain.audit_event import AuditEvent, Outcome
from practice_desk.domain.errors import ChartRestricted, NotPermitted
from practice_desk.domain.permission import (
    BEFORE_OWN_PASSPHRASE,
    CHART_OPERATIONS,
    Operation,
    in_words,
    is_permitted,
)
from practice_desk.services import slot_record
from practice_desk.storage import access
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.store import Access, Store
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.writer_lock import WriterLock

Clock = Callable[[], datetime]
"""Returns the present time, aware."""


def system_clock() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def this_workstation() -> str:
    """Return this computer's name, as the audit trail keeps it."""
    return platform.node()[:120] or "unknown"


@dataclass(frozen=True, slots=True)
class Session:
    """Who is at the keyboard, and where."""

    user_name: str
    display_name: str
    roles: frozenset[Role]
    workstation: str
    must_change_passphrase: bool = False
    practitioner_id: int | None = None

    @classmethod
    def of(cls, account: Account) -> Session:
        """Return the session of *account* on this computer."""
        return cls(
            account.user_name,
            account.display_name,
            account.roles,
            this_workstation(),
            account.must_change_passphrase,
            account.practitioner_id,
        )

    def may(self, operation: Operation, patient_id: int | None = None) -> bool:
        """Return whether the person may do *operation*, on that patient where it concerns one.

        The one question that services and windows ask: what goes beyond the roles of a person,
        such as leave for one patient and one hour, is decided here.
        """
        if self.must_change_passphrase and operation not in BEFORE_OWN_PASSPHRASE:
            return False
        return is_permitted(self.roles, operation)

    def require(self, operation: Operation, patient_id: int | None = None) -> None:
        """Raise NotPermitted unless the person may do *operation*."""
        if self.may(operation, patient_id):
            return
        if self.must_change_passphrase:
            raise NotPermitted(
                "Your passphrase was given to you for the first unlock only.",
                "Unlock the clinic in its window and choose your own.",
            )
        raise NotPermitted(f"Your role may not {in_words(operation)}.")


class Clinic:
    """One unlocked clinic with the person who unlocked it."""

    def __init__(
        self,
        folder: ClinicFolder,
        store: Store,
        session: Session,
        unlocked: Unlocked,
        lock: WriterLock | None,
        clock: Clock = system_clock,
    ) -> None:
        self.folder = folder
        self.store = store
        self.session = session
        self.unlocked = unlocked
        self._lock = lock
        self._clock = clock

    @property
    def data_key(self) -> DataKey:
        """The key that everything in the clinic is encrypted under."""
        return self.unlocked.data_key

    @property
    def can_record(self) -> bool:
        """Whether anything can be written; else the clinic can be checked and backed up only."""
        return self.store.access is Access.FULL

    def now(self) -> datetime:
        """Return the present time, aware."""
        return self._clock()

    def today(self) -> date:
        """Return the calendar day at the clinic."""
        return self._clock().astimezone().date()

    @contextmanager
    def reading(self, operation: Operation, patient_id: int | None = None) -> Iterator[UnitOfWork]:
        """Give a snapshot to read from. Raises NotPermitted, after recording the refusal."""
        self._require(operation, patient_id)
        with self.store.read() as work:
            yield work

    @contextmanager
    def writing(
        self, operation: Operation, patient_id: int | None = None, *, reason: str = ""
    ) -> Iterator[UnitOfWork]:
        """Give a transaction to write in; record and commit it when the block ends normally.

        The block may set `work.detail` (ids and counts, never values) and `work.patient_id`.
        Raises NotPermitted, after recording the refusal.
        """
        self._require(operation, patient_id)
        with self.store.write() as work:
            work.patient_id = patient_id
            yield work
            work.record(self._event(operation, work.patient_id, work.detail, reason))
            work.commit()

    def record_failure(self, operation: Operation, detail: str) -> None:
        """Add the audit row of something that was permitted and did not succeed."""
        self._record(self._event(operation, None, detail, "", Outcome.FAILED))

    def slots_changed(self, work: UnitOfWork, unlocked: Unlocked) -> None:
        """Keep what a change of the key slots returned, and its number in the database.

        Call it in the transaction that records the change, after the file was written: an older
        file put back later is then noticed.
        """
        self.unlocked = unlocked
        slot_record.note(work, unlocked.seq)

    def for_session(self, session: Session, unlocked: Unlocked) -> Clinic:
        """Return the same open clinic for somebody else; close only the one returned last."""
        return Clinic(self.folder, self.store, session, unlocked, self._lock, self._clock)

    def close(self) -> None:
        """Close the store, wipe the key, empty the private temporary folder and free the lock."""
        try:
            self.store.close()
            if self._lock is not None:
                self.folder.empty_scratch()
        finally:
            self.wipe()
            if self._lock is not None:
                self._lock.release()

    def wipe(self) -> None:
        """Overwrite this object's keys; nothing can be opened with it any more."""
        for key in (self.data_key, *self.unlocked.data_keys.values()):
            key.wipe()

    def _require(self, operation: Operation, patient_id: int | None) -> None:
        try:
            self.session.require(operation, patient_id)
            if patient_id is not None and operation in CHART_OPERATIONS:
                self._require_open(patient_id)
        except NotPermitted:
            self._record(self._event(operation, patient_id, "", "", Outcome.REFUSED))
            raise

    def _require_open(self, patient_id: int) -> None:
        """Raise ChartRestricted where the chart is closed to the person at the keyboard."""
        me, now = self.session, self.now()
        with self.store.read() as work:
            closed = access.is_closed_to(
                work.connection, patient_id, me.practitioner_id, me.user_name, now
            )
        if closed:
            raise ChartRestricted

    def _record(self, event: AuditEvent) -> None:
        if not self.can_record:
            return  # the caller's own failure is what counts
        with self.store.write() as work:
            work.record(event)
            work.commit()

    def _event(
        self,
        operation: Operation,
        patient_id: int | None,
        detail: str,
        reason: str,
        outcome: Outcome = Outcome.DONE,
    ) -> AuditEvent:
        return AuditEvent(
            occurred_at=self.now(),
            user_name=self.session.user_name,
            roles=" ".join(sorted(self.session.roles)),
            workstation=self.session.workstation,
            operation=operation.value,
            patient_id=patient_id,
            detail=detail[:500],
            reason=reason[:1000],
            outcome=outcome,
        )
