"""Places of the window that a form outside can lead to, and nobody else's business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where something is filled in that a letter lacks."""

    PERSON = "person"
    """The form of the patient's person and contacts."""
    CONSENTS = "consents"
    """The Consents page of the chart."""
    CLINIC = "clinic"
    """The clinic's letterhead, in the settings."""
    DIRECTORY = "directory"
    """Pharmacies and clinicians."""


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """A place, and whose chart it is about."""

    place: Place
    patient_id: int
