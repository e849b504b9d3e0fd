"""Seals documents with keys derived from the clinic's data key."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, BinaryIO

from practice_desk.credentials.data_key import DataKey
from practice_desk.storage.store import StoreKeys

if TYPE_CHECKING:
    from practice_desk.credentials.stream import SealedReader, SealedWriter

_CONTEXT = b"practice-desk document"


class SealedDocuments:
    """Implements `storage.document_files.DocumentCipher`."""

    def __init__(self, data_key: DataKey) -> None:
        self._content_key = data_key.derive("documents")
        self._name_key = data_key.derive("document names")

    def name(self, sha256: bytes) -> str:
        """Return the keyed hash that names a file, so that names tell nothing about contents."""
        return hmac.new(self._name_key, sha256, hashlib.sha256).hexdigest()

    def writer(self, sink: BinaryIO) -> SealedWriter:
        """Return an encrypting writer; every file gets its own key from a random salt."""
        from practice_desk.credentials.stream import SealedWriter  # brings `cryptography`

        return SealedWriter(sink, self._content_key, _CONTEXT)

    def reader(self, source: BinaryIO) -> SealedReader:
        """Return a decrypting reader."""
        from practice_desk.credentials.stream import SealedReader

        return SealedReader(source, self._content_key, _CONTEXT)


def store_keys(data_key: DataKey) -> StoreKeys:
    """Return the keys that the store works with."""
    return StoreKeys(data_key.raw, data_key.derive("audit chain"), SealedDocuments(data_key))
