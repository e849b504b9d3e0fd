"""The clinic's data key: everything stored is encrypted under it or a key derived from it.

`cryptography` has an OpenSSL of its own, 7 MB of it: it is imported where something of it is first
used, and the keys that an open clinic always needs may be derived ahead, by another process.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import NoReturn

KEY_BYTES = 32


class DataKey:
    """32 random bytes that never show in a repr, a pickle or a log.

    `wipe` overwrites this object's copy. Copies handed out by `raw`, derived keys and those inside
    the cryptographic libraries are out of Python's reach.
    """

    __slots__ = ("_bytes", "_derived")

    __hash__ = None  # type: ignore[assignment]  # A hash would be one more trace of the key.

    def __init__(self, raw: bytes, derived: Mapping[str, bytes] | None = None) -> None:
        """Take over exactly 32 bytes. Raises ValueError for any other length.

        *derived* has what `derive` would return, by purpose.
        """
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self._bytes = bytearray(raw)
        self._derived = dict(derived or {})

    @classmethod
    def generate(cls) -> DataKey:
        """Return a new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def raw(self) -> bytes:
        """The 32 bytes. Raises ValueError after `wipe`."""
        if not self._bytes:
            raise ValueError("the data key was wiped")
        return bytes(self._bytes)

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key for one purpose (HKDF-SHA256); purposes are independent.

        Raises ValueError after `wipe`.
        """
        raw = self.raw
        if purpose in self._derived:
            return self._derived[purpose]
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        info = b"practice-desk data key: " + purpose.encode()
        return HKDF(hashes.SHA256(), KEY_BYTES, None, info).derive(raw)

    @property
    def name(self) -> str:
        """32 hex digits that tell data keys apart and reveal nothing of them."""
        return self.derive("public name")[:16].hex()

    def wipe(self) -> None:
        """Overwrite the bytes; the key cannot be used afterwards."""
        for index in range(len(self._bytes)):
            self._bytes[index] = 0
        self._bytes.clear()
        self._derived.clear()

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, DataKey):
            return NotImplemented
        return hmac.compare_digest(self._bytes, other._bytes)

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "DataKey(…)"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied: keys never reach a disk."""
        raise TypeError("a data key cannot be pickled or copied")
