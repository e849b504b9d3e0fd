"""Find anything: the palette and the search of texts in the real window, by keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.search_entry import SearchKind
from practice_desk.gui.dialogs.message_dialog import MessageDialog
from practice_desk.gui.dialogs.requests_dialog import RequestsDialog
from practice_desk.gui.find import rows
from practice_desk.gui.find.palette import Palette
from practice_desk.gui.find.text_search import TextSearch
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.gui.pages.registry import APP_PAGES, SETTINGS
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.settings_tabs import TABS
from practice_desk.gui.tasks import InlineTasks, Task
from practice_desk.services import notes
from practice_desk.services.clinic import Clinic
from tests.factories import a_note, a_patient
from tests.ui.shell import open_window
from tests.ui.test_chart_records import the_open


class SlowTasks(InlineTasks):
    """Runs work at once until `is_slow`, then keeps it until it is let go."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_slow = False
        self.held: list[Task] = []

    def _begin(self, task: Task) -> None:
        if self.is_slow:
            self.held.append(task)
        else:
            super()._begin(task)

    def let_go(self) -> None:
        """Run what was kept; what is asked from now on runs at once."""
        self.is_slow = False
        while self.held:
            super()._begin(self.held.pop(0))


def press(widget: QWidget, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key in *widget*."""
    QTest.keyClick(widget, key, modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier)


def opened(window: MainWindow, qtbot: QtBot) -> Palette:
    """Open the palette by its keys."""
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.finder.palette
    assert palette is not None
    qtbot.waitUntil(palette.isVisible)
    return palette


def listed(palette: Palette | TextSearch, section: str = "") -> list[str]:
    """Return the titles of what is shown in a section, in all for none."""
    return [row.title for row in palette.model.rows if not section or row.section == section]


def test_that_charts_pages_and_actions_open_from_one_field(qtbot: QtBot, clinic: Clinic) -> None:
    ada = a_patient(clinic, family_name="Lovelace", given_name="Ada")
    a_patient(clinic, family_name="Hopper", given_name="Grace")
    window = open_window(qtbot, clinic)
    palette = opened(window, qtbot)
    assert not listed(palette, rows.RECENT)
    QTest.keyClicks(palette.field, "lovel")
    assert listed(palette, rows.PATIENTS) == ["Ada Lovelace"]
    press(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.chart.patient_id == ada

    palette = opened(window, qtbot)
    assert palette.field.text() == ""
    assert listed(palette, rows.RECENT) == ["Ada Lovelace"]
    QTest.keyClicks(palette.field, "note")
    assert "Notes" in listed(palette, rows.PAGES)
    press(palette.field, Qt.Key.Key_Return)
    assert isinstance(window.chart.tabs.currentWidget(), NotesPage)

    palette = opened(window, qtbot)
    QTest.keyClicks(palette.field, "export")
    assert listed(palette) == ["Requests and exports of the chart"]
    press(palette.field, Qt.Key.Key_Return)
    the_open(RequestsDialog, window).accept()

    palette = opened(window, qtbot)
    QTest.keyClicks(palette.field, "nepa")
    assert listed(palette) == ["New patient"]
    press(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()

    window.forget(())  # as the lock does
    assert window.finder.recent == []
    assert palette.model.rows == ()
    palette = opened(window, qtbot)
    assert not listed(palette, rows.RECENT)
    QTest.keyClicks(palette.field, "about")
    press(palette.field, Qt.Key.Key_Return)
    page = window.pages[APP_PAGES.index(SETTINGS) + 1]
    assert isinstance(page, SettingsPage)
    tabs = page.findChild(QTabWidget)
    assert tabs is not None
    assert [tabs.tabText(n) for n in range(tabs.count())] == [title for title, _ in TABS]
    assert tabs.tabText(tabs.currentIndex()) == "About"


def test_that_texts_are_searched_with_filters_and_open_at_their_record(
    qtbot: QtBot, clinic: Clinic
) -> None:
    ada = a_patient(clinic, family_name="Lovelace", given_name="Ada")
    zeppelins = a_note(clinic, ada, "Dreams of <b>zeppelins</b> [again].")
    a_note(clinic, ada, "Slept without dreams.")
    window = open_window(qtbot, clinic)
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.field, "zeppel")
    qtbot.waitUntil(lambda: bool(listed(palette, rows.TEXTS)))
    found = palette.model.rows[0]
    assert found.detail == "Dreams of <b>zeppelins</b> [again]."
    assert [found.detail[a:b] for a, b in found.marked] == ["zeppelins"]
    press(palette.field, Qt.Key.Key_Tab)
    search = window.finder.texts
    assert search is not None
    assert search.isVisible()
    qtbot.waitUntil(lambda: search.model.rowCount() == 1)
    for _ in range(20):  # round and round
        press(window.focusWidget() or search, Qt.Key.Key_Tab)
        assert search.isAncestorOf(window.focusWidget() or window)
    search.field.setFocus()
    search.kinds[SearchKind.LETTER].click()
    qtbot.waitUntil(lambda: search.model.rowCount() == 0)
    search.clear.click()
    qtbot.waitUntil(lambda: search.model.rowCount() == 1)
    press(search.field, Qt.Key.Key_Return)
    assert not search.isVisible()
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, NotesPage)
    assert page.notes.table.currentRow() == 1, "the second, which is the older one"

    search.field.setText("dreams")
    qtbot.waitUntil(lambda: search.model.rowCount() == 2)
    search.open()
    press(search.field, Qt.Key.Key_Down)
    press(search.field, Qt.Key.Key_Return)
    notes.retract_note(clinic, zeppelins, "of another patient")
    search.open()
    assert [row.detail for row in search.model.rows] == ["Slept without dreams."]

    window.forget(())
    assert (search.field.text(), search.model.rows) == ("", ())


def test_that_enter_never_opens_what_was_found_by_fewer_letters(
    qtbot: QtBot, clinic: Clinic
) -> None:
    ada = a_patient(clinic, family_name="Lamarr", given_name="Ada")
    joan = a_patient(clinic, family_name="Lovelace", given_name="Joan")
    a_note(clinic, ada, "Dreams of zebras.")
    a_note(clinic, joan, "Dreams of zeppelins.")
    tasks = SlowTasks()
    window = open_window(qtbot, clinic, tasks)
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.field, "l")
    assert listed(palette, rows.PATIENTS) == ["Ada Lamarr", "Joan Lovelace"]
    tasks.is_slow = True
    QTest.keyClicks(palette.field, "ov")
    press(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible(), "it waits: Ada Lamarr is still listed first"
    tasks.let_go()
    assert not palette.isVisible()
    assert window.chart.patient_id == joan

    window.finder.search_texts("zebra")
    search = window.finder.texts
    assert search is not None
    qtbot.waitUntil(lambda: search.model.rowCount() == 1)
    search.field.setText("zeppelin")
    tasks.is_slow = True
    press(search.field, Qt.Key.Key_Return)
    assert search.isVisible()
    press(search.field, Qt.Key.Key_Escape)
    tasks.let_go()
    assert window.chart.patient_id == joan, "who closes it is led nowhere"
    search.open("zebra")
    press(search.field, Qt.Key.Key_Return)
    assert window.chart.patient_id == ada

    window.open_patient(joan)
    window.show_page(1)
    tasks.is_slow = True
    palette = opened(window, qtbot)
    press(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible(), "it waits for the recent charts, which come first"
    tasks.let_go()
    assert not palette.isVisible()
    assert (window.page, window.chart.patient_id) == (PATIENTS, joan)


def test_that_the_front_desk_finds_people_and_no_texts(qtbot: QtBot, clinic: Clinic) -> None:
    ada = a_patient(clinic, family_name="Lovelace", given_name="Ada")
    a_note(clinic, ada, "Dreams of Lovelace.")
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    window = open_window(qtbot, clinic)
    assert window.page == PATIENTS
    palette = opened(window, qtbot)
    assert palette.field.placeholderText() == "Find patients, pages and actions"
    QTest.keyClicks(palette.field, "lovelace")
    press(palette.field, Qt.Key.Key_Tab)
    QApplication.processEvents()
    assert [row.section for row in palette.model.rows] == [rows.PATIENTS]
    assert window.finder.texts is None
    palette.field.setText("plan")
    assert "Plan" not in listed(palette)
    palette.field.setText("message")
    assert listed(palette) == ["Inbox", "Write a message"]
    press(palette.field, Qt.Key.Key_Down)
    press(palette.field, Qt.Key.Key_Return)
    the_open(MessageDialog, window).reject()
    palette = opened(window, qtbot)
    press(palette.field, Qt.Key.Key_Escape)
