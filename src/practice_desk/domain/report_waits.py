"""Columns of a table that tell how long something took, and the cells under them."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.domain.report import Cell, CellKind, ReportColumn
from practice_desk.domain.waiting_time import WaitSummary

SHARES = (
    "¼, ½ (the median) and ¾: the days within which it came for a quarter, half and three quarters."
)


def wait_columns(name: str, title: str, of: str) -> tuple[ReportColumn, ...]:
    """Return the columns for `wait_cells` of waits for *title* that the count *of* is of."""
    return tuple(
        ReportColumn(f"{name}_{each}", f"{title} {sign}", CellKind.DAYS, of=(of,))
        for each, sign in (("quarter", "¼"), ("half", "½"), ("three_quarters", "¾"))
    )


def wait_cells(found: WaitSummary) -> tuple[Cell, ...]:
    """Return the quartiles in days; None where so many still wait."""
    days = (found.first_quartile, found.median, found.third_quartile)
    return tuple(None if each is None else Decimal(each) for each in days)


def longest_column(of: str) -> ReportColumn:
    """Return the column for `longest_cell` of waits that the count *of* is of."""
    return ReportColumn("longest", "Longest", CellKind.DAYS, of=(of,), is_of_one=True)


def longest_cell(found: WaitSummary) -> Cell:
    """Return the longest wait in days, ended or not; None of none."""
    return None if found.longest is None else Decimal(found.longest)
