"""The schedule: who comes when, who has arrived, and booking; as a list, by clinicians, a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.appointment import (
    MOVABLE,
    Appointment,
    moment_of,
)
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.appointment_dialog import (
    AppointmentDialog,
    open_appointment_dialog,
)
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.calendar_view import Column, Shown, placed, week_in_words
from practice_desk.gui.models.schedule_view import (
    ScheduleRow,
    begins,
    first_to_come,
    long_day,
    place_of,
    schedule_row,
    summary,
    whose,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.schedule_actions import ScheduleActions
from practice_desk.gui.pages.schedule_around import AroundSchedule
from practice_desk.gui.pages.schedule_calendar import ScheduleCalendar
from practice_desk.gui.pages.schedule_parts import (
    Pressed,
    arrow_button,
    day_table,
    press_by_key,
    view_button,
)
from practice_desk.gui.pages.today_line import REVIEW
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.preferences import preferences
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.services.appointments import ScheduleEntry, day_schedule
from practice_desk.services.patients import Saved

_NOUNS = frozenset({"appointment", "check_in", "patient", "practitioner"})
_FIRST_HOUR = time(9)
_SHOWN = "schedule shown as"
_VIEWS = {
    Shown.LIST: ("List", "Alt+1", "The day as a list"),
    Shown.CLINICIANS: ("Clinicians", "Alt+2", "The day with a column for each clinician"),
    Shown.WEEK: ("Week", "Alt+3", "The week"),
}


class SchedulePage(AppPage):
    """A day or a week at a time. The arrow keys change it; a letter does what its button does."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"appointment"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setProperty("surface", "page")
        self.day = context.today()
        self._loading, self._select = 0, 0
        self.day_label = plain_label(role="heading")
        self.summary = ElidedLabel(role="dim")
        self.before = arrow_button("chevron-left", "Previous day")
        self.today_button = QPushButton("Today")
        self.after = arrow_button("chevron-right", "Next day")
        self.new_button = QPushButton("&New appointment")
        self.new_button.setProperty("kind", "primary")
        set_icon(self.new_button, "plus", "on_accent")
        self.table, self.model = day_table()
        self.calendar = ScheduleCalendar(context)
        self.around = AroundSchedule(self, self)
        self.views = {shown: view_button(words) for shown, (words, *_) in _VIEWS.items()}
        self.whose = QComboBox()
        self.whose.setAccessibleName("Whose week")
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.whose.addItem("Everybody", None)
        self.empty = EmptyState(icon="calendar-days")
        self.visit = ScheduleActions(self, self, self.around)
        self._lay_out()
        self._connect()

    @property
    def shown(self) -> Shown:
        """How the schedule is shown."""
        return next(shown for shown, button in self.views.items() if button.isChecked())

    def show_as(self, shown: Shown) -> None:
        """Show the schedule as a list, by clinicians or as a week, also the next time."""
        self._select = 0 if self.row is None else self.row.appointment.id or 0
        self.views[shown].setChecked(True)
        preferences.put(_SHOWN, shown)
        self.refresh()
        (self.table if shown is Shown.LIST else self.calendar).setFocus()

    def refresh(self) -> None:
        """Read the day or the week again."""
        context, day = self.context, self.day
        self._loading += 1
        number = self._loading
        is_week = self.shown is Shown.WEEK
        self.day_label.setText(week_in_words(day) if is_week else long_day(day, context.today()))
        self._offer()
        if self.shown is not Shown.LIST:
            self.calendar.read(self.shown, day)
            return
        context.tasks.run(
            lambda: day_schedule(context.clinic, day),
            done=lambda found: self._show(number, found),
            parent=self,
        )

    def show_day(self, day: date) -> None:
        """Show another day."""
        self.day = day
        self.refresh()

    def book(self, draft: Draft | None = None) -> None:
        """Ask for a new appointment on the day shown; go on with *draft* where there is one."""
        if self._may_edit:
            self._open(self._blank(), None, draft)

    def go_on(self, draft: Draft) -> bool:
        """Open the form for a new appointment, whose patient is chosen anew."""
        self.book(draft)
        return self._may_edit

    def _blank(self) -> Appointment:
        """Return what the form shows first: the first hour, or the next quarter of one today."""
        at, now = moment_of(self.day, _FIRST_HOUR), self.context.clinic.now()
        if self.day == self.context.today() and now > at:
            at = now.replace(second=0, microsecond=0) + timedelta(minutes=15 - now.minute % 15)
        return Appointment(0, at, practitioner_id=self.context.clinic.session.practitioner_id)

    @property
    def row(self) -> ScheduleRow | None:
        """The appointment that is chosen in the table or the calendar."""
        if self.shown is not Shown.LIST:
            entry = self.calendar.entry
            return None if entry is None else schedule_row(entry)
        index = self.table.currentIndex()
        return self.model.row(index) if index.isValid() else None

    @property
    def _may_edit(self) -> bool:
        return self.context.may(Operation.EDIT_SCHEDULE)

    def show_tab(self, title: str) -> None:
        """Open the review of what was corrected at check-in, or a visit, for a line on Today."""
        if title == REVIEW:
            self.visit.review_answers()
        elif (place := place_of(title)) is not None:
            self.calendar.person = None
            self.whose.setCurrentIndex(0)
            self.day, self._select = place
            (self.table if self.shown is Shown.LIST else self.calendar).setFocus()
            self.refresh()

    def change(self) -> None:
        """Open the chosen appointment to be changed, if it may be."""
        row = self.row
        if row is not None and self._may_edit and row.appointment.status in MOVABLE:
            self._open(row.appointment, whose(row.entry))

    def _open(self, value: Appointment, heading: str | None, draft: Draft | None = None) -> None:
        def opened(dialog: AppointmentDialog) -> None:
            dialog.saved.connect(self._saved)
            if draft is not None:
                dialog.put_draft(draft)

        open_appointment_dialog(self.context, value, heading, self, opened)

    def _saved(self, saved: Saved) -> None:
        self._select = saved.id
        self.context.messages.success("The appointment is booked.")
        self.refresh()

    def _show(self, number: int, found: Sequence[ScheduleEntry]) -> None:
        if number != self._loading:
            return  # another day was asked for meanwhile
        chosen = self._select or (self.row.appointment.id if self.row is not None else None)
        self._select = 0
        self.model.show_rows(map(schedule_row, found))
        self._pages.setCurrentIndex(0 if found else 1)
        self._tell(found)
        if found:
            place = self.model.place_of(chosen)
            next_one = first_to_come(self.model.rows, self.context.clinic.now())
            self.table.selectRow(place if place >= 0 else next_one)
        else:
            sentence = "Nobody has an appointment on this day."
            self.empty.show_state(
                "calendar-days", sentence, "Book an appointment" if self._may_edit else ""
            )
        self.visit.allow()
        at = QApplication.focusWidget()  # the first button where nobody has gone anywhere yet
        if self.isVisible() and at in (None, self.around.waiting, self.new_button):
            (self.table if found else self.empty.button).setFocus()

    def _show_calendar(self) -> None:
        """Follow what the calendar has read."""
        found = self.calendar.found
        if self.shown is Shown.LIST or found is None:
            return
        entries, grid = self.calendar.entries, self.calendar.grid
        if self._select:
            grid.choose(self._select)
            self._select = 0
        elif entries and grid.block is None:
            rows = [schedule_row(each) for each in sorted(entries, key=begins)]
            grid.mark(rows[first_to_come(rows, self.context.clinic.now())].appointment.id)
        self._pages.setCurrentWidget(self.calendar)
        people = found.setup.people
        if len(people) + 1 != self.whose.count():
            self.whose.clear()
            self.whose.addItem("Everybody", None)
            for each in people:
                self.whose.addItem(each.display_name, each.id)
        self._tell(entries)

    def _tell(self, found: Sequence[ScheduleEntry]) -> None:
        """Sum the visits up, and offer what can be done with them."""
        nothing = "Nobody is booked." + (" Click a time to book." if self._may_edit else "")
        none = "" if self.shown is Shown.LIST else nothing
        self.summary.setText(summary(found, self.context.clinic.now()) if found else none)
        self.visit.offer(any_visit=bool(found))
        self.visit.allow()

    def _book_at(self, column: Column, minute: int) -> None:
        if self._may_edit:
            self._open(placed(self._blank(), column, minute), None)

    def _go(self, step: int) -> None:
        """Show another day, or another week."""
        days = 7 if self.shown is Shown.WEEK else 1
        self.show_day(self.day + timedelta(days=step * days))

    def _offer(self) -> None:
        self.new_button.setVisible(self._may_edit)
        self.today_button.setEnabled(self.day != self.context.today())
        self.whose.setVisible(self.shown is Shown.WEEK)

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _NOUNS and self.isVisible():
            self.refresh()

    def _connect(self) -> None:
        own: tuple[Pressed, ...] = (
            (self.before, "Left", lambda: self._go(-1)),
            (self.after, "Right", lambda: self._go(1)),
            (self.today_button, "T", lambda: self.show_day(self.context.today())),
            (self.new_button, "N", self.book),
        )
        for pressed in (*own, *self.visit.keys()):
            press_by_key(self, pressed)
        for key_code in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key_code), self.table)
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self.visit.change.click)
        self.table.doubleClicked.connect(lambda _index: self.visit.change.click())
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.empty.action_triggered.connect(self.book)
        self._connect_views()
        self.context.events.store_changed.connect(self._changed)

    def _connect_views(self) -> None:
        """Let each view be chosen by its button or Alt and its figure; follow the calendar."""
        group = QButtonGroup(self)
        for shown, button in self.views.items():
            _, key, words = _VIEWS[shown]
            group.addButton(button)
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({key})")
            button.clicked.connect(lambda _checked=False, shown=shown: self.show_as(shown))
            shortcut = QShortcut(QKeySequence(key), self, button.click)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        kept = preferences.get(_SHOWN)
        self.views[Shown(kept) if kept in list(Shown) else Shown.LIST].setChecked(True)
        for key, step in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self, partial(self._go, step))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.whose.activated.connect(
            lambda _place: self.calendar.show_person(self.whose.currentData())
        )
        self.calendar.shown.connect(self._show_calendar)
        self.calendar.chosen.connect(self.visit.allow)
        self.calendar.open_wanted.connect(self.visit.change.click)
        self.calendar.book_wanted.connect(self._book_at)

    def _row_changed(self, _current: QModelIndex) -> None:
        self.visit.allow()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(plain_label("Schedule", "title"))
        head.addStretch(1)
        head.addWidget(self.around)
        head.addWidget(self.new_button)
        days = QHBoxLayout()
        days.setSpacing(8)
        for widget in (self.before, self.today_button, self.after):
            days.addWidget(widget)
        days.addSpacing(8)
        days.addWidget(self.day_label)
        days.addSpacing(8)
        days.addWidget(self.summary, 1)
        days.addWidget(self.whose)
        for button in self.views.values():
            days.addWidget(button)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 8, 8, 8)
        self._pages = QStackedLayout()
        inside.addLayout(self._pages)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.calendar)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addLayout(days)
        rows.addWidget(card, 1)
        rows.addWidget(self.visit)
