"""Psychotherapy notes (45 CFR 164.501): a clinician's own, kept apart from the chart.

They analyze what was said in counseling. Medication and its monitoring, start and stop times, kind
and frequency of treatment, results of tests, and any summary of diagnosis, functional status,
treatment plan, symptoms, prognosis and progress are by that definition no part of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

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
    """The two sealed copies of an author's key: under the passphrase, and under the own code."""

    author: str
    made_at: datetime
    by_passphrase: bytes = field(repr=False)
    by_code: bytes = field(repr=False)
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PsychotherapyNote:
    """A note that its author reads or writes. `came_over`: it was written in another chart."""

    patient_id: int
    seen_on: date
    text: str = field(repr=False)
    signed_at: datetime | None = None
    written_at: datetime | None = None
    came_over: bool = False
    id: int | None = None
    version: int | None = None

    @property
    def beginning(self) -> str:
        """The first line with words."""
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """An author's notes in one chart, the newest first; *lost* are under a key that is not open."""

    notes: tuple[PsychotherapyNote, ...]
    lost: int = 0


def check_psychotherapy_note(note: PsychotherapyNote) -> tuple[Problem, ...]:
    """Return what stands against keeping *note*."""
    if len(note.text) > MOST_CHARACTERS:
        sentence = f"A note has at most {MOST_CHARACTERS:,} characters. Begin another one."
        return (Problem("text", sentence),)
    return ()
