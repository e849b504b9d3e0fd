"""Messages over a stream of bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.exchange.frames import MAX_FRAME, BrokenFrames, framed, read_frame


@given(st.lists(st.binary(max_size=300)))
def test_that_messages_arrive_as_they_were_sent_and_then_end(messages):
    stream = io.BytesIO(b"".join(map(framed, messages)))
    assert [read_frame(stream) for _ in messages] == messages
    assert read_frame(stream) is None


@given(st.binary(min_size=1, max_size=50), st.data())
def test_that_a_stream_cut_within_a_message_is_broken(message, data):
    whole = framed(message)
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(BrokenFrames):
        read_frame(io.BytesIO(whole[:cut]))


def test_that_an_announced_giant_is_not_waited_for():
    class Endless:
        asked = 0

        def read(self, size: int, /) -> bytes:
            self.asked += size
            return b"\xff" * size

    endless = Endless()
    with pytest.raises(BrokenFrames):
        read_frame(endless)
    assert endless.asked == 4


def test_that_a_giant_is_not_sent():
    framed(bytes(MAX_FRAME))
    with pytest.raises(ValueError, match="too long"):
        framed(bytes(MAX_FRAME + 1))
