"""Documents of a chart in words: folders with their counts, rows of the list. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.document_file import FileType
from practice_desk.domain.document_topic import Topic, shown_topics, topic_label
from practice_desk.domain.filed_document import FiledDocument, FiledKind, LookState
from practice_desk.domain.text_query import SearchHit
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.wording import write_count, write_moment, write_size

if TYPE_CHECKING:
    from practice_desk.services.document_import import DocumentImport

IMPORT_HEADERS = ("File", "Why it was not filed", "What to do")
KINDS = {
    FiledKind.LETTER: "Letter",
    FiledKind.REPORT: "Report",
    FiledKind.RESULT: "Test result",
    FiledKind.HOSPITAL: "Hospital paper",
    FiledKind.REFERRAL: "Referral",
    FiledKind.CONSENT: "Signed consent",
    FiledKind.FORM: "Form or questionnaire",
    FiledKind.INSURANCE: "Insurance or identity",
    FiledKind.PHOTO: "Photo",
    FiledKind.OTHER: "Other",
}
TYPES = {
    FileType.PDF: "PDF",
    FileType.JPEG: "JPEG",
    FileType.PNG: "PNG",
    FileType.TIFF: "TIFF",
    FileType.HEIC: "HEIC",
    FileType.TEXT: "Text",
}
ALL, TO_REVIEW, IN_ERROR = ":all", ":review", ":error"
"""Keys of folders that are made of others; no topic's key has a colon."""


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder as the list at the left shows it."""

    key: str
    label: str
    count: int

    @property
    def text(self) -> str:
        """The label, with how many documents lie in it."""
        return f"{self.label} ({self.count})" if self.count else self.label


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as the list shows it: three lines. `page` is where a search found it, from 0."""

    document: FiledDocument
    title: str
    facts: str
    third: str
    to_review: bool
    page: int = 0

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        waits = "to be reviewed" if self.to_review else ""
        return ". ".join(part for part in (self.title, self.facts, self.third, waits) if part)


def folder_rows(
    topics: Sequence[Topic], documents: Iterable[FiledDocument]
) -> tuple[FolderRow, ...]:
    """Return the folders of a chart: all, what waits, the topics, and what was entered in error."""
    listed = list(documents)
    standing = [each for each in listed if not each.retracted_reason]
    counts = Counter(each.topic for each in standing)
    waiting = sum(each.waits_for_review for each in standing)
    in_error = len(listed) - len(standing)
    rows = [FolderRow(ALL, "All documents", len(standing))]
    rows.append(FolderRow(TO_REVIEW, "To review", waiting))
    shown = shown_topics(topics, list(counts))
    rows += [FolderRow(each.key, each.label, counts[each.key]) for each in shown]
    if in_error:
        rows.append(FolderRow(IN_ERROR, "Entered in error", in_error))
    return tuple(rows)


def rows_of_folder(
    key: str, documents: Iterable[FiledDocument], topics: Sequence[Topic]
) -> list[DocumentRow]:
    """Return what lies in a folder, in the order of *documents*."""
    with_topic = key in (ALL, TO_REVIEW, IN_ERROR)
    return [document_row(each, topics, with_topic) for each in documents if _lies_in(each, key)]


def rows_of_hits(
    hits: Iterable[SearchHit], documents: Iterable[FiledDocument], topics: Sequence[Topic]
) -> list[DocumentRow]:
    """Return what a search found, each document once, with the words around the best place."""
    by_id = {each.id: each for each in documents if not each.retracted_reason}
    rows: dict[int, DocumentRow] = {}
    for hit in hits:
        value = by_id.get(hit.record_id)
        if value is None or hit.record_id in rows:
            continue
        plain = document_row(value, topics, with_topic=True)
        page = max(0, hit.place - 1)
        on_page = f"Page {hit.place}: {hit.snippet.text}" if hit.place else plain.third
        if hit.place and value.file_type is FileType.TEXT:
            page, on_page = 0, hit.snippet.text  # it has no pages
        rows[hit.record_id] = DocumentRow(
            value, plain.title, plain.facts, on_page, plain.to_review, page
        )
    return list(rows.values())


def document_row(value: FiledDocument, topics: Sequence[Topic], with_topic: bool) -> DocumentRow:
    """Return a document's three lines; *with_topic* where its folder is not plain otherwise."""
    facts = " · ".join((write_date(value.day), KINDS[value.kind]))
    third = [topic_label(topics, value.topic)] if with_topic else []
    third += [value.source] if value.source else []
    if value.retracted_reason:
        third = [f"Entered in error: {value.retracted_reason}"]
    return DocumentRow(value, value.title, facts, " · ".join(third), value.waits_for_review)


def document_facts(value: FiledDocument, topics: Sequence[Topic], people: dict[str, str]) -> str:
    """Return what is said of a document above its pages."""
    filed_by = people.get(value.filed_by, value.filed_by)
    told = [topic_label(topics, value.topic), KINDS[value.kind]]
    told += [f"dated {write_date(value.dated_on)}"] if value.dated_on else ["no date"]
    told += [f"from {value.source}"] if value.source else []
    size = f"{TYPES[value.file_type]}, {write_size(value.size)}"
    if value.pages > 1:
        size = f"{size}, {write_count(value.pages, 'page')}"
    lines = [
        " · ".join(told),
        f"{size} · filed {write_moment(value.filed_at)} by {filed_by}",
        _review_words(value, people),
    ]
    return "\n".join(line for line in lines if line)


def import_sentence(account: DocumentImport, folder: str) -> str:
    """Return what came of filing documents, in one or two sentences."""
    parts = []
    if account.filed:
        count = write_count(len(account.filed), "document was", "documents were")
        parts.append(f"{count} filed in {folder}.")
    if account.here_before:
        parts.append(f"{write_count(len(account.here_before), 'was', 'were')} in the chart before.")
    if account.refused:
        refused = write_count(len(account.refused), "file was", "files were")
        parts.append(f"{refused} not filed.")
    if account.stopped:
        left = write_count(account.not_reached, "file was", "files were")
        parts.append(f"Stopped: {left} not reached.")
    if account.failure is not None:
        left = write_count(account.not_reached, "file was", "files were")
        parts.append(f"{account.failure.sentence} {account.failure.next_step} {left} not reached.")
    return " ".join(parts)


def import_rows(account: DocumentImport) -> list[RecordRow]:
    """Return a row for every file that was not filed, with the reason and what to do."""
    listed = (*account.refused, *account.here_before)
    return [RecordRow((each.name, each.sentence, each.next_step), each) for each in listed]


def why_not_shown(value: FiledDocument) -> str:
    """Return a sentence for a document that was kept although it can't be shown, else nothing."""
    if value.look is LookState.REFUSED:
        return "This file can’t be shown. Save it as a file to look at it elsewhere."
    return ""


def _review_words(value: FiledDocument, people: dict[str, str]) -> str:
    if value.retracted_reason:
        return f"Entered in error: {value.retracted_reason}"
    if value.reviewed_at is None:
        return ""  # which stands below, with the button
    by = people.get(value.reviewed_by, value.reviewed_by)
    return f"Reviewed {write_moment(value.reviewed_at)} by {by}"


def _lies_in(value: FiledDocument, key: str) -> bool:
    if key == IN_ERROR or value.retracted_reason:
        return key == IN_ERROR and bool(value.retracted_reason)
    if key == TO_REVIEW:
        return value.waits_for_review
    return key in (ALL, value.topic)
