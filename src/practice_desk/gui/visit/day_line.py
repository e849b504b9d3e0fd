"""Which day a visit is dated, where it is not plainly today."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.chip import chip


class DayLine(QFrame):
    """The days on which the visit may have been held, of which one is chosen."""

    chosen = Signal(object)
    """Emits the moment (aware) at which it was held."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "header")
        self.setAccessibleName("The day of the visit")
        self.buttons: dict[date, QPushButton] = {}
        self._held = plain_label("Held on", "strong")
        self._told = plain_label("", wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 6, 24, 6)
        self._row.setSpacing(10)
        self._row.addWidget(self._held)
        self._row.addWidget(self._told, 1)
        self.hide()

    def show_days(self, model: VisitModel, now: datetime) -> None:
        """Show what can be chosen *now* (aware); nothing where it was opened today."""
        moments = model.moments(now)
        self.setVisible(len(moments) > 1)
        days = {each.astimezone().date(): each for each in moments}
        if [*self.buttons] != [*days]:
            self._make(days, now.astimezone().date())
        for day, button in self.buttons.items():
            button.setChecked(day == model.day)
        today = now.astimezone().date()
        late = f"Signed today, {write_date(today)}, which the note says as well."
        self._told.setText("" if model.day == today else late)

    def _make(self, days: dict[date, datetime], today: date) -> None:
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for place, (day, moment) in enumerate(days.items(), 1):
            button = chip("Today" if day == today else f"{day:%A}, {write_date(day)}")
            button.setObjectName(f"held_on_{day.isoformat()}")
            button.setAccessibleName(f"The visit was held on {write_date(day)}")
            button.clicked.connect(partial(self._choose, moment))
            self.buttons[day] = button
            self._row.insertWidget(place, button)

    def _choose(self, moment: datetime, _checked: bool = False) -> None:
        self.chosen.emit(moment)
