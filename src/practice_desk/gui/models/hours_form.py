"""Reading office hours as typed: "9-12, 1-5:30". No widgets."""

from __future__ import annotations

import re
from datetime import time

from practice_desk.domain.errors import Problem
from practice_desk.domain.office_hours import MINUTES_A_DAY, Span, Week, minute_of
from practice_desk.gui.models.appointment_form import read_office_time, write_office_time

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOON = 12 * 60
_PARTS = re.compile(r"[,;]|\band\b")
_ENDS = re.compile(r"\s*(?:–|-|\bto\b)\s*")
_CLOSED = frozenset({"", "closed", "off", "none"})


def read_spans(text: str) -> tuple[Span, ...] | None:
    """Return the hours that *text* means, none for a closed day; None where it can't be read."""
    if text.strip().casefold() in _CLOSED:
        return ()
    spans = [_read_span(part) for part in _PARTS.split(text)]
    found = tuple(span for span in spans if span is not None)
    return found if len(found) == len(spans) else None


def write_spans(spans: tuple[Span, ...]) -> str:
    """Write hours: "8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM"; empty for a closed day."""
    return ", ".join(f"{_write(begin)} – {_write(end)}" for begin, end in spans)


def read_week(texts: list[str]) -> tuple[Week | None, tuple[Problem, ...]]:
    """Return the week that seven texts mean, or None and what is wrong with which day."""
    read = [read_spans(text) for text in texts]
    problems = tuple(
        Problem(f"day_{number}", f"Type {DAYS[number]} like 9-12, 1-5, or leave it empty.")
        for number, spans in enumerate(read)
        if spans is None
    )
    return (None if problems else tuple(spans or () for spans in read)), problems


def _read_span(text: str) -> Span | None:
    ends = _ENDS.split(text.strip())
    times = [read_office_time(each) for each in ends]
    if len(times) != 2 or times[0] is None or times[1] is None:
        return None
    begin, end = minute_of(times[0]), minute_of(times[1])
    if end == 0:
        end = MINUTES_A_DAY  # until midnight
    if end <= begin and end + _NOON > begin and not _says_half(ends[1]):
        end += _NOON  # "9-8": a day ends in the evening
    return (begin, end) if begin < end <= MINUTES_A_DAY else None


def _says_half(text: str) -> bool:
    return any(letter in text.casefold() for letter in "ap")


def _write(minute: int) -> str:
    return write_office_time(time(*divmod(minute % MINUTES_A_DAY, 60)))
