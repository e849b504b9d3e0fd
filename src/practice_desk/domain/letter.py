"""Letters that left or will leave the clinic. FHIR: Communication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LetterDelivery(StrEnum):
    """How the page left the application."""

    PRINTED = "printed"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter with the exact bytes that were sent, kept as a document.

    `code` is the short number printed on the page; `recipient` the name and address as printed.
    `waits` is whether somebody still waits for something, as its entries say (`letter_case`).
    """

    patient_id: int
    kind: str
    code: str
    title: str
    recipient: str
    made_at: datetime
    made_by: str
    document_id: int
    sha256: str
    pages: int
    delivery: LetterDelivery
    recipient_organization_id: int | None = None
    event_ids: tuple[int, ...] = ()
    waits: bool = False
    id: int | None = None
