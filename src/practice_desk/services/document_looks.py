"""Looking into documents: their pages, a small picture, the text in them."""

from __future__ import annotations

import contextlib
import zlib
from dataclasses import replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.document_file import (
    MAX_PAGES,
    FileType,
    Pixels,
    Refusal,
    Seen,
    ViewerLost,
    decode_text,
)
from practice_desk.domain.errors import Cancelled, UnreadableInput
from practice_desk.domain.filed_document import DocumentLook, FiledDocument, LookState
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.search_entry import MAX_TEXT
from practice_desk.exchange.looking import Looker
from practice_desk.services.clinic import Clinic
from practice_desk.services.documents import NOUN, content_in, search_record
from practice_desk.storage import search
from practice_desk.storage.filed_document import document_looks, filed_documents
from practice_desk.storage.unit_of_work import UnitOfWork

PICTURE_WIDTH, PICTURE_HEIGHT = 120, 156
"""Dots of a small picture at most: a page of letter paper at twice the size it is shown in."""

MOST_TEXT = 2_000_000
"""Characters of one document that can be found."""


def examine(content: bytes, file_type: FileType, looker: Looker) -> Seen:
    """Return what another process sees in *content*. Raises UnreadableInput, and Cancelled."""
    if file_type is FileType.TEXT:
        return _seen_text(content)
    pages = looker.open(content, file_type)
    picture = looker.page(0, PICTURE_WIDTH, PICTURE_HEIGHT)
    texts: list[str] = []
    left = MOST_TEXT if file_type is FileType.PDF else 0
    for number in range(pages):
        if left <= 0:
            break
        texts.append(_text_of(looker, number)[:left])
        left -= len(texts[-1])
    return Seen(pages, picture.width, picture.height, picture.data, tuple(texts))


def look_into_waiting(
    clinic: Clinic, patient_id: int, progress: Progress = no_progress, looker: Looker | None = None
) -> Changes:
    """Look into what was filed in a chart without a look, such as a consent that was scanned.

    Each document is one transaction; stopping leaves the others for the next time. Raises
    NotPermitted, and what writing raises.
    """
    with clinic.reading(Operation.FILE_DOCUMENT, patient_id) as work:
        waiting = filed_documents.waiting_for_a_look(work.connection, patient_id)
    changes = Changes()
    own = looker or Looker(lambda: progress(0, 0, ""))
    try:
        with own:
            for count, value in enumerate(waiting):
                progress(count, len(waiting), "Looking into documents")
                with contextlib.suppress(ViewerLost):  # tried again another time
                    seen = _looked_at(clinic, value, own)
                    changes |= keep_look(clinic, patient_id, value.id or 0, seen)
    except Cancelled:
        return changes
    return changes


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
        packed = zlib.compress(seen.pixels)
        look = DocumentLook(value.patient_id, number, seen.width, seen.height, packed)
        document_looks.replace(work.connection, look)
    texts = dict(enumerate(seen.texts[:MAX_PAGES], start=1))
    search.index_texts(work.connection, search_record(value), texts)


def unpacked(width: int, height: int, packed: bytes) -> Pixels | None:
    """Return a small picture that was kept, or None where it is none. It never grows beyond it."""
    wanted = 3 * width * height
    try:
        data = zlib.decompressobj().decompress(packed, wanted)
    except zlib.error:
        return None
    return Pixels(width, height, data) if len(data) == wanted else None


def _seen_text(content: bytes) -> Seen:
    text = decode_text(content)
    if text is None:
        raise Refusal.DAMAGED.error
    pieces = [text[at : at + MAX_TEXT] for at in range(0, min(len(text), MOST_TEXT), MAX_TEXT)]
    return Seen(1, 0, 0, b"", tuple(pieces))


def _text_of(looker: Looker, number: int) -> str:
    """Return the text on a page; a page that can't be read is one without, the first was drawn."""
    try:
        return looker.text(number)
    except UnreadableInput:
        return ""


def _looked_at(clinic: Clinic, value: FiledDocument, looker: Looker) -> Seen | None:
    with clinic.reading(Operation.FILE_DOCUMENT, value.patient_id) as work:
        content = content_in(work, value.patient_id, value.id or 0)
    try:
        return examine(content.data, value.file_type, looker)
    except ViewerLost:
        raise
    except UnreadableInput:
        return None


def _is_sound(seen: Seen) -> bool:
    """Whether the other process told what it was asked for: its word alone is not enough."""
    within = 0 <= seen.width <= PICTURE_WIDTH and 0 <= seen.height <= PICTURE_HEIGHT
    return within and seen.pages >= 0 and len(seen.pixels) == 3 * seen.width * seen.height
