"""What was reconciled, in words: the lists as told and what somebody decided of each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from practice_desk.domain.reconciliation import (
    ListSource,
    MedicationsListed,
    ReconciliationEntry,
    Resolution,
    Resolved,
)

_LISTS = {
    ListSource.PHARMACY: "the pharmacy's list was written down",
    ListSource.PATIENT: "what the patient takes was written down",
}
_DECIDED = {
    Resolved.CONTINUE: "goes on",
    Resolved.CHANGE: "changed",
    Resolved.EXTERNAL: "taken, prescribed elsewhere",
    Resolved.STOP: "stopped",
}


def reconciled_words(
    entries: Iterable[ReconciliationEntry], names: Mapping[int, str]
) -> dict[date, tuple[str, ...]]:
    """Return what was reconciled on each day it was recorded, as parts of a sentence.

    *names* are those of the plan's medications by their id. Of a line that was decided again on the
    same day only the last decision is told. Pure: nothing is read.
    """
    known = list(entries)
    lines = {
        (each.id, place): line.name or line.told
        for each in known
        if isinstance(each.details, MedicationsListed)
        for place, line in enumerate(each.details.lines)
    }
    days: dict[date, dict[str, str]] = {}
    for each in known:
        said = days.setdefault(each.recorded_at.astimezone().date(), {})
        match each.details:
            case MedicationsListed(source=source, lines=told):
                count = "1 line" if len(told) == 1 else f"{len(told)} lines"
                said[source] = f"{_LISTS[source]} ({count})"
            case Resolution(resolved=resolved, items=items, listed=listed):
                called = [names[number] for number, _ in items if number in names]
                called += [lines[place] for place in listed if place in lines]
                if called:
                    said[called[0]] = f"{called[0]} {_DECIDED[resolved]}"
    return {day: tuple(said.values()) for day, said in days.items() if said}
