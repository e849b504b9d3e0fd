"""What stands around the pages of a chart: its header, its tabs and the ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_header import NO_CHART, header_text, person_header
from practice_desk.gui.pages.chart_access import ChartAccess
from practice_desk.gui.pages.chart_header import ChartHeader
from practice_desk.gui.widgets.chart_tabs import ChartTabs
from practice_desk.services.demographics import Demographics

if TYPE_CHECKING:
    from practice_desk.services.charts import Chart


class ChartFrame(QWidget):
    """The header over the tabs. Its `access` has a page of its own, for a chart that is closed."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.header = ChartHeader()
        self.tabs = ChartTabs()
        self.access = ChartAccess(context, self.header.more, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.header)
        tabs = QVBoxLayout()
        tabs.setContentsMargins(24, 0, 24, 0)
        tabs.addWidget(self.tabs.row)
        tabs.addWidget(self.tabs, 1)
        column.addLayout(tabs, 1)

    def show_person(self, person: Demographics) -> None:
        """Show a person whose chart is not to be seen."""
        self.header.show_text(person_header(person, self._context.today()))
        self.access.show_person(person)

    def show_chart(self, chart: Chart) -> None:
        """Show whose chart it is."""
        self.header.show_text(header_text(chart, self._context.today()))
        self.access.show_chart(chart)

    def show_nothing(self) -> None:
        """Show nobody's name."""
        self.header.show_text(NO_CHART)

    def forget(self) -> None:
        """Drop whose chart it was, for the lock."""
        self.show_nothing()
        self.access.forget()

    def offer(self) -> None:
        """Offer what the person at the keyboard may do."""
        may = self._context.may
        self.header.offer(
            edit=may(Operation.EDIT_PATIENT),
            letter=may(Operation.SEND_LETTER),
            allergies=may(Operation.EDIT_HEALTH_RECORD),
            visit=may(Operation.WRITE_NOTE),
        )
        self.access.offer()
