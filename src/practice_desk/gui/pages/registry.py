"""Every page, one line each, in the order of tabs and rail."""

from __future__ import annotations

from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.chart_page import ChartPage

CHART_PAGES: tuple[type[ChartPage], ...] = ()
"""The tabs of a chart: Summary, Plan, Health, Letters."""

APP_PAGES: tuple[type[AppPage], ...] = ()
"""The rail below Patients: Directory, Import, Backup; Settings comes last."""
