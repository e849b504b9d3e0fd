"""Looking into a file from outside in a process of its own: pixels and text come back, no more.

The process is given the bytes of one file at a time, no key, no path and no name. Whatever the
file does to it, the caller gets an `UnreadableInput`; a process that crashed, hung or was filled is
ended, and a new one is started for the next file. docs/decisions/0027 says why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from practice_desk.domain.document_file import MAX_PAGES, FileType, Pixels, Refusal
from practice_desk.domain.errors import UnreadableInput
from practice_desk.exchange.frames import MAX_FRAME
from practice_desk.exchange.helper_process import Helper, HelperProcess
from practice_desk.exchange.own_process import HelperEnded, little_environment, own_command

TASK = "look-into-file"
"""The program's hidden command that looks."""

PIECE = MAX_FRAME
"""Bytes of content or of pixels in one frame."""

SECONDS = 20
"""How long one question may take to be answered."""

LONGEST_TEXT = 100_000
"""Characters of one page that are read."""


class _Message(msgspec.Struct, frozen=True, tag=True):
    """Every message says which one it is."""


class Open(_Message, frozen=True):
    """Look into the `size` bytes that follow in frames. Answered by `Opened`."""

    file_type: FileType
    size: int


class ShowPage(_Message, frozen=True):
    """Draw one page, counted from 0, within so many dots. Answered by `Drawn`."""

    number: int
    width: int
    height: int


class ReadText(_Message, frozen=True):
    """Read the text on one page, counted from 0. Answered by `Text`."""

    number: int


class Opened(_Message, frozen=True):
    """The file can be shown and has so many pages."""

    pages: int


class Drawn(_Message, frozen=True):
    """A picture; its pixels follow in frames."""

    width: int
    height: int


class Text(_Message, frozen=True):
    """The text on the page, empty where it is a picture only."""

    text: str


class Refused(_Message, frozen=True):
    """It can't be done, and why."""

    why: Refusal


Request = Open | ShowPage | ReadText
A = TypeVar("A", Opened, Drawn, Text)
Answer = Opened | Drawn | Text | Refused

encode = msgspec.msgpack.Encoder().encode
decode_request = msgspec.msgpack.Decoder(Request).decode
_decode_answer = msgspec.msgpack.Decoder(Answer).decode


class _TooSlow(Exception):
    """The process has had its time."""


def start_process(waiting: Callable[[], None]) -> Helper:
    """Start the process that looks. Raises HelperEnded."""
    return HelperProcess(own_command(TASK), waiting, little_environment())


class Looker:
    """The process that looks into files, started when first needed.

    *waiting* is called while nothing comes and may raise, as a progress does to cancel; the process
    is ended then. Used from one thread; `close` may be called from any.
    """

    def __init__(
        self,
        waiting: Callable[[], None] = lambda: None,
        *,
        start: Callable[[Callable[[], None]], Helper] = start_process,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waiting = waiting
        self._start = start
        self._clock = clock
        self._until = 0.0
        self._helper: Helper | None = None

    def open(self, content: bytes, file_type: FileType) -> int:
        """Look into *content* from now on; return how many pages it has. Raises UnreadableInput."""
        answer = self._ask(Open(file_type, len(content)), Opened, content)
        if not 0 < answer.pages <= MAX_PAGES:
            raise self._lost(Refusal.LOST)
        return answer.pages

    def page(self, number: int, width: int, height: int) -> Pixels:
        """Return page *number* of the open file, from 0, at most *width* by *height* dots.

        Raises UnreadableInput.
        """
        drawn = self._ask(ShowPage(number, width, height), Drawn)
        if not (0 < drawn.width <= width and 0 < drawn.height <= height):
            raise self._lost(Refusal.LOST)
        wanted = 3 * drawn.width * drawn.height
        pieces: list[bytes] = []
        while (size := sum(map(len, pieces))) < wanted:
            piece = self._receive()
            if not piece or size + len(piece) > wanted:
                raise self._lost(Refusal.LOST)
            pieces.append(piece)
        return Pixels(drawn.width, drawn.height, b"".join(pieces))

    def text(self, number: int) -> str:
        """Return the text on page *number* of the open file, from 0. Raises UnreadableInput."""
        return self._ask(ReadText(number), Text).text[:LONGEST_TEXT]

    def close(self) -> None:
        """End the process, whatever it does. Repeating it is harmless."""
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()

    def __enter__(self) -> Self:
        """Return the looker."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.close()

    def _ask(self, request: Request, wanted: type[A], content: bytes = b"") -> A:
        self._until = self._clock() + SECONDS
        try:
            if self._helper is None:
                if not isinstance(request, Open):
                    raise Refusal.LOST.error  # the file went with the process before
                self._helper = self._start(self._look_up)
            self._helper.send(encode(request))
            for begin in range(0, len(content), PIECE):
                self._helper.send(content[begin : begin + PIECE])
        except HelperEnded:
            raise self._lost(Refusal.LOST) from None
        try:
            answer = _decode_answer(self._receive())
        except msgspec.MsgspecError:
            raise self._lost(Refusal.LOST) from None
        if isinstance(answer, Refused):
            raise answer.why.error
        if not isinstance(answer, wanted):
            raise self._lost(Refusal.LOST)
        return answer

    def _receive(self) -> bytes:
        helper = self._helper
        if helper is None:
            raise Refusal.LOST.error
        try:
            return helper.receive()
        except HelperEnded:
            raise self._lost(Refusal.LOST) from None
        except _TooSlow:
            raise self._lost(Refusal.SLOW) from None
        except BaseException:
            self.close()
            raise

    def _look_up(self) -> None:
        self._waiting()
        if self._clock() > self._until:
            raise _TooSlow

    def _lost(self, why: Refusal) -> UnreadableInput:
        self.close()
        return why.error
