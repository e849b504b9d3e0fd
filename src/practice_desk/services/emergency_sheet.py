"""The emergency sheet of a new recovery code, made in memory and never kept by the application."""

from __future__ import annotations

from datetime import datetime

from practice_desk.letters.emergency_sheet import EmergencySheet, render_emergency_sheet


def emergency_sheet(clinic_name: str, user: str, recovery_code: str, made_at: datetime) -> bytes:
    """Return the sheet as a PDF of one page. *made_at* is aware.

    Raises LetterRefused for a clinic name that cannot be printed.
    """
    sheet = EmergencySheet(
        clinic_name, user, tuple(recovery_code.split("-")), made_at.astimezone().date()
    )
    return render_emergency_sheet(sheet, made_at=made_at).pdf
