"""The pack's measures with their questions and rules.

`resources/knowledge/instruments.json` is written by `compile` and read when a measure is first
looked at, in a few milliseconds.
"""

from __future__ import annotations

from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.measure_schedule import ScheduleRule

FILE_NAME = "instruments.json"
FORMAT = 1
_DAMAGED = "Practice Desk's clinical pack is damaged: reinstall it"


class CompiledInstruments(msgspec.Struct, frozen=True):
    """Everything in the file."""

    format: int
    instruments: tuple[Instrument, ...]
    schedules: tuple[ScheduleRule, ...]


def instruments() -> tuple[Instrument, ...]:
    """Return the measures of the pack, in its order; those recorded by total only come last.

    Raises RuntimeError for a broken installation.
    """
    return _read().instruments


def schedule_rules() -> tuple[ScheduleRule, ...]:
    """Return when measures are due by the plan. Raises RuntimeError as above."""
    return _read().schedules


@cache
def _read() -> CompiledInstruments:
    try:
        content = asset("resources", "knowledge", FILE_NAME).read_bytes()
        read = msgspec.json.decode(content, type=CompiledInstruments)
    except (OSError, ValueError) as error:
        raise RuntimeError(_DAMAGED) from error
    if read.format != FORMAT:
        raise RuntimeError(_DAMAGED)
    return read
