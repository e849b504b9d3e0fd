"""Unlocking the clinic that a command works on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from practice_desk.app.commands.console import UsageError, ask_secret, complain
from practice_desk.app.paths import last_clinic
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import (
    clinic_users,
    open_clinic,
    open_with_recovery_code,
    workstation_secret_for,
)


def chosen_folder(options: Namespace) -> Path:
    """Return the clinic folder asked for, else the one opened last. Raises UsageError."""
    folder: Path | None = options.clinic or last_clinic()
    if folder is None:
        raise UsageError("Say which clinic: --clinic DIR.")
    return folder


def chosen_user(options: Namespace, folder: Path) -> str:
    """Return the user asked for, else the clinic's only one. Raises UsageError."""
    users = clinic_users(folder)  # also says so when there is no clinic
    if options.user:
        return str(options.user)
    if len(users) == 1:
        return users[0]
    raise UsageError("Say whose passphrase: --user NAME.")


def unlock(options: Namespace, *, beside: bool = False) -> Clinic:
    """Open the chosen clinic; with *beside* also while a window has it open.

    What is wrong with its audit trail is said on standard error. Raises UsageError and what
    `services.start_up.open_clinic` raises.
    """
    clinic = _unlocked(options, beside=beside)
    for doubt in clinic.doubts:
        complain(f"{doubt.sentence} {doubt.next_step}")
    return clinic


def _unlocked(options: Namespace, *, beside: bool) -> Clinic:
    folder = chosen_folder(options)
    user = chosen_user(options, folder)
    if options.recovery_code_stdin:
        code = ask_secret(options, "Recovery code")
        return open_with_recovery_code(folder, user, code, beside=beside)
    secret = ask_secret(options, f"Passphrase of {user}")
    bound = workstation_secret_for(folder, user)
    return open_clinic(folder, user, secret, workstation_secret=bound, beside=beside)
