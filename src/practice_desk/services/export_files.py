"""An exported chart as files: pages, documents, letters, tables in one ZIP, written whole or not.

No file name tells anything of the patient. The ZIP is not encrypted: what opens everywhere is not,
and cryptography of our own is out of the question; the dialog says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from practice_desk.credentials.atomic_file import write_problem
from practice_desk.domain.chart_export import ExportedFile
from practice_desk.domain.letter import Letter
from practice_desk.domain.letter_entry import (
    Correction,
    Delegated,
    Opened,
    Postponed,
    Refills,
    Superseded,
)
from practice_desk.domain.progress import Progress
from practice_desk.domain.search_entry import SearchKind
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.told_words import texts_of
from practice_desk.exchange.safe_csv import safe_csv
from practice_desk.letters.chart_export import (
    CODE,
    Cell,
    ChartExportContent,
    ExportSection,
    ExportTable,
)
from practice_desk.services.charts import Chart
from practice_desk.services.export_cells import plain
from practice_desk.services.export_sieve import ExportSieve, record_of
from practice_desk.storage import registry, search
from practice_desk.storage.filed_document import filed_documents
from practice_desk.storage.letter_told import letters_told
from practice_desk.storage.unit_of_work import UnitOfWork

_PIECE = 1 << 20
_PARTIAL = ".partial"
_README = "README.txt"
_OF_OFFICE = (Opened, Postponed, Delegated, Superseded, Correction)
"""Steps of a letter that tell only who sees to it by when."""
_NOT_SAID = frozenset({Refills.NOT_SAID.value})
_FOLDERS = {
    "documents/": "each document as it was filed; the list is data/documents.csv",
    "letters/": "each letter as it left the clinic; the list is data/letters.csv",
    "consents/": "each consent as it was signed; the list is data/consents.csv",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of the clinic that goes along: its name there, and where its bytes are."""

    name: str
    sealed_name: str
    size: int


class Outside:
    """What lies beside the chart in files, while one export is gathered."""

    def __init__(self, work: UnitOfWork, patient_id: int, sieve: ExportSieve) -> None:
        self.work, self.patient_id, self.sieve = work, patient_id, sieve
        self.files: list[ExportFile] = []

    def add(self, name: str, document_id: int) -> str:
        """Let a stored document go along under *name*; return it.

        A name without an ending gets that of the stored type.
        """
        stored = registry.documents.get(self.work.connection, document_id)
        if "." not in name:
            name += mimetypes.guess_extension(stored.media_type) or ".bin"
        self.files.append(ExportFile(name, stored.sealed_name, stored.size))
        return name

    def words_in(self, kind: SearchKind, record_id: int) -> tuple[str, ...]:
        """Return the words within a file by which it is found, where names are looked for."""
        if not self.sieve.looks_for_names:
            return ()
        found = search.texts_of(self.work.connection, kind, record_id)
        return tuple(each.text for each in found)


def documents(outside: Outside) -> ExportSection:
    """Return the list of documents, each of which goes along as its own file."""
    rows: list[tuple[Cell, ...]] = []
    found = filed_documents.for_patient(outside.work.connection, outside.patient_id)
    for each in sorted(found, key=lambda value: (value.day, value.id or 0)):
        record = record_of(RecordNoun.DOCUMENT, each.id)
        texts = (each.title, each.source, *outside.words_in(SearchKind.DOCUMENT, each.id or 0))
        if each.retracted_reason or not outside.sieve.lets(texts, *record, day=each.day):
            continue
        name = f"documents/document-{len(rows) + 1:03}{each.file_type.ending}"
        outside.add(name, each.document_id)
        pages = str(each.pages) if each.pages else ""
        rows.append((each.day, each.title, str(each.kind), each.source, pages, name))
    columns = ("Day", "Document", "Kind", "From", "Pages", "File")
    table = ExportTable("documents", columns, (0.13, 0.29, 0.1, 0.18, 0.08, 0.22), tuple(rows))
    intro = "Each document is a file of its own where the export is given as files."
    return ExportSection("Documents", intro, (table,), name="documents")


def letters(chart: Chart, outside: Outside) -> ExportSection:
    """Return the list of letters that left, each of which goes along as its own file."""
    rows: list[tuple[Cell, ...]] = []
    shown: list[Letter] = []
    connection = outside.work.connection
    for each in chart.letters:
        told = letters_told.of_letter(connection, each.id or 0)
        records = tuple(chart.labels) if told is None else told.records
        day = each.made_at.astimezone().date()
        texts = (each.title, *outside.words_in(SearchKind.LETTER, each.id or 0))
        if not outside.sieve.lets(texts, *records, day=day):
            continue
        shown.append(each)
        name = ""
        if each.kind != CODE:  # an export within an export would grow with each
            name = f"letters/letter-{len(rows) + 1:03}.pdf"
            outside.add(name, each.document_id)
        rows.append((day, each.title, each.recipient.partition("\n")[0], each.code, name))
    columns = ("Day", "Letter", "To", "Number", "File")
    table = ExportTable("letters", columns, (0.13, 0.31, 0.22, 0.12, 0.22), tuple(rows))
    intro = "Each letter is a file of its own where the export is given as files."
    return ExportSection("Letters", intro, (table, _answers(chart, shown, outside)), name="letters")


def _answers(chart: Chart, shown: Iterable[Letter], outside: Outside) -> ExportTable:
    """Return what became of the letters that are shown: sent, called about, answered."""
    codes = {each.id: each.code for each in shown}
    wrong = {each.corrects_id for each in chart.letter_entries}
    rows: list[tuple[Cell, ...]] = []
    for each in chart.letter_entries:
        if each.letter_id not in codes or each.id in wrong or isinstance(each.details, _OF_OFFICE):
            continue
        said = (text for text in texts_of(each.details) if text.strip() and text not in _NOT_SAID)
        words = ", ".join(map(plain, said))
        day = each.happened_at.astimezone().date()
        if words and outside.sieve.lets((words,), day=day):
            by = chart.people.get(each.recorded_by, each.recorded_by)
            rows.append((day, codes[each.letter_id], plain(each.kind), words, by))
    columns = ("Day", "Letter", "What", "Words", "By")
    title = "What became of them"
    return ExportTable(
        "letter-answers", columns, (0.13, 0.13, 0.14, 0.44, 0.16), tuple(rows), title
    )


def write_files(
    work: UnitOfWork,
    save_to: Path,
    content: ChartExportContent,
    files: Sequence[ExportFile],
    pdf: bytes,
    progress: Progress,
    undo: ExitStack,
) -> tuple[ExportedFile, ...]:
    """Write the ZIP and return what is in it; *undo* removes it again, for what is not recorded
    must not be there. A file that it took the place of is gone then.

    It has a name that ends in ".partial" until it is whole and on the disk. Raises DiskFull,
    FolderReadOnly, StorageFailed, ClinicDamaged, or Cancelled when *progress* does.
    """
    partial = save_to.with_name(save_to.name + _PARTIAL)
    try:
        try:
            partial.unlink(missing_ok=True)
            written = _write(work, partial, content, files, pdf, progress)
            partial.replace(save_to)
        except BaseException:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise write_problem(error, f"Chart export {content.code}") from error
    undo.callback(_remove, save_to)
    return written


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _write(
    work: UnitOfWork,
    partial: Path,
    content: ChartExportContent,
    files: Sequence[ExportFile],
    pdf: bytes,
    progress: Progress,
) -> tuple[ExportedFile, ...]:
    made: list[ExportedFile] = []
    total = max(1, sum(each.size for each in files))
    done = 0
    with partial.open("x+b") as sink:  # never through a link that lies there
        partial.chmod(0o600)
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in _own_files(content, files, pdf):
                made.append(_put(archive, name, [data], content.made_on))
            for each in files:
                with work.documents.open(each.sealed_name) as source:
                    pieces = iter(lambda: source.read(_PIECE), b"")
                    made.append(_put(archive, each.name, pieces, content.made_on))
                done += each.size
                progress(done, total, "Writing the files")
            listed = [(each.name, each.size, each.sha256) for each in made]
            columns = ("File", "Bytes", "SHA-256")
            _put(archive, "files.csv", [safe_csv(columns, listed)], content.made_on)
        sink.flush()
        os.fsync(sink.fileno())
    return tuple(made)


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], day: date) -> ExportedFile:
    info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    info.external_attr = 0o600 << 16
    is_text = name.endswith((".csv", ".txt"))
    info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return ExportedFile(name, size, digest.hexdigest())


def _own_files(
    content: ChartExportContent, files: Sequence[ExportFile], pdf: bytes
) -> Iterator[tuple[str, bytes]]:
    tables = dict(_tables(content.sections))
    yield _README, _readme(content, tables, files).encode("utf-8-sig")
    yield "chart.pdf", pdf
    for name, (table, _section) in tables.items():
        rows = ([_plain(cell) for cell in row] for row in table.rows)
        yield name, safe_csv(table.columns, rows)


def _tables(
    sections: Iterable[ExportSection],
) -> Iterator[tuple[str, tuple[ExportTable, ExportSection]]]:
    for section in sections:
        for table in section.tables:
            if table.rows:
                yield f"data/{table.name}.csv", (table, section)
        if section.entries:
            rows = tuple(
                (entry.day, entry.heading, " · ".join(entry.facts), heading, text)
                for entry in section.entries
                for heading, text in entry.paragraphs or (("", ""),)
            )
            columns = ("Day", "Entry", "Facts", "Heading", "Words")
            yield (
                f"data/{section.name}.csv",
                (ExportTable(section.name, columns, (), rows), section),
            )


def _plain(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell


def _readme(
    content: ChartExportContent,
    tables: dict[str, tuple[ExportTable, ExportSection]],
    files: Sequence[ExportFile],
) -> str:
    lines = [
        f"Chart export {content.code}",
        f"{content.letterhead.name}, made on {content.made_on.isoformat()}",
        "",
        "These files are not encrypted. Keep them where only you can read them.",
        "",
        "chart.pdf: the whole export to read and print, with contents.",
    ]
    for name, (table, section) in tables.items():
        about = table.title.casefold() if table.title else "each entry"
        lines.append(f"{name}: {section.title}, {about}.")
    for folder, text in _FOLDERS.items():
        if any(each.name.startswith(folder) for each in files):
            lines.append(f"{folder}: {text}.")
    lines += [
        "files.csv: the size and SHA-256 of each file, to check that it is whole.",
        "",
        "The tables are UTF-8 with commas, for a spreadsheet or a program. Days are written",
        "2026-11-26. Some have more columns than chart.pdf: codes, numbers, units and times.",
        "An apostrophe stands before what a spreadsheet would take for a formula.",
        "",
        "Not in this export:",
        *(f"- {sentence}" for sentence in content.left_out),
    ]
    if content.part2 is not None:
        from practice_desk.letters.layout import part2_text  # imports the big ReportLab

        lines += ["", part2_text(content.part2)]
    return "\r\n".join(lines) + "\r\n"
