"""Every page, one line each, in the order of tabs and rail."""

from __future__ import annotations

from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.backup_page import BackupPage
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.directory_page import DirectoryPage
from practice_desk.gui.pages.health_page import HealthPage
from practice_desk.gui.pages.history_page import HistoryPage
from practice_desk.gui.pages.import_page import ImportPage
from practice_desk.gui.pages.letters_page import LettersPage
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.gui.pages.person_page import PersonPage
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.summary_page import SummaryPage
from practice_desk.gui.pages.supply_page import SupplyPage
from practice_desk.gui.pages.today_page import TodayPage

CHART_PAGES: tuple[type[ChartPage], ...] = (
    SummaryPage,
    PlanPage,
    HealthPage,
    SupplyPage,
    NotesPage,
    HistoryPage,
    LettersPage,
    PersonPage,
)
"""The tabs of a chart, each for who may see it."""

APP_PAGES: tuple[type[AppPage], ...] = (
    TodayPage,
    SchedulePage,
    DirectoryPage,
    ImportPage,
    BackupPage,
    SettingsPage,
)
"""Today stands above Patients in the rail, the others below it, Settings last."""
