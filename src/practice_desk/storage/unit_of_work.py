"""One transaction over the clinic's records."""

from __future__ import annotations

from types import TracebackType

from sqlalchemy import Connection, Engine

from practice_desk.domain.audit_event import AuditEvent, AuditKind
from practice_desk.storage import faults
from practice_desk.storage.audit import AuditChain, ChainHead
from practice_desk.storage.audit_anchor import HeadAnchor
from practice_desk.storage.document_files import DocumentFiles
from practice_desk.storage.engine import READ_ONLY


class UnitOfWork:
    """A transaction: BEGIN IMMEDIATE for writes, a snapshot for reads.

    Leaving the block without `commit` rolls back. Driver and disk failures come out as
    `ExpectedError`s. The repositories are the module-level records of `storage.people`,
    `storage.health`, `storage.plan` and `storage.registry`; they take `connection`.
    """

    def __init__(
        self,
        engine: Engine,
        documents: DocumentFiles,
        audit: AuditChain,
        anchor: HeadAnchor,
        *,
        read_only: bool,
    ) -> None:
        self._engine = engine
        self._read_only = read_only
        self._audit = audit
        self._anchor = anchor
        self._head: ChainHead | None = None
        self.documents = documents
        self.patient_id: int | None = None
        self.patient_ids: frozenset[int] = frozenset()
        """Where one piece of work concerns several patients, each gets an audit row of its own."""
        self.detail = ""
        self.kind = AuditKind.CHANGE
        self._opened: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The open connection. Only inside the block."""
        if self._opened is None:
            raise RuntimeError("the unit of work is not open")
        return self._opened

    def record(self, event: AuditEvent) -> None:
        """Append *event* to the audit chain in this transaction."""
        self._head = self._audit.append(self.connection, event)

    def commit(self) -> None:
        """Make the work durable. Once this returns, a kill loses nothing of it."""
        with faults.translated():
            self.connection.commit()
        if self._head is not None:
            self._anchor.keep(self._head)

    def __enter__(self) -> UnitOfWork:
        """Begin."""
        with faults.translated():
            connection = self._engine.connect()
            try:
                if self._read_only:
                    connection = connection.execution_options(**{READ_ONLY: True})
                connection.begin()
            except BaseException:
                connection.close()
                raise
        self._opened = connection
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back what was not committed, and translate the failure that ended the block."""
        connection = self.connection
        self._opened = None
        try:
            connection.close()
        finally:
            if isinstance(error, Exception):
                _raise_expected(error)


def _raise_expected(error: Exception) -> None:
    with faults.translated():
        raise error
