"""Passphrases for the first unlock: random, and easy to copy from paper."""

from __future__ import annotations

import secrets

# Without 0 o 1 i l, which are misread on paper, and without vowels, which make words.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
_GROUPS, _IN_EACH = 4, 5


def suggested_passphrase() -> str:
    """Return 20 random letters and digits in four groups: 95 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_EACH)) for _ in range(_GROUPS))
    return "-".join(groups)
