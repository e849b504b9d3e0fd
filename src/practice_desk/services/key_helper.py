"""Opening key slots in a process of its own, so that the window need not load what that takes.

Argon2id, and `cryptography` with an OpenSSL of its own, would stay in the window's memory all day;
the process ends as soon as somebody is in (docs/decisions/0017). It is started while the passphrase
is typed. Secret and keys go over pipes: no argument, variable or file has any of them.
"""

from __future__ import annotations

import contextlib
import subprocess
from typing import Protocol

import msgspec

from practice_desk.credentials import key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import WrongPassphrase, WrongRecoveryCode
from practice_desk.exchange.frames import BrokenFrames, framed, read_frame
from practice_desk.exchange.own_process import HelperEnded, own_command, start
from practice_desk.services.key_serving import TASK, Answer, Opened, Question, Wrong, as_bytes


class SlotOpener(Protocol):
    """Whoever opens key slots: the module `key_slots` in this process, or `KeyHelper`."""

    def unlock_bytes(
        self, data: bytes, user: str, passphrase: str, *, workstation_secret: bytes | None = None
    ) -> Unlocked:
        """Open them with an account. Raises as `key_slots.unlock_bytes` does."""

    def unlock_with_recovery_bytes(self, data: bytes, code: RecoveryCode) -> Unlocked:
        """Open them with the recovery code. Raises as `key_slots` does."""


class KeyHelper:
    """Implements `SlotOpener`. Where the other process fails it is done here. For one thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the process ahead, unless it runs. A failure is told by nobody: see above."""
        if self._process is not None and self._process.poll() is None:
            return
        self.end()
        with contextlib.suppress(HelperEnded):
            self._process = start(own_command(TASK), in_background=False)

    def end(self) -> None:
        """End the process at once. Repeating it is harmless."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what it no longer took is lost with it
                    stream.close()
        process.wait()

    def unlock_bytes(
        self, data: bytes, user: str, passphrase: str, *, workstation_secret: bytes | None = None
    ) -> Unlocked:
        """Open the slots with an account. Raises as `key_slots.unlock_bytes` does."""
        answer = self._ask(Question(data, user, as_bytes(passphrase), workstation_secret))
        if isinstance(answer, Wrong):
            raise WrongPassphrase
        if isinstance(answer, Opened):
            return key_slots.unlock_with_keys(data, user, _keys(answer))
        return key_slots.unlock_bytes(data, user, passphrase, workstation_secret=workstation_secret)

    def unlock_with_recovery_bytes(self, data: bytes, code: RecoveryCode) -> Unlocked:
        """Open the slots with the recovery code. Raises as `key_slots` does."""
        answer = self._ask(Question(data, None, as_bytes(code.text), None))
        if isinstance(answer, Wrong):
            raise WrongRecoveryCode(key_slots.WRONG_CODE)
        if isinstance(answer, Opened):
            return key_slots.unlock_with_keys(data, None, _keys(answer))
        return key_slots.unlock_with_recovery_bytes(data, code)

    def _ask(self, question: Question) -> Answer | None:
        """Return the answer, None where the process has none."""
        self.begin()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(framed(msgspec.msgpack.encode(question)))
            process.stdin.flush()
            message = read_frame(process.stdout)
            return None if message is None else msgspec.msgpack.decode(message, type=Answer)
        except (OSError, ValueError, BrokenFrames, msgspec.MsgspecError):
            self.end()
            return None


def _keys(answer: Opened) -> dict[int, DataKey]:
    return {number: DataKey(key.raw, key.derived) for number, key in answer.keys.items()}
