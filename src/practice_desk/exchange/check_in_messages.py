"""What the program and the check-in screen, a process of its own, say to each other.

To the screen go the look and one sheet. Back come sealed answers, each of them whole, and two words
without anything of the patient: that the screen is up, and that it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import msgspec

from practice_desk.domain.check_in_sheet import Answers, CheckInSheet
from practice_desk.domain.errors import Damaged

TASK = "show-check-in"
"""The program's hidden command that shows the screen."""

LEAVE, UNSAVED = b"leave", b"unsaved"
"""Said to the screen: seal what is there and show nothing more; or that nothing could be kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """The first message to the screen: dark or light (None: as the system), and how large."""

    dark: bool | None = None
    scale: float = 1.0


class Said(Enum):
    """What the screen says; SEALED is followed by the sealed answers."""

    UP = b"U"
    SEALED = b"S"
    OVER = b"O"


def encode_look(look: Look) -> bytes:
    """Return the look as it goes over the pipe."""
    return msgspec.msgpack.encode(look)


def decode_look(data: bytes) -> Look:
    """Return the look that came over the pipe. Raises Damaged."""
    try:
        return msgspec.msgpack.decode(data, type=Look)
    except msgspec.DecodeError as error:
        raise Damaged("The check-in screen was told no look.") from error


def encode_sheet(sheet: CheckInSheet) -> bytes:
    """Return the sheet as it goes over the pipe."""
    return msgspec.msgpack.encode(sheet)


def decode_sheet(data: bytes) -> CheckInSheet:
    """Return the sheet that came over the pipe. Raises Damaged."""
    try:
        return msgspec.msgpack.decode(data, type=CheckInSheet)
    except msgspec.DecodeError as error:
        raise Damaged("The check-in screen was given nothing that it can show.") from error


def encode_answers(answers: Answers) -> bytes:
    """Return the answers as they are sealed."""
    return msgspec.msgpack.encode(answers)


def decode_answers(data: bytes) -> Answers:
    """Return answers that were sealed. Raises Damaged."""
    try:
        return msgspec.msgpack.decode(data, type=Answers)
    except msgspec.DecodeError as error:
        raise Damaged("The answers of a check-in can't be read.") from error


def split(message: bytes) -> tuple[Said, bytes]:
    """Return what the screen says, and what follows. Raises Damaged."""
    try:
        return Said(message[:1]), message[1:]
    except ValueError as error:
        raise Damaged("The check-in screen said something unknown.") from error
