"""Documents as encrypted files named by keyed content hash."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from practice_desk.domain.bulk_hash import bulk_sha256
from practice_desk.domain.errors import ClinicDamaged, Damaged
from practice_desk.storage.faults import translated
from practice_desk.storage.layout import sync_folder

_CHUNK = 1 << 20


class SealedSink(Protocol):
    """Encrypts what is written."""

    def write(self, data: bytes) -> object:
        """Take the next plain bytes."""

    def close(self) -> None:
        """Write the authenticated end."""


class SealedSource(Protocol):
    """Decrypts what was sealed."""

    def read(self, size: int) -> bytes:
        """Return up to *size* plain bytes, b"" at the authenticated end. Raises Damaged."""


class DocumentCipher(Protocol):
    """Names and seals document files with keys the store does not know."""

    def name(self, sha256: bytes) -> str:
        """Return the file name for a content hash."""

    def writer(self, sink: BinaryIO) -> SealedSink:
        """Return an encrypting writer onto *sink*."""

    def reader(self, source: BinaryIO) -> SealedSource:
        """Return a decrypting reader of *source*."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file after it was sealed."""

    sealed_name: str
    sha256: str
    size: int


class DocumentFiles:
    """The document files of one generation."""

    def __init__(self, folder: Path, cipher: DocumentCipher) -> None:
        self._folder = folder
        self._cipher = cipher

    def add(self, source: BinaryIO | SealedSource) -> StoredFile:
        """Seal everything *source* still holds; the same content is kept once.

        The file is on the disk before this returns, so a row naming it never precedes it.
        """
        with translated():
            self._folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            partial = self._folder / f"{secrets.token_hex(8)}.partial"
            partial.touch(mode=0o600)
            try:
                digest, size = self._seal(source, partial)
                stored = StoredFile(self._cipher.name(digest), digest.hex(), size)
                final = self.path(stored.sealed_name)
                if not final.exists():
                    final.parent.mkdir(mode=0o700, exist_ok=True)
                    partial.replace(final)
                    sync_folder(final.parent)
                return stored
            finally:
                partial.unlink(missing_ok=True)

    def name(self, sha256: str) -> str:
        """Return the sealed name that content with this hash has under this key."""
        return self._cipher.name(bytes.fromhex(sha256))

    def take_over(self, sealed_name: str, sha256: str, source: DocumentFiles) -> int:
        """Seal a document of *source* again under this key; return its plain size in bytes.

        Raises ClinicDamaged when it is missing, damaged or not the content *sha256*.
        """
        with source.open(sealed_name) as content:
            stored = self.add(content)
        if stored.sha256 != sha256:
            self.path(stored.sealed_name).unlink(missing_ok=True)
            raise ClinicDamaged("A document of this clinic was changed or is damaged.")
        return stored.size

    def path(self, sealed_name: str) -> Path:
        """Return where a document lies."""
        return self._folder / sealed_name[:2] / f"{sealed_name}.sealed"

    @contextmanager
    def open(self, sealed_name: str) -> Iterator[SealedSource]:
        """Open a document for reading. Raises ClinicDamaged when it is missing or was changed."""
        try:
            with translated(), self.path(sealed_name).open("rb") as source:
                yield self._cipher.reader(source)
        except FileNotFoundError:
            raise ClinicDamaged("A document of this clinic is missing from its folder.") from None
        except Damaged:
            raise ClinicDamaged("A document of this clinic was changed or is damaged.") from None

    def read(self, sealed_name: str) -> bytes:
        """Return a document's plain bytes. Raises ClinicDamaged."""
        with self.open(sealed_name) as source:
            return b"".join(iter(lambda: source.read(_CHUNK), b""))

    def digest(self, sealed_name: str) -> str:
        """Decrypt a document to its end and return the SHA-256 of its plain bytes."""
        digest = bulk_sha256()
        with self.open(sealed_name) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def remove(self, sealed_name: str) -> None:
        """Remove a document's file, if it is there; no record may name it any more."""
        with translated():
            self.path(sealed_name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what a kill left of files half sealed; nobody else may be writing."""
        with translated():
            for path in self._folder.glob("*.partial"):
                path.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Return the sealed names of all files present."""
        return {path.stem for path in self._folder.glob("??/*.sealed")}

    def sync(self) -> None:
        """Put the folders themselves on the disk; the files are there already."""
        with translated():
            for folder in (*self._folder.glob("??"), self._folder, self._folder.parent):
                sync_folder(folder)

    def _seal(self, source: BinaryIO | SealedSource, partial: Path) -> tuple[bytes, int]:
        digest, size = bulk_sha256(), 0
        with partial.open("wb") as sink:
            sealed = self._cipher.writer(sink)
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                sealed.write(chunk)
            sealed.close()
            sink.flush()
            os.fsync(sink.fileno())
        return digest.digest(), size
