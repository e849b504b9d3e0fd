"""Small numbers hidden before a report leaves the clinic.

The rule is the cell size suppression policy of the Centers for Medicare & Medicaid Services (CMS):
no number of patients or services from 1 to 10 may be shown, and no share, sum or difference by
which one could be worked out.

Counts from 1 to 10 are hidden, and with them every whole that they are a part of, in the row, in
the total below and in both. What is left then allows every hidden number to be any from 1 to 10: to
raise it by one raises only wholes that are hidden, too. A number that equals a hidden whole may
count the same people: it is hidden wherever it stands, with one of its parts where these add up to
it. Shares and days are hidden with a count that they come from, and where they don't say which.

Two reports of nearly the same patients would tell by their difference what each of them hides.
What is shown is therefore rounded to fives, as UK statistics of health and education are (HESA
rounding; NHS England, Hospital Episode Statistics): a difference from 1 to 10 is then shown as one
that several numbers fit. Shares are worked out from the rounded numbers and tell no more than they.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    Funnel,
    Hidden,
    Picture,
    Report,
    ReportTable,
    number_of,
    share,
)

SMALLEST_SHOWN = 11
NOTE = (
    "Numbers from 1 to 10, and what they could be worked out from, are hidden, as the CMS cell "
    "size suppression policy asks. All others are rounded to fives, so that two reports do not "
    "tell them by their difference, and may not add up. Shares come from the rounded numbers, and "
    "are told only of 50 or more."
)
NO_PICTURE = "The picture is left out, as it would tell hidden numbers."
NO_NAMES = "The rows are left out, as each is about one patient."

_STEP = 5
_FEWEST_OF_A_SHARE = 50
"""Of fewer, rounding may move a share by more than ten percent of all."""
_PART_AND_WHOLE = 2
Place = tuple[int, int]
"""Row and column; the total is the last row."""


def hide_small(report: Report) -> Report:
    """Return *report* as it may leave the clinic: no names, and nothing that tells a small number.

    Two exports with different filters leave at least four numbers possible for each hidden one.
    Many of nearly the same question narrow it further; each export is in the audit trail.
    """
    answer = report.answer
    table = _without_patients(answer.table)
    hidden = hidden_places(table, answer.counted)
    shown = _covered(table, hidden, answer.counted)
    own = answer.picture_table
    keeps_picture = own is None or not (
        hidden or hidden_places(own) or _tells_shares_of_few(answer.picture, own)
    )
    notes = [*answer.notes, NOTE]
    if table.columns != answer.table.columns:
        notes.append(NO_NAMES)
    if answer.picture is not None and not keeps_picture:
        notes.append(NO_PICTURE)
    small = bool(hidden) or _tells_rest(table, answer.counted)
    covered = Answer(
        table=shown,
        picture=answer.picture if keeps_picture and shown.rows else None,
        notes=tuple(notes),
        counted=None if small or answer.counted is None else rounded(answer.counted),
        picture_table=None if own is None else _covered(own, {}, answer.counted),
    )
    return replace(report, answer=covered)


def _tells_shares_of_few(picture: Picture | None, own: ReportTable) -> bool:
    """Return whether the shares in a funnel are of fewer than a share is told of."""
    if not isinstance(picture, Funnel) or not own.rows:
        return False
    first = number_of(own.all_rows[-1][own.place(picture.values[0])])
    return not isinstance(first, int) or rounded(first) < _FEWEST_OF_A_SHARE


def rounded(count: int) -> int:
    """Return a count that may be shown to the nearest five, and never one from 1 to 10."""
    if not count:
        return 0
    return max(SMALLEST_SHOWN + _STEP - 1, count + _STEP // 2) // _STEP * _STEP


def is_small(number: object) -> bool:
    """Return whether a count is from 1 to 10."""
    return isinstance(number, int) and 0 < number < SMALLEST_SHOWN


def _tells_rest(table: ReportTable, everybody: int | None) -> bool:
    """Return whether *everybody* is a small number, or leaves one beyond a count of *table*."""
    if everybody is None:
        return False
    numbers = (
        number_of(cell)
        for row in table.all_rows
        for column, cell in zip(table.columns, row, strict=True)
        if column.kind is CellKind.COUNT
    )
    return is_small(everybody) or any(
        isinstance(number, int) and is_small(everybody - number) for number in numbers
    )


def hidden_places(table: ReportTable, everybody: int | None = None) -> dict[Place, Hidden]:
    """Return every place whose number must not be shown, and what stands there instead.

    *everybody* is how many were counted, of whom a column may be a share.
    """
    return _Hiding(table, everybody).found


class _Hiding:
    def __init__(self, table: ReportTable, everybody: int | None) -> None:
        self.table = table
        self.found: dict[Place, Hidden] = {}
        self.parts = list(_parts(table))
        self.everybody = everybody
        for row, column in self._counts():
            if is_small(self._number(row, column)):
                self.found[row, column] = Hidden.SMALL
        for row, column in self._counts():
            if any(is_small(rest) for rest in self._rests(row, column)):
                self.found[row, column] = Hidden.WITH_IT
        for place in list(self.found):
            self._spread(place)
        while same := list(self._same_people()):
            for place in same:
                self._hide(place)
                for parts in self._groups(*place):
                    if not any(part in self.found for part in parts):
                        self._hide(min(parts, key=lambda part: self._number(*part) or 0))
        self._hide_derived()

    def _counts(self) -> Iterable[Place]:
        for row in range(len(self.table.all_rows)):
            for column, each in enumerate(self.table.columns):
                if each.kind is CellKind.COUNT:
                    yield row, column

    def _number(self, row: int, column: int) -> int | None:
        number = number_of(self.table.all_rows[row][column])
        return number if isinstance(number, int) else None

    def _rests(self, row: int, column: int) -> Iterator[int]:
        """Yield what is left of a whole beyond parts that are shown beside or above it."""
        whole = self._number(row, column)
        if whole is None:
            return
        for of, parts in self.parts:
            if of == column:
                yield whole - sum(self._number(row, part) or 0 for part in parts)
        if self.table.total is not None and row == len(self.table.rows):
            yield whole - sum(self._number(above, column) or 0 for above in range(row))

    def _spread(self, place: Place) -> None:
        """Hide every whole that a hidden number is a part of."""
        row, column = place
        wholes = [(row, whole) for whole, parts in self.parts if column in parts]
        if self.table.total is not None and row < len(self.table.rows):
            wholes.append((len(self.table.rows), column))
        for whole in wholes:
            if self.found.get(whole) is not Hidden.WITH_IT:
                self.found[whole] = Hidden.WITH_IT
                self._spread(whole)

    def _same_people(self) -> Iterator[Place]:
        """Yield what is shown and equals a hidden whole: it may count the same people again."""
        wholes = {
            self._number(*place) for place, sign in self.found.items() if sign is Hidden.WITH_IT
        }
        for place in self._counts():
            if place not in self.found and self._number(*place) and self._number(*place) in wholes:
                yield place

    def _hide(self, place: Place) -> None:
        self.found[place] = Hidden.WITH_IT
        self._spread(place)

    def _groups(self, row: int, column: int) -> Iterator[list[Place]]:
        """Yield the parts of a whole that are not nothing and add up to it."""
        groups = [[(row, part) for part in parts] for of, parts in self.parts if of == column]
        if self.table.total is not None and row == len(self.table.rows):
            groups.append([(above, column) for above in range(row)])
        for group in groups:
            numbers = [self._number(*place) or 0 for place in group]
            if sum(numbers) == self._number(row, column):
                yield [place for place, number in zip(group, numbers, strict=True) if number]

    def _hide_derived(self) -> None:
        for row in range(len(self.table.all_rows)):
            for column, each in enumerate(self.table.columns):
                if each.kind in (CellKind.PERCENT, CellKind.DAYS):
                    sources = [(row, self.table.place(name)) for name in each.of]
                    of_all = each.kind is CellKind.PERCENT and len(sources) == 1
                    if (
                        not sources
                        or any(map(self._tells, sources))
                        or (of_all and self._total_is_hidden(sources[0]))
                    ):
                        self.found[row, column] = Hidden.WITH_IT

    def _tells(self, source: Place) -> bool:
        """Return whether a share of a number would tell what is hidden, if only the others."""
        if source in self.found:
            return True
        number = self._number(*source)
        return (
            self.everybody is not None and number is not None and is_small(self.everybody - number)
        )

    def _total_is_hidden(self, part: Place) -> bool:
        """Return whether a share that is not nothing of all would tell a total that is hidden."""
        return bool(self._number(*part)) and (len(self.table.rows), part[1]) in self.found


def _parts(table: ReportTable) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each whole with the parts that add up to it or less: as said, and those of a share."""
    said: dict[str, list[int]] = {}
    for number, column in enumerate(table.columns):
        if column.part_of:
            said.setdefault(column.part_of, []).append(number)
        elif column.within:
            yield table.place(column.within), (number,)
        elif column.kind is CellKind.PERCENT and len(column.of) == _PART_AND_WHOLE:
            part, whole = column.of
            yield table.place(whole), (table.place(part),)
    for name, parts in said.items():
        yield table.place(name), tuple(parts)


def _without_patients(table: ReportTable) -> ReportTable:
    """Return the table without rows, where each of them is about one patient."""
    if all(column.kind is not CellKind.PATIENT for column in table.columns):
        return table
    columns = tuple(each for each in table.columns if each.kind is not CellKind.PATIENT)
    return ReportTable(columns, ())


def _covered(table: ReportTable, hidden: dict[Place, Hidden], everybody: int | None) -> ReportTable:
    """Return *table* as it may be shown, rounded; *everybody* is how many were counted."""
    rows = tuple(
        tuple(
            hidden.get((row, column)) or _shown(table, cells, column, everybody)
            for column in range(len(cells))
        )
        for row, cells in enumerate(table.all_rows)
    )
    body, total = (rows, None) if table.total is None else (rows[:-1], rows[-1])
    if table.by_size:
        body = tuple(sorted(body, key=_by_what_is_shown))
    return replace(table, rows=body, total=total)


def _by_what_is_shown(row: tuple[Cell, ...]) -> tuple[int, str]:
    """Return where a row stands by its first number, as that is shown, and by its name.

    In the order of the numbers themselves, ten rows of less and less would tell all of them.
    """
    first = next((cell for cell in row[1:] if isinstance(cell, int | Hidden)), 0)
    return -first if isinstance(first, int) else 0, str(row[0]).casefold()


def _shown(table: ReportTable, cells: tuple[Cell, ...], place: int, everybody: int | None) -> Cell:
    """Return a cell as it may be told, without the ids of patients behind it."""
    cell, column = cells[place], table.columns[place]
    if cell is None:
        return None
    if column.is_of_one:
        return Hidden.WITH_IT
    if column.kind is CellKind.PERCENT:
        counts = [number_of(cells[table.place(name)]) for name in column.of]
        part, whole = (*counts, everybody)[:_PART_AND_WHOLE]
        return _rounded_share(part, whole)
    number = number_of(cell)
    return rounded(number) if column.kind is CellKind.COUNT and isinstance(number, int) else cell


def _rounded_share(part: int | Decimal | None, whole: int | Decimal | None) -> Cell:
    if not isinstance(part, int) or not isinstance(whole, int):
        return Hidden.WITH_IT
    if rounded(whole) < _FEWEST_OF_A_SHARE:
        return Decimal(0) if not part else Hidden.WITH_IT
    found = share(rounded(part), rounded(whole))
    return None if found is None else round(found)
