"""The process that looks into files: bytes in, pixels and text out. It knows no clinic and no key.

It holds itself to memory and time, writes no file and starts nothing, where the system can hold it
to that; docs/decisions/0027 says what does elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import IO, Protocol

from practice_desk.domain.document_file import MAX_BYTES, FileType, Pixels, Refusal
from practice_desk.exchange.frames import BrokenFrames, framed, read_frame
from practice_desk.exchange.looking import (
    LONGEST_TEXT,
    PIECE,
    Drawn,
    Open,
    Opened,
    ReadText,
    Refused,
    Request,
    ShowPage,
    Text,
    decode_request,
    encode,
)

MEMORY = 2 << 30
"""Bytes of address space that the process may take; Qt and its libraries take a fourth of that."""

_PROCESSOR_SECONDS = 600
_OPEN_FILES = 64
_LARGEST_SIDE = 4000

Receive = Callable[[], bytes | None]
Send = Callable[[bytes], None]


class CannotShow(Exception):
    """The file, or a page of it, can't be shown."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class Shown(Protocol):
    """A file that is open."""

    @property
    def pages(self) -> int:
        """How many pages it has."""

    def draw(self, number: int, width: int, height: int) -> Pixels:
        """Return a page within so many dots. Raises CannotShow."""

    def text(self, number: int) -> str:
        """Return the text on a page."""

    def close(self) -> None:
        """Let go of it."""


def main() -> int:
    """Serve whoever started this process, over its standard input and output, until they leave."""
    hold_to_limits()
    source, sink = _pipes()

    def receive() -> bytes | None:
        sink.flush()
        return read_frame(source)

    def send(message: bytes) -> None:
        sink.write(framed(message))

    with contextlib.suppress(BrokenPipeError, BrokenFrames):
        serve(receive, send)
        sink.flush()
    return 0


def serve(receive: Receive, send: Send) -> None:
    """Answer requests until there are none. Raises BrokenFrames for a file that breaks off."""
    shown: Shown | None = None
    while (data := receive()) is not None:
        request = decode_request(data)
        try:
            if isinstance(request, Open):
                if shown is not None:
                    shown.close()
                    shown = None
                shown = open_file(request.file_type, _content(request.size, receive))
                send(encode(Opened(shown.pages)))
            else:
                _answer(shown, request, send)
        except CannotShow as refusal:
            send(encode(Refused(refusal.why)))
        except MemoryError:
            send(encode(Refused(Refusal.MEMORY)))


def open_file(file_type: FileType, content: bytes) -> Shown:
    """Open *content* with what shows its type. Raises CannotShow."""
    if file_type is FileType.PDF:
        from practice_desk.app.looking.pdf import PdfFile

        return PdfFile(content)
    from practice_desk.app.looking.picture import PictureFile

    return PictureFile(file_type, content)


def _answer(shown: Shown | None, request: Request, send: Send) -> None:
    number = request.number if isinstance(request, ShowPage | ReadText) else -1
    if shown is None or not 0 <= number < shown.pages:
        raise CannotShow(Refusal.LOST)
    if isinstance(request, ShowPage):
        width, height = _bounded(request.width), _bounded(request.height)
        picture = shown.draw(number, width, height)
        send(encode(Drawn(picture.width, picture.height)))
        for begin in range(0, len(picture.data), PIECE):
            send(picture.data[begin : begin + PIECE])
    else:
        text = shown.text(number).encode("utf-8", "ignore").decode()  # no half characters
        send(encode(Text(text[:LONGEST_TEXT])))


def _bounded(side: int) -> int:
    return max(1, min(side, _LARGEST_SIDE))


def _content(size: int, receive: Receive) -> bytes:
    if not 0 < size <= MAX_BYTES:
        raise BrokenFrames
    pieces: list[bytes] = []
    left = size
    while left > 0:
        piece = receive()
        if not piece or len(piece) > left:
            raise BrokenFrames
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the pipes for messages; what a library prints goes nowhere."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - it has no other path
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)
    return source, sink


def hold_to_limits() -> None:
    """Bound memory, time and files. Somebody waits for the page: it yields to nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return  # the readers' own bounds must do
    import resource

    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: _PROCESSOR_SECONDS,
        resource.RLIMIT_FSIZE: 0,  # pipes are none of its files
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    for limit, wanted in limits.items():
        _, hard = resource.getrlimit(limit)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
