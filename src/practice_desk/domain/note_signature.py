"""Signatures under notes: who signed which text, with which credentials, when and meaning what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from practice_desk.domain.note import Note

_VERSION = 1
"""Of `signed_text`: a signature stays verifiable when a later version adds to it."""


class Meaning(StrEnum):
    """What somebody says with their signature."""

    AUTHOR = "author"
    COSIGNER = "cosigner"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature under one note; only added to. FHIR: Provenance.signature.

    `name` and `credentials` are those of `signed_by` (a user name) at that time. `sha256` is of
    `signed_text`, in hexadecimal digits; empty under notes from before the clinic kept it.
    """

    patient_id: int
    note_id: int
    signed_by: str
    signed_at: datetime
    meaning: Meaning
    name: str = ""
    credentials: str = ""
    sha256: str = ""
    id: int | None = None

    @property
    def signer(self) -> str:
        """Name and credentials as they are shown."""
        name = self.name or self.signed_by
        return f"{name}, {self.credentials}" if self.credentials else name

    def holds(self, note: Note) -> bool | None:
        """Return whether *note* still reads as it was signed, None where no hash was kept."""
        return None if not self.sha256 else digest(note) == self.sha256


LENGTHS = {"signed_by": 64, "name": 250, "credentials": 80, "sha256": 64}


def digest(note: Note) -> str:
    """Return the SHA-256 of all that a signature locks, in hexadecimal digits."""
    return hashlib.sha256(signed_text(note)).hexdigest()


def signed_text(note: Note) -> bytes:
    """Return what a signature locks: everything of *note* but its chart, state and numbers.

    The chart is left out because two charts of one person may be joined.
    """
    content = {
        "version": _VERSION,
        "kind": note.kind.value,
        "format": note.format.value,
        "seen_on": note.seen_on.isoformat(),
        "author": note.author,
        "begun_at": _moment(note.begun_at),
        "started_at": _moment(note.started_at),
        "ended_at": _moment(note.ended_at),
        "therapy_minutes": note.therapy_minutes,
        "modality": None if note.modality is None else note.modality.value,
        "participants": note.participants,
        "group_size": note.group_size,
        "codes": list(note.codes),
        "addendum_to": note.addendum_to_id,
        "amends": note.amends_id,
        "amendment_reason": note.amendment_reason,
        "sections": [
            [
                section.key,
                section.title,
                section.approach,
                [
                    [
                        part.text,
                        part.origin.value,
                        part.source,
                        None if part.of is None else part.of.isoformat(),
                        part.edited,
                    ]
                    for part in section.parts
                ],
            ]
            for section in note.sections
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat()
