"""Where everything stands in the main window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from practice_desk.gui.pages.registry import APP_PAGES, SETTINGS, TODAY
from practice_desk.gui.rail import Rail


def add_pages(rail: Rail) -> None:
    """Give *rail* the buttons of all pages, numbered as `PageStack` numbers them."""
    rail.add_page("&Patients", "users")
    for entry in APP_PAGES:
        on_top, at_bottom = entry is TODAY, entry is SETTINGS
        rail.add_page(entry.title, entry.icon, at_bottom=at_bottom, on_top=on_top)
    rail.add_page("&Visit", "stethoscope", below_top=True)
    rail.order_keys()


def side_by_side(left: QWidget, right: QWidget) -> QWidget:
    """Return a widget with *left* in its own width and *right* in all the rest."""
    row = _row(both := QWidget())
    row.addWidget(left)
    row.addWidget(right, 1)
    return both


def central_widget(
    rail: Rail, notices: Sequence[QWidget], pages: QWidget, bars: Sequence[QWidget]
) -> QWidget:
    """Return the window's inside: *rail*, beside it *notices*, *pages*, and *bars* at the foot."""
    foot = QVBoxLayout()
    foot.setContentsMargins(16, 0, 16, 0)
    foot.setSpacing(8)
    for bar in bars:
        foot.addWidget(bar)
    content = QVBoxLayout()
    content.setContentsMargins(0, 0, 0, 0)
    content.setSpacing(0)
    for notice in notices:
        content.addWidget(notice)
    content.addWidget(pages, 1)
    content.addLayout(foot)
    row = _row(central := QWidget())
    central.setProperty("surface", "page")
    row.addWidget(rail)
    row.addLayout(content, 1)
    return central


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    return row
