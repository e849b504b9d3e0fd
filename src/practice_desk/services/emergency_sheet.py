"""The sheets of new recovery codes, made in memory and never kept by the application."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.letters.emergency_sheet import EmergencySheet, SheetKind, render_emergency_sheet


def emergency_sheet(
    clinic_name: str,
    user: str,
    recovery_code: str,
    made_at: datetime,
    *,
    of_notes: bool = False,
) -> bytes:
    """Return the sheet as a PDF of one page. *made_at* is aware.

    With *of_notes* the code is an author's own, of psychotherapy notes. Raises LetterRefused
    for a clinic name that cannot be printed.
    """
    kind = SheetKind.OWN_NOTES if of_notes else SheetKind.CLINIC
    day, groups = made_at.astimezone().date(), tuple(recovery_code.split("-"))
    sheet = EmergencySheet(clinic_name, user, groups, day, kind)
    return render_emergency_sheet(sheet, made_at=made_at).pdf


def save_sheet(pdf: bytes, path: Path) -> str:
    """Write the sheet to *path* and return the file's name. Raises what writing raises."""
    write_atomically(path, pdf)
    return path.name
