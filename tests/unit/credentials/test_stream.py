"""Sealed streams give back what was written or refuse."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.credentials.stream import SealedReader, SealedWriter, sealed_size
from practice_desk.domain.errors import Damaged

KEY = bytes(range(32))
CONTEXT = b"document 7"
CHUNK = 16
HEAD = sealed_size(0, chunk_bytes=CHUNK) - 16
SEALED_CHUNK = CHUNK + 16

around_chunk_borders = st.integers(0, 5).flatmap(
    lambda chunks: st.integers(-2, 2).map(lambda offset: max(0, chunks * CHUNK + offset))
)


def sealed(plain: bytes, *, key: bytes = KEY, context: bytes = CONTEXT, piece: int = 7) -> bytes:
    sink = io.BytesIO()
    with SealedWriter(sink, key, context, chunk_bytes=CHUNK) as writer:
        for start in range(0, len(plain), piece):
            writer.write(plain[start : start + piece])
    return sink.getvalue()


def opened(data: bytes, *, key: bytes = KEY, context: bytes = CONTEXT, chunk: int = CHUNK) -> bytes:
    return SealedReader(io.BytesIO(data), key, context, chunk_bytes=chunk).read()


def chunks_of(data: bytes) -> list[bytes]:
    return [data[i : i + SEALED_CHUNK] for i in range(HEAD, len(data), SEALED_CHUNK)]


class OneByteAtATime(io.RawIOBase):
    """A source that returns less than asked for, as pipes and sockets do."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size, 1))


@given(size=around_chunk_borders, piece=st.integers(1, 3 * CHUNK), step=st.integers(1, 40))
def test_that_what_was_written_is_read_back_in_any_pieces(size, piece, step):
    plain = bytes(i % 251 for i in range(size))
    data = sealed(plain, piece=piece)
    assert len(data) == sealed_size(size, chunk_bytes=CHUNK)
    reader = SealedReader(io.BytesIO(data), KEY, CONTEXT, chunk_bytes=CHUNK)
    pieces = list(iter(lambda: reader.read(step), b""))
    assert b"".join(pieces) == plain
    assert all(len(part) == step for part in pieces[:-1])


def test_that_a_source_returning_single_bytes_is_read_whole():
    plain = bytes(100)
    source = OneByteAtATime(sealed(plain))
    assert SealedReader(source, KEY, CONTEXT, chunk_bytes=CHUNK).read() == plain


def test_that_the_standard_chunk_size_holds_more_than_one_chunk():
    plain = bytes(3_000_000)
    sink = io.BytesIO()
    with SealedWriter(sink, KEY, CONTEXT) as writer:
        assert writer.write(memoryview(plain)) == len(plain)
    sink.seek(0)
    assert SealedReader(sink, KEY, CONTEXT).read() == plain


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_that_a_stream_cut_anywhere_is_refused(size):
    data = sealed(bytes(size))
    for length in range(len(data)):
        with pytest.raises(Damaged):
            opened(data[:length])


def test_that_a_stream_cut_at_a_chunk_border_gives_only_true_bytes_before_refusing():
    plain = bytes(range(4 * CHUNK))
    cut = sealed(plain)[: HEAD + 2 * SEALED_CHUNK]
    reader = SealedReader(io.BytesIO(cut), KEY, CONTEXT, chunk_bytes=CHUNK)
    assert reader.read(CHUNK) == plain[:CHUNK]
    for _ in range(2):
        with pytest.raises(Damaged):
            reader.read(CHUNK)


def test_that_every_flipped_bit_is_refused():
    data = sealed(bytes(2 * CHUNK + 3))
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Damaged):
            opened(bytes(changed))


def test_that_reordered_repeated_or_dropped_chunks_are_refused():
    data = sealed(bytes(range(4 * CHUNK)))
    head, (a, b, c, d) = data[:HEAD], chunks_of(data)
    for order in ([b, a, c, d], [a, a, b, c, d], [a, c, d], [a, b, c, d, d], [d], [a, b, d, c]):
        with pytest.raises(Damaged):
            opened(head + b"".join(order))


def test_that_a_chunk_of_another_stream_under_the_same_key_is_refused():
    one, two = sealed(bytes(3 * CHUNK)), sealed(bytes(3 * CHUNK))
    (a, _, c), (_, foreign, _) = chunks_of(one), chunks_of(two)
    with pytest.raises(Damaged):
        opened(one[:HEAD] + a + foreign + c)


@pytest.mark.parametrize("tail", [b"\0", bytes(SEALED_CHUNK)])
def test_that_bytes_behind_the_end_are_refused(tail):
    with pytest.raises(Damaged):
        opened(sealed(bytes(CHUNK)) + tail)


def test_that_another_key_context_or_chunk_size_is_refused():
    data = sealed(bytes(CHUNK))
    for other in ({"key": bytes(32)}, {"context": b"document 8"}, {"chunk": CHUNK * 2}):
        with pytest.raises(Damaged):
            opened(data, **other)


def write_half_and_fail(sink):
    with SealedWriter(sink, KEY, CONTEXT, chunk_bytes=CHUNK) as writer:
        writer.write(bytes(3 * CHUNK))
        raise RuntimeError


def test_that_a_stream_whose_writing_failed_is_refused():
    sink = io.BytesIO()
    with pytest.raises(RuntimeError):
        write_half_and_fail(sink)
    with pytest.raises(Damaged):
        opened(sink.getvalue())


def test_that_every_stream_has_its_own_key_so_nonces_never_repeat_under_one():
    one, two = (chunks_of(sealed(bytes(CHUNK)))[0][:CHUNK] for _ in range(2))
    assert one != two


def test_that_nothing_can_be_written_behind_the_end():
    writer = SealedWriter(io.BytesIO(), KEY, CONTEXT)
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.write(b"late")
