"""What became of one resource of another system, so that a second import adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ImportedResource:
    """One version of one resource. Without `record_id` it was kept aside, and `reason` says why.

    `fingerprint` tells versions of the same resource apart; `document_id` is the kept original.
    """

    resource_type: str
    resource_id: str
    fingerprint: str
    document_id: int
    imported_at: datetime
    patient_id: int | None = None
    record_id: int | None = None
    reason: str = ""
    id: int | None = None

    @property
    def is_filed(self) -> bool:
        """Whether it became a record."""
        return self.record_id is not None
