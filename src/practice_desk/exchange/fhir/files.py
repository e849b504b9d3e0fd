"""What files with FHIR resources are called."""

from __future__ import annotations

SUFFIXES = (".json", ".ndjson", ".jsonl")
"""The names that files with FHIR resources end in."""


def is_by_lines(file_name: str) -> bool:
    """Return True when a file of that name holds one resource per line."""
    return file_name.casefold().endswith((".ndjson", ".jsonl"))
