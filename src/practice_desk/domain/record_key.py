"""How one record points at another that a click can open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The record that something comes from: its noun and its id, and its page from 1 if known."""

    noun: str
    id: int
    page: int = 0
