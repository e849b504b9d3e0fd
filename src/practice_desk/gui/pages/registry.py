"""Every page, one entry each, in the order of tabs and rail.

An entry says what has to be known of a page before somebody opens it. The page's own module, with
its forms and dialogs, is imported then and not before (docs/decisions/0017). The imports stand in
functions rather than as names in text, so that types are checked and frozen builds find them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.chart_page import ChartPage


@dataclass(frozen=True, slots=True, eq=False)
class ChartEntry:
    """A tab of the chart. `needs` is what somebody must be permitted to be offered it."""

    title: str
    load: Callable[[], type[ChartPage]]
    needs: Operation = Operation.VIEW_CHART

    def make(self, context: AppContext) -> ChartPage:
        """Return a new page."""
        return self.load()(context)


@dataclass(frozen=True, slots=True, eq=False)
class AppEntry:
    """A page of the rail; its title has a mnemonic. Without `needs` everybody is offered it.

    One that is `within` another is reached from there: it has no button of its own in the rail.
    At most one `takes_files`: what is dropped anywhere on the window goes to its `take_files`.
    """

    title: str
    icon: str
    load: Callable[[], type[AppPage]]
    needs: Operation | None = None
    takes_files: bool = False
    within: AppEntry | None = None

    def make(self, context: AppContext) -> AppPage:
        """Return a new page."""
        return self.load()(context)


def _summary() -> type[ChartPage]:
    from practice_desk.gui.pages.summary_page import SummaryPage

    return SummaryPage


def _plan() -> type[ChartPage]:
    from practice_desk.gui.pages.plan_page import PlanPage

    return PlanPage


def _health() -> type[ChartPage]:
    from practice_desk.gui.pages.health_page import HealthPage

    return HealthPage


def _monitoring() -> type[ChartPage]:
    from practice_desk.gui.pages.monitoring_page import MonitoringPage

    return MonitoringPage


def _measures() -> type[ChartPage]:
    from practice_desk.gui.pages.measures_page import MeasuresPage

    return MeasuresPage


def _reconcile() -> type[ChartPage]:
    from practice_desk.gui.pages.reconcile_page import ReconcilePage

    return ReconcilePage


def _supply() -> type[ChartPage]:
    from practice_desk.gui.pages.supply_page import SupplyPage

    return SupplyPage


def _side_effects() -> type[ChartPage]:
    from practice_desk.gui.pages.side_effects_page import SideEffectsPage

    return SideEffectsPage


def _notes() -> type[ChartPage]:
    from practice_desk.gui.pages.notes_page import NotesPage

    return NotesPage


def _psychotherapy() -> type[ChartPage]:
    from practice_desk.gui.pages.psychotherapy_page import PsychotherapyPage

    return PsychotherapyPage


def _goals() -> type[ChartPage]:
    from practice_desk.gui.pages.goals_page import GoalsPage

    return GoalsPage


def _history() -> type[ChartPage]:
    from practice_desk.gui.pages.history_page import HistoryPage

    return HistoryPage


def _documents() -> type[ChartPage]:
    from practice_desk.gui.pages.documents_page import DocumentsPage

    return DocumentsPage


def _education() -> type[ChartPage]:
    from practice_desk.gui.pages.education_page import EducationPage

    return EducationPage


def _letters() -> type[ChartPage]:
    from practice_desk.gui.pages.letters_page import LettersPage

    return LettersPage


def _consents() -> type[ChartPage]:
    from practice_desk.gui.pages.consents_page import ConsentsPage

    return ConsentsPage


def _person() -> type[ChartPage]:
    from practice_desk.gui.pages.person_page import PersonPage

    return PersonPage


def _today() -> type[AppPage]:
    from practice_desk.gui.pages.today_page import TodayPage

    return TodayPage


def _schedule() -> type[AppPage]:
    from practice_desk.gui.pages.schedule_page import SchedulePage

    return SchedulePage


def _waiting() -> type[AppPage]:
    from practice_desk.gui.pages.waiting_page import WaitingPage

    return WaitingPage


def _recalls() -> type[AppPage]:
    from practice_desk.gui.pages.recalls_page import RecallsPage

    return RecallsPage


def _overdue() -> type[AppPage]:
    from practice_desk.gui.pages.overdue_page import OverduePage

    return OverduePage


def _side_effect_board() -> type[AppPage]:
    from practice_desk.gui.pages.side_effect_board_page import SideEffectBoardPage

    return SideEffectBoardPage


def _inbox() -> type[AppPage]:
    from practice_desk.gui.pages.inbox_page import InboxPage

    return InboxPage


def _letter_board() -> type[AppPage]:
    from practice_desk.gui.pages.letter_board_page import LetterBoardPage

    return LetterBoardPage


def _reports() -> type[AppPage]:
    from practice_desk.gui.pages.reports_page import ReportsPage

    return ReportsPage


def _directory() -> type[AppPage]:
    from practice_desk.gui.pages.directory_page import DirectoryPage

    return DirectoryPage


def _import() -> type[AppPage]:
    from practice_desk.gui.pages.import_page import ImportPage

    return ImportPage


def _backup() -> type[AppPage]:
    from practice_desk.gui.pages.backup_page import BackupPage

    return BackupPage


def _settings() -> type[AppPage]:
    from practice_desk.gui.pages.settings_page import SettingsPage

    return SettingsPage


SUMMARY = ChartEntry("Summary", _summary)
PLAN = ChartEntry("Plan", _plan)
HEALTH = ChartEntry("Health", _health)
MONITORING = ChartEntry("Monitoring", _monitoring)
MEASURES = ChartEntry("Measures", _measures)
RECONCILE = ChartEntry("Reconcile", _reconcile)
SUPPLY = ChartEntry("Supply", _supply)
SIDE_EFFECTS = ChartEntry("Side effects", _side_effects)
NOTES = ChartEntry("Notes", _notes)
PSYCHOTHERAPY = ChartEntry("Psychotherapy", _psychotherapy, Operation.KEEP_PSYCHOTHERAPY_NOTES)
GOALS = ChartEntry("Goals", _goals)
HISTORY = ChartEntry("History", _history)
DOCUMENTS = ChartEntry("Documents", _documents)
EDUCATION = ChartEntry("Education", _education)
LETTERS = ChartEntry("Letters", _letters)
CONSENTS = ChartEntry("Consents", _consents)
PERSON = ChartEntry("Person", _person, Operation.VIEW_DEMOGRAPHICS)

CHART_PAGES = (
    SUMMARY, PLAN, SIDE_EFFECTS, MEASURES, NOTES, PSYCHOTHERAPY, GOALS, HEALTH, MONITORING,
    DOCUMENTS, LETTERS, RECONCILE, SUPPLY, HISTORY, EDUCATION, CONSENTS, PERSON,
)  # fmt: skip
"""The tabs of a chart, each for who may see it; on small screens the last ones wait in a menu."""

TODAY = AppEntry("Toda&y", "house", _today)
SCHEDULE = AppEntry("Sched&ule", "calendar-days", _schedule, Operation.VIEW_SCHEDULE)
WAITING = AppEntry("Waiting list", "clock", _waiting, Operation.VIEW_SCHEDULE, within=SCHEDULE)
RECALLS = AppEntry("Recalls", "phone", _recalls, Operation.LIST_RECALLS, within=SCHEDULE)
INBOX = AppEntry("Inbox", "inbox", _inbox, Operation.READ_INBOX)
OVERDUE = AppEntry("Overdue", "list-checks", _overdue, Operation.LIST_MONITORING)
SIDE_EFFECT_BOARD = AppEntry("Effects", "activity", _side_effect_board, Operation.LIST_SIDE_EFFECTS)
LETTER_BOARD = AppEntry("Letters", "mail", _letter_board, Operation.LIST_LETTERS)
REPORTS = AppEntry("Reports", "chart-line", _reports, Operation.VIEW_ATTENDANCE)
DIRECTORY = AppEntry("&Directory", "building-2", _directory, Operation.VIEW_DIRECTORY)
IMPORT = AppEntry("&Import", "import", _import, Operation.IMPORT_RECORDS, takes_files=True)
BACKUP = AppEntry("&Backup", "hard-drive", _backup, Operation.BACK_UP)
SETTINGS = AppEntry("&Settings", "settings", _settings)

APP_PAGES = (
    TODAY, INBOX, SCHEDULE, LETTER_BOARD, SIDE_EFFECT_BOARD, OVERDUE, REPORTS, DIRECTORY, IMPORT,
    BACKUP, SETTINGS, WAITING, RECALLS,
)  # fmt: skip
"""Today stands above Patients in the rail, the others below it, Settings last.

Those after it are within another page and have no button.
"""


def button_of(number: int) -> int:
    """Return the page whose button in the rail stands for a page: mostly its own.

    Pages are numbered as in the rail, the patients' before the first of `APP_PAGES`.
    """
    within = APP_PAGES[number - 1].within if 0 < number <= len(APP_PAGES) else None
    return number if within is None else APP_PAGES.index(within) + 1
