"""Bringing in records from other systems, with an account of every resource."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import Cancelled, UnreadableInput
from practice_desk.domain.import_report import MAX_LISTED, ImportReport, KeptAside
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange.fhir.bundle import SUFFIXES, Entry, is_by_lines, read_entries
from practice_desk.exchange.fhir.json_stream import ByteSource
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_batch import SIZE, Handle, Original, file_clinical, file_entries
from practice_desk.services.import_patients import file_patient
from practice_desk.services.import_scope import ImportScope, scopes
from practice_desk.storage import imports, registry

_READINGS = 3  # keeping the original, the patients, everything else
_UNIT = 1024  # progress counts in KiB, so that large files fit a progress bar


def import_files(
    clinic: Clinic, paths: Sequence[Path], progress: Progress = no_progress
) -> ImportReport:
    """Import FHIR R4 files, and folders of them with all below; return the account.

    Each file's original is kept once, encrypted. Every few hundred resources are one transaction;
    when *progress* raises Cancelled, what was committed stays and the report says `stopped`.
    Raises NotPermitted before anything is read, UnreadableInput when one of *paths* is not there,
    and what writing the clinic raises.
    """
    with clinic.reading(Operation.IMPORT_RECORDS):
        pass  # the originals are kept outside any transaction
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    report = ImportReport()
    meter = _Meter(progress, files)
    try:
        for group in scopes(files):
            _import_scope(clinic, group, meter, report)
    except Cancelled:
        report.stopped = True
    return report


def list_kept_aside(clinic: Clinic, limit: int = MAX_LISTED, offset: int = 0) -> list[KeptAside]:
    """Return what earlier imports did not file into charts, the newest first. `position` is 0."""
    with clinic.reading(Operation.IMPORT_RECORDS) as work:
        found = imports.resources_kept_aside(work.connection, limit, offset)
    return [
        KeptAside(title, 0, value.resource_type, value.resource_id, value.reason)
        for value, title in found
    ]


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        walked = os.walk(path, onerror=_refuse_folder, followlinks=False)
        found = (Path(folder, name) for folder, _, names in walked for name in names)
        wanted = (file for file in found if file.suffix.casefold() in SUFFIXES)
        yield from sorted(file.resolve() for file in wanted if file.is_file())
    elif path.is_file():
        yield path.resolve()
    else:
        raise UnreadableInput(
            f"There is no file or folder “{path}”.", "Check the name, or choose it again."
        )


def _refuse_folder(error: OSError) -> None:
    name = Path(str(error.filename)).name
    raise UnreadableInput(f"The folder “{name}” can't be read.", "Check that you may read it.")


def _import_scope(clinic: Clinic, files: list[Path], meter: _Meter, report: ImportReport) -> None:
    """Import files that may refer to one another: first their patients, then everything else."""
    scope = ImportScope()
    originals = []
    for file in files:
        meter.next_file()
        if (original := _keep_original(clinic, file, meter, report)) is not None:
            originals.append(original)
    passes: tuple[tuple[Handle, bool], ...] = ((file_patient, True), (file_clinical, False))
    for handle, is_first in passes:
        for original in originals:
            run = _Pass(clinic, scope, original, meter, report)
            run.file_all(handle, patients=is_first)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One reading of one original."""

    clinic: Clinic
    scope: ImportScope
    original: Original
    meter: _Meter
    report: ImportReport

    def file_all(self, handle: Handle, *, patients: bool) -> None:
        """File the patients, or everything else, in batches; note where the file breaks off."""
        with self._entries(patients) as entries:
            wanted = (entry for entry in entries if (entry.resource_type == "Patient") is patients)
            while batch := list(islice(wanted, SIZE)):
                file_entries(self.clinic, self.scope, self.original, batch, handle, self.report)

    @contextmanager
    def _entries(self, learning: bool) -> Iterator[Iterator[Entry]]:
        name = self.original.file_name
        with self.clinic.store.documents.open(self.original.sealed_name) as source:
            watched = _WatchedSource(source, self.meter)
            yield self._read(read_entries(watched, by_lines=is_by_lines(name)), learning)

    def _read(self, entries: Iterator[Entry], learning: bool) -> Iterator[Entry]:
        """Yield the entries as far as they can be read; the first time, learn their names."""
        count = 0
        try:
            for entry in entries:
                count += 1
                if learning:
                    self.scope.references.learn(entry)
                yield entry
        except UnreadableInput as error:
            if not learning:
                self.report.file_unreadable(self.original.file_name, count, error)


def _keep_original(
    clinic: Clinic, file: Path, meter: _Meter, report: ImportReport
) -> Original | None:
    """Store the file once and return its document; None, with a note, where it can't be opened."""
    name = file.name.encode("utf-8", "replace").decode()[:300]
    try:
        with file.open("rb") as probe:
            _refuse_other_formats(probe.read(4096))
        source = _WatchedFile(file, meter)
    except UnreadableInput as error:
        report.file_unreadable(name, 0, error)
        return None
    except OSError:
        closed = UnreadableInput("The file can't be opened.", "Check that you may read it.")
        report.file_unreadable(name, 0, closed)
        return None
    with source:
        stored = clinic.store.documents.add(source)
    report.files += 1
    with clinic.writing(Operation.IMPORT_RECORDS) as work:
        known = registry.documents.by_sealed_name(work.connection, stored.sealed_name)
        if known is not None and known.id is not None:
            document_id = known.id
        else:
            document = Document(
                DocumentKind.IMPORT,
                name,
                "application/fhir+ndjson" if is_by_lines(name) else "application/fhir+json",
                stored.sha256,
                stored.size,
                stored.sealed_name,
                clinic.now(),
                clinic.session.user_name,
            )
            document_id = registry.documents.add(work.connection, document)
        work.detail = f"original kept as document {document_id}"
    return Original(name, document_id, stored.sealed_name)


def _refuse_other_formats(beginning: bytes) -> None:
    """Raise UnreadableInput for what can't be JSON, so that no stray file is kept."""
    if not beginning:
        raise UnreadableInput("The file is empty.", "Ask the source for the file again.")
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput("The file is not in UTF-8.", "Ask the source to save it as UTF-8.")
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text and text[:1] not in (b"{", b"["):
        raise UnreadableInput("The file is not JSON.", "Export the records as FHIR R4 JSON.")


class _Meter:
    """Turns bytes read into progress over all files and readings."""

    def __init__(self, progress: Progress, files: Sequence[Path]) -> None:
        self._progress = progress
        self._files = len(files)
        self._file = 0
        self._done = 0
        self._total = _READINGS * sum(file.stat().st_size for file in files)

    def next_file(self) -> None:
        """Begin the next file."""
        self._file += 1
        self.advance(0)

    def advance(self, size: int) -> None:
        """Count *size* bytes as read. Raises Cancelled when the user stops the import."""
        self._done = min(self._done + size, self._total)
        what = f"Reading file {self._file} of {self._files}"
        self._progress(self._done // _UNIT, max(self._total // _UNIT, 1), what)


class _WatchedFile(io.FileIO):
    """A file that reports what is read from it."""

    def __init__(self, path: Path, meter: _Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes. Raises Cancelled."""
        chunk = super().read(-1 if size is None else size)
        self._meter.advance(len(chunk))
        return chunk


class _WatchedSource:
    """A kept original that reports what is read from it."""

    def __init__(self, source: ByteSource, meter: _Meter) -> None:
        self._source = source
        self._meter = meter

    def read(self, size: int, /) -> bytes:
        """Return the next bytes. Raises Cancelled."""
        chunk = self._source.read(size)
        self._meter.advance(len(chunk))
        return chunk
