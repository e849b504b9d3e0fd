"""Reading FHIR files in a process of its own, so that the window keeps its interpreter."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from practice_desk.domain.errors import ExpectedError, UnreadableInput
from practice_desk.exchange.fhir.messages import (
    BrokenMessage,
    Failed,
    Finished,
    Found,
    NewScope,
    Piece,
    Read,
    Request,
    Wanted,
    decode_answer,
    encode,
)
from practice_desk.exchange.frames import ByteSource
from practice_desk.exchange.helper_process import Helper, HelperProcess
from practice_desk.exchange.own_process import HelperEnded, own_command

TASK = "read-fhir"
"""The program's hidden command that serves this module."""

PIECE = 1 << 16
_FAILED = "The file was not read to its end: reading it failed."

_log = logging.getLogger("practice_desk.import")


class ReaderLost(ExpectedError):
    """The reading process ended before the file did."""

    default_next_step = (
        "What was finished is kept. Import the file again; what is here is not added twice."
    )


class BreaksOff(UnreadableInput):
    """The file can't be read on after `entries` resources."""

    def __init__(self, sentence: str, next_step: str, entries: int) -> None:
        super().__init__(sentence, next_step)
        self.entries = entries


def start_process(waiting: Callable[[], None]) -> Helper:
    """Start the reading process. Raises HelperEnded."""
    return HelperProcess(own_command(TASK), waiting)


class FhirReader:
    """The reading process, started when first needed and again after it was lost.

    *waiting* is called while nothing comes and may raise, as a progress does to cancel.
    """

    def __init__(self, waiting: Callable[[], None]) -> None:
        self._waiting = waiting
        self._helper: Helper | None = None

    def begin_scope(self) -> None:
        """Forget the files read so far: references do not reach from them to the next."""
        try:
            self._send(NewScope())
        except HelperEnded:
            self.close()  # the first reading tells

    def read(self, source: ByteSource, request: Read) -> Iterator[Found]:
        """Yield what *source* holds, as *request* asks.

        Raises BreaksOff where the file can't be read on, ReaderLost when the process was lost, and
        what *source* and *waiting* raise; everything before has been yielded.
        """
        finished = False
        try:
            self._send(request)
            yield from self._answers(source)
            finished = True
        except BreaksOff:
            finished = True
            raise
        except (HelperEnded, BrokenMessage):
            raise ReaderLost(_FAILED) from None
        finally:
            if not finished:
                self.close()

    def close(self) -> None:
        """End the process, whatever it does. Repeating it is harmless."""
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()

    def __enter__(self) -> Self:
        """Return the reader."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.close()

    def _send(self, request: Request) -> None:
        if self._helper is None:
            self._helper = start_process(self._waiting)
        self._helper.send(encode(request))

    def _answers(self, source: ByteSource) -> Iterator[Found]:
        given, position, ended = 0, 0, False
        assert self._helper is not None  # the request was sent to it
        while True:
            answer = decode_answer(self._helper.receive())
            if isinstance(answer, Found):
                # Every resource takes a byte at least: a process gone wild can't flood us.
                if not position < answer.position <= given:
                    raise HelperEnded
                position = answer.position
                yield answer
            elif isinstance(answer, Wanted):
                if ended:
                    raise HelperEnded
                piece = source.read(PIECE)
                given, ended = given + len(piece), not piece
                self._send(Piece(piece))
            elif isinstance(answer, Failed):
                raise _lost(answer)
            else:
                _raise_problem(answer)
                return


def _lost(answer: Failed) -> ReaderLost:
    if answer.out_of_memory:
        return ReaderLost(
            "The file was not read to its end: it takes too much memory.",
            "What was finished is kept. Ask the source for smaller files.",
        )
    _log.error("the reading process failed: %s", answer.where[:200])
    return ReaderLost(_FAILED)


def _raise_problem(answer: Finished) -> None:
    if answer.problem:
        raise BreaksOff(answer.problem, answer.next_step, answer.entries)
