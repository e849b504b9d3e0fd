"""Messages over a stream of bytes: each is a length of four bytes and as many bytes."""

from __future__ import annotations

from typing import Protocol

MAX_FRAME = 1 << 20
"""Bytes of one message at most; a longer one is never sent, and not waited for."""

_HEAD = 4


class BrokenFrames(Exception):
    """What came is no whole message."""


class ByteSource(Protocol):
    """Anything that gives bytes in order."""

    def read(self, size: int, /) -> bytes:
        """Return *size* bytes, fewer only at the end."""


def framed(message: bytes) -> bytes:
    """Return *message* as it goes over the stream. Raises ValueError for one that is too long."""
    if len(message) > MAX_FRAME:
        raise ValueError("the message is too long for a frame")
    return len(message).to_bytes(_HEAD, "big") + message


def read_frame(source: ByteSource) -> bytes | None:
    """Return the next message, None where the stream ends between two. Raises BrokenFrames."""
    head = source.read(_HEAD)
    if not head:
        return None
    size = int.from_bytes(head, "big")
    if len(head) < _HEAD or size > MAX_FRAME:
        raise BrokenFrames
    message = source.read(size)
    if len(message) < size:
        raise BrokenFrames
    return message
