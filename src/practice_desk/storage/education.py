"""Education given, and what a clinic adds to handouts."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam

from practice_desk.domain.education import EducationGiven, Topic
from practice_desk.domain.handout_words import HandoutWords
from practice_desk.storage.education_rows import EDUCATION_GIVEN, HANDOUT_WORDS
from practice_desk.storage.records import Records

education_given: Records[EducationGiven] = Records(
    "education", EducationGiven, EDUCATION_GIVEN, order_by=("given_on", "id")
)


class HandoutWordsRecords(Records[HandoutWords]):
    """Versions of a clinic's words, the newest first."""

    def __init__(self) -> None:
        super().__init__("handout", HandoutWords, HANDOUT_WORDS, order_by=("-id",))
        self._of = self.prepare(
            *(self.table.c[name] == bindparam(name) for name in ("kind", "topic_id", "language"))
        )

    def of(self, connection: Connection, topic: Topic, language: str) -> list[HandoutWords]:
        """Return every version on one handout in one language."""
        return self._of.all(connection, kind=topic.kind.value, topic_id=topic.id, language=language)


handout_words = HandoutWordsRecords()
