"""Columns of a table that tell how long something took, and the cells under them."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.domain.report import Cell, CellKind, ReportColumn
from practice_desk.domain.waiting_time import WaitSummary


def wait_columns(of: str) -> tuple[ReportColumn, ...]:
    """Return the columns for `wait_cells` of the waits that the count *of* is of."""
    titles = (
        ("first_quartile", "Days for a quarter"),
        ("median", "For half"),
        ("third_quartile", "For three quarters"),
        ("longest", "Longest"),
    )
    return tuple(ReportColumn(name, title, CellKind.DAYS, of=(of,)) for name, title in titles)


def wait_cells(found: WaitSummary) -> tuple[Cell, ...]:
    """Return the quartiles and the longest wait in days; None where so many still wait."""
    return tuple(
        None if each is None else Decimal(each)
        for each in (found.first_quartile, found.median, found.third_quartile, found.longest)
    )
