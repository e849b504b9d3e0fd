"""Documents of a chart: filing, re-filing, reviewing, reading and handing out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import Disclosure, check_disclosure
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.document_file import FileType, recognise
from practice_desk.domain.document_topic import Topic
from practice_desk.domain.errors import ClinicDamaged, Invalid, NotFound, Problem
from practice_desk.domain.filed_document import (
    FiledDocument,
    Filing,
    check_filed_document,
    plain_file_name,
    title_from,
)
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Outgoing
from practice_desk.domain.search_entry import SearchKind, SearchRecord
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.text import fold
from practice_desk.domain.text_query import SearchHit, TextFilter, read_text_query
from practice_desk.letters.parties import ConsentToDisclose
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.document_topics import read_topics
from practice_desk.services.health import retract_records
from practice_desk.services.patients import Saved
from practice_desk.services.sensitivity import read_gate
from practice_desk.services.texts import find_in
from practice_desk.storage import patient_search, people, registry, search
from practice_desk.storage.filed_document import document_looks, filed_documents
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "filed_document"
_MOST_HITS = 100


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """A document's first page in small: rows of red, green and blue bytes, deflated."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class ChartDocuments:
    """The documents of a chart, those entered in error too; small pictures by their ids.

    `topics` are all of the clinic's folders, `people` names by user name.
    """

    documents: tuple[FiledDocument, ...]
    pictures: dict[int, SmallPicture]
    topics: tuple[Topic, ...]
    people: dict[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """What a document holds, as it was filed."""

    document: FiledDocument
    data: bytes


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A document that waits to be reviewed, in whose chart. `filed_at` is aware."""

    patient_id: int
    patient_name: str
    document_id: int
    title: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class FiledBefore:
    """The document of the chart that has this very content already."""

    document: FiledDocument


def keep_document(
    clinic: Clinic, patient_id: int, name: str, content: bytes, filing: Filing | None = None
) -> Saved:
    """File *content*, a file called *name*, in a chart; the same content is kept once per chart.

    Its small picture and the text in it are made later. Where the chart has the content already,
    the id of that document is returned, and nothing has changed. Raises UnreadableInput for what
    is never filed, Invalid, NotFound, and what writing raises.
    """
    with clinic.writing(Operation.FILE_DOCUMENT, patient_id, kind=AuditKind.CREATE) as work:
        kept = keep_in(clinic, work, patient_id, name, content, filing or Filing())
        if isinstance(kept, FiledBefore):
            number = kept.document.id or 0
            work.detail = f"{NOUN} {number} was there"
            return Saved(number, Changes())
        work.detail = f"{NOUN} {kept}"
    return Saved(kept, Changes.of(patient_id, NOUN))


def keep_in(
    clinic: Clinic, work: UnitOfWork, patient_id: int, name: str, content: bytes, filing: Filing
) -> int | FiledBefore:
    """File *content* inside a running transaction; return the new document's id.

    Raises UnreadableInput, Invalid or NotFound.
    """
    connection = work.connection
    file_type = recognise(content)
    people.patients.get(connection, patient_id)
    before = filed_documents.with_content(
        connection, patient_id, hashlib.sha256(content).hexdigest()
    )
    if before is not None:
        return FiledBefore(before)
    document_id = _keep_bytes(clinic, work, patient_id, content, file_type)
    value = FiledDocument(
        patient_id=patient_id,
        document_id=document_id,
        title=filing.title.strip() or title_from(name),
        topic=filing.topic,
        kind=filing.kind,
        file_type=file_type,
        size=len(content),
        filed_at=clinic.now(),
        filed_by=clinic.session.user_name,
        dated_on=filing.dated_on,
        source=filing.source.strip(),
        file_name=plain_file_name(name),
    )
    if problems := check_filed_document(value, clinic.today()):
        raise Invalid(problems)
    number = filed_documents.add(connection, value)
    _index_words(work, replace(value, id=number))
    return number


def chart_documents(clinic: Clinic, patient_id: int) -> ChartDocuments:
    """Return all documents of a chart, the newest first. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = "documents"
        connection = work.connection
        people.patients.get(connection, patient_id)
        found = filed_documents.for_patient(connection, patient_id)
        looks = document_looks.for_patient(connection, patient_id)
        return ChartDocuments(
            tuple(sorted(found, key=lambda each: (each.day, each.id or 0), reverse=True)),
            {e.filed_document_id: SmallPicture(e.width, e.height, e.pixels) for e in looks},
            read_topics(work),
            registry.accounts.names(connection),
        )


def read_document(clinic: Clinic, patient_id: int, number: int) -> Content:
    """Return what a document holds, to be shown. Raises NotFound, ClinicDamaged."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = f"{NOUN} {number}"
        return content_in(work, patient_id, number)


def content_in(work: UnitOfWork, patient_id: int, number: int) -> Content:
    """Return what a document holds, inside a running unit of work. Raises NotFound."""
    value = _of_chart(work, patient_id, number)
    document = registry.documents.get(work.connection, value.document_id)
    data = work.documents.read(document.sealed_name)
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise ClinicDamaged("The file of this document is not what was filed.")
    return Content(value, data)


def save_document(clinic: Clinic, value: FiledDocument) -> Saved:
    """Write what is said of a document: title, folder, kind, date and sender; nothing else.

    Raises Invalid, StaleRecord or NotFound.
    """
    if problems := check_filed_document(value, clinic.today()):
        raise Invalid(problems)
    number = value.id or 0
    with clinic.writing(Operation.FILE_DOCUMENT, value.patient_id) as work:
        stored = _standing(work, value.patient_id, number)
        said = replace(
            stored,
            title=value.title.strip(),
            topic=value.topic,
            kind=value.kind,
            dated_on=value.dated_on,
            source=value.source.strip(),
            version=value.version,
        )
        filed_documents.save(work.connection, said)
        _index_words(work, said)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def saved_document(clinic: Clinic, value: FiledDocument) -> FiledDocument:
    """Return *value*, which was filed before, as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, value.patient_id) as work:
        return _of_chart(work, value.patient_id, value.id or 0)


def review_document(clinic: Clinic, patient_id: int, number: int) -> Saved:
    """Sign off that the person at the keyboard has read a document; the first who does counts.

    Raises Invalid for one entered in error, or NotFound.
    """
    with clinic.writing(Operation.REVIEW_DOCUMENT, patient_id) as work:
        stored = _standing(work, patient_id, number)
        if stored.reviewed_at is None:
            signed = replace(stored, reviewed_at=clinic.now(), reviewed_by=clinic.session.user_name)
            filed_documents.save(work.connection, signed)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(patient_id, NOUN))


def retract_document(clinic: Clinic, value: FiledDocument, reason: str) -> Saved:
    """Mark a document as entered in error: it stays readable, and is found by no search any more.

    Raises Invalid, StaleRecord or NotFound.
    """

    def unfindable(work: UnitOfWork, marked: FiledDocument) -> None:
        search.forget_texts(work.connection, SearchKind.DOCUMENT, marked.id or 0)

    return retract_records(
        clinic,
        filed_documents,
        value.patient_id,
        (value,),
        reason,
        Operation.FILE_DOCUMENT,
        also=unfindable,
    )


def find_in_documents(clinic: Clinic, patient_id: int, typed: str) -> tuple[SearchHit, ...]:
    """Return where a chart's documents hold all the words that somebody *typed*."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = "search of documents"
        within = TextFilter(patient_id, kinds=frozenset({SearchKind.DOCUMENT}))
        return find_in(clinic, work, read_text_query(typed), within, _MOST_HITS).hits


def export_document(
    clinic: Clinic, patient_id: int, number: int, disclosure: Disclosure, save_to: Path
) -> Changes:
    """Write a document to *save_to* as it was filed, and record to whom it was disclosed and why.

    One that goes out by a Part 2 consent gets the notice beside it (42 CFR 2.32). All or nothing.
    Raises Invalid, NotFound, ClinicDamaged, DiskFull, FolderReadOnly or StorageFailed.
    """
    with (
        undone_on_failure() as undo,
        clinic.writing(Operation.EXPORT_DOCUMENT, patient_id, kind=AuditKind.EXPORT) as work,
    ):
        content = content_in(work, patient_id, number)
        told = _disclosure_of(clinic, disclosure, content.document, clinic.now())
        if problems := check_disclosure(told, clinic.now()):
            raise Invalid(problems)
        notice = _require_consent(clinic, work, told, number)
        disclosed = registry.disclosures.add(work.connection, told)
        work.detail = f"{NOUN} {number}, disclosure {disclosed}"
        write_copy(save_to, content.data, undo)
        if notice:
            write_copy(save_to.with_name(f"{save_to.stem}-notice.txt"), notice.encode(), undo)
    return Changes.of(patient_id, "disclosure")


def unreviewed_documents(clinic: Clinic) -> list[Unreviewed]:
    """Return which documents in charts that one may see wait to be reviewed, the oldest first."""
    with clinic.viewing(Operation.LIST_DOCUMENTS) as work:
        work.detail = "documents to review"
        waiting = filed_documents.unreviewed(work.connection)
        charts = {each[0] for each in waiting}
        seen = [number for number in sorted(charts) if clinic.sees_chart(work, number)]
        work.patient_ids = frozenset(seen)
        found = patient_search.summaries(work.connection, seen)
    names = {each.id: each.display_name for each in found}
    return [Unreviewed(each[0], names[each[0]], *each[1:]) for each in waiting if each[0] in names]


def _require_consent(clinic: Clinic, work: UnitOfWork, told: Disclosure, number: int) -> str:
    """Return the notice that goes along with a document, empty where none has to.

    Raises Invalid where the document may leave with the patient's consent only, and has none.
    """
    assert told.basis is not None  # checked before
    gate = read_gate(clinic, work, told.patient_id, Outgoing(told.basis, told.recipient))
    record = (RecordNoun.DOCUMENT, number)
    if not gate.lets(*record):
        sentence = (
            "This document may leave with the patient's consent only, and none holds for this"
            " recipient. Have one signed on the Consents page."
        )
        raise Invalid((Problem("basis", sentence),))
    is_labelled = not replace(gate, to_patient=False, openings=()).lets(*record)
    if gate.to_patient and is_labelled:
        _require_own_name(people.patients.get(work.connection, told.patient_id), told.recipient)
    opening = gate.notice([record])
    if opening is None:
        return ""
    from practice_desk.letters.layout import part2_text  # imports the big ReportLab

    return part2_text(ConsentToDisclose(opening.given_on, opening.scope))


def _require_own_name(patient: Patient, recipient: str) -> None:
    """Refuse to hand a labelled document to somebody else on the patient's own ground.

    Source: 42 CFR 2.23, patients see their own records without a consent. Raises Invalid.
    """
    given = set(fold(recipient).split())
    names = (patient.legal_name, patient.display_name)
    if not any(set(fold(name).split()) <= given for name in names):
        sentence = (
            "This document carries a label and may be given to the patient only. Write the"
            " patient's name, or choose the ground on which somebody else gets it."
        )
        raise Invalid((Problem("recipient", sentence),))


def _keep_bytes(
    clinic: Clinic, work: UnitOfWork, patient_id: int, content: bytes, file_type: FileType
) -> int:
    stored = work.documents.add(BytesIO(content))
    document = Document(
        kind=DocumentKind.FILED,
        title="",
        media_type=file_type.media_type,
        sha256=stored.sha256,
        size=stored.size,
        sealed_name=stored.sealed_name,
        created_at=clinic.now(),
        created_by=clinic.session.user_name,
        patient_id=patient_id,
    )
    return registry.documents.add(work.connection, document)


def _index_words(work: UnitOfWork, value: FiledDocument) -> None:
    """Let a document be found by what is said of it."""
    text = "\n".join(part for part in (value.title, value.source, value.file_name) if part)
    search.index_texts(work.connection, search_record(value), {0: text})
    search.keep_said(work.connection, search_record(value))


def search_record(value: FiledDocument) -> SearchRecord:
    """Return whose texts are found in a document."""
    number = value.id or 0
    return SearchRecord(SearchKind.DOCUMENT, number, value.patient_id, value.day, value.filed_by)


def _of_chart(work: UnitOfWork, patient_id: int, number: int) -> FiledDocument:
    value = filed_documents.get(work.connection, number)
    if value.patient_id != patient_id:
        raise NotFound("This document is not in this chart.", "Open the chart again.")
    return value


def _standing(work: UnitOfWork, patient_id: int, number: int) -> FiledDocument:
    value = _of_chart(work, patient_id, number)
    if value.retracted_reason:
        sentence = "This was marked as entered in error. File it anew instead."
        raise Invalid((Problem("retracted_reason", sentence),))
    return value


def _disclosure_of(
    clinic: Clinic, said: Disclosure, value: FiledDocument, now: datetime
) -> Disclosure:
    day = (
        ""
        if value.dated_on is None
        else f" of {value.dated_on:%b} {value.dated_on.day}, {value.dated_on.year}"
    )
    return replace(
        said,
        patient_id=value.patient_id,
        disclosed_at=now,
        disclosed_by=clinic.session.user_name,
        what=f"Document “{value.title}”{day}",
        letter_id=None,
        retracts_id=None,
        id=None,
    )
