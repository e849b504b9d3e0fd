"""Unsaved typing, each person's own."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select, update

from practice_desk.domain.draft import Draft
from practice_desk.storage.draft_rows import DRAFT
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.records import Records


class Drafts(Records[Draft]):
    """Forms that are being filled in. Every call names the author: nobody gets at another's."""

    def __init__(self) -> None:
        super().__init__("draft", Draft, DRAFT, order_by=("kept_at", "id"))
        self._authors = PreparedSelect(
            select(DRAFT.c.user_name).where(DRAFT.c.kind == bindparam("kind")), str
        )
        self._by_author = self.prepare(self.table.c.user_name == bindparam("user_name"))

    def of(self, connection: Connection, user_name: str) -> list[Draft]:
        """Return a person's drafts, the oldest first."""
        return self._by_author.all(connection, user_name=user_name)

    def authors_of(self, connection: Connection, kind: str) -> list[str]:
        """Return whose the drafts of a *kind* are, one name for each draft: nothing of them."""
        return self._authors.all(connection, kind=kind)

    def replace(self, connection: Connection, draft: Draft) -> bool:
        """Write *draft* over what was kept of the same form; return whether that was there."""
        mine = (self.table.c.id == draft.id, self.table.c.user_name == draft.user_name)
        data = {name: value for name, value in self._columns(draft).items() if name != "patient_id"}
        return connection.execute(update(self.table).where(*mine), data).rowcount == 1

    def remove(self, connection: Connection, draft_id: int, user_name: str) -> bool:
        """Delete a draft; return whether it was there."""
        mine = (self.table.c.id == draft_id, self.table.c.user_name == user_name)
        return connection.execute(delete(self.table).where(*mine)).rowcount == 1


drafts = Drafts()
