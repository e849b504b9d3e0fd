"""Files kept in the chart, by content. FHIR: DocumentReference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DocumentKind(StrEnum):
    """Why the file is kept."""

    LETTER = "letter"
    IMPORT = "import"
    KNOWLEDGE_PACK = "knowledge_pack"
    FILED = "filed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Document:
    """One file kept encrypted in the clinic. `sha256` is of the plain bytes; size in bytes.

    `sealed_name` is the file's name in the document store, made with a key, so that names tell
    nothing about contents.
    """

    kind: DocumentKind
    title: str
    media_type: str
    sha256: str
    size: int
    sealed_name: str
    created_at: datetime
    created_by: str
    patient_id: int | None = None
    id: int | None = None
