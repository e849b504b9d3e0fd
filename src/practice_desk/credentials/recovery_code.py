"""The recovery code: 160 random bits on the emergency sheet, typed back by a person under stress.

Crockford's base32, which has no I, L, O or U: 0 for O and 1 for I or L are taken as meant. Eight
groups of four characters carry the bits, a ninth checks the typing.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from practice_desk.domain.errors import WrongRecoveryCode

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS_PER_CHARACTER = 5
_SECRET_BYTES = 20
_SECRET_CHARACTERS = 32
_CHECK_CHARACTERS = 4
_GROUP = 4
_CONFUSED = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryCode:
    """A well-formed recovery code; `text` is how it is printed."""

    text: str

    @classmethod
    def generate(cls) -> RecoveryCode:
        """Return a new random code."""
        body = _encode(secrets.randbits(_SECRET_BYTES * 8), _SECRET_CHARACTERS)
        return cls(_grouped(body + _check(body)))

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Read a typed code, forgiving case, spacing, dashes and O/0, I/L/1.

        Raises `WrongRecoveryCode` when the check group shows that it is mistyped.
        """
        plain = unicodedata.normalize("NFKC", text).upper()
        letters = "".join(c for c in plain if c.isalnum()).translate(_CONFUSED)
        if len(letters) != _SECRET_CHARACTERS + _CHECK_CHARACTERS:
            raise WrongRecoveryCode(
                f"A recovery code has {_SECRET_CHARACTERS + _CHECK_CHARACTERS} letters and digits; "
                f"this has {len(letters)}."
            )
        body, check = letters[:_SECRET_CHARACTERS], letters[_SECRET_CHARACTERS:]
        if not set(letters) <= set(_ALPHABET) or _check(body) != check:
            raise WrongRecoveryCode("That recovery code is mistyped somewhere.")
        return cls(_grouped(letters))

    @property
    def last_group(self) -> str:
        """The last printed group, typed back at set-up to show that the sheet was read."""
        return self.text.rsplit("-", 1)[-1]

    def __repr__(self) -> str:
        """Show nothing of the code."""
        return "RecoveryCode(…)"


def _encode(number: int, characters: int) -> str:
    """Return the lowest `characters` base32 digits of `number`, highest first."""
    shifts = range((characters - 1) * _BITS_PER_CHARACTER, -1, -_BITS_PER_CHARACTER)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in shifts)


def _check(body: str) -> str:
    digest = hashlib.sha256(b"practice-desk recovery code: " + body.encode()).digest()
    return _encode(int.from_bytes(digest[:4]), _CHECK_CHARACTERS)


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))
