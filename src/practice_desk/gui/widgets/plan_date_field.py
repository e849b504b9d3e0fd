"""A date field for plans: a year of two digits may lie ahead."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.widgets.date_field import DateField, today_here

YEARS_AHEAD = 5


def latest_plan_date() -> date:
    """Return the last day that a plan reaches: the end of the fifth year from now."""
    return date(today_here().year + YEARS_AHEAD, 12, 31)


@register_custom_widget
class PlanDateField(DateField):
    """Reads "1/5/27" as a day to come, up to five years ahead, and not as one in 1927."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, today=latest_plan_date)
