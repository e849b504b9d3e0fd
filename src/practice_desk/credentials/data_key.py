"""The clinic's data key: everything stored is encrypted under it or a key derived from it."""

from __future__ import annotations

import hmac
import secrets
from typing import NoReturn

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class DataKey:
    """32 random bytes that never show in a repr, a pickle or a log.

    `wipe` overwrites this object's copy. Copies handed out by `raw` and those inside the
    cryptographic libraries are out of Python's reach.
    """

    __slots__ = ("_bytes",)

    __hash__ = None  # type: ignore[assignment]  # A hash would be one more trace of the key.

    def __init__(self, raw: bytes) -> None:
        """Take over exactly 32 bytes. Raises ValueError for any other length."""
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self._bytes = bytearray(raw)

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
        """Return the 32-byte key for one purpose (HKDF-SHA256); purposes are independent."""
        info = b"practice-desk data key: " + purpose.encode()
        return HKDF(hashes.SHA256(), KEY_BYTES, None, info).derive(self.raw)

    @property
    def name(self) -> str:
        """32 hex digits that tell data keys apart and reveal nothing of them."""
        return self.derive("public name")[:16].hex()

    def wipe(self) -> None:
        """Overwrite the bytes; the key cannot be used afterwards."""
        for index in range(len(self._bytes)):
            self._bytes[index] = 0
        self._bytes.clear()

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
