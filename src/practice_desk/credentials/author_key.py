"""A key that only its author can open, and what is sealed under it.

The key is 32 random bytes. Secret → Argon2id with a salt of its own → HKDF-SHA256 → AES-256-GCM
over the key makes a wrapped copy; AES-256-GCM under the key seals texts. Neither the clinic's data
key nor the key slots open a copy. `cryptography` and Argon2id are imported where they are used.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from practice_desk.credentials import kdf
from practice_desk.credentials.data_key import KEY_BYTES, DataKey
from practice_desk.credentials.kdf import KdfProfile
from practice_desk.domain.errors import Damaged

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_BLOCK_BYTES = 512
_WRAP = b"practice-desk author key v1"
_UNBOUND = b"practice-desk author text v1: "
_TEXT = b"practice-desk author text v2: "


class SecretMismatch(Exception):
    """The secret does not open the copy; callers say which kind of secret it was."""


class _Copy(msgspec.Struct, frozen=True):
    """A wrapped copy as it is stored, its costs bounded as those of a key slot are."""

    salt: Annotated[bytes, Meta(min_length=kdf.SALT_BYTES, max_length=kdf.SALT_BYTES)]
    memory_kib: Annotated[int, Meta(ge=8, le=1 << 20)]
    iterations: Annotated[int, Meta(ge=1, le=16)]
    lanes: Annotated[int, Meta(ge=1, le=16)]
    nonce: bytes
    sealed: bytes

    def __repr__(self) -> str:
        return "_Copy(…)"


def wrap(key: DataKey, author: str, secret: str, profile: KdfProfile) -> bytes:
    """Return a copy of *key* that *secret* opens, for *author* alone.

    Takes the time of one key derivation. Raises ExpectedError where memory does not suffice.
    """
    salt, nonce = secrets.token_bytes(kdf.SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = _aead(_wrapping_key(secret, salt, profile)).encrypt(nonce, key.raw, _bound(author))
    cost = profile.memory_kib, profile.iterations, profile.lanes
    return msgspec.msgpack.encode(_Copy(salt, *cost, nonce, sealed))


def unwrap(copy: bytes, author: str, secret: str) -> DataKey:
    """Return the key. Raises SecretMismatch, or Damaged where *copy* is none."""
    from cryptography.exceptions import InvalidTag

    try:
        found = msgspec.msgpack.decode(copy, type=_Copy)
    except msgspec.MsgspecError:
        raise Damaged("The key of these notes is damaged.") from None
    profile = KdfProfile(found.memory_kib, found.iterations, found.lanes)
    key = _aead(_wrapping_key(secret, found.salt, profile))
    try:
        return DataKey(key.decrypt(found.nonce, found.sealed, _bound(author)))
    except InvalidTag:
        raise SecretMismatch from None


def seal(key: DataKey, author: str, row: int, plain: bytes) -> bytes:
    """Return *plain* sealed under *key* for one row, its length rounded up to the next 512 bytes.

    It is filled up with spaces, which JSON passes over. *row* is where it is stored: there alone
    it opens.
    """
    filled = plain.ljust(-(-len(plain) // _BLOCK_BYTES) * _BLOCK_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _aead(_text_key(key)).encrypt(nonce, filled, _for_row(author, row))


def open_sealed(key: DataKey, author: str, row: int, sealed: bytes) -> bytes:
    """Return what `seal` was given for *row*, and spaces after it. Raises Damaged."""
    return _opened(key, sealed, _for_row(author, row))


def open_unbound(key: DataKey, author: str, sealed: bytes) -> bytes:
    """Return what was sealed for no row, as the first notes were. Raises Damaged."""
    return _opened(key, sealed, _UNBOUND + author.encode())


def _opened(key: DataKey, sealed: bytes, bound: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag

    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return _aead(_text_key(key)).decrypt(nonce, rest, bound)
    except (InvalidTag, ValueError):
        raise Damaged("A psychotherapy note is damaged.") from None


def _for_row(author: str, row: int) -> bytes:
    return _TEXT + f"{row}: {author}".encode()


def _wrapping_key(secret: str, salt: bytes, profile: KdfProfile) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    stretched = kdf.derive(secret, salt, profile)
    return HKDF(hashes.SHA256(), KEY_BYTES, None, _WRAP).derive(stretched)


def _text_key(key: DataKey) -> bytes:
    return key.derive("psychotherapy notes")


def _bound(author: str) -> bytes:
    return _WRAP + b": " + author.encode()


def _aead(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
