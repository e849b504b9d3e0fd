"""The tour of the reports: outcomes, and a worklist, light and dark."""

from __future__ import annotations

from PySide6.QtCore import Qt

from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.app.demo.worklists import KEPT
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.registry import REPORTS
from practice_desk.gui.pages.reports_page import WORKLISTS_TAB, ReportsPage

_REPORTS = ("caseload by medication", "outcomes by measure")


def show_reports(visitor: Visitor, window: MainWindow) -> None:
    """Show two reports and a worklist."""
    window.show_page_of(REPORTS)
    page = window.pages[window.page]
    if not isinstance(page, ReportsPage):
        raise TourFailed("The reports did not come up.")
    for name in _REPORTS:
        page.show_tab(name)
        visitor.in_both_looks(name.replace(" ", "-"), window, f"A report: {name}")
    page.show_tab(WORKLISTS_TAB)
    visitor.settle()
    lists = page.worklists.lists
    found = lists.findItems(KEPT, Qt.MatchFlag.MatchStartsWith)
    if not found:
        raise TourFailed("The demo clinic keeps no worklist.")
    lists.setCurrentItem(found[0])
    visitor.in_both_looks("worklist", window, "Who is on lithium without a TSH in 6 months")
    page.show_tab(_REPORTS[0])
