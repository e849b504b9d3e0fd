"""Looking into documents that were filed: their pages, a small picture, the text in them."""

from __future__ import annotations

import zlib
from dataclasses import replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.document_file import MAX_PAGES, Seen
from practice_desk.domain.filed_document import DocumentLook, FiledDocument, LookState
from practice_desk.domain.permission import Operation
from practice_desk.domain.search_entry import SearchKind
from practice_desk.services.clinic import Clinic
from practice_desk.services.documents import NOUN
from practice_desk.storage import search
from practice_desk.storage.filed_document import document_looks, filed_documents
from practice_desk.storage.unit_of_work import UnitOfWork

MAX_PICTURE = 240
"""Dots of a small picture at most, in each direction."""


def keep_look(clinic: Clinic, patient_id: int, number: int, seen: Seen | None) -> Changes:
    """Keep what was seen in a document, None where it can't be shown. A form on it stays fresh.

    Nothing happens where the document was entered in error or is in another chart by now. Raises
    NotFound.
    """
    with clinic.writing(Operation.FILE_DOCUMENT, patient_id, kind=AuditKind.CHECK) as work:
        value = filed_documents.get(work.connection, number)
        if value.patient_id == patient_id and not value.retracted_reason:
            keep_look_in(work, value, seen)
        work.detail = f"{NOUN} {number}"
    return Changes.of(patient_id, NOUN)


def keep_look_in(work: UnitOfWork, value: FiledDocument, seen: Seen | None) -> None:
    """Keep what was seen in a document, inside a running transaction."""
    number = value.id or 0
    if seen is None or not _is_sound(seen):
        filed_documents.note_look(work.connection, replace(value, look=LookState.REFUSED))
        return
    pages = min(seen.pages, MAX_PAGES)
    filed_documents.note_look(work.connection, replace(value, look=LookState.SEEN, pages=pages))
    if seen.width:
        document_looks.replace(
            work.connection,
            DocumentLook(
                value.patient_id, number, seen.width, seen.height, zlib.compress(seen.pixels)
            ),
        )
    texts = dict(enumerate(seen.texts[:MAX_PAGES], start=1))
    search.index_texts(work.connection, SearchKind.DOCUMENT, number, value.patient_id, texts)


def _is_sound(seen: Seen) -> bool:
    """Whether the other process told what it was asked for: its word alone is not enough."""
    within = 0 <= seen.width <= MAX_PICTURE and 0 <= seen.height <= MAX_PICTURE
    return within and seen.pages >= 0 and len(seen.pixels) == 3 * seen.width * seen.height
