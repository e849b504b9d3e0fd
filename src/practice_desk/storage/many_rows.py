"""Reading very many rows: a part at a time, and the clinic's days of their moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select

AT_ONCE = 5000
Tick = Callable[[], None]
"""Called after every so many rows. Raises what ends the work, such as Cancelled."""


def no_tick() -> None:
    """Go on: for callers that never end early."""


def many_rows(
    connection: Connection, query: Select[*tuple[Any, ...]], tick: Tick = no_tick
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield the rows of *query*, fetched `AT_ONCE`: one by one takes twice as long."""
    result = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    for part in result.partitions():
        tick()
        yield from part


def local_days() -> Callable[[datetime], date]:
    """Return what gives the clinic's day of a moment in UTC (naive), each quarter hour once.

    Every zone of the world begins its days on a quarter hour.
    """
    known: dict[tuple[date, int, int], date] = {}

    def day_of(moment: datetime) -> date:
        key = moment.date(), moment.hour, moment.minute // 15
        found = known.get(key)
        if found is None:
            found = known[key] = moment.replace(tzinfo=UTC).astimezone().date()
        return found

    return day_of
