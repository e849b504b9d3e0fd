"""Adding a measure of the clinic's own from a file."""

from __future__ import annotations

from pathlib import Path

from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.knowledge import EntryKind
from practice_desk.knowledge.own_instruments import read_own_instrument
from practice_desk.services.clinic import Clinic
from practice_desk.services.knowledge_entries import EntrySaved, Said, write_own_entry

LONGEST = 200_000
"""Bytes of such a file at most."""
_NEXT = "Correct the file and choose it again."


def read_measure_file(path: Path) -> str:
    """Return the text of a file with a measure. Raises UnreadableInput."""
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise UnreadableInput("This file is too large for a measure.", _NEXT)
        return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput("This file can't be read as text.", _NEXT) from error


def add_measure(clinic: Clinic, text: str, source: str) -> EntrySaved:
    """Add the measure in *text*, of the pack's schema, as the clinic's own.

    Raises UnreadableInput that names what is wrong, and Invalid.
    """
    try:
        body = read_own_instrument(text)
    except ValueError as error:
        raise UnreadableInput(f"The measure can't be added. {error}", _NEXT) from error
    return write_own_entry(clinic, EntryKind.INSTRUMENT, body, Said(source))
