"""How the clinic's letters look: read with the letterhead by every letter, set in the settings."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.letter_look import MOST_BYTES, LetterLook
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "letter look"


def letter_look(clinic: Clinic) -> LetterLook:
    """Return the clinic's logo and sheet."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        return read_look(work)


def logo_of(picture: bytes) -> bytes:
    """Return a PNG or JPEG file as it would stand in the letterhead. Raises Invalid."""
    from practice_desk.letters.logo import prepared_logo  # imports the big ReportLab

    return prepared_logo(picture)


def chosen_logo(path: Path) -> bytes:
    """Return the logo that a file gives. Raises Invalid where it cannot be read or used."""
    try:
        with path.open("rb") as file:
            picture = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid((Problem("logo", "The file cannot be read. Choose another one."),)) from error
    return logo_of(picture)


def save_letter_look(clinic: Clinic, look: LetterLook) -> Changes:
    """Keep logo and sheet for all letters from now on. Raises Invalid or StaleRecord.

    A logo that `logo_of` did not make is made anew.
    """
    with clinic.writing(Operation.EDIT_CLINIC) as work:
        kept = look.logo in (b"", read_look(work).logo)  # a thin one, made again, may be too small
        logo = look.logo if kept else logo_of(look.logo)
        plain = {"logo": b64encode(logo).decode("ascii"), "a4": look.a4}
        registry.put_setting(work.connection, _SETTING, plain, look.version or 0)
        work.detail = "look of letters"
    return Changes.of(None, "clinic")


def read_look(work: UnitOfWork) -> LetterLook:
    """Return the look inside a running unit of work."""
    plain, version = registry.setting(work.connection, _SETTING)
    if plain is None:
        return LetterLook(version=version)
    return LetterLook(b64decode(plain["logo"]), plain["a4"], version)
