"""What was said and done about a message. Entries are only added. FHIR: Communication, Task.

Words that were wrong are taken back by a further entry and stay readable; nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem

TEXT_LENGTH = 16_000
"""What a caller says word for word fits; as many as a field takes (`NoteEdit`)."""
LINE_LENGTH = 200
LONGEST_WAIT = timedelta(days=366)


class Audience(StrEnum):
    """Who reads the words of an entry."""

    CLINICIANS = "clinicians"
    """Those who may see the chart, and the author."""
    EVERYONE = "everyone"
    """Also the front desk and administrators, where the message reaches them."""


class CallWish(StrEnum):
    """What a caller wishes."""

    CALL_BACK = "call_back"
    MESSAGE = "message"
    APPOINTMENT = "appointment"
    REFILL = "refill"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Opened:
    """The message was sent. `owner` is an owner as text, `due_on` the day by which it is wanted."""

    words: str
    owner: str
    due_on: date
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class CallPassedOn:
    """A call was passed on: `words` are the caller's own, `caller` is who called."""

    words: str
    owner: str
    due_on: date
    urgent: bool
    caller: str
    number: str = ""
    wish: CallWish = CallWish.CALL_BACK


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote into the thread."""

    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Whoever recorded it sees to it from now on."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Another `owner` sees to it from now on."""

    owner: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """It went back to who handed it on or sent it, for a reason."""

    words: str


@dataclass(frozen=True, slots=True)
class DatedForward:
    """It is wanted by another day, for a reason; before that day it waits."""

    due_on: date
    words: str


@dataclass(frozen=True, slots=True)
class Done:
    """It was seen to. `words` say what was done, where that is worth saying."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """It is open again, for a reason."""

    words: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The words of the entry `corrects_id` were wrong; that of the first one ends the message."""

    words: str


Details = (
    Opened | CallPassedOn | Said | Taken | HandedOn | Returned | DatedForward | Done | Reopened
    | TakenBack
)  # fmt: skip

DETAILS: dict[str, type[Details]] = {
    "opened": Opened,
    "call": CallPassedOn,
    "said": Said,
    "taken": Taken,
    "handed_on": HandedOn,
    "returned": Returned,
    "dated_forward": DatedForward,
    "done": Done,
    "reopened": Reopened,
    "taken_back": TakenBack,
}
"""Every kind of entry, by the name that it is stored under."""


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """One entry. `recorded_at` is aware; `corrects_id` is what an entry takes back."""

    patient_id: int | None
    message_id: int
    details: Details
    audience: Audience
    recorded_at: datetime
    recorded_by: str
    corrects_id: int | None = None
    id: int | None = None

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return next(kind for kind, made in DETAILS.items() if made is type(self.details))

    @property
    def words(self) -> str:
        """What it says, if it says anything."""
        return str(getattr(self.details, "words", ""))


@dataclass(frozen=True, slots=True)
class MessageRead:
    """Somebody was shown a message up to an entry. It closes nothing and hides nothing."""

    patient_id: int | None
    message_id: int
    user_name: str
    entry_id: int
    read_at: datetime
    id: int | None = None


_NEEDED: dict[type[Details], str] = {
    Opened: "Write the message.",
    CallPassedOn: "Write down what the caller said, word for word.",
    Said: "Write something first.",
    Returned: "Say why it goes back.",
    DatedForward: "Say why it may wait.",
    Reopened: "Say why it is open again.",
    TakenBack: "Say what was wrong.",
}
_REASONS = (Returned, DatedForward, Reopened, TakenBack)


def words_field(details: Details) -> str:
    """Return the field of the form in which the words of such an entry are typed."""
    return "reason" if isinstance(details, _REASONS) else "words"


def check_entry(details: Details, today: date) -> tuple[Problem, ...]:
    """Return what keeps an entry from being recorded, by field."""
    problems = [*_texts(details)]
    needed = _NEEDED.get(type(details), "")
    if needed and not str(getattr(details, "words", "")).strip():
        problems.append(Problem(words_field(details), needed))
    if isinstance(details, CallPassedOn) and not details.caller.strip():
        problems.append(Problem("caller", "Say who called."))
    due_on = getattr(details, "due_on", None)
    if isinstance(due_on, date):
        earliest = today + timedelta(days=1) if isinstance(details, DatedForward) else today
        if due_on < earliest:
            which = "a later day" if isinstance(details, DatedForward) else "today or a later day"
            problems.append(Problem("due_on", f"Choose {which}."))
        elif due_on > today + LONGEST_WAIT:
            problems.append(Problem("due_on", "Choose a day within a year."))
    return tuple(problems)


def _texts(details: Details) -> Iterator[Problem]:
    for field in fields(details):
        text = getattr(details, field.name)
        if not isinstance(text, str) or isinstance(text, StrEnum) or field.name == "owner":
            continue
        name = words_field(details) if field.name == "words" else field.name
        most = TEXT_LENGTH if field.name == "words" else LINE_LENGTH
        if len(text) > most:
            yield Problem(name, f"This has {len(text):,} characters; {most:,} fit. Shorten it.")
        elif has_control_characters(text):
            sentence = "This holds invisible control characters. Type it again by hand."
            yield Problem(name, sentence)
