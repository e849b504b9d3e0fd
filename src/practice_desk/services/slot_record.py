"""The number of the newest key slots file, kept in the database too.

The file is written first, so its number may run ahead of the one noted here, never fall behind:
where it does, an older copy was put back, with the passphrases and the people of its day.
"""

from __future__ import annotations

from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "key slots"


def noted(work: UnitOfWork) -> int:
    """Return the highest number that the database knows of, 0 before the first."""
    plain, _ = registry.setting(work.connection, _SETTING)
    return int(plain["seq"]) if plain else 0


def note(work: UnitOfWork, seq: int) -> None:
    """Keep *seq* if it is higher than the one noted."""
    plain, version = registry.setting(work.connection, _SETTING)
    if plain is None or seq > int(plain["seq"]):
        registry.put_setting(work.connection, _SETTING, {"seq": seq}, version)
