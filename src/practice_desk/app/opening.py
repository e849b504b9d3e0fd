"""The slow half of starting: run on the worker, imports included."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.app.key_room import KeyRoom
from practice_desk.domain.errors import ExpectedError, OneTimePassphrase
from practice_desk.domain.progress import Progress, no_progress

if TYPE_CHECKING:
    from practice_desk.credentials.kdf import KdfProfile
    from practice_desk.domain.lock_cause import LockCause
    from practice_desk.gui.models.new_clinic import NewClinicFields
    from practice_desk.services.clinic import Clinic


@dataclass(frozen=True, slots=True)
class Opened:
    """An open clinic, its name and its folder. `recovery_code` is set only for a new clinic."""

    clinic: Clinic
    name: str
    folder: Path
    recovery_code: str = field(default="", repr=False)


def warm_up() -> None:
    """Import what unlocking and the main window need, while the person types the passphrase."""
    import practice_desk.app.lock
    import practice_desk.app.session
    import practice_desk.app.watch
    import practice_desk.gui.main_window
    import practice_desk.services.start_up  # noqa: F401


@dataclass(frozen=True, slots=True)
class Key:
    """What somebody typed to come in; `own` replaces a passphrase given for the first unlock."""

    user: str
    secret: str = field(repr=False)
    is_recovery: bool = False
    own: str = field(default="", repr=False)


_HERE = KeyRoom(apart=False)


def unlock(
    folder: Path, key: Key, room: KeyRoom = _HERE, progress: Progress = no_progress
) -> Opened:
    """Open the clinic. Raises OneTimePassphrase and what `services.start_up.open_clinic` raises."""
    from practice_desk.services import start_up

    keys = room.opener
    if key.is_recovery:
        clinic = start_up.open_with_recovery_code(
            folder, key.user, key.secret, keys=keys, progress=progress
        )
    else:
        bound = start_up.workstation_secret_for(folder, key.user)
        clinic = start_up.open_clinic(
            folder, key.user, key.secret, workstation_secret=bound, keys=keys, progress=progress
        )
    try:
        _make_passphrase_own(clinic, key)
    except BaseException:
        clinic.close()
        raise
    return opened(clinic, folder)


def let_in(held: Clinic, folder: Path, key: Key, room: KeyRoom = _HERE) -> Opened:
    """Let somebody into the clinic that is still open as *held*.

    Raises OneTimePassphrase and what `services.start_up.let_in` raises.
    """
    from practice_desk.services import start_up

    keys = room.opener
    if key.is_recovery:
        clinic = start_up.let_in_with_recovery_code(held, key.user, key.secret, keys=keys)
    else:
        bound = start_up.workstation_secret_for(folder, key.user)
        clinic = start_up.let_in(held, key.user, key.secret, workstation_secret=bound, keys=keys)
    _make_passphrase_own(clinic, key)
    return opened(clinic, folder)


def _make_passphrase_own(clinic: Clinic, key: Key) -> None:
    """Replace a passphrase that was given for the first unlock. Raises OneTimePassphrase."""
    if not clinic.session.must_change_passphrase:
        return
    if not key.own:
        raise OneTimePassphrase
    from practice_desk.services import accounts

    change = accounts.reset_passphrase if key.is_recovery else accounts.change_passphrase
    change(clinic, key.secret, key.own)


def lock(clinic: Clinic, cause: LockCause) -> None:
    """Record that the windows were locked. A full or missing disk must not keep them open."""
    from practice_desk.services.locking import record_lock

    with contextlib.suppress(ExpectedError):
        record_lock(clinic, cause)


def create(folder: Path, fields: NewClinicFields, profile: KdfProfile | None) -> Opened:
    """Create a clinic; *profile* None is today's standard. Raises as `create_clinic` does."""
    from practice_desk.credentials.kdf import STANDARD
    from practice_desk.services.start_up import create_clinic

    made = create_clinic(folder, fields.request(), profile=profile or STANDARD)
    return Opened(made.clinic, fields.clinic.name, folder, made.recovery_code.text)


def opened(clinic: Clinic, folder: Path) -> Opened:
    """Return the open *clinic* with the name on its letterhead."""
    from practice_desk.services.directory import clinic_profile

    return Opened(clinic, clinic_profile(clinic).name, folder)


def waits(folder: Path) -> dict[str, int]:
    """Return the seconds that users must wait after wrong passphrases. Raises as `users` does."""
    from practice_desk.services import attempts

    return attempts.waits(folder)


def users(folder: Path) -> tuple[str, ...]:
    """Return who may unlock the clinic in *folder*. Raises ClinicMissing and the like."""
    from practice_desk.services.start_up import clinic_users

    return clinic_users(folder)


def confirm_sheet(made: Opened) -> None:
    """Note that a line of the new code was typed back from its sheet. Raises as writing does."""
    from practice_desk.services import recovery

    recovery.confirm_sheet(made.clinic)


def sheet(made: Opened) -> bytes:
    """Return the emergency sheet of a new clinic as a PDF."""
    from datetime import UTC, datetime

    from practice_desk.services.emergency_sheet import emergency_sheet

    user = made.clinic.session.user_name
    return emergency_sheet(made.name, user, made.recovery_code, datetime.now(UTC))


def demo_folder() -> Path:
    """Return the demo clinic's folder, made when needed."""
    from practice_desk.app.demo.clinic import ensure_demo_clinic

    return ensure_demo_clinic()
