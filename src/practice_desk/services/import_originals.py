"""Keeping what is imported as it came, encrypted and once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.import_report import ImportReport
from practice_desk.domain.permission import Operation
from practice_desk.exchange.fhir.files import is_by_lines
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_meter import Meter, WatchedFile
from practice_desk.storage import registry
from practice_desk.storage.document_files import StoredFile


@dataclass(frozen=True, slots=True)
class Original:
    """The kept original that resources come from."""

    file_name: str
    document_id: int
    sealed_name: str


def keep_original(
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
