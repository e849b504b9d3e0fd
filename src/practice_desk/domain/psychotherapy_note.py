"""Psychotherapy notes (45 CFR 164.501): a clinician's own, kept apart from the chart.

They analyze what was said in counseling. Medication and its monitoring, start and stop times, kind
and frequency of treatment, results of tests, and any summary of diagnosis, functional status,
treatment plan, symptoms, prognosis and progress are by that definition no part of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.attempts import MustWait, wait_left, whole_seconds, write_wait
from practice_desk.domain.errors import ExpectedError, Problem, WrongPassphrase

MOST_CHARACTERS = 100_000

BELONGS_HERE = (
    "What was said in a session, and your analysis of it: impressions, hypotheses, "
    "countertransference, questions for your supervision."
)
BELONGS_IN_THE_CHART = (
    "Medications and their monitoring, start and stop times, kind and frequency of treatment, "
    "results of tests, and any summary of diagnosis, function, treatment plan, symptoms, prognosis "
    "and progress. Risk to anybody, too: others must be able to read it."
)


class NotesState(StrEnum):
    """How a person stands to their own psychotherapy notes."""

    NONE = "none"
    """They have no key for any yet."""
    SEALED = "sealed"
    OPEN = "open"


class NotesSealed(ExpectedError):
    """The author has not opened them since the last unlock."""

    def __init__(self) -> None:
        super().__init__("Your psychotherapy notes are sealed.", "Open them with your passphrase.")


class WrongNotesPassphrase(WrongPassphrase):
    """The passphrase is not the one that the author's key is sealed under."""

    def __init__(self) -> None:
        ExpectedError.__init__(
            self,
            "That passphrase does not open your psychotherapy notes.",
            "Check Caps Lock. Where your passphrase was replaced, use the one before.",
        )


class NotesMustWait(MustWait):
    """Too many wrong passphrases were typed for a key; the own code is taken at once."""

    def __init__(self, left: timedelta) -> None:
        ExpectedError.__init__(
            self,
            "Too many wrong passphrases were typed for your psychotherapy notes.",
            f"Wait {write_wait(left)}, or use your own recovery code for these notes.",
        )
        self.seconds = whole_seconds(left)


@dataclass(frozen=True, slots=True)
class SealedNote:
    """A note as it is stored: no more in clear than whose, by whom, and when it was kept last.

    `key_id` names the author's key it is sealed under.
    """

    patient_id: int
    author: str
    key_id: int
    written_at: datetime
    sealed: bytes = field(repr=False)
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class AuthorKeyCopies:
    """The two sealed copies of an author's key: under the passphrase, and under the own code.

    `failures` are the wrong passphrases since this key was opened last, the newest at `failed_at`:
    neither an unlock of the clinic nor another key of the author ends them. `is_bound`: every note
    under it is sealed for its own row.
    """

    author: str
    made_at: datetime
    by_passphrase: bytes = field(repr=False)
    by_code: bytes = field(repr=False)
    failures: int = 0
    failed_at: datetime | None = None
    is_bound: bool = True
    id: int | None = None
    version: int | None = None

    def wait(self, now: datetime) -> timedelta:
        """Return how long no passphrase is tried on this key, from *now* on."""
        if self.failed_at is None:
            return timedelta()
        return wait_left(self.failures, self.failed_at, now)


class NoteOrigin(StrEnum):
    """Where a note was written, as far as its seal and the merges of charts tell."""

    HERE = "here"
    CAME_OVER = "came over"
    """In a chart that was joined with this one."""
    ELSEWHERE = "elsewhere"
    """In another chart, and no joining of the two is known: somebody moved the row."""


@dataclass(frozen=True, slots=True)
class PsychotherapyNote:
    """A note that its author reads or writes."""

    patient_id: int
    seen_on: date
    text: str = field(repr=False)
    signed_at: datetime | None = None
    written_at: datetime | None = None
    origin: NoteOrigin = NoteOrigin.HERE
    id: int | None = None
    version: int | None = None

    @property
    def beginning(self) -> str:
        """The first line with words."""
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """An author's notes in one chart, the newest first.

    *older* are under an earlier key of the author, *damaged* open with no key any more.
    """

    notes: tuple[PsychotherapyNote, ...]
    older: int = 0
    damaged: int = 0


def check_psychotherapy_note(note: PsychotherapyNote) -> tuple[Problem, ...]:
    """Return what stands against keeping *note*."""
    if len(note.text) > MOST_CHARACTERS:
        sentence = f"A note has at most {MOST_CHARACTERS:,} characters. Begin another one."
        return (Problem("text", sentence),)
    return ()
