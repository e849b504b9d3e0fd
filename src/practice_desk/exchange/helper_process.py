"""A process of ours beside the window, spoken with over pipes: never through a file or pickles.

It takes long work off the interpreter that paints the window. It is given no key and no path, and
holds nothing that is not sent to it. Whatever becomes of it, the caller gets one `HelperEnded`.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, Full, Queue, SimpleQueue
from threading import Thread
from typing import IO, Protocol

from practice_desk.exchange.frames import BrokenFrames, framed, read_frame
from practice_desk.exchange.own_process import HelperEnded, start

_CHUNK = 1 << 16
_CHUNKS_AHEAD = 4
_SECONDS_BETWEEN_LOOKS = 0.1
_SECONDS_TO_END = 10


class Helper(Protocol):
    """Somebody who works beside us."""

    def send(self, message: bytes) -> None:
        """Hand a message over; it is never waited for."""

    def receive(self) -> bytes:
        """Wait for the next message. Raises HelperEnded."""

    def close(self) -> None:
        """End it at once, whatever it does."""


class HelperProcess:
    """Implements `Helper`. Used from one thread; two others of its own move the bytes.

    *waiting* is called about ten times a second while nothing comes, and may raise, as a progress
    does to cancel. The process sees the *environment* alone, where one is given. What it sends
    ahead is bounded; then it has to wait.
    """

    def __init__(
        self,
        command: Sequence[str],
        waiting: Callable[[], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._process = start(command, environment=environment)
        self._leaving: SimpleQueue[bytes | None] = SimpleQueue()
        self._arriving: Queue[bytes] = Queue(_CHUNKS_AHEAD)
        self._messages = io.BufferedReader(_Arrivals(self._arriving, waiting), _CHUNK)
        self._threads = [
            Thread(target=pump, args=arguments, name="helper process", daemon=True)
            for pump, arguments in (
                (_pump_out, (self._process.stdin, self._leaving)),
                (_pump_in, (self._process.stdout, self._arriving)),
            )
        ]
        for thread in self._threads:
            thread.start()

    @property
    def process_id(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def send(self, message: bytes) -> None:
        """Hand a message over. One that the process no longer takes is lost with it."""
        self._leaving.put(framed(message))

    def receive(self) -> bytes:
        """Wait for the next message. Raises HelperEnded, and what *waiting* raises."""
        try:
            message = read_frame(self._messages)
        except BrokenFrames:
            message = None
        if message is None:
            raise HelperEnded
        return message

    def close(self) -> None:
        """Kill the process and wait until it is gone. Repeating it is harmless."""
        self._process.kill()
        self._leaving.put(None)
        while any(thread.is_alive() for thread in self._threads):
            with contextlib.suppress(Empty):
                self._arriving.get(timeout=0.01)  # what still comes must not hold its thread up
        with contextlib.suppress(Full):
            self._arriving.put_nowait(b"")  # nobody waits for one that is gone
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS_TO_END)


def _pump_out(stream: IO[bytes], messages: SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError):  # it has ended: `_pump_in` tells
        while (message := messages.get()) is not None:
            stream.write(message)
            stream.flush()


def _pump_in(stream: io.BufferedReader, chunks: Queue[bytes]) -> None:
    with contextlib.suppress(OSError):
        while chunk := stream.read1(_CHUNK):
            chunks.put(chunk)
    chunks.put(b"")


class _Arrivals(io.RawIOBase):
    """The chunks of a queue as a stream that looks up while it waits."""

    def __init__(self, chunks: Queue[bytes], waiting: Callable[[], None]) -> None:
        super().__init__()
        self._chunks = chunks
        self._waiting = waiting
        self._rest = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill *buffer* with what is there, after waiting for something; 0 at the end."""
        while not self._rest and not self._ended:
            try:
                self._rest = memoryview(self._chunks.get(timeout=_SECONDS_BETWEEN_LOOKS))
                self._ended = not self._rest
            except Empty:
                self._waiting()
        target = memoryview(buffer)  # type: ignore[arg-type]  # a writable buffer
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
