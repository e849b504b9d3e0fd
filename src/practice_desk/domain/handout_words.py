"""What a clinic adds to a handout in its own words. Versions are added, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.errors import Problem
from practice_desk.domain.handout import MOST_OWN_WORDS

LENGTHS = {"topic_id": 80, "language": 8, "text": MOST_OWN_WORDS, "written_by": 64}


@dataclass(frozen=True, slots=True)
class HandoutWords:
    """One version of a clinic's words on one handout in one language.

    The newest is printed, below the schedule and marked as the clinic's; an empty text takes away
    what was there. `written_by` is a user name.
    """

    kind: HandoutKind
    topic_id: str
    language: str
    text: str
    written_by: str
    written_at: datetime
    id: int | None = None

    @property
    def topic(self) -> Topic:
        """Which handout they are on."""
        return Topic(self.kind, self.topic_id)


def check_handout_words(value: HandoutWords) -> tuple[Problem, ...]:
    """Return what stands against keeping *value*."""
    if len(value.text) <= MOST_OWN_WORDS:
        return ()
    sentence = f"At most {MOST_OWN_WORDS:,} characters fit here; these are {len(value.text):,}."
    return (Problem(f"words_{value.language}", sentence),)
