"""When the clinic's key was changed last, and who has left since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "key change"


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """`changed_at` is aware, and None while the clinic has its first key.

    `left_since` are the display names of the people removed since then: what they copied before
    still opens the clinic. `is_older`: a restored backup has brought back a key that the clinic had
    before. `earlier` counts the generations kept from restores.
    """

    changed_at: datetime | None = None
    changed_by: str = ""
    left_since: tuple[str, ...] = ()
    is_older: bool = False
    earlier: int = 0


def key_status(clinic: Clinic) -> KeyStatus:
    """Return when the key was changed and why it should be again. Raises NotPermitted."""
    with clinic.reading(Operation.CHANGE_KEY) as work:
        status, _ = _stored(work)
    return replace(status, earlier=len(clinic.folder.others()))


def note_departure(work: UnitOfWork, display_name: str) -> None:
    """Remember that a person was removed, in the transaction that removes them."""
    status, version = _stored(work)
    if display_name not in status.left_since:
        _store(work, replace(status, left_since=(*status.left_since, display_name)), version)


def note_return(work: UnitOfWork, display_name: str) -> None:
    """Forget that a person was removed, in the transaction that lets them in again."""
    status, version = _stored(work)
    if display_name in status.left_since:
        left = tuple(name for name in status.left_since if name != display_name)
        _store(work, replace(status, left_since=left), version)


def note_older_key(work: UnitOfWork) -> None:
    """Remember that restoring brought back a key from before the key was changed."""
    status, version = _stored(work)
    _store(work, replace(status, is_older=True), version)


def note_change(work: UnitOfWork, at: datetime, user_name: str) -> None:
    """Remember that the key was changed: whoever left before is shut out."""
    _store(work, KeyStatus(at, user_name), _stored(work)[1])


def _stored(work: UnitOfWork) -> tuple[KeyStatus, int]:
    plain, version = registry.setting(work.connection, _SETTING)
    if plain is None:
        return KeyStatus(), version
    at = plain["at"]
    changed_at = datetime.fromisoformat(at) if at else None
    is_older = bool(plain.get("older"))
    return KeyStatus(changed_at, plain["by"], tuple(plain["left"]), is_older), version


def _store(work: UnitOfWork, status: KeyStatus, version: int) -> None:
    at = status.changed_at
    plain = {
        "at": at.isoformat(timespec="seconds") if at else None,
        "by": status.changed_by,
        "left": list(status.left_since),
        "older": status.is_older,
    }
    registry.put_setting(work.connection, _SETTING, plain, version)
