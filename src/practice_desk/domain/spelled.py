"""Which words of a text can be spelled wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BESIDE = re.compile(r"[\d_@/\\]")


def words_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield place and letters of each word, but of no number, code, address or shortcut."""
    for found in WORD.finditer(text):
        begin, end = found.span()
        if len(found[0]) > 1 and not _BESIDE.search(
            text[max(0, begin - 1) : begin] + text[end : end + 1]
        ):
            yield begin, found[0]
