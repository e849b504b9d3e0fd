"""The patient list: the ids of what was found, and their entries in pages fetched when seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.patient import PatientStatus, PatientSummary, completed_years
from practice_desk.gui.context import AppContext
from practice_desk.services.patients import find_patients, patient_summaries

PAGE_ROWS = 64
PAGES_KEPT = 64

SUMMARY_ROLE = Qt.ItemDataRole.UserRole
"""The row's `PatientSummary`, or None while it is being fetched."""

AnyIndex = QModelIndex | QPersistentModelIndex


class PatientList(QAbstractListModel):
    """What the search found, the likeliest first.

    One search runs at a time; of those typed meanwhile only the last is run, and a result that is
    no longer wanted is dropped, so that the list always belongs to the latest keystroke.
    """

    found = Signal(int)
    """A search has come back with so many charts."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, list[PatientSummary | None]] = OrderedDict()
        self._wanted: list[int] = []
        self._fetching = False
        self._search: tuple[str, bool] = ("", True)
        self._searching = False
        self._again = False
        self._generation = 0

    def search(self, text: str, *, active_only: bool) -> None:
        """Look for *text* among the active charts or all; the list follows when it is found."""
        self._search = (text, active_only)
        self.refresh()

    def forget(self) -> None:
        """Drop everybody listed and fetched."""
        self._take(())

    def refresh(self) -> None:
        """Run the present search again, because charts were added or changed."""
        if self._searching:
            self._again = True
            return
        self._searching = True
        text, active_only = self._search
        context = self._context
        context.tasks.run(
            lambda: find_patients(context.clinic, text, active_only=active_only),
            done=self._show,
            failed=self._give_up,
            parent=self,
        )

    @property
    def is_searching(self) -> bool:
        """Whether what is listed is not yet what was asked for."""
        return self._searching

    def patient_id(self, row: int) -> int:
        """Return the id of the chart in *row*."""
        return self._ids[row]

    def row_of(self, patient_id: int) -> int | None:
        """Return the row of a chart, or None when the search did not find it."""
        try:
            return self._ids.index(patient_id)
        except ValueError:
            return None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many charts were found."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's entry; the first question after an unseen page sends for it."""
        if not index.isValid():
            return None
        if role not in (
            SUMMARY_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        summary = self._summary(index.row())
        if role == SUMMARY_ROLE:
            return summary
        if summary is None:
            return "Loading"
        if role == Qt.ItemDataRole.DisplayRole:
            return summary.display_name
        return f"{summary.display_name}, {detail_line(summary, self._context.today())}"

    def _summary(self, row: int) -> PatientSummary | None:
        number = row // PAGE_ROWS
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
            return page[row % PAGE_ROWS]
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)  # the page seen last is fetched first
        self._fetch()
        return None

    def _fetch(self) -> None:
        if self._fetching or not self._wanted:
            return
        self._fetching = True
        number = self._wanted.pop()
        generation = self._generation
        ids = self._ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        context = self._context
        context.tasks.run(
            lambda: patient_summaries(context.clinic, ids),
            done=lambda found: self._take_page(generation, number, ids, found),
            failed=self._give_up_page,
            parent=self,
        )

    def _take_page(
        self, generation: int, number: int, ids: Sequence[int], found: list[PatientSummary]
    ) -> None:
        self._fetching = False
        if generation == self._generation:
            by_id = {summary.id: summary for summary in found}
            self._pages[number] = [by_id.get(patient_id) for patient_id in ids]
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
            first = number * PAGE_ROWS
            self.dataChanged.emit(self.index(first), self.index(first + len(ids) - 1))
        self._fetch()

    def _give_up_page(self, error: ExpectedError) -> None:
        self._fetching = False
        self._wanted.clear()
        self._context.messages.show_error(error)

    def _show(self, ids: Sequence[int]) -> None:
        self._searching = False
        if self._again:
            self._again = False
            self.refresh()
            return
        self._take(ids)
        self.found.emit(len(ids))

    def _take(self, ids: Sequence[int]) -> None:
        self.beginResetModel()
        self._generation += 1
        self._ids = ids
        self._pages.clear()
        self._wanted.clear()
        self.endResetModel()

    def _give_up(self, error: ExpectedError) -> None:
        self._searching = False
        self._again = False
        self._context.messages.show_error(error)


def detail_line(summary: PatientSummary, today: date) -> str:
    """Return the second line of an entry: age, birth date, chart number, and if not in use."""
    parts = []
    if summary.birth_date is not None:
        parts.append(f"{completed_years(summary.birth_date, today)} y")
        parts.append(write_date(summary.birth_date))
    parts.append(summary.chart_number)
    if summary.status is not PatientStatus.ACTIVE:
        parts.insert(0, summary.status.value)
    return " · ".join(parts)
