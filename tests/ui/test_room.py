"""No page or dialog cuts its text or pushes one field over another, on small and large screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.chart_header import HeaderText, Pill
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.pages.registry import APP_PAGES, PLAN
from practice_desk.gui.widgets.chart_tabs import ChartTabs
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient, a_pharmacy
from tests.ui.look import squeezed
from tests.ui.shell import open_window

LONG = "lithium carbonate or citrate"


def settled(widget: QWidget) -> list[str]:
    """Return what is squeezed in *widget* once its layouts have asked for all their room."""
    for _ in range(3):
        QApplication.processEvents()
    return squeezed(widget)


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    """The plan page of a chart with a long name and a medication."""
    pharmacy = a_pharmacy(clinic)
    patient_id = a_patient(clinic, preferred_pharmacy_id=pharmacy, preferred_name="Konstantinos")
    a_medication(clinic, patient_id, name=LONG)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return window


def plan_page(window: MainWindow) -> PlanPage:
    """Bring the plan forward."""
    window.chart.show_page(PLAN.title)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    return page


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_that_pages_show_all_their_text(
    qtbot: QtBot, clinic: Clinic, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for place in range(window.chart.tabs.count()):
        window.chart.tabs.setCurrentIndex(place)
        assert settled(window) == []
        assert window.width() == size[0]
    for number in range(1, len(APP_PAGES) + 1):
        window.show_page(number)
        assert settled(window) == []
    empty = open_window(qtbot, clinic)
    empty.resize(*size)
    assert settled(empty) == []


def test_that_pages_without_room_for_a_tab_are_one_choice_away(window: MainWindow) -> None:
    tabs = window.chart.tabs
    window.resize(1366, 768)
    assert settled(window) == []
    shown = [tabs.strip.tabText(number) for number in range(tabs.strip.count())]
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    words = [action.text() for action in tabs.menu.actions()]
    hidden = [title for title in titles if title not in shown]
    assert words == [f"{each}\t{tabs.tabToolTip(titles.index(each))}" for each in hidden]
    assert hidden
    tabs.menu.actions()[-1].trigger()
    assert settled(window) == []
    assert tabs.tabText(tabs.currentIndex()) == hidden[-1]
    assert tabs.strip.tabText(tabs.strip.currentIndex()) == hidden[-1]
    QTest.mouseClick(tabs.strip, Qt.MouseButton.LeftButton, pos=tabs.strip.tabRect(1).center())
    assert settled(window) == []
    assert tabs.tabText(tabs.currentIndex()) == titles[1]
    window.resize(1920, 1080)
    assert settled(window) == []
    assert tabs.strip.count() == tabs.count()
    assert not tabs.more.isVisible()


def test_that_a_high_page_leaves_a_small_screen_room_for_a_message(qtbot: QtBot) -> None:
    tabs, page = ChartTabs(), QWidget()
    qtbot.addWidget(tabs)
    rows = QVBoxLayout(page)
    for _ in range(40):
        rows.addWidget(QLabel("a line"))
    tabs.addTab(page, "High")
    with_banners, at_foot = 235, 44 + 52 + 30  # header; message, what was not saved, status line
    assert page.minimumSizeHint().height() > 500
    assert with_banners + tabs.minimumSizeHint().height() + at_foot <= 768


def test_that_problems_on_a_tab_have_room(window: MainWindow) -> None:
    window.new_patient()
    (dialog,) = (found for found in window.findChildren(PatientDialog) if found.isVisible())
    for field in (dialog.form.given_name, dialog.form.family_name):
        field.setText("\u202eevil")
    dialog.save()
    assert settled(dialog) == []
    dialog.done(0)


def test_that_a_long_name_leaves_room_for_what_stands_behind_it(
    clinic: Clinic, window: MainWindow
) -> None:
    window.open_patient(a_patient(clinic, given_name="A" * 80, family_name="B" * 80))
    settled(window)
    labels = window.chart.header.findChildren(QLabel)
    pill = [label for label in labels if label.text() == "Active"][-1]
    assert pill.width() >= pill.sizeHint().width() - 4


def test_that_no_name_and_no_mark_of_a_chart_make_a_small_window_wider(window: MainWindow) -> None:
    window.resize(1366, 768)
    settled(window)
    header = window.chart.header
    name = "Konstantinos-Alexandros Papadopoulos-Wolfeschlegelstein"
    header.show_text(HeaderText(name, "Born", (Pill("Measures overdue: " * 9, "caution"),) * 3))
    settled(window)
    assert header.minimumSizeHint().width() <= header.width()
    assert header.name.width() < header.name.sizeHint().width()
    assert name.split()[-1] in header.name.toolTip()
    assert header.name.accessibleName() == name


@pytest.mark.parametrize("action", ["new_medication", "change", "hold", "stop", "letter"])
def test_that_the_plans_dialogs_show_all_their_text(window: MainWindow, action: str) -> None:
    page = plan_page(window)
    getattr(page.form, action).click()
    dialog = page.dialog
    assert isinstance(dialog, QDialog)
    assert settled(dialog) == []
    if isinstance(dialog, PlanDialog):
        dialog.save(write_letter=False)  # its problems need room too
        assert settled(dialog) == []
    dialog.done(0)


@pytest.mark.parametrize("action", ["new_medication", "change"])
def test_that_a_dosage_with_everything_has_room(window: MainWindow, action: str) -> None:
    page = plan_page(window)
    getattr(page.form, action).click()
    dialog = page.dialog
    assert isinstance(dialog, StartMedicationDialog | ChangeDoseDialog)
    dosage = dialog.form.dosage_editor.findChild
    dosage(QWidget, "as_needed").setChecked(True)
    timing = dosage(QWidget, "timing")
    timing.setCurrentIndex(timing.count() - 1)
    dialog.save(write_letter=False)
    assert settled(dialog) == []
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    dialog.done(0)
