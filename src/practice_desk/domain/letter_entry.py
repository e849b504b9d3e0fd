"""What happened to a letter after it was made. Entries are only added. FHIR: Communication, Task.

A wrong entry is taken back by a further one, never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects

TEXT_LENGTH = 4000
LINE_LENGTH = 200
LONGEST_WAIT = timedelta(days=366)
_SLACK = timedelta(minutes=5)
"""How far ahead of ours a clock may be by which something happened."""


class Way(StrEnum):
    """How a letter goes to its recipient."""

    FAXED = "faxed"
    HANDED = "handed"
    MAILED = "mailed"


class Refills(StrEnum):
    """Whether the recipient says that remaining refills are canceled."""

    NOT_SAID = "not_said"
    CANCELED = "canceled"
    NOT_CANCELED = "not_canceled"


class CallResult(StrEnum):
    """What came of a call about a letter."""

    SPOKE = "spoke"
    CONFIRMED = "confirmed"
    """They have it and did what it asks for."""
    MESSAGE = "message"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Opened:
    """The letter left the application. `question` is one that a letter it replaces had open."""

    expects: Expects = Expects.NOTHING
    due_on: date | None = None
    urgent: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """It was signed by hand."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It was faxed, handed over or mailed. `to` is who has it, `number` the fax number."""

    way: Way
    to: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """A fax failed or was rejected, or the post brought it back."""

    way: Way
    to: str
    number: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The recipient says that it arrived. `question` is what they ask us, word for word."""

    by: str
    refills: Refills = Refills.NOT_SAID
    question: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The recipient answered, in `words` or on the paper that was scanned in."""

    by: str
    words: str = ""
    refills: Refills = Refills.NOT_SAID
    question: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A call about it: who was spoken with, what was said, and what came of it."""

    spoke_with: str
    said: str
    result: CallResult
    number: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """The recipient's question was dealt with."""

    words: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """It may wait until `due_on`, for a reason."""

    due_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Delegated:
    """Somebody is asked to see to it; an empty `owner` is anybody."""

    owner: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing more is waited for, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another letter, `other_letter_id` of the entry, replaces this one."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The entry `corrects_id` was wrong and counts no more."""

    reason: str


Details = (
    Opened | Signed | Sent | NotSent | Acknowledged | Answered | Called | Settled | Postponed
    | Delegated | Closed | Superseded | Correction
)  # fmt: skip

DETAILS: dict[str, type[Details]] = {
    "opened": Opened,
    "signed": Signed,
    "sent": Sent,
    "not_sent": NotSent,
    "acknowledged": Acknowledged,
    "answered": Answered,
    "called": Called,
    "settled": Settled,
    "postponed": Postponed,
    "delegated": Delegated,
    "closed": Closed,
    "superseded": Superseded,
    "correction": Correction,
}
"""Every kind of entry, by the name that it is stored under."""

NEVER_CORRECTED = (Opened, Superseded, Correction)
"""What the application records by itself, and corrections: a wrong one is entered again."""


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """One entry. `happened_at` and `recorded_at` are aware.

    `filed_document_id` is the scanned reply, `other_letter_id` the letter that replaces this one or
    is replaced by it, `corrects_id` the entry that a correction takes back.
    """

    patient_id: int
    letter_id: int
    details: Details
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    filed_document_id: int | None = None
    other_letter_id: int | None = None
    corrects_id: int | None = None
    id: int | None = None

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return next(kind for kind, made in DETAILS.items() if made is type(self.details))


def check_entry(entry: LetterEntry, today: date) -> tuple[Problem, ...]:
    """Return what keeps an entry from being recorded, by field."""
    problems = [*_missing(entry), *_texts(entry.details)]
    details = entry.details
    if entry.happened_at > entry.recorded_at + _SLACK:
        problems.append(Problem("happened_on", "This is still to come. Enter when it happened."))
    if isinstance(details, Postponed):
        if details.due_on < today:
            problems.append(Problem("due_on", "Choose today or a later day."))
        elif details.due_on > today + LONGEST_WAIT:
            problems.append(Problem("due_on", "Choose a day within a year."))
    return tuple(problems)


def _missing(entry: LetterEntry) -> Iterator[Problem]:
    details = entry.details
    for kind, field, sentence in _NEEDED:
        if isinstance(details, kind) and not getattr(details, field).strip():
            yield Problem(field, sentence)
    if isinstance(details, Sent | NotSent) and details.way is Way.FAXED:
        if not details.number.strip():
            yield Problem("number", "Enter the number that it was faxed to.")
    elif isinstance(details, Answered):
        said = details.words.strip() or details.question.strip()
        if not said and entry.filed_document_id is None:
            yield Problem("words", "Enter what they answered, or choose the scan of it.")


_NEEDED: tuple[tuple[type[Details], str, str], ...] = (
    (Sent, "to", "Say who has it."),
    (NotSent, "to", "Say to whom it should have gone."),
    (NotSent, "why", "Say what went wrong, such as busy or a wrong number."),
    (Acknowledged, "by", "Say who acknowledged it."),
    (Answered, "by", "Say who answered."),
    (Called, "said", "Say what was said, or that nobody answered."),
    (Settled, "words", "Say how their question was dealt with."),
    (Postponed, "reason", "Say why it may wait."),
    (Closed, "reason", "Say why nothing more is waited for."),
    (Correction, "reason", "Say what was wrong."),
)
_LONG = frozenset({"words", "question", "said", "note", "reason", "why"})


def _texts(details: Details) -> Iterator[Problem]:
    for field in fields(details):
        text = getattr(details, field.name)
        if not isinstance(text, str) or isinstance(text, StrEnum):
            continue
        most = TEXT_LENGTH if field.name in _LONG else LINE_LENGTH
        if len(text) > most:
            sentence = f"This has {len(text):,} characters; {most:,} fit. Shorten it."
            yield Problem(field.name, sentence)
        elif has_control_characters(text):
            sentence = "This holds invisible control characters. Type it again by hand."
            yield Problem(field.name, sentence)
