"""The shipped list of phrases that everybody knows, `resources/passphrases/common.txt`."""

from __future__ import annotations

from functools import cache

from practice_desk.assets import asset
from practice_desk.domain.text import fold

_DIGITS = "0123456789"


def is_common(passphrase: str) -> bool:
    """Tell whether the list has *passphrase*, but for case, spaces, marks and outer digits."""
    plain = _plain(passphrase)
    return plain in common_phrases() or plain.strip(_DIGITS) in common_phrases()


@cache
def common_phrases() -> frozenset[str]:
    """Return the listed phrases, folded and without spaces.

    Raises RuntimeError for a broken installation: the file is missing.
    """
    try:
        text = asset("resources", "passphrases", "common.txt").read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeError("Practice Desk's list of passphrases is missing") from error
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(filter(None, map(_plain, lines)))


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")
