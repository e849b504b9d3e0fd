"""Documents filed in charts, and their small pictures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from practice_desk.domain.filed_document import DocumentLook, FiledDocument, LookState
from practice_desk.storage.filed_document_rows import DOCUMENT_LOOK, FILED_DOCUMENT
from practice_desk.storage.record_rows import DOCUMENT
from practice_desk.storage.records import Records


class FiledDocuments(Records[FiledDocument]):
    """The documents of charts, in the order in which they were filed."""

    def __init__(self) -> None:
        super().__init__("document", FiledDocument, FILED_DOCUMENT)

    def with_content(
        self, connection: Connection, patient_id: int, sha256: str
    ) -> FiledDocument | None:
        """Return the document of a chart that has this very content, or None."""
        statement = (
            select(self.table.c.id)
            .join(DOCUMENT, DOCUMENT.c.id == self.table.c.document_id)
            .where(self.table.c.patient_id == patient_id, DOCUMENT.c.sha256 == sha256)
            .where(self.table.c.retracted_reason == "")
            .order_by(self.table.c.id)
        )
        number = connection.execute(statement.limit(1)).scalar()
        return None if number is None else self.get(connection, number)

    def note_look(self, connection: Connection, value: FiledDocument) -> None:
        """Write whether and how *value* was looked into, and nothing else; its version stays."""
        statement = update(self.table).where(self.table.c.id == value.id)
        connection.execute(statement, {"look": value.look.value, "pages": value.pages})

    def waiting_for_a_look(self, connection: Connection, patient_id: int) -> list[FiledDocument]:
        """Return the documents of a chart that nobody looked into yet."""
        waiting = select(self.table.c.id).where(
            self.table.c.patient_id == patient_id,
            self.table.c.look == LookState.WAITING.value,
            self.table.c.retracted_reason == "",
        )
        found = connection.execute(waiting.order_by(self.table.c.id)).scalars().all()
        return [self.get(connection, number) for number in found]

    def unreviewed(self, connection: Connection) -> list[tuple[int, int, str, datetime]]:
        """Return the documents that wait for a review, the oldest first.

        Each is its patient's id, its own, its title and when it was filed (aware).
        """
        columns = self.table.c
        statement = (
            select(columns.patient_id, columns.id, columns.title, columns.filed_at)
            .where(columns.reviewed_at.is_(None), columns.retracted_reason == "")
            .order_by(columns.id)
        )
        return [
            (int(who), int(number), str(title), filed_at)
            for who, number, title, filed_at in connection.execute(statement)
        ]


class DocumentLooks(Records[DocumentLook]):
    """Small pictures of documents."""

    def __init__(self) -> None:
        super().__init__("picture", DocumentLook, DOCUMENT_LOOK)

    def replace(self, connection: Connection, value: DocumentLook) -> None:
        """Keep *value* as the only picture of its document."""
        mine = self.table.c.filed_document_id == value.filed_document_id
        connection.execute(delete(self.table).where(mine))
        self.add(connection, value)


filed_documents = FiledDocuments()
document_looks = DocumentLooks()
