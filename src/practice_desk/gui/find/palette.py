"""The palette of Ctrl+K: one field that finds patients, pages, actions and texts, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.gui import icons
from practice_desk.gui.find import offers, rows
from practice_desk.gui.find.overlay import Overlay, move, set_up_list
from practice_desk.gui.find.row_list import ROW_ROLE, RowList
from practice_desk.gui.find.rows import Row
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients, patient_summaries

if TYPE_CHECKING:
    from practice_desk.gui.find.finder import Finder
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.gui.tasks import Task
    from practice_desk.services.texts import ChartTexts

TEXTS_AFTER = 180
"""Milliseconds without a key before the texts are searched: patients and pages come at once."""
_SHORTEST = 2
"""Letters from which on texts are searched."""
_WIDTH, _TOP = 660, 72
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HINT = "↑ ↓ choose · Enter opens · Esc closes"


class Palette(Overlay):
    """Lies over its window from `open` until something is chosen, Esc, or a click beside it.

    Rows stay until the next answer is there; an answer to what is no longer typed is dropped.
    """

    def __init__(self, window: MainWindow, finder: Finder) -> None:
        super().__init__(window, "Find anything")
        self._window = window
        self._finder = finder
        self._found: dict[str, list[Row]] = {}
        self._task: Task | None = None
        self._last = ""
        self._reads_charts = False
        self._opens_first = False
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(TEXTS_AFTER)
        self._waits.timeout.connect(self._search_texts)
        self.field = QLineEdit()
        self.model = RowList(self)
        self.list = QListView()
        self.hint = plain_label(_HINT, "small")
        self._lay_out()
        self.field.textChanged.connect(self._typed)
        self.list.clicked.connect(lambda _index: self._choose())

    def open(self) -> None:
        """Show it, empty, with the charts that were open lately."""
        what = "pages, actions and texts" if self._may_search_texts() else "pages and actions"
        self.field.setPlaceholderText(f"Find patients, {what}")
        self.field.clear()
        self._found = {}
        self._show_rows()
        self.cover(self.field)
        self._read_recent()

    def shut(self) -> None:
        """Take it away, with all that it found."""
        super().shut()
        self._drop()
        self._found = {}
        self._last = ""
        self.field.clear()
        self.model.show_rows(())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that choose."""
        if (
            watched is self.field
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._take_key(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key, with_control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in _ENTER and with_control:
            self._search_all()
        elif key in _ENTER:
            self._enter()
        elif key in _MOVES:
            move(self.list, _MOVES[Qt.Key(key)])
        elif key == Qt.Key.Key_Tab:
            self._search_all()
        else:
            return False
        return True

    def _enter(self) -> None:
        """Open what is chosen; while the charts shown are those of fewer letters, once they are
        read: whoever types on and presses Enter must not come into another patient's chart."""
        if self._reads_charts and self.list.currentIndex().row() < 1:
            self._opens_first = True
        else:
            self._choose()

    def _choose(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        row: Row = index.data(ROW_ROLE)
        self.shut()
        row.opens()

    def _typed(self, typed: str) -> None:
        self._opens_first = False
        self._drop()
        if not self.isVisible():
            return
        if not typed.strip():
            self._found = {}
            self._show_rows()
            self._read_recent()
            return
        self._show_rows()
        self._reads_charts = self._window.context.may(Operation.LIST_PATIENTS)
        self._run(partial(_read_patients, typed=typed), self._show_patients)
        if self._may_search_texts() and len(typed.strip()) >= _SHORTEST:
            self._waits.start()
        else:
            self._found.pop(rows.TEXTS, None)

    def _run(self, work: Callable[[Clinic, Progress], object], done: Callable[..., None]) -> None:
        """Run *work* on the worker; hand its answer on unless something else is typed by then."""
        context, typed = self._window.context, self.field.text()

        def answer(found: object) -> None:
            self._task = None
            if self.isVisible() and self.field.text() == typed:
                done(found)

        if context.may(Operation.LIST_PATIENTS):
            self._task = context.tasks.run(
                lambda progress: work(context.clinic, progress),
                done=answer,
                failed=self._fail,
                parent=self,
            )

    def _fail(self, _error: ExpectedError) -> None:
        self._task, self._reads_charts, self._opens_first = None, False, False

    def _drop(self) -> None:
        self._waits.stop()
        self._reads_charts = False
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _read_recent(self) -> None:
        recent = tuple(self._finder.recent)
        if recent:
            self._reads_charts = True
            self._run(partial(_read_recent, recent=recent), self._show_recent)

    def _show_recent(self, found: Sequence[PatientSummary]) -> None:
        self._found = {rows.RECENT: self._patient_rows(found, rows.RECENT)}
        self._show_charts()

    def _show_patients(self, found: Sequence[PatientSummary]) -> None:
        self._found.pop(rows.RECENT, None)
        self._found[rows.PATIENTS] = self._patient_rows(found, rows.PATIENTS)
        self._show_charts()

    def _show_charts(self) -> None:
        """Show the charts that were read; open the first where somebody pressed Enter for it."""
        self._reads_charts = False
        self._show_rows()
        if self._opens_first:
            self._opens_first = False
            self._choose()

    def _patient_rows(self, found: Sequence[PatientSummary], section: str) -> list[Row]:
        today, open_patient = self._window.context.today(), self._window.open_patient
        return [
            rows.patient_row(each, section, today, partial(open_patient, each.id)) for each in found
        ]

    def _may_search_texts(self) -> bool:
        return self._window.context.may(Operation.SEARCH_TEXTS)

    def _search_texts(self) -> None:
        self._run(partial(_read_texts, typed=self.field.text()), self._show_texts)

    def _show_texts(self, answer: ChartTexts) -> None:
        window = self._window
        found = [
            rows.text_row(
                hit,
                answer.patients.get(hit.patient_id, ""),
                partial(window.open_record, hit.patient_id, rows.record_key(hit)),
            )
            for hit in answer.found.hits
        ]
        if found:
            typed = self.field.text().strip()
            more = Row(rows.TEXTS, f"Search all texts for “{typed}”…", self._search_more,
                       icon="search", keys="Tab")  # fmt: skip
            found = [*found[: rows.MOST[rows.TEXTS] - 1], more]
        self._found[rows.TEXTS] = found
        self._show_rows()

    def _search_more(self) -> None:
        self._finder.search_texts(self._last)

    def _search_all(self) -> None:
        if self._may_search_texts():
            typed = self.field.text()
            self.shut()
            self._finder.search_texts(typed)

    def _show_rows(self) -> None:
        """Show what is known; the chosen row stays chosen where it was moved to."""
        typed, window = self.field.text(), self._window
        self._last = typed
        sections = dict(self._found)
        if typed.strip():
            sections[rows.PAGES] = rows.fitting(typed, offers.pages(window))
            sections[rows.ACTIONS] = rows.fitting(typed, offers.actions(window, self._finder))
        else:
            sections[rows.ACTIONS] = list(offers.actions(window, self._finder))
            sections[rows.PAGES] = list(offers.pages(window))
        shown = rows.arranged(sections, typed)
        chosen = self.list.currentIndex()
        moved_to = chosen.data(ROW_ROLE) if chosen.isValid() and chosen.row() else None
        self.model.show_rows(shown)
        place = next((n for n, row in enumerate(shown) if _is_same(row, moved_to)), 0)
        if shown:
            self.list.setCurrentIndex(self.model.index(place))
        self._show_hint(bool(shown))
        self._fit()

    def _show_hint(self, any_row: bool) -> None:
        more = " · Tab searches all texts" if self._may_search_texts() else ""
        self.hint.setText(f"{_HINT}{more}" if any_row else f"Nothing has this name.{more}")

    def _fit(self) -> None:
        """Make the list as high as its rows, within the window."""
        count = self.model.rowCount()
        wanted = sum(self.list.sizeHintForRow(number) for number in range(count)) + 8
        room = max(160, self.height() - 2 * _TOP - self.field.sizeHint().height() - 60)
        self.list.setFixedHeight(min(wanted, room))
        self.card.adjustSize()

    def fill_window(self) -> None:
        """Lie over the whole window, the card at the top."""
        super().fill_window()
        self.card.setFixedWidth(min(_WIDTH, self.width() - 48))
        self.card.move((self.width() - self.card.width()) // 2, _TOP)
        self._fit()

    def _lay_out(self) -> None:
        self.field.setObjectName("find_anything")
        self.field.setAccessibleName("Find anything")
        self.field.setMaxLength(1000)
        icons.show_lens(self.field)
        self.field.installEventFilter(self)
        set_up_list(self.list, self.model, 1)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.hint)


def _is_same(row: Row, other: Row | None) -> bool:
    return other is not None and (row.section, row.title, row.detail) == (
        other.section, other.title, other.detail,
    )  # fmt: skip


def _read_recent(
    clinic: Clinic, _progress: Progress, recent: tuple[int, ...]
) -> list[PatientSummary]:
    return patient_summaries(clinic, recent)


def _read_patients(clinic: Clinic, _progress: Progress, typed: str) -> list[PatientSummary]:
    ids = find_patients(clinic, typed)[: rows.MOST[rows.PATIENTS]]
    return patient_summaries(clinic, ids)


def _read_texts(clinic: Clinic, progress: Progress, typed: str) -> ChartTexts:
    from practice_desk.services.texts import find_texts  # when texts are first searched

    return find_texts(clinic, typed, most=rows.MOST[rows.TEXTS], progress=progress)
