"""Texts that a source cut in the middle of a character."""

from __future__ import annotations

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from practice_desk.exchange.fhir.bundle import read_entries
from practice_desk.exchange.fhir.half_characters import mended

_ESCAPES = st.sampled_from(
    [r"\\", r"\n", r"\"", r"\ud83d", r"\ude42", r"\uDE42", r"\ud83d\ude42", r"A", "ud83d", "x"]
)


def _without_halves(text: str) -> str:
    return "".join("�" if 0xD800 <= ord(char) < 0xE000 else char for char in text)


@given(st.lists(_ESCAPES, max_size=30).map("".join))
def test_that_halves_become_the_replacement_character_and_nothing_else_changes(escaped):
    quoted = f'"{escaped}"'
    whole = b"".join(mended([quoted.encode()]))
    assert json.loads(whole) == _without_halves(json.loads(quoted))


@given(st.lists(_ESCAPES, max_size=30).map("".join), st.lists(st.integers(1, 9), min_size=1))
def test_that_it_does_not_matter_where_the_chunks_part(escaped, sizes):
    text, chunks = escaped.encode(), []
    place = 0
    while place < len(text):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(text[place : place + size])
        place += size
    assert b"".join(mended(chunks)) == b"".join(mended([text]))


def test_that_little_is_held_back_however_long_a_run_of_backslashes_is():
    first, *_ = mended([b"\\" * 100_000, b"x"])
    assert len(first) > 99_980


def test_that_half_an_emoji_does_not_cost_the_file():
    content = rb'{"resourceType":"Condition","note":[{"text":"well \ud83d"}]}'
    (entry,) = read_entries(io.BytesIO(content))
    assert entry.resource is not None
    assert entry.resource["note"] == [{"text": "well �"}]
