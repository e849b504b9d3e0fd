"""What a clinic says about the clinical pack, and which pack it uses, in the order it was said."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from practice_desk.domain.knowledge import KnowledgeRevision, PackChoice
from practice_desk.storage.knowledge_rows import KNOWLEDGE_REVISION, PACK_CHOICE
from practice_desk.storage.records import Records

_NEWEST = select(
    select(func.coalesce(func.max(KNOWLEDGE_REVISION.c.id), 0)).scalar_subquery(),
    select(func.coalesce(func.max(PACK_CHOICE.c.id), 0)).scalar_subquery(),
)


class Revisions(Records[KnowledgeRevision]):
    """Everything that was said, the oldest first."""

    def __init__(self) -> None:
        super().__init__(
            "knowledge revision",
            KnowledgeRevision,
            KNOWLEDGE_REVISION,
            codecs={"body": (dict, dict)},
        )
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[KnowledgeRevision]:
        """Return all of them."""
        return self._all.all(connection)


class PackChoices(Records[PackChoice]):
    """Every choice of a pack, the oldest first."""

    def __init__(self) -> None:
        super().__init__("pack choice", PackChoice, PACK_CHOICE)
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[PackChoice]:
        """Return all of them."""
        return self._all.all(connection)


def newest(connection: Connection) -> tuple[int, int]:
    """Return the ids of the newest revision and choice, 0 for none: what was read is current."""
    revision, choice = connection.execute(_NEWEST).one()
    return int(revision), int(choice)


revisions = Revisions()
pack_choices = PackChoices()
