"""Records of a chart as short lines: what the Summary and Health pages write. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergySeverity
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.observation import (
    BLOOD_PRESSURE_CODE,
    Observation,
    SubstanceUse,
    SubstanceUseStatus,
)
from practice_desk.domain.observation_text import value_text

USES = {
    SubstanceUseStatus.NEVER: "Never",
    SubstanceUseStatus.FORMER: "Formerly",
    SubstanceUseStatus.CURRENT: "Now",
    SubstanceUseStatus.DECLINED: "Declined to answer",
}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of a table: its cells, and the record (or the visit's records) it stands for."""

    cells: tuple[str, ...]
    record: object
    retracted_reason: str = ""
    tones: tuple[str, ...] = ()
    """Colours of cells, of the theme's warning scale; the words say the same."""


def condition_rows(
    conditions: Iterable[Condition], categories: set[ConditionCategory]
) -> list[RecordRow]:
    """Return the conditions of some categories, active ones first, then by onset."""
    chosen = [condition for condition in conditions if condition.category in categories]
    chosen.sort(key=lambda each: (each.status != "active", each.display.casefold()))
    return [
        RecordRow(
            (
                condition.display,
                condition.icd10cm or condition.source_code,
                _condition_status(condition),
                write_date(condition.onset_on) if condition.onset_on else "",
                condition.topic.replace("_", " ").capitalize(),
                condition.note,
            ),
            condition,
            condition.retracted_reason,
        )
        for condition in chosen
    ]


def allergy_rows(allergies: Iterable[AllergyIntolerance]) -> list[RecordRow]:
    """Return the allergies and intolerances, active ones first."""
    ordered = sorted(
        allergies, key=lambda each: (each.status != "active", each.substance.casefold())
    )
    return [
        RecordRow(
            (
                allergy.substance,
                allergy.type.value.capitalize(),
                allergy.reaction,
                ""
                if allergy.severity is AllergySeverity.UNKNOWN
                else allergy.severity.value.capitalize(),
                _reported(allergy.status.value.capitalize(), allergy.reported),
                write_date(allergy.onset_on) if allergy.onset_on else "",
                allergy.note,
            ),
            allergy,
            allergy.retracted_reason,
        )
        for allergy in ordered
    ]


def substance_rows(uses: Iterable[SubstanceUse]) -> list[RecordRow]:
    """Return what was told about substances, the newest first."""
    ordered = sorted(uses, key=lambda each: (each.recorded_on, each.id or 0), reverse=True)
    return [
        RecordRow(
            (
                use.substance,
                USES[use.status],
                use.amount,
                write_date(use.last_used_on) if use.last_used_on else "",
                write_date(use.recorded_on),
                use.note,
            ),
            use,
            use.retracted_reason,
        )
        for use in ordered
    ]


def measured_rows(observations: Iterable[Observation]) -> list[RecordRow]:
    """Return scores and laboratory values, the newest first as given."""
    return [
        RecordRow(
            (write_day(each.observed_at), each.display, value_text(each), each.note),
            each,
            each.retracted_reason,
        )
        for each in observations
    ]


def visit_rows(observations: Iterable[Observation]) -> list[RecordRow]:
    """Return vital signs with one row for each time they were taken, the newest first."""
    rows = []
    for is_retracted in (False, True):
        chosen = [each for each in observations if bool(each.retracted_reason) is is_retracted]
        for moment, group in groupby(chosen, key=lambda each: each.observed_at):
            visit = tuple(group)
            rows.append(RecordRow(_visit_cells(moment, visit), visit, visit[0].retracted_reason))
    return sorted(rows, key=lambda row: _taken_at(row), reverse=True)


def latest_of_each(observations: Iterable[Observation]) -> Iterator[tuple[Observation, str]]:
    """Yield the newest standing value of each kind, with the one before it as text or empty."""
    by_name: dict[str, list[Observation]] = {}
    for each in observations:
        if not each.retracted_reason:
            by_name.setdefault(each.display, []).append(each)
    for found in by_name.values():
        yield found[0], value_text(found[1]) if len(found) > 1 else ""


def write_day(moment: datetime) -> str:
    """Return the local calendar day of an aware time."""
    return write_date(moment.astimezone().date())


def _visit_cells(moment: datetime, visit: tuple[Observation, ...]) -> tuple[str, ...]:
    local = moment.astimezone()
    time = f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"
    told = []
    for each in visit:
        name = "BP" if each.code == BLOOD_PRESSURE_CODE else each.display
        told.append(f"{name} {value_text(each)}")
    notes = "; ".join(dict.fromkeys(each.note for each in visit if each.note))
    return (f"{write_date(local.date())}, {time}", "  ·  ".join(told), notes)


def _taken_at(row: RecordRow) -> datetime:
    visit = row.record
    assert isinstance(visit, tuple)  # made above
    first = visit[0]
    assert isinstance(first, Observation)
    return first.observed_at


def _condition_status(condition: Condition) -> str:
    text = condition.status.value.capitalize()
    if condition.abated_on:
        text = f"{text} {write_date(condition.abated_on)}"
    return _reported(text, condition.reported)


def _reported(text: str, reported: bool) -> str:
    return f"{text}, reported" if reported else text
