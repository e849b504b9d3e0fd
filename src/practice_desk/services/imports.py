"""Bringing in records from other systems, with an account of every resource."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import Cancelled, UnreadableInput
from practice_desk.domain.import_report import (
    MAX_LISTED,
    ImportReport,
    KeptAside,
    KeptAsideList,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange.fhir.files import SUFFIXES, is_by_lines
from practice_desk.exchange.fhir.messages import Found, Read
from practice_desk.exchange.fhir.reader import BreaksOff, FhirReader, ReaderLost
from practice_desk.exchange.frames import ByteSource
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_batch import SIZE, Original, file_clinical, file_resources
from practice_desk.services.import_meter import Meter, WatchedFile, WatchedSource
from practice_desk.services.import_patients import file_patient
from practice_desk.services.import_scope import ImportScope, scopes
from practice_desk.storage import imports, registry
from practice_desk.storage.document_files import StoredFile


def import_files(
    clinic: Clinic, paths: Sequence[Path], progress: Progress = no_progress
) -> ImportReport:
    """Import FHIR R4 files, and folders of them with all below; return the account.

    Each file's original is kept once, encrypted. Every few hundred resources are one transaction;
    when *progress* raises Cancelled, what was committed stays and the report says `stopped`.
    Another process reads the files; a file that it was lost over is in the report's `unreadable`.
    Raises NotPermitted and RecordsMissing before anything is read, UnreadableInput when one of
    *paths* is not there, and what writing the clinic raises.
    """
    with clinic.reading(Operation.IMPORT_RECORDS):
        clinic.require_records(Operation.IMPORT_RECORDS)  # originals are kept outside transactions
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    report = ImportReport()
    meter = Meter(progress, files)
    with clinic.attempting(Operation.IMPORT_RECORDS):
        try:
            with FhirReader(meter.stay) as reader:
                run = _Import(clinic, reader, meter, report)
                for group in scopes(files):
                    run.file_scope(group)
        except Cancelled:
            report.stopped = True
    return report


def list_kept_aside(clinic: Clinic, limit: int = MAX_LISTED) -> KeptAsideList:
    """Return what all imports did not file into charts, the newest first. `position` is 0."""
    with clinic.viewing(Operation.IMPORT_RECORDS) as work:
        work.detail = "resources kept aside"
        found = imports.resources_kept_aside(work.connection, limit)
        reasons = imports.reasons_kept_aside(work.connection)
    listed = (
        KeptAside(title, 0, value.resource_type, value.resource_id, value.reason)
        for value, title in found
    )
    return KeptAsideList(tuple(listed), reasons)


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


@dataclass(frozen=True, slots=True)
class _Import:
    """One import under way."""

    clinic: Clinic
    reader: FhirReader
    meter: Meter
    report: ImportReport

    def file_scope(self, files: list[Path]) -> None:
        """Import files that may refer to one another: first their patients, then all else."""
        scope = ImportScope()
        originals = []
        for file in files:
            self.meter.next_file()
            original = _keep_original(self.clinic, file, self.meter, self.report)
            if original is not None:
                originals.append(original)
        self.reader.begin_scope()
        for patients in (True, False):
            for place, original in enumerate(originals):
                lost = self._file_all(scope, original, patients=patients)
                if lost is not None:  # with it went the names that this scope's records refer to
                    for left in originals if patients else originals[place:]:
                        self.report.file_unreadable(left.file_name, 0, lost)
                    return

    def _file_all(
        self, scope: ImportScope, original: Original, *, patients: bool
    ) -> ReaderLost | None:
        """File the patients, or everything else, in batches; return the loss of the reader.

        What was read before a loss, or before the file breaks off, is filed in any case.
        """
        lost: ReaderLost | None = None

        def readable(source: ByteSource) -> Iterator[Found]:
            nonlocal lost
            try:
                yield from self.reader.read(source, self._request(original, patients=patients))
            except BreaksOff as error:
                if patients:  # the other reading ends in the same place
                    self.report.file_unreadable(original.file_name, error.entries, error)
            except ReaderLost as error:
                lost = error

        file_one = file_patient if patients else file_clinical
        with self.clinic.store.documents.open(original.sealed_name) as source:
            found = readable(WatchedSource(source, self.meter))
            while batch := list(islice(found, SIZE)):
                file_resources(self.clinic, scope, original, batch, file_one, self.report)
        return lost

    def _request(self, original: Original, *, patients: bool) -> Read:
        clinic = self.clinic
        return Read(
            patients=patients,
            by_lines=is_by_lines(original.file_name),
            now=clinic.now(),
            today=clinic.today(),
            user_name=clinic.session.user_name,
        )


def _keep_original(
    clinic: Clinic, file: Path, meter: Meter, report: ImportReport
) -> Original | None:
    """Store the file once and return its document; None, with a note, where it can't be opened."""
    name = file.name.encode("utf-8", "replace").decode()[:300]
    try:
        with file.open("rb") as probe:
            _refuse_other_formats(probe.read(4096))
        source = WatchedFile(file, meter)
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
    return Original(name, _document_id(clinic, name, stored), stored.sealed_name)


def _document_id(clinic: Clinic, name: str, stored: StoredFile) -> int:
    with clinic.writing(Operation.IMPORT_RECORDS, kind=AuditKind.IMPORT) as work:
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
    return document_id


def _refuse_other_formats(beginning: bytes) -> None:
    """Raise UnreadableInput for what can't be JSON, so that no stray file is kept."""
    if not beginning:
        raise UnreadableInput("The file is empty.", "Ask the source for the file again.")
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput("The file is not in UTF-8.", "Ask the source to save it as UTF-8.")
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text and text[:1] not in (b"{", b"["):
        raise UnreadableInput("The file is not JSON.", "Export the records as FHIR R4 JSON.")
