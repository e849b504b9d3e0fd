"""The format of a note's text: what is written comes back, and nothing else has a meaning."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.note_markup import (
    Line,
    LineKind,
    Run,
    escaped,
    joined,
    plain_text,
    read_line,
    read_lines,
    write_line,
)

LETTERS = st.text(st.sampled_from("ab *-\\1.é<&"), max_size=8)
RUNS = st.lists(st.builds(Run, LETTERS, st.booleans()), max_size=4).map(joined)


@settings(max_examples=150, deadline=None)
@given(kind=st.sampled_from(LineKind), runs=RUNS, number=st.integers(1, 999))
def test_that_a_line_comes_back_as_it_was_written(kind: LineKind, runs: tuple[Run, ...], number):
    line = Line(kind, runs, number if kind is LineKind.NUMBER else 0)
    assert read_line(write_line(line)) == line


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("ab *-\\1.\n"), max_size=20))
def test_that_escaped_text_reads_as_it_is(text: str):
    assert plain_text(escaped(text)) == text
    assert all(line.kind is LineKind.PLAIN for line in read_lines(escaped(text)))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("**No** panic", Line(LineKind.PLAIN, (Run("No", True), Run(" panic")))),
        ("- **one**", Line(LineKind.BULLET, (Run("one", True),))),
        ("12. twelve", Line(LineKind.NUMBER, (Run("twelve"),), 12)),
        ("-no item", Line(LineKind.PLAIN, (Run("-no item"),))),
        ("5*3 ** 2", Line(LineKind.PLAIN, (Run("5*3 ** 2"),))),
        ("C:\\new <b>", Line(LineKind.PLAIN, (Run("C:\\new <b>"),))),
    ],
)
def test_that_only_bold_and_lists_have_a_meaning(text: str, line: Line):
    assert read_line(text) == line
