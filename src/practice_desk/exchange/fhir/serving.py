"""The reading process: bytes of files in, plain values out. It knows no clinic, no key, no path."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable

from msgspec.structs import replace

from practice_desk.domain.errors import UnreadableInput
from practice_desk.exchange.fhir.bundle import Entry, read_entries
from practice_desk.exchange.fhir.filing import Filing
from practice_desk.exchange.fhir.fingerprint import fingerprint
from practice_desk.exchange.fhir.json_stream import TOO_LARGE
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.messages import (
    Failed,
    Finished,
    Found,
    NewScope,
    Piece,
    Read,
    Wanted,
    decode_request,
    encode,
)
from practice_desk.exchange.fhir.references import References, entry_keys
from practice_desk.exchange.fhir.resources import (
    read_person,
    read_record,
    subject_key,
    valid_resource,
)
from practice_desk.exchange.frames import MAX_FRAME, framed, read_frame

MEMORY = 2 << 30
"""Bytes that the process may take, where the system can hold it to that."""

_NICENESS = 5

Receive = Callable[[], bytes | None]
Send = Callable[[bytes], None]


def main() -> int:
    """Serve whoever started this process, over its standard input and output, until they leave."""
    _hold_to_limits()
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - it has no other path
        os.dup2(nothing.fileno(), 1)  # a stray print would break a message

    def receive() -> bytes | None:
        sink.flush()
        return read_frame(source)

    def send(message: bytes) -> None:
        sink.write(framed(message))

    with contextlib.suppress(BrokenPipeError):
        answer_all(receive, send)
        sink.flush()
    return 0


def answer_all(receive: Receive, send: Send) -> None:
    """Answer requests until there are none; an unforeseen failure is the last answer."""
    try:
        serve(receive, send)
    except BrokenPipeError:
        raise
    except MemoryError:
        send(encode(Failed(out_of_memory=True)))
    except Exception as error:  # noqa: BLE001 - told to the other side, which logs it
        send(encode(Failed(where=_place(error))))


def serve(receive: Receive, send: Send) -> None:
    """Answer requests until there are none. Raises what the readers do not foresee."""
    references = References()
    while (data := receive()) is not None:
        request = decode_request(data)
        if isinstance(request, NewScope):
            references = References()
        elif isinstance(request, Read):
            send(encode(_read(request, references, receive, send)))


def _read(request: Read, references: References, receive: Receive, send: Send) -> Finished:
    filing = Filing(0, request.now, request.today, request.user_name, references)
    count = 0
    try:
        for entry in read_entries(_Pieces(receive, send), by_lines=request.by_lines):
            count += 1
            if request.patients:
                references.learn(entry)
            if (entry.resource_type == "Patient") is request.patients:
                send(_message(entry, filing))
    except UnreadableInput as error:
        return Finished(count, error.sentence, error.next_step)
    return Finished(count)


class _Pieces:
    """A file that the other side holds."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, however many the other side gives. Raises BrokenPipeError."""
        self._send(encode(Wanted()))
        data = self._receive()
        piece = None if data is None else decode_request(data)
        if not isinstance(piece, Piece):
            raise BrokenPipeError
        return piece.data


def _message(entry: Entry, filing: Filing) -> bytes:
    message = encode(found(entry, filing))
    if len(message) <= MAX_FRAME:
        return message
    return encode(Found(entry.position, entry.resource_type, entry.resource_id, refused=TOO_LARGE))


def found(entry: Entry, filing: Filing) -> Found:
    """Return what *entry* is, and what it becomes or why it does not."""
    identity = _identity(entry)
    try:
        resource = valid_resource(entry)
    except KeepAside as aside:
        return replace(identity, refused=aside.reason)
    try:
        if entry.resource_type == "Patient":
            return replace(identity, person=read_person(resource, filing))
        return identity.with_record(read_record(resource, filing))
    except KeepAside as aside:
        return replace(identity, unfit=aside.reason)


def _identity(entry: Entry) -> Found:
    is_patient = entry.resource_type == "Patient"
    subject = ""
    if entry.resource is not None and not is_patient:
        with contextlib.suppress(KeepAside):
            subject = subject_key(entry.resource)
    return Found(
        entry.position,
        entry.resource_type,
        entry.resource_id,
        "" if entry.resource is None else fingerprint(entry.resource),
        entry_keys(entry) if is_patient else (),
        subject,
    )


def _place(error: Exception) -> str:
    """Return a bug's kind and its innermost place, without any value."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


def _hold_to_limits() -> None:
    """Yield to the window, leave the interrupt key to it, and bound memory.

    Only Linux holds a process to its memory; elsewhere the readers' own bounds must do.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return  # it was started with a lower priority
    import resource

    os.nice(_NICENESS)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
