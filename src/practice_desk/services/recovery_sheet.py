"""What the clinic remembers of its emergency sheet; never the code."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from practice_desk.domain.recovery import RecoverySheet
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "recovery sheet"


def read(work: UnitOfWork) -> RecoverySheet:
    """Return what is known, nothing for a clinic made before this was kept."""
    plain, _ = registry.setting(work.connection, _SETTING)
    if not plain:
        return RecoverySheet()
    return RecoverySheet(_moment(plain["made_at"]), _moment(plain["tested_at"]), plain["tested_by"])


def note_made(work: UnitOfWork, at: datetime) -> RecoverySheet:
    """Note a new code, which nobody has tried yet."""
    return _put(work, RecoverySheet(made_at=at))


def note_tested(work: UnitOfWork, at: datetime, by: str) -> RecoverySheet:
    """Note that *by* typed the code and it was right."""
    return _put(work, replace(read(work), tested_at=at, tested_by=by))


def _put(work: UnitOfWork, sheet: RecoverySheet) -> RecoverySheet:
    _, version = registry.setting(work.connection, _SETTING)
    plain = {
        "made_at": _plain(sheet.made_at),
        "tested_at": _plain(sheet.tested_at),
        "tested_by": sheet.tested_by,
    }
    registry.put_setting(work.connection, _SETTING, plain, version)
    return read(work)


def _plain(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
