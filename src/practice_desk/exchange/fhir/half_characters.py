"""Halves of characters in JSON text, which a source leaves where it cut a text too short.

JSON writes an emoji as two escapes, `\ud83d\ude42`. Cut between them it is text that no Unicode
string can hold, and ijson gives the whole file up. Such a half becomes U+FFFD, as in every browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole character
    rb"|\\(u)[dD][89a-fA-F][0-9a-fA-F]{2}"  # half of one
    rb"|\\.?",  # any other escape; a backslash that stands for itself hides what follows
    re.DOTALL,
)
_REPLACEMENT = rb"\ufffd"
_MAY_BE_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST = 12


def mended(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same JSON text with halves of characters replaced, wherever the chunks part."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = _cut(text)
        text, rest = text[:cut], text[cut:]
        if text:
            yield _mend(text)
    if rest:
        yield _mend(rest)


def _mend(text: bytes) -> bytes:
    return _ESCAPE.sub(_whole, text) if _MAY_BE_HALF.search(text) else text


def _whole(found: re.Match[bytes]) -> bytes:
    return _REPLACEMENT if found[1] else found[0]


def _cut(text: bytes) -> int:
    """Return where to part *text* so that no escape is cut; less than the longest is left behind.

    Escapes are told apart from where a run of backslashes begins: that is never within another.
    """
    near = text.find(b"\\", max(0, len(text) - 2 * _LONGEST))
    if near >= 0:
        for escape in _ESCAPE.finditer(text, len(text[:near].rstrip(b"\\"))):
            if escape.start() > len(text) - _LONGEST:
                return escape.start()
    return len(text)
