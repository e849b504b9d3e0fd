"""Life events, hospital stays, milestones and homework as the History page writes them."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.gui.models.chart_facts import RecordRow

HEADERS = ("Kind", "What happened", "When", "Note")
KINDS = {
    ChartEventKind.LIFE_EVENT: "Life event",
    ChartEventKind.HOSPITAL_STAY: "Hospital stay",
    ChartEventKind.MILESTONE: "Milestone of therapy",
    ChartEventKind.HOMEWORK: "Homework",
}


def event_rows(events: Iterable[ChartEvent]) -> list[RecordRow]:
    """Return a row for each event, the newest first."""
    ordered = sorted(events, key=lambda each: (each.began_on, each.id or 0), reverse=True)
    return [
        RecordRow(
            (KINDS[each.kind], each.words, days_of(each), each.note), each, each.retracted_reason
        )
        for each in ordered
    ]


def days_of(event: ChartEvent) -> str:
    """Return when it was: one day, or from when until when."""
    begun = write_date(event.began_on)
    if event.goes_on:
        return f"since {begun}"
    if event.ended_on is None or event.ended_on == event.began_on:
        return begun
    return f"{begun} – {write_date(event.ended_on)}"
