"""The clinic's list of overdue monitoring as rows. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.wording import write_count
from practice_desk.services.monitoring_list import OverdueChart, OverdueList

EVERYBODY = ""
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """One chart in the list."""

    cells: tuple[str, ...]
    chart: OverdueChart


class OverdueTable(CellsTable[OverdueRow]):
    """The charts, the longest overdue first."""

    headers: ClassVar[tuple[str, ...]] = (
        "Patient",
        "Chart",
        "Overdue since",
        "Checks",
        "Prescriber",
    )


def overdue_rows(charts: Iterable[OverdueChart], today: date) -> list[OverdueRow]:
    """Return one row for each chart."""
    return [
        OverdueRow(
            (
                chart.name,
                chart.chart_number,
                _since(chart.since, today),
                _checks(chart),
                chart.prescriber,
            ),
            chart,
        )
        for chart in charts
    ]


def of_prescriber(found: OverdueList, prescriber: str) -> tuple[OverdueChart, ...]:
    """Return the charts of one prescriber, or all of them for `EVERYBODY`."""
    if prescriber == EVERYBODY:
        return found.charts
    return tuple(chart for chart in found.charts if chart.prescriber == prescriber)


def prescribers_in(found: OverdueList) -> list[str]:
    """Return the prescribers of the charts, by name."""
    return sorted({chart.prescriber for chart in found.charts if chart.prescriber})


def counted_text(shown: int, found: OverdueList) -> str:
    """Return what the list says of itself."""
    charts = write_count(shown, "chart", "charts")
    return f"{charts}; {found.looked_through:,} looked through on {write_date(found.counted_on)}"


def empty_text(found: OverdueList) -> str:
    """Return what stands in the place of an empty list; what was not checked is no all-clear."""
    if unchecked_text(found):
        return "Of what could be checked nothing is overdue. What was not checked is said above."
    return "No check is overdue in the charts that you may see."


def unchecked_text(found: OverdueList) -> str:
    """Return what the list can't tell: of which charts, and of a pack past its review."""
    count = len(found.incomplete)
    parts = [found.past_review] if found.past_review else []
    if count:
        charts = write_count(count, "chart", "charts")
        parts.append(
            f"Not checked: {charts} with medications that the pack does not know or that are not "
            "reconciled."
        )
    return " ".join(parts)


def _since(day: date, today: date) -> str:
    return f"{write_date(day)} ({write_count((today - day).days, 'day', 'days')})"


def _checks(chart: OverdueChart) -> str:
    names = [item.name for item in chart.items]
    if len(names) > _MOST_NAMES:
        more = len(names) - _MOST_NAMES
        names = [*names[:_MOST_NAMES], f"and {more} more"]
    return "; ".join(names)
