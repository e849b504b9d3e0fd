"""Clinics whose files were put back or changed behind the program's back."""

from __future__ import annotations

import shutil
from pathlib import Path

from practice_desk.services import charts, start_up
from practice_desk.services.clinic import Clinic
from practice_desk.storage.engine import connect
from practice_desk.storage.layout import ClinicFolder
from tests.factories import MadeClinic, a_patient

LATER = 5
"""Charts opened after the older state was copied."""

DATABASE = "generations/000001/clinic.db"
ANCHOR = "generations/000001/audit.head"
SLOTS = "keyslots.json"


def reopened(made: MadeClinic) -> Clinic:
    """Open the closed clinic again."""
    return start_up.open_clinic(made.root, made.user, made.passphrase)


def grow(made: MadeClinic, folder: Path) -> Path:
    """Open charts after copying the whole clinic to *folder*; return the copy, leave all closed."""
    patient = a_patient(made.clinic)
    made.clinic.close()
    older = folder / "older"
    shutil.copytree(made.root, older)
    clinic = reopened(made)
    for _ in range(LATER):
        charts.open_chart(clinic, patient)
    clinic.close()
    return older


def put_back(made: MadeClinic, older: Path, *names: str) -> None:
    """Put files of the older copy in the place of the newer ones; the database, unless named."""
    for name in names or (DATABASE,):
        shutil.copy(older / name, made.root / name)


def tamper(made: MadeClinic, *statements: str) -> None:
    """Change the closed database as somebody who has the key and drops the triggers."""
    connection = connect(ClinicFolder(made.root).live().database, made.clinic.store.database_key)
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()
