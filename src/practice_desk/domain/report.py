"""A report: what was asked, a table, a picture of it, and how it was counted.

The values are plain, so that a screen, a page and a file show the same. Who is behind a number
goes with it: `Counted` keeps the ids, and no name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class CellKind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    DATE = "date"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class PatientCell:
    """A patient by name. A table that has one is about single patients, and stays inside."""

    patient_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with the patients behind it, whom a click shows: fewer than were counted where one
    patient counts more than once."""

    number: int
    patient_ids: frozenset[int] = frozenset()


def counted(patient_ids: frozenset[int] | set[int]) -> Counted:
    """Return a count of patients, each of them once."""
    return Counted(len(patient_ids), frozenset(patient_ids))


class Hidden(StrEnum):
    """What stands in the place of a number that must not be told outside."""

    SMALL = "<11"
    WITH_IT = "hidden"


Cell = str | int | Decimal | date | PatientCell | Counted | Hidden | None
"""None is an empty cell. Counts are `int` or `Counted`, shares in percent and days `Decimal`."""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column. `name` is for code, `title` for people.

    `of` names the columns that a share or a number of days is worked out from: part and whole of a
    share, or only the part where the whole is all who were counted, and the count that a median is
    of. `part_of` names the count that this one is a part of:
    the parts of one whole are never counted twice in it, and what none of them has is the rest.
    A count that overlaps with others of the same whole says `within` instead. A whole may be cut
    into parts in one way only: a second way would tell what the first one hides. `is_of_one` is
    whether a cell is one patient's own number, such as the longest wait: it stays inside.
    """

    name: str
    title: str
    kind: CellKind = CellKind.TEXT
    of: tuple[str, ...] = ()
    part_of: str = ""
    within: str = ""
    is_of_one: bool = False


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Rows of cells under columns. `total` is a last row over all rows, where there is one.

    `by_size` is whether the rows stand in the order of their numbers, which tells of them.
    """

    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    by_size: bool = False

    def place(self, name: str) -> int:
        """Return where the column of this name stands. Raises KeyError."""
        for number, column in enumerate(self.columns):
            if column.name == name:
                return number
        raise KeyError(name)

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, and the total as the last one."""
        return self.rows if self.total is None else (*self.rows, self.total)


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each row, by the names of columns: what stands beside it, and how long it is."""

    title: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class StackedBars:
    """A bar for each row, made of the numbers of several columns that add up.

    Of rows that are `in_time` the last ones are shown where there are too many for a picture.
    """

    title: str
    label: str
    values: tuple[str, ...]
    in_time: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many are left at each stage: the columns of the total, or of the only row."""

    title: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many lie in each step of a scale: the rows in their order, side by side."""

    title: str
    label: str
    value: str


Picture = Bars | StackedBars | Funnel | Distribution


class FilterField(StrEnum):
    """What a report can be narrowed by."""

    PERIOD = "period"
    PRACTITIONER = "practitioner"
    MEDICATION = "medication"
    CONDITION = "condition"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a report is narrowed to; None leaves it open. Days are both included.

    `practitioner_id` is the one who prescribes for or treats the patient, `medication` an
    ingredient's id in the clinical pack, `condition` that of a condition there or the first three
    characters of an ICD-10-CM code, `measure` an instrument's id.
    """

    since: date | None = None
    until: date | None = None
    practitioner_id: int | None = None
    medication: str | None = None
    condition: str | None = None
    measure: str | None = None

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day. Only of a filter that has them."""
        if self.since is None or self.until is None:
            raise ValueError("no period")
        return self.since, self.until


@dataclass(frozen=True, slots=True)
class Answer:
    """What a report found: all of it that the report itself has to say.

    `counted` is how many patients are behind it. `notes` say how it is counted and by which
    sources, without any number of patients: they go outside as they are. `picture_table` has the
    numbers of the picture where they are not the table's own.
    """

    table: ReportTable
    picture: Picture | None
    notes: tuple[str, ...]
    counted: int | None
    picture_table: ReportTable | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An answer with its heading: what was asked in words, and the moment (aware) it is of."""

    title: str
    asked: str
    as_of: datetime
    answer: Answer
    asked_for: ReportFilter = field(default_factory=ReportFilter)
    name: str = ""


def number_of(cell: Cell) -> int | Decimal | None:
    """Return the number in a cell; None where it has none that may be told."""
    if isinstance(cell, Counted):
        return cell.number
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return cell
    return None


def share(part: int, whole: int) -> Decimal | None:
    """Return *part* of *whole* in percent, to one decimal; None of nothing."""
    return round(Decimal(100 * part) / Decimal(whole), 1) if whole else None


def median(days: Iterable[int]) -> Decimal | None:
    """Return the median of numbers of days; None of nothing."""
    found = sorted(days)
    if not found:
        return None
    middle, is_even = divmod(len(found), 2)
    if is_even:
        return Decimal(found[middle])
    return Decimal(found[middle - 1] + found[middle]) / 2
