"""The cells of a report as people read them, and as a spreadsheet takes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.report import Cell, CellKind, Counted, PatientCell

_NUMBERS = frozenset({CellKind.COUNT, CellKind.PERCENT, CellKind.DAYS})


def cell_text(cell: Cell, kind: CellKind) -> str:
    """Return a cell as the screen and the page show it; a number that there is none of as “–”."""
    if cell is None:
        return "–" if kind in _NUMBERS else ""
    if isinstance(cell, PatientCell):
        return cell.name
    if isinstance(cell, Counted):
        return f"{cell.number:,}"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, Decimal):
        return f"{_short(cell)}%" if kind is CellKind.PERCENT else _short(cell)
    if isinstance(cell, date):
        return write_date(cell)
    return str(cell)


def cell_value(cell: Cell) -> str | int | Decimal:
    """Return a cell for a spreadsheet: numbers as numbers, days as ISO 8601 has them."""
    if cell is None:
        return ""
    if isinstance(cell, PatientCell):
        return cell.name
    if isinstance(cell, Counted):
        return cell.number
    if isinstance(cell, int | Decimal):
        return cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _short(number: Decimal) -> str:
    """Return a number with one decimal at most, and none that is 0."""
    rounded = round(number, 1)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.1f}"
