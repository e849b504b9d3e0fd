"""What an exported chart says: the whitelist of its pages and tables, without how they look.

A cell is a text or a day; pages write days in words, files as 2026-11-26.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from practice_desk.letters.parties import ConsentToDisclose, Letterhead

CODE = "chart_export"
Cell = str | date


@dataclass(frozen=True, slots=True)
class ExportTable:
    """Rows under their columns; *shares* divide the width. `name` is the file's, in ASCII.

    A column with a share of 0 is in the file only: codes and numbers for another program.
    """

    name: str
    columns: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""

    @property
    def printed(self) -> ExportTable:
        """The table without what is in the file only."""
        kept = [place for place, share in enumerate(self.shares) if share]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            shares=tuple(self.shares[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """One text with its heading, such as a note: facts below it, then headings and words."""

    heading: str
    day: date
    facts: tuple[str, ...]
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExportSection:
    """One part of the chart. `intro` is a sentence under its heading."""

    title: str
    intro: str = ""
    tables: tuple[ExportTable, ...] = ()
    entries: tuple[ExportEntry, ...] = ()
    name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is in the export."""
        return not self.entries and not any(table.rows for table in self.tables)


@dataclass(frozen=True, slots=True)
class ChartExportContent:
    """Everything the pages say. `left_out` are sentences that tell nothing of what is withheld."""

    code: str
    letterhead: Letterhead
    patient_name: str
    birth_date: date | None
    chart_number: str
    recipient: str
    purpose: str
    basis: str
    period: str
    made_on: date
    made_by: str
    sections: tuple[ExportSection, ...]
    left_out: tuple[str, ...]
    part2: ConsentToDisclose | None = None
    redisclosure: str = ""
