"""The steps that a message takes on, and what a form of one becomes. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from practice_desk.domain.message_owner import Owner
from practice_desk.services.clinic import Clinic
from practice_desk.services.messages import (
    date_forward,
    finish_message,
    hand_on,
    reopen_message,
    return_message,
    take_back,
)
from practice_desk.services.patients import Saved

REPLY = "REPLY"
"""What a draft says that was typed into the reply field of a thread, and into no form of a step."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """How a step is spoken of, its key in the list, and the fields of its form in their order."""

    title: str
    button: str
    key: str
    save: str
    fields: tuple[str, ...]
    about: str = ""


class MessageStep(Enum):
    """What can be done about a message in a form."""

    HAND_ON = StepWords("Hand the message on", "&Hand on…", "H", "&Hand on", ("owner", "words"))
    FORWARD = StepWords(
        "Put the message off",
        "Put o&ff…",
        "F",
        "&Put off",
        ("due_on", "reason"),
        "Until that day it stands at the end of the list.",
    )
    DONE = StepWords(
        "The message is done", "D&one…", "D", "&Done", ("words",), "It can be opened again."
    )
    RETURN = StepWords(
        "Return the message",
        "Retur&n…",
        "B",
        "Re&turn",
        ("reason",),
        "It goes back to who sent it.",
    )
    REOPEN = StepWords("Open the message again", "Open a&gain…", "O", "Open a&gain", ("reason",))
    TAKE_BACK = StepWords(
        "Take your words back",
        "Take your words back",
        "",
        "&Take back",
        ("reason",),
        "They stay readable, crossed out. Taking back the first words ends the message.",
    )


@dataclass(frozen=True, slots=True)
class StepEntry:
    """What stands in the form of a step."""

    step: MessageStep
    words: str = ""
    reason: str = ""
    owner: Owner | None = None
    due_on: date | None = None
    for_desk: bool = False
    entry_id: int = 0


def write_step(number: int, entry: StepEntry) -> Callable[[Clinic], Saved]:
    """Return the call that records *entry* of the message with this number."""
    words, reason, desk = entry.words, entry.reason, entry.for_desk
    owner, due_on = entry.owner, entry.due_on or date.min
    if entry.step is MessageStep.HAND_ON:
        assert owner is not None  # the form has looked
        return lambda clinic: hand_on(clinic, number, owner, words, for_desk=desk)
    if entry.step is MessageStep.TAKE_BACK:
        return lambda clinic: take_back(clinic, number, entry.entry_id, reason)
    calls: dict[MessageStep, Callable[[Clinic], Saved]] = {
        MessageStep.FORWARD: lambda c: date_forward(c, number, due_on, reason, for_desk=desk),
        MessageStep.DONE: lambda c: finish_message(c, number, words, for_desk=desk),
        MessageStep.RETURN: lambda c: return_message(c, number, reason, for_desk=desk),
        MessageStep.REOPEN: lambda c: reopen_message(c, number, reason, for_desk=desk),
    }
    return calls[entry.step]
