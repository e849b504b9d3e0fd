"""What was handed on or put off on somebody's Today."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam

from practice_desk.domain.deferral import Deferral
from practice_desk.storage.deferral_rows import TODAY_DEFERRAL
from practice_desk.storage.records import Records


class Deferrals(Records[Deferral]):
    """Everybody's, the oldest first."""

    def __init__(self) -> None:
        super().__init__("line of Today", Deferral, TODAY_DEFERRAL)
        is_open = self.table.c.ended_at.is_(None)
        self._open = self.prepare(is_open)
        self._of_key = self.prepare(is_open, self.table.c.key == bindparam("key"))

    def standing(self, connection: Connection) -> list[Deferral]:
        """Return all that nobody has ended."""
        return self._open.all(connection)

    def of_key(self, connection: Connection, key: str) -> list[Deferral]:
        """Return what stands of one line."""
        return self._of_key.all(connection, key=key)


deferrals = Deferrals()
