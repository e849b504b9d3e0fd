"""Showing the pages of a document: another process draws them, and only pixels come back."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.document_file import FileType, Pixels, Refusal, decode_text
from practice_desk.domain.filed_document import FiledDocument
from practice_desk.exchange.looking import Looker
from practice_desk.services.documents import Content

SHOWN_TEXT = 300_000
"""Characters of a plain text that are shown."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document that is shown; `text` where it is plain text, which has no pages."""

    document: FiledDocument
    pages: int
    text: str | None = None


class DocumentViewer:
    """Shows one document at a time; its process runs from the first page until `close`.

    Used from one thread; `close` may be called from any.
    """

    def __init__(self, looker: Looker | None = None) -> None:
        self._looker = looker or Looker()

    def open(self, content: Content) -> OpenDocument:
        """Show *content* from now on. Raises UnreadableInput."""
        value = content.document
        if value.file_type is FileType.TEXT:
            text = decode_text(content.data)
            if text is None:
                raise Refusal.DAMAGED.error
            return OpenDocument(value, 0, text[:SHOWN_TEXT])
        return OpenDocument(value, self._looker.open(content.data, value.file_type))

    def page(self, number: int, width: int, height: int) -> Pixels:
        """Return page *number*, from 0, within so many dots. Raises UnreadableInput."""
        return self._looker.page(number, width, height)

    def close(self) -> None:
        """End the process, if it runs. Repeating it is harmless."""
        self._looker.close()
