"""Filing many documents at once: files that were dropped or chosen, and whole folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.document_file import MAX_BYTES, recognise
from practice_desk.domain.errors import (
    Cancelled,
    DiskFull,
    FolderReadOnly,
    StorageFailed,
    UnreadableInput,
)
from practice_desk.domain.filed_document import Filing, plain_file_name
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange.looking import Looker
from practice_desk.services.clinic import Clinic
from practice_desk.services.document_looks import examine, keep_look_in
from practice_desk.services.documents import NOUN, FiledBefore, keep_in
from practice_desk.storage.filed_document import filed_documents

MOST_FILES = 2000
"""Files of one import at most."""

_NEVER_MEANT = frozenset({"thumbs.db", "desktop.ini"})
"""What systems leave in folders by themselves; names that begin with a dot are passed over too."""


@dataclass(frozen=True, slots=True)
class NotFiled:
    """A file that was not filed, with the reason."""

    name: str
    sentence: str
    next_step: str = ""


@dataclass(slots=True)
class DocumentImport:
    """The account of one import: every file that was reached is in exactly one of the lists.

    `failure` is what ended it early, such as a full disk.
    """

    filed: list[int] = field(default_factory=list)
    here_before: list[NotFiled] = field(default_factory=list)
    refused: list[NotFiled] = field(default_factory=list)
    stopped: bool = False
    failure: NotFiled | None = None
    not_reached: int = 0
    changes: Changes = field(default_factory=Changes)


def import_documents(
    clinic: Clinic,
    patient_id: int,
    paths: Sequence[Path],
    filing: Filing | None = None,
    progress: Progress = no_progress,
    looker: Looker | None = None,
) -> DocumentImport:
    """File *paths*, and what is in folders among them, in a chart; return the account.

    Every file is looked into by another process first and is one transaction then: document,
    small picture and words. When *progress* raises Cancelled, or the disk is full, what was filed
    stays. Raises NotPermitted, and UnreadableInput where nothing
    can be read or there are too many files.
    """
    return _import(clinic, Operation.FILE_DOCUMENT, patient_id, paths, filing, progress, looker)


def file_scans(
    clinic: Clinic,
    patient_id: int,
    paths: Sequence[Path],
    filing: Filing | None = None,
    progress: Progress = no_progress,
    looker: Looker | None = None,
) -> DocumentImport:
    """File *paths* as `import_documents` does, for somebody who does not see the chart.

    The account tells nothing of what the chart holds but that a file is in it already.
    """
    return _import(clinic, Operation.FILE_SCANS, patient_id, paths, filing, progress, looker)


def _import(
    clinic: Clinic,
    operation: Operation,
    patient_id: int,
    paths: Sequence[Path],
    filing: Filing | None,
    progress: Progress,
    looker: Looker | None,
) -> DocumentImport:
    with clinic.reading(operation, patient_id):
        clinic.require_records(operation)
    files = _all_files(paths)
    account = DocumentImport()
    own = looker or Looker(lambda: progress(len(account.filed), len(files), ""))
    try:
        with own:
            for place, file in enumerate(files):
                account.not_reached = len(files) - place
                progress(place, len(files), f"Filing {place + 1} of {len(files)}")
                _file_one(clinic, operation, patient_id, file, filing or Filing(), own, account)
                account.not_reached -= 1
    except Cancelled:
        account.stopped = True
    except (DiskFull, FolderReadOnly, StorageFailed) as error:
        account.failure = NotFiled("", error.sentence, error.next_step)
    return account


def _file_one(
    clinic: Clinic,
    operation: Operation,
    patient_id: int,
    file: Path,
    filing: Filing,
    looker: Looker,
    account: DocumentImport,
) -> None:
    name = plain_file_name(file.name)
    try:
        content = read_file(file)
        seen = examine(content, recognise(content), looker)
    except Cancelled:
        raise
    except UnreadableInput as error:
        account.refused.append(NotFiled(name, error.sentence, error.next_step))
        return
    with clinic.writing(operation, patient_id, kind=AuditKind.IMPORT) as work:
        kept = keep_in(clinic, work, patient_id, file.name, content, filing)
        if isinstance(kept, FiledBefore):
            work.detail = f"{NOUN} {kept.document.id} was there"
        else:
            keep_look_in(work, filed_documents.get(work.connection, kept), seen)
            work.detail = f"{NOUN} {kept}"
    if isinstance(kept, FiledBefore):
        sees = operation is not Operation.FILE_SCANS
        name_there = f", as “{kept.document.title}”" if sees else ""
        sentence = f"It is in this chart already{name_there}."
        account.here_before.append(NotFiled(name, sentence))
    else:
        account.filed.append(kept)
        account.changes |= Changes.of(patient_id, NOUN)


def read_file(file: Path) -> bytes:
    """Return what a file holds. Raises UnreadableInput, for one that is too large before it."""
    try:
        with file.open("rb") as source:
            return source.read(MAX_BYTES + 1)
    except OSError:
        raise UnreadableInput(
            "The file can't be opened.", "Check that you may read it, or copy it elsewhere."
        ) from None


def _all_files(paths: Sequence[Path]) -> list[Path]:
    found = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if not found:
        raise UnreadableInput("There is no file to be filed.", "Choose files, or another folder.")
    if len(found) > MOST_FILES:
        raise UnreadableInput(
            f"There are {len(found):,} files; {MOST_FILES:,} can be filed at once.",
            "Choose a smaller folder.",
        )
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        walked = os.walk(path, onerror=_refuse_folder, followlinks=False)
        found = (Path(folder, name) for folder, _, names in walked for name in names)
        yield from sorted(file for file in found if _is_meant(file) and file.is_file())
    elif path.is_file():
        yield path
    else:
        raise UnreadableInput(
            f"There is no file or folder “{plain_file_name(path.name)}”.", "Choose it again."
        )


def _is_meant(file: Path) -> bool:
    name = file.name.casefold()
    return not name.startswith(".") and name not in _NEVER_MEANT and not file.is_symlink()


def _refuse_folder(error: OSError) -> None:
    name = plain_file_name(Path(str(error.filename)).name)
    raise UnreadableInput(f"The folder “{name}” can't be read.", "Check that you may read it.")
