"""The records of another clinic that the tour imports."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from practice_desk.assets import asset_path

BUNDLE_PATIENTS = 3
BUNDLE_KEPT_ASIDE = 2
"""One broken observation and one claim."""


def demo_bundle() -> AbstractContextManager[Path]:
    """Return a context manager for the path of a FHIR R4 bundle of three fictional patients."""
    return asset_path("resources", "demo", "transferred_patients.json")
