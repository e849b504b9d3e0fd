"""The process that opens key slots: a secret in, data keys out. It reads and writes no file.

What is said over its pipes is here, for both sides; `key_helper` is the other one.
"""

from __future__ import annotations

import contextlib
import os
import signal
from typing import BinaryIO

import msgspec

from practice_desk.credentials import key_slots
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import ExpectedError, WrongPassphrase, WrongRecoveryCode
from practice_desk.exchange.frames import BrokenFrames, framed, read_frame

TASK = "open-key-slots"
ALWAYS_NEEDED = ("audit chain", "documents", "document names", "key slots header", "public name")
"""What an open clinic derives from its data key at once, and so without `cryptography`."""


class _Secret(msgspec.Struct, frozen=True, tag=True):
    """A message that never shows in a trace what it holds."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class Question(_Secret, frozen=True):
    """Open these key slots with the *secret* of *user*, or with the recovery code without one."""

    slots: bytes
    user: str | None
    secret: bytes
    workstation_secret: bytes | None


class Key(_Secret, frozen=True):
    """A data key, and what is derived from it by purpose."""

    raw: bytes
    derived: dict[str, bytes]


class Opened(_Secret, frozen=True):
    """The data key of every generation."""

    keys: dict[int, Key]


class Wrong(_Secret, frozen=True):
    """The secret does not open the slot."""


class Unable(_Secret, frozen=True):
    """Something else is the matter: whoever asks tries it and finds out."""


Answer = Opened | Wrong | Unable


def as_bytes(secret: str) -> bytes:
    """Return what was typed, with lone surrogates: those are wrong, but no reason to crash."""
    return secret.encode("utf-8", "surrogatepass")


def main() -> int:
    """Serve whoever started this process, over its standard input and output, until they leave."""
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the interrupt key is for the window
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - it has no other path
        os.dup2(nothing.fileno(), 1)  # a stray print would break a message
    with contextlib.suppress(BrokenPipeError, BrokenFrames):
        serve(source, sink)
    return 0


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer questions until there are none. Raises BrokenFrames or BrokenPipeError."""
    key_slots.load_libraries()  # while the passphrase is being typed
    while (data := read_frame(source)) is not None:
        question = msgspec.msgpack.decode(data, type=Question)
        sink.write(framed(msgspec.msgpack.encode(answer(question))))
        sink.flush()


def answer(question: Question) -> Answer:
    """Return the data keys, or why there are none."""
    secret = question.secret.decode("utf-8", "surrogatepass")
    try:
        if question.user is None:
            code = RecoveryCode.parse(secret)
            opened = key_slots.unlock_with_recovery_bytes(question.slots, code)
        else:
            opened = key_slots.unlock_bytes(
                question.slots,
                question.user,
                secret,
                workstation_secret=question.workstation_secret,
            )
    except (WrongPassphrase, WrongRecoveryCode):
        return Wrong()
    except ExpectedError:
        return Unable()
    return Opened(
        {
            number: Key(key.raw, {purpose: key.derive(purpose) for purpose in ALWAYS_NEEDED})
            for number, key in opened.data_keys.items()
        }
    )
