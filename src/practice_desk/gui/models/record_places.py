"""On which page of the chart a record is, and which record a row of a table stands for."""

from __future__ import annotations

from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.note import Note
from practice_desk.domain.observation import Observation
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.timeline import RecordKey

PAGES = {
    "medication": ("Plan",),
    "observation": ("Measures", "Health", "Monitoring"),
    "adverse_event": ("Side effects", "Health"),
    "note": ("Notes",),
    "chart_event": ("History",),
}
"""The titles of pages that may show a record, in the order in which they are looked at."""
_Record = Observation | SideEffectCase | Note | ChartEvent
_TYPES: dict[str, type[_Record]] = {
    "observation": Observation,
    "adverse_event": SideEffectCase,
    "note": Note,
    "chart_event": ChartEvent,
}


def stands_for(record: object, key: RecordKey) -> bool:
    """Return whether a row's *record*, or one of a visit's, is the one that *key* names."""
    records = record if isinstance(record, tuple) else (record,)
    wanted = _TYPES.get(key.noun)
    return wanted is not None and any(
        isinstance(each, wanted) and each.id == key.id for each in records
    )
