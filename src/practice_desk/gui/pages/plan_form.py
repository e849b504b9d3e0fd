"""The Plan page's widgets."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from practice_desk.gui.binding import Form
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.plan_axis import PlanAxis
from practice_desk.gui.widgets.plan_date_field import PlanDateField


class PlanForm(Form):
    """`ui/plan_page.ui`."""

    ui = "plan_page.ui"
    as_of: PlanDateField
    today: QPushButton
    new_medication: QPushButton
    change: QPushButton
    hold: QPushButton
    stop: QPushButton
    letter: QPushButton
    as_of_banner: QFrame
    as_of_icon: QLabel
    as_of_text: QLabel
    back_to_today: QPushButton
    stack: QStackedWidget
    list_page: QWidget
    empty_page: QWidget
    empty: EmptyState
    plan_list: QListView
    axis: PlanAxis
    side: QStackedWidget
    selected_side: QWidget
    tray: QFrame
    detail_scroll: QScrollArea
