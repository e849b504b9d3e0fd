"""Visits and contacts. FHIR: Encounter. So far they only arrive by import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Encounter:
    """One visit or contact; times are aware. `class_code` is FHIR's (AMB, EMER, IMP, VR …)."""

    patient_id: int
    status: str
    class_code: str
    display: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    reported: bool = False
    id: int | None = None
