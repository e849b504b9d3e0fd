"""The timeline with its zoom, its lanes, and the same items as a table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import Timeline
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.timeline_view import MOST_ROWS, PRESETS, TimelineView
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.preferences import preferences
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.record_table import RecordTable
from practice_desk.gui.widgets.timeline_canvas import TimelineCanvas

_EMPTY = (
    "Doses, measures, side effects, results and events of this chart will stand here on one axis "
    "of dates. Start a medication on the Plan page, or add an event."
)
_CHOSEN = "timeline lanes of "
"""With the user's name, the choice of lanes that is kept: names of tests, nothing of a patient."""


class TimelineCard(Card):
    """Shows one chart's timeline. Which lanes are shown is kept for each user."""

    record_wanted = Signal(object)
    """Emits the `RecordKey` of what is to be opened."""
    add_wanted = Signal()
    compare_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, user_name: str, parent: QWidget | None = None) -> None:
        super().__init__("Timeline", parent)
        self._user_name = user_name
        self._view: TimelineView | None = None
        self.presets: dict[str, QPushButton] = {}
        self.lanes = _button("&Lanes", "Choose which lanes are shown")
        self.as_table = _button("As a &table", "The same items as a table", checkable=True)
        self.compare = _button("&Compare…", "Compare two periods")
        self.print = _button("Print or sa&ve…", "Print or save the timeline")
        self.add = _button("&Event…", "Add a life event, hospital stay, milestone or homework")
        set_icon(self.add, "plus")
        self.canvas = TimelineCanvas()
        self.table = RecordTable("The timeline as a table", ("Date", "Lane", "What"), 2)
        self.told = plain_label("", "dim", wrap=True)
        self.told.setAccessibleName("The marked item")
        self.empty = plain_label(_EMPTY, "dim", wrap=True)
        self._tools = QWidget()
        self._lay_out()
        self._connect()
        self.show_timeline(None)

    def show_timeline(self, timeline: Timeline | None, *, keep_view: bool = False) -> None:
        """Show a timeline; None while it is being read. With *keep_view* the zoom stays."""
        former = self._view.view if self._view is not None and keep_view else None
        self._view = None
        shown = timeline is not None and not timeline.is_empty
        if timeline is not None and shown:
            chosen = filter(None, preferences.get(_CHOSEN + self._user_name).split("\n"))
            self._view = TimelineView(timeline, chosen)
            if former is not None:
                self._view.view = former
            self._fill_lanes()
        self.empty.setVisible(timeline is not None and not shown)
        self._tools.setVisible(shown)
        self.compare.setVisible(shown)
        self.print.setVisible(shown and self._may_print)
        self._tell("")
        self.canvas.show_view(self._view)
        self._show_form()

    def offer(self, *, add: bool, write: bool) -> None:
        """Offer to add events, and to print, or not."""
        self.add.setVisible(add)
        self._may_print = write
        self.print.setVisible(write and self._view is not None)

    @property
    def view(self) -> TimelineView | None:
        """What is looked at, None while there is nothing."""
        return self._view

    _may_print = False

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for title, days in PRESETS:
            button = self.presets[title] = _chip(title, f"Show {title}")
            button.clicked.connect(lambda _checked=False, days=days: self._show_days(days))
            row.addWidget(button)
        everything = self.presets["All"] = _chip("All", "Show everything")
        everything.clicked.connect(self._show_all)
        row.addWidget(everything)
        for text, name, factor in (("−", "Zoom out", 1.6), ("+", "Zoom in", 1 / 1.6)):
            button = _chip(text, name)
            button.clicked.connect(lambda _checked=False, factor=factor: self._zoom(factor))
            row.addWidget(button)
        self.lanes.setMenu(QMenu(self.lanes))
        row.addWidget(self.lanes)
        row.addWidget(self.as_table)
        row.addStretch(1)
        for button in (self.compare, self.print, self.add):
            self.add_header_widget(button)
        for widget in (self._tools, self.told, self.canvas, self.table, self.empty):
            self.body.addWidget(widget)

    def _connect(self) -> None:
        self.canvas.record_wanted.connect(self.record_wanted)
        self.canvas.add_wanted.connect(self._wish_to_add)
        self.canvas.marked.connect(self._tell)
        self.canvas.view_changed.connect(self._fill_table)
        self.table.record_activated.connect(self._open_row)
        self.as_table.toggled.connect(self._show_form)
        self.compare.clicked.connect(self.compare_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.add.clicked.connect(self.add_wanted)

    def _wish_to_add(self) -> None:
        if self.add.isVisible():
            self.add_wanted.emit()

    def _fill_lanes(self) -> None:
        menu, view = self.lanes.menu(), self._view
        menu.clear()
        if view is None:
            return
        for choice, title, shown in view.choices:
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(shown)
            action.toggled.connect(lambda shown, choice=choice: self._toggle(choice, shown))

    def _toggle(self, choice: str, shown: bool) -> None:
        if self._view is None:
            return
        self._view.toggle(choice, shown)
        preferences.put(_CHOSEN + self._user_name, "\n".join(sorted(self._view.chosen)))
        self.canvas.refresh()

    def _show_days(self, days: int) -> None:
        if self._view is not None:
            self._view.show_days(days)
            self.canvas.refresh()

    def _show_all(self) -> None:
        if self._view is not None:
            self._view.show_all()
            self.canvas.refresh()

    def _zoom(self, factor: float) -> None:
        if self._view is not None:
            self._view.zoom(factor)
            self.canvas.refresh()

    def _show_form(self) -> None:
        table = self.as_table.isChecked() and self._view is not None
        self.canvas.setVisible(self._view is not None and not table)
        if table:
            self._fill_table()
        else:
            self.table.hide()
            self._tell("")

    def _fill_table(self) -> None:
        if self._view is None or not self.as_table.isChecked():
            return
        rows, more = self._view.rows()
        self.table.show_rows(
            [RecordRow((write_date(row.on), row.lane, row.words), row.record) for row in rows]
        )
        rest = f"The newest {MOST_ROWS} of what is in view; zoom in for the other {more}."
        self._tell(rest if more else self._view.in_words)

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def _open_row(self, record: object) -> None:
        if isinstance(record, RecordKey):
            self.record_wanted.emit(record)


def _button(text: str, name: str, *, checkable: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "quiet")
    button.setAccessibleName(name)
    button.setCheckable(checkable)
    return button


def _chip(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "chip")
    button.setAccessibleName(name)
    return button
