"""The files of purged charts: named in the purge's transaction, removed after it.

A kill between the two leaves none for good: opening the clinic removes what is named.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from practice_desk.storage import registry
from practice_desk.storage.store import Store

_SETTING = "purged files"


def name(connection: Connection, sealed_names: Iterable[str]) -> None:
    """Note which files are to go."""
    names, version = registry.setting(connection, _SETTING)
    left_over = sorted({*(names or ()), *sealed_names})
    registry.put_setting(connection, _SETTING, left_over, version)


def remove(store: Store) -> None:
    """Remove the files that are named, and the note. Raises what writing raises."""
    with store.read() as work:
        names, version = registry.setting(work.connection, _SETTING)
    if not names:
        return
    for sealed_name in names:
        store.documents.remove(sealed_name)
    with store.write() as work:
        registry.put_setting(work.connection, _SETTING, [], version)
        work.commit()
