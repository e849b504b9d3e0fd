"""The steps that a letter takes on, and what a form of one becomes. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path

from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Answered,
    Called,
    CallResult,
    Closed,
    Delegated,
    NotSent,
    Postponed,
    Refills,
    Sent,
    Settled,
    Signed,
    Way,
)
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_conversation import ListedLetter
from practice_desk.services.letter_following import (
    Happening,
    Scan,
    correct_entry,
    end_letter,
    record_happening,
    record_scanned_reply,
)
from practice_desk.services.patients import Saved

NOON = time(12)
SIGNED_BY_HAND = "signed"
"""The choice of how a letter went that says it was signed, which is no way."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """How a step is spoken of, and the fields of its form in their order."""

    title: str
    button: str
    save: str
    fields: tuple[str, ...]
    needs: Operation = Operation.FOLLOW_LETTER
    about: str = ""


class LetterStep(Enum):
    """What can be recorded of a letter."""

    SENT = StepWords(
        "How the letter went", "Sent…", "Recor&d", ("way", "to", "number", "why", "happened_on")
    )
    REPLY = StepWords(
        "Reply to the letter",
        "&Reply…",
        "Recor&d",
        ("by", "refills", "words", "question", "scan", "happened_on"),
        about="What they answer or ask goes to the prescriber word for word.",
    )
    CALL = StepWords(
        "Call about the letter",
        "&Call…",
        "Recor&d",
        ("spoke_with", "number", "result", "said", "happened_on"),
    )
    LATER = StepWords("Let the letter wait", "&Wait…", "Recor&d", ("due_on", "reason"))
    HAND_ON = StepWords("Hand the letter on", "&Hand on…", "Recor&d", ("owner", "note"))
    SETTLE = StepWords(
        "Their question", "Question &answered…", "Recor&d", ("words",), Operation.CLOSE_LETTER
    )
    CLOSE = StepWords(
        "Close the letter without a reply",
        "Close without a repl&y…",
        "Close &letter",
        ("reason",),
        Operation.CLOSE_LETTER,
    )
    CORRECT = StepWords(
        "Take a wrong entry back",
        "Take back",
        "&Take back",
        ("reason",),
        about="The entry stays readable and counts no more.",
    )


@dataclass(frozen=True, slots=True)
class StepEntry:
    """What stands in the form of a step."""

    step: LetterStep
    texts: dict[str, str] = field(default_factory=dict)
    way: str = ""
    refills: Refills = Refills.NOT_SAID
    result: CallResult = CallResult.SPOKE
    owner: str = ""
    due_on: date | None = None
    happened_on: date | None = None
    scan: Path | None = None
    entry_id: int | None = None


def write_step(listed: ListedLetter, entry: StepEntry, now: datetime) -> Callable[[Clinic], Saved]:
    """Return the call that records *entry*. What was today has the time *now*, else it is noon."""
    patient_id, letter_id = listed.patient.id, listed.case.letter.id or 0
    text = entry.texts.get
    if entry.step is LetterStep.CORRECT:
        number, why = entry.entry_id or 0, text("reason", "")
        return lambda clinic: correct_entry(clinic, patient_id, letter_id, number, why)
    if entry.step is LetterStep.SETTLE:
        settled = Settled(text("words", ""))
        return lambda clinic: end_letter(clinic, patient_id, letter_id, settled)
    if entry.step is LetterStep.CLOSE:
        closed = Closed(text("reason", ""))
        return lambda clinic: end_letter(clinic, patient_id, letter_id, closed)
    when = _moment(entry.happened_on, now)
    happening, scan = happening_of(entry, listed.case.expects), entry.scan
    if isinstance(happening, Acknowledged | Answered) and scan is not None:
        return lambda clinic: record_scanned_reply(
            clinic, patient_id, letter_id, happening, Scan(scan), when
        )
    return lambda clinic: record_happening(clinic, patient_id, letter_id, happening, when)


def happening_of(entry: StepEntry, expects: Expects) -> Happening:
    """Return what happened, of a form that is no end and no correction."""
    text = entry.texts
    if entry.step is LetterStep.SENT:
        return _sending(entry)
    if entry.step is LetterStep.CALL:
        return Called(text["spoke_with"], text["said"], entry.result, text["number"])
    if entry.step is LetterStep.LATER:
        return Postponed(entry.due_on or date.min, text["reason"])
    if entry.step is LetterStep.HAND_ON:
        return Delegated(entry.owner, text["note"])
    scanned_answer = entry.scan is not None and expects is Expects.ANSWER
    if text["words"] or scanned_answer:
        return Answered(text["by"], text["words"], entry.refills, text["question"])
    return Acknowledged(text["by"], entry.refills, text["question"])


def _sending(entry: StepEntry) -> Happening:
    if entry.way == SIGNED_BY_HAND:
        return Signed()
    failed, _, name = entry.way.rpartition(" ")
    way, text = Way(name), entry.texts
    number = text["number"] if way is Way.FAXED else ""
    if failed:
        return NotSent(way, text["to"], number, text["why"])
    return Sent(way, text["to"], number)


def _moment(day: date | None, now: datetime) -> datetime | None:
    """Return *day* as a moment: None, which is now, for today."""
    if day is None or day == now.astimezone().date():
        return None
    return datetime.combine(day, NOON).astimezone()
