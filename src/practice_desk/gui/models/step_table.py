"""The table of steps for a view: what is typed can be edited, what follows from it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.timing import MOMENT_ORDER
from practice_desk.gui import theme
from practice_desk.gui.models.step_sheet import ReadStep, SheetMode, StepRow, StepSheet, kept_text

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class StepColumn:
    """One column: its title, what it shows, and where it writes what is typed (None: read only)."""

    title: str
    show: Callable[[StepRow, ReadStep], str]
    write: Callable[[StepRow, str], None] | None = None
    hint: str = ""


def _amount(index: int) -> StepColumn:
    def write(row: StepRow, text: str) -> None:
        row.amounts[index] = text

    title = MOMENT_ORDER[index].value.capitalize()
    hint = f"How much in the {title.lower()}; empty for nothing"
    return StepColumn(title, lambda row, _: row.amounts[index], write, hint)


def _short(warning: str) -> str:
    """Return what fits a cell: the nearest doses, where the sentence below says why."""
    _, nearest, doses = warning.rstrip(".").partition(": nearest ")
    doses = doses.partition(".")[0].removeprefix("is ").removeprefix("are ")
    return f"Not possible; nearest {doses}" if nearest else warning


def _typed(name: str, title: str, hint: str) -> StepColumn:
    def write(row: StepRow, text: str) -> None:
        setattr(row, name, text)

    return StepColumn(title, lambda row, _: str(getattr(row, name)), write, hint)


_START = StepColumn("From", lambda _, read: "" if read.start is None else write_date(read.start))
_DAYS = _typed("days", "For days", "14 or 2 weeks; empty for the last step that goes on")
_TOTAL = StepColumn("In a day", lambda _, read: read.total)
_SHOWN = (
    StepColumn("Made of", lambda _, read: _short(read.warning) or read.tablets),
    StepColumn("To dispense", lambda _, read: read.dispense),
)
_COLUMNS = {
    SheetMode.DAILY: (
        *(_amount(index) for index in range(len(MOMENT_ORDER))),
        _typed(
            "other_days", "Other days", "Days in turns: the dose of every second day, 0 for none"
        ),
    ),
    SheetMode.AS_NEEDED: (
        _typed("dose", "Dose", "How much at one time"),
        _typed("maximum", "Most in 24 hours", "The most in 24 hours"),
    ),
    SheetMode.INJECTION: (
        _typed("dose", "Dose", "How much in one injection"),
        _typed("every", "Every", "4 weeks, 1 month or 14 days"),
        _typed("early", "Days before", "How many days before its date it may be given"),
        _typed("late", "Days after", "How many days after its date it may be given"),
    ),
}


class StepTable(QAbstractTableModel):
    """Rows are the steps of a `StepSheet`. `edited` is emitted after a person changed one."""

    edited = Signal()

    def __init__(self, sheet: StepSheet) -> None:
        super().__init__()
        self.sheet = sheet
        self._read: list[ReadStep] = []
        self.reread()

    @property
    def columns(self) -> tuple[StepColumn, ...]:
        """The columns of the sheet's mode."""
        total = (_TOTAL,) if self.sheet.mode is SheetMode.DAILY else ()
        return (_START, *_COLUMNS[self.sheet.mode], _DAYS, *total, *_SHOWN)

    @property
    def read(self) -> list[ReadStep]:
        """What each row means."""
        return self._read

    def show_sheet(self, sheet: StepSheet) -> None:
        """Show another sheet, or this one after it changed as a whole."""
        self.beginResetModel()
        self.sheet = sheet
        self._read = sheet.read()
        self.endResetModel()

    def reread(self) -> None:
        """Read all rows again."""
        self._read = self.sheet.read()
        if self._read:
            last = self.index(len(self._read) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many steps there are."""
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns the mode has."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title, and the step's number at the side."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation is Qt.Orientation.Horizontal:
                return self.columns[section].title
            return f"{section + 1}"
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Horizontal:
            return self.columns[section].hint or None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        row, read = self.sheet.rows[index.row()], self._read[index.row()]
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if row.kept is not None and index.column() == 1:
                return kept_text(row.kept)
            return column.show(row, read)
        if role == Qt.ItemDataRole.ToolTipRole:
            return read.problem or read.warning or column.hint or None
        if role == Qt.ItemDataRole.ForegroundRole:
            if read.problem:
                return theme.color("danger")
            if read.warning and column.title == "Made of":
                return theme.color("caution")
            return None if column.write is not None else theme.color("dim")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let what is typed be edited."""
        flags = super().flags(index)
        column, row = self.columns[index.column()], self.sheet.rows[index.row()]
        if column.write is None or (row.kept is not None and column is not _DAYS):
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into a cell."""
        write = self.columns[index.column()].write
        if role != Qt.ItemDataRole.EditRole or write is None:
            return False
        write(self.sheet.rows[index.row()], str(value).strip())
        self.reread()
        self.edited.emit()
        return True

    def add_row(self, after: int) -> int:
        """Add a step like the one after which it stands; return its place."""
        place = after + 1 if 0 <= after < len(self.sheet.rows) else len(self.sheet.rows)
        like = self.sheet.rows[place - 1] if place else StepRow(days="14")
        row = StepRow(
            list(like.amounts), like.other_days, like.dose, like.maximum, like.every,
            like.early, like.late, like.days, None, "",
        )  # fmt: skip
        if place and not like.days and place == len(self.sheet.rows):
            like.days = "14"
        self.beginInsertRows(QModelIndex(), place, place)
        self.sheet.rows.insert(place, row)
        self._read = self.sheet.read()
        self.endInsertRows()
        self.reread()
        self.edited.emit()
        return place

    def remove_row(self, place: int) -> None:
        """Leave a step out; without a last step that went on, the one before it goes on."""
        if not 0 <= place < len(self.sheet.rows):
            return
        self.beginRemoveRows(QModelIndex(), place, place)
        gone = self.sheet.rows.pop(place)
        if not gone.days.strip() and self.sheet.rows and place == len(self.sheet.rows):
            self.sheet.rows[-1].days = ""
        self._read = self.sheet.read()
        self.endRemoveRows()
        self.reread()
        self.edited.emit()

    def begin_with(self, place: int) -> None:
        """Leave out every step before *place*: it is jumped to."""
        if 0 < place < len(self.sheet.rows):
            del self.sheet.rows[:place]
            self.show_sheet(self.sheet)
            self.edited.emit()

    def lengthen(self, place: int, days: int) -> None:
        """Let a step last so many days longer; what goes on without an end stays so."""
        if 0 <= place < len(self.sheet.rows):
            row, read = self.sheet.rows[place], self._read[place]
            if read.step is not None and read.step.days is not None:
                row.days = str(read.step.days + days)
                self.reread()
                self.edited.emit()
