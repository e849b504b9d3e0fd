"""Tables as CSV that a spreadsheet shows and never runs.

A cell that begins like a formula gets an apostrophe in front, as OWASP's "CSV Injection" page
recommends; the full-width forms count too, since spreadsheets read them alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠|%")


def safe_cell(value: object) -> str:
    """Return *value* as a cell that no spreadsheet takes for a formula. Numbers stay numbers."""
    text = str(value)
    if isinstance(value, str) and text.lstrip(" ")[:1] in _FORMULA_STARTS and text.strip():
        return f"'{text}"
    return text


def safe_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, which Excel needs for accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(header) for header in headers])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
