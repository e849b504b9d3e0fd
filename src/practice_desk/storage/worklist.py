"""Worklists, and what was put off."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam

from practice_desk.domain.worklist import Worklist, WorklistDelay, from_plain, to_plain
from practice_desk.storage.records import Records
from practice_desk.storage.worklist_rows import WORKLIST, WORKLIST_DELAY


class Worklists(Records[Worklist]):
    """Questions under their names, in the order of these."""

    def __init__(self) -> None:
        super().__init__(
            "worklist",
            Worklist,
            WORKLIST,
            codecs={"question": (to_plain, from_plain)},
            order_by=("title", "id"),
        )
        self._standing = self.prepare(self.table.c.ended_at.is_(None))

    def standing(self, connection: Connection, user_name: str) -> list[Worklist]:
        """Return the clinic's lists and those of one person."""
        return [each for each in self._standing.all(connection) if each.owner in ("", user_name)]


class WorklistDelays(Records[WorklistDelay]):
    """What keeps patients off lists, the oldest first."""

    def __init__(self) -> None:
        super().__init__("worklist delay", WorklistDelay, WORKLIST_DELAY)
        question = self.table.c.question == bindparam("question")
        self._of = self.prepare(question)

    def of_question(self, connection: Connection, question: str) -> list[WorklistDelay]:
        """Return what was ever put off of the list of a question, by its key."""
        return self._of.all(connection, question=question)


worklists = Worklists()
worklist_delays = WorklistDelays()
