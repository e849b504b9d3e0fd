"""An opened clinic: the one door through which every use case goes.

`viewing` and `writing` give a unit of work after the permission check. Leaving a `writing` block
normally adds the audit row and commits, so one service call is one permission check, one
transaction and one audit row; leaving it by an exception rolls everything back. `viewing` records
that something was seen, once within one opening of a chart. `reading` records nothing: it is for
what is not shown.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import TracebackType

from practice_desk.credentials import key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.audit_event import AuditEvent, AuditKind, Outcome
from practice_desk.domain.audit_trail import TrailDoubt
from practice_desk.domain.errors import (
    Cancelled,
    ChartRestricted,
    ClinicBusy,
    ExpectedError,
    Invalid,
    LetterRefused,
    NotFound,
    NotPermitted,
    RecordsMissing,
    StaleRecord,
)
from practice_desk.domain.permission import CHART_OPERATIONS, NAMES_NO_PATIENT, Operation
from practice_desk.services import slot_record
from practice_desk.services.gate import Gate
from practice_desk.services.held_key import HeldKey
from practice_desk.services.premises import Premises
from practice_desk.services.session import Session, this_workstation
from practice_desk.storage import access
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.store import Access, Store
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.writer_lock import WriterLock

__all__ = ["Clinic", "Clock", "Session", "system_clock", "this_workstation"]

Clock = Callable[[], datetime]
"""Returns the present time, aware."""

_ANSWERS = (Invalid, StaleRecord, NotFound, LetterRefused, NotPermitted, RecordsMissing, Cancelled)
"""Ends that are no failure: the person is told what to do differently, or wanted it."""
_HARMLESS = frozenset(
    {
        Operation.UNLOCK,
        Operation.LOCK,
        Operation.KEEP_DRAFT,
        Operation.BACK_UP,
        Operation.VERIFY_CLINIC,
        Operation.RESTORE_OVER,
        Operation.TEST_RESTORE,
        Operation.EXPORT_AUDIT_TRAIL,
        Operation.TAKE_NOTE_OF_TRAIL,
        Operation.CHANGE_OWN_PASSPHRASE,
        Operation.BREAK_GLASS,
    }
)
"""What is written even while records are missing: it adds nothing to a chart."""
_RECORDED = "This failure is in the audit trail."
_log = logging.getLogger("practice_desk.audit")


def system_clock() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


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
        premises: Premises | None = None,
    ) -> None:
        self.folder = folder
        self._seen: set[tuple[Operation, int | None, str]] = set()
        self.author_key = HeldKey()
        """Opens the own psychotherapy notes of the person at the keyboard, and is theirs alone."""
        self._session = session
        self.unlocked = unlocked
        self._premises = premises or Premises(store)
        self._premises.clinics.add(self)
        self._lock = lock
        self._clock = clock
        self._chain_noted = False
        self.doubts: tuple[TrailDoubt, ...] = ()
        """What is wrong with the audit trail and was not taken note of yet."""
        self.replaced = False
        """Set once another generation has become live: its audit trail is the clinic's then."""

    @property
    def session(self) -> Session:
        """Who is at the keyboard. What somebody saw before counts for nobody else."""
        return self._session

    @session.setter
    def session(self, session: Session) -> None:
        if session.user_name != self._session.user_name:
            self.author_key.forget()
        self._session = session
        self._seen.clear()

    @property
    def store(self) -> Store:
        """The database and documents; another one once the clinic's key was changed."""
        return self._premises.store

    @property
    def gate(self) -> Gate:
        """Who works on the store is inside it; who exchanges the store is alone in it."""
        return self._premises.gate

    @property
    def kept(self) -> dict[str, object]:
        """What services keep while this clinic is open, for all sessions; nothing of a patient."""
        return self._premises.kept

    @property
    def is_beside(self) -> bool:
        """Whether another program may have the clinic open for writing meanwhile."""
        return self._lock is None

    @property
    def is_closed(self) -> bool:
        """Whether the clinic was closed, in whatever session."""
        return self._premises.is_closed

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
        """Give a snapshot to read from, for what nobody is shown; no audit row.

        Raises NotPermitted, after recording the refusal.
        """
        with self.gate.together():
            self._require(operation, patient_id)
            with self.attempting(operation, patient_id), self.store.read() as work:
                yield work

    @contextmanager
    def viewing(
        self, operation: Operation, patient_id: int | None = None, *, opens: bool = False
    ) -> Iterator[UnitOfWork]:
        """Give a snapshot to read from what somebody is shown, and record that.

        The block may set `work.detail` to say what of it, such as "letter 12", and for a list
        `work.patient_ids`, each of whom then gets a row. Each such thing of a patient is recorded
        once from one opening to the next: a call with *opens* begins one, and is always recorded.
        What belongs to no patient is recorded once while the clinic is open.

        The row is on the disk before this ends, so before anything is shown: a kill loses none. A
        disk that can't be written keeps nobody from seeing a chart: the row then waits.

        Raises NotPermitted, after recording the refusal.
        """
        with self.gate.together():
            self._require(operation, patient_id)
            with self.attempting(operation, patient_id), self.store.read() as work:
                yield work
                detail, several = work.detail, [*sorted(work.patient_ids)]
            if opens:
                self._seen = {seen for seen in self._seen if seen[1] != patient_id}
            concerned: list[int | None] = [*several] or [patient_id]
            shown = {(operation, of, detail) for of in concerned} - self._seen
            if not shown:
                return
            self._seen |= shown
            for _, of, _ in sorted(shown, key=lambda each: each[1] or 0):
                event = self._event(operation, of, detail, kind=AuditKind.VIEW)
                self._premises.queue.add(event)
            with contextlib.suppress(ExpectedError):
                self.write_waiting()

    @contextmanager
    def writing(
        self,
        operation: Operation,
        patient_id: int | None = None,
        *,
        reason: str = "",
        kind: AuditKind = AuditKind.CHANGE,
    ) -> Iterator[UnitOfWork]:
        """Give a transaction to write in; record and commit it when the block ends normally.

        The block may set `work.detail` (ids and counts, never values), `work.patient_id` and
        `work.kind`; or `work.patient_ids`, and each of them gets a row. Raises NotPermitted, after
        recording the refusal, and RecordsMissing while the clinic lacks records and nobody has
        taken note of that.
        """
        with self.gate.together():
            self._require(operation, patient_id)
            self.require_records(operation)
            with self.attempting(operation, patient_id, reason):
                self.write_waiting()
                with self.store.write() as work:
                    work.patient_id = patient_id
                    work.kind = kind
                    yield work
                    several: list[int | None] = [*sorted(work.patient_ids)]
                    for of in several or [work.patient_id]:
                        event = self._event(operation, of, work.detail, reason, kind=work.kind)
                        work.record(event)
                    work.commit()

    @contextmanager
    def revising(self, operation: Operation, patient_id: int | None = None) -> Iterator[UnitOfWork]:
        """Give a transaction to go on with what an audit row already tells of; no row of its own.

        Only for drafts, which change with every few words, and for counting what is tried before
        the try has a row of its own. Raises NotPermitted, after recording the refusal.
        """
        self._require(operation, patient_id)
        with self.store.write() as work:
            yield work
            work.commit()

    @property
    def unrecorded(self) -> int:
        """How many entries of the audit trail wait to be written."""
        return len(self._premises.queue)

    def write_waiting(self) -> None:
        """Write the entries of the audit trail that wait. Raises what writing raises."""
        with self.gate.together():  # before the queue's own turn, or two threads could block
            self._premises.queue.write()

    def record_views(self) -> None:
        """Write what could not be written when it was shown, and note the trail's end once.

        Raises what writing raises; the rows then go on waiting.
        """
        self.write_waiting()
        if not self._chain_noted:
            self.note_chain()

    def note_chain(self, *, may_go_back: bool = False) -> None:
        """Note the end of the audit trail in the key slots, which are changed by nobody else now.

        While the trail is in doubt, what is noted there stays, unless it *may_go_back*. A disk that
        takes no writing is passed over: an older note is as good, only of an earlier moment.
        """
        evident = any(doubt.keeps_witnesses for doubt in self.doubts)
        if self._lock is None or self.replaced or (evident and not may_go_back):
            return
        with contextlib.suppress(ExpectedError), self.gate.together():
            with self.store.read() as work:
                head = self.store.audit.head(work.connection)
            noted = key_slots.ChainHead(head.count, head.mac)
            path, unlocked = self.folder.key_slots, self.unlocked
            key_slots.anchor_chain(path, unlocked, noted, may_go_back=may_go_back)
            self._chain_noted = True

    def attempting(
        self, operation: Operation, patient_id: int | None = None, reason: str = ""
    ) -> Attempt:
        """Return a block whose failure is recorded; answers to the person's input are none."""
        return Attempt(self, operation, patient_id, reason)

    def record_failure(
        self,
        operation: Operation,
        detail: str,
        patient_id: int | None = None,
        reason: str = "",
    ) -> None:
        """Record something that was permitted and did not succeed."""
        self._record(self._event(operation, patient_id, detail, reason, Outcome.FAILED))

    def report_doubts(self, found: Iterable[TrailDoubt]) -> None:
        """Keep what a check of the audit trail found until it is taken note of, and record it."""
        known = {doubt.facts for doubt in self.doubts}
        for doubt in found:
            if doubt.facts not in known:
                self.doubts += (doubt,)
                self.record_failure(Operation.VERIFY_CLINIC, doubt.facts)

    def require_records(self, operation: Operation) -> None:
        """Raise RecordsMissing where *operation* has to wait for an administrator's note."""
        missing = next((doubt for doubt in self.doubts if doubt.holds_writing), None)
        if missing is not None and operation not in _HARMLESS:
            raise RecordsMissing(
                "Nothing can be changed yet: records are missing, and no administrator has taken "
                "note of it.",
                missing.next_step,
            )

    def slots_changed(self, work: UnitOfWork, unlocked: Unlocked) -> None:
        """Keep what a change of the key slots returned, and its number in the database.

        Call it in the transaction that records the change, after the file was written: an older
        file put back later is then noticed.
        """
        self.unlocked = unlocked
        slot_record.note(work, unlocked.seq)

    def record_in(self, work: UnitOfWork, operation: Operation, detail: str) -> None:
        """Add the audit row of *operation* to *work*, which is not of `writing`."""
        work.record(self._event(operation, None, detail, kind=AuditKind.CHANGE))

    def for_session(self, session: Session, unlocked: Unlocked) -> Clinic:
        """Return the same open clinic for somebody else; close only the one returned last."""
        clinic = Clinic(
            self.folder, self.store, session, unlocked, self._lock, self._clock, self._premises
        )
        clinic.doubts = self.doubts
        return clinic

    @contextmanager
    def changing_key(self) -> Iterator[None]:
        """Keep everybody else from changing the key or tidying up after it. Raises ClinicBusy."""
        if not self._premises.key_change.acquire(blocking=False):
            raise ClinicBusy("The clinic's key is being changed just now.", "Let it finish first.")
        try:
            yield
        finally:
            self._premises.key_change.release()

    def take_keys(self, unlocked: Unlocked) -> None:
        """Let everybody who works on this open clinic have these data keys. Inside `gate.alone`."""
        for clinic in list(self._premises.clinics):
            before, own = clinic.unlocked, clinic is self
            clinic.unlocked = unlocked if own else key_slots.with_keys_of(before, unlocked)
            kept = {id(key) for key in clinic.unlocked.data_keys.values()}
            for key in before.data_keys.values():
                if id(key) not in kept:
                    key.wipe()

    def move_to(self, store: Store, unlocked: Unlocked) -> None:
        """Let everybody work on *store* from now on, under its keys. Inside `gate.alone`."""
        self._premises.store = store
        self.take_keys(unlocked)

    def close(self) -> None:
        """Close the store, wipe the key, empty the private temporary folder and free the lock."""
        with self.gate.alone():
            if self._premises.is_closed:
                return
            self._premises.is_closed = True
            try:
                self._record_rest()
                self.note_chain()
                self.store.close()
                if self._lock is not None:
                    self.folder.empty_scratch()
            finally:
                self.wipe()
                if self._lock is not None:
                    self._lock.release()

    def wipe(self) -> None:
        """Overwrite this object's keys; nothing can be opened with it any more."""
        self._premises.clinics.discard(self)
        self.author_key.forget()
        for key in (self.data_key, *self.unlocked.data_keys.values()):
            key.wipe()

    def sees_chart(self, work: UnitOfWork, patient_id: int | None) -> bool:
        """Return whether the person at the keyboard may read clinical text of a patient.

        For what is shown of a patient to everybody. None asks about a new chart.
        """
        if not self.session.may(Operation.VIEW_CHART, patient_id):
            return False
        return patient_id is None or not self._is_closed_to_me(work, patient_id)

    def _require(self, operation: Operation, patient_id: int | None) -> None:
        try:
            self.session.require(operation, patient_id)
            if patient_id is not None and operation in CHART_OPERATIONS:
                self._require_open(patient_id)
        except NotPermitted:
            self._record(self._event(operation, patient_id, outcome=Outcome.REFUSED))
            raise

    def _require_open(self, patient_id: int) -> None:
        """Raise ChartRestricted where the chart is closed to the person at the keyboard."""
        with self.store.read() as work:
            if self._is_closed_to_me(work, patient_id):
                raise ChartRestricted

    def _is_closed_to_me(self, work: UnitOfWork, patient_id: int) -> bool:
        me, now = self.session, self.now()
        return access.is_closed_to(
            work.connection, patient_id, me.practitioner_id, me.user_name, now
        )

    def _record(self, event: AuditEvent) -> None:
        """Write *event* now, or as soon as the disk takes it."""
        if not self.can_record:
            return  # the caller's own failure is what counts
        self._premises.queue.add(event)
        with contextlib.suppress(ExpectedError):
            self.write_waiting()

    def _record_rest(self) -> None:
        try:
            self.write_waiting()
        except ExpectedError as error:
            _log.warning("%d audit entries are lost: %s", self.unrecorded, error)

    def _event(
        self,
        operation: Operation,
        patient_id: int | None,
        detail: str = "",
        reason: str = "",
        outcome: Outcome = Outcome.DONE,
        kind: AuditKind | None = None,
    ) -> AuditEvent:
        return AuditEvent(
            occurred_at=self.now(),
            user_name=self.session.user_name,
            roles=" ".join(sorted(self.session.roles)),
            workstation=self.session.workstation,
            operation=operation.value,
            patient_id=None if operation in NAMES_NO_PATIENT else patient_id,
            detail=detail[:500],
            reason=reason[:1000],
            outcome=outcome,
            kind=kind,
        )


class Attempt:
    """A piece of work that is recorded when it fails, and not otherwise."""

    def __init__(
        self, clinic: Clinic, operation: Operation, patient_id: int | None, reason: str
    ) -> None:
        self._clinic = clinic
        self._of = operation, patient_id, reason

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Record the failure that ended the block, if one did; it goes on its way."""
        if not isinstance(error, Exception) or isinstance(error, _ANSWERS):
            return
        if _RECORDED in getattr(error, "__notes__", ()):  # by an attempt inside this one
            return
        error.add_note(_RECORDED)
        operation, patient_id, reason = self._of
        detail = error.sentence if isinstance(error, ExpectedError) else type(error).__name__
        self._clinic.record_failure(operation, detail, patient_id, reason)
