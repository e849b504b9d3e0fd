"""What one backup is made of: a frozen copy of the database, and the documents its rows name."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from practice_desk.exchange.backup_archive import ArchiveWriter
from practice_desk.exchange.backup_contents import DATABASE_MEMBER, KEY_SLOTS_MEMBER
from practice_desk.services.backup_files import Steps, file_failures
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.scratch import temporary_folder
from practice_desk.storage.snapshot import FrozenDatabase, sealed_names
from practice_desk.storage.store import Access, Store

_WHAT = "The clinic's own folder"


@dataclass(frozen=True, slots=True)
class BackupSource:
    """The frozen copy, the documents' places and sizes, and the names of those that are lost."""

    copy: Path
    documents: tuple[tuple[str, Path, int], ...]
    missing: tuple[str, ...]
    key_slots: bytes

    @property
    def size(self) -> int:
        """Bytes to write, but for some thousands."""
        return self.copy.stat().st_size + sum(size for _, _, size in self.documents)


def copied_source(
    store: Store, state: FrozenDatabase, scratch: Path, key_slots: bytes, steps: Steps
) -> BackupSource:
    """Copy the frozen database into *scratch* and look up the documents that it names."""
    copy = store.database
    with file_failures(_WHAT):
        if store.access is not Access.FROZEN:  # nothing writes to a frozen file
            copy = scratch / DATABASE_MEMBER
            state.copy_to(copy, steps.keep_on)
        documents, missing = [], []
        for name in sealed_names(copy, store.database_key):
            path = store.documents.path(name)
            if path.is_file():
                documents.append((f"documents/{name[:2]}/{path.name}", path, path.stat().st_size))
            else:
                missing.append(name)
    return BackupSource(copy, tuple(documents), tuple(missing), key_slots)


def write_source(source: BackupSource, writer: ArchiveWriter, steps: Steps) -> None:
    """Write all members of the backup."""
    members = ((DATABASE_MEMBER, source.copy, source.copy.stat().st_size), *source.documents)
    for name, path, size in members:
        with path.open("rb") as content:
            writer.add(name, content, size, steps.advance)
    slots = source.key_slots
    writer.add(KEY_SLOTS_MEMBER, BytesIO(slots), len(slots), steps.advance)


@contextmanager
def beside(state: FrozenDatabase) -> Iterator[ThreadPoolExecutor]:
    """Give two threads for what runs beside the writing; a failure does not wait for them long."""
    with ThreadPoolExecutor(2, thread_name_prefix="backup") as threads:
        try:
            yield threads
        finally:
            state.stop()


@contextmanager
def private_scratch(home: ClinicFolder, store: Store, purpose: str) -> Iterator[Path]:
    """Give a private folder inside the clinic, whose content is encrypted too, and remove it."""
    if store.access is Access.FROZEN:
        yield home.scratch  # of a clinic that can't be written nothing is copied
        return
    with file_failures(_WHAT):
        home.empty_scratch()  # what was killed leaves its copy
    with temporary_folder(home.scratch, purpose) as folder:
        yield folder
