"""Reports and worklists, driven as a person would: by clicks on what is on the screen."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.worklist import Missing, WorklistQuestion
from practice_desk.gui.dialogs.export_report_dialog import ExportReportDialog
from practice_desk.gui.dialogs.message_dialog import MessageDialog
from practice_desk.gui.dialogs.worklist_dialogs import WorklistDelayDialog, WorklistDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.registry import APP_PAGES, REPORTS, TODAY
from practice_desk.gui.pages.reports_page import ReportsPage
from practice_desk.gui.pages.worklist_lines import worklist_lines
from practice_desk.services import monitoring
from practice_desk.services.clinic import Clinic
from practice_desk.services.reports.exporting import Audience, ReportFormat
from practice_desk.services.worklists import save_worklist
from tests.factories import a_medication, a_patient
from tests.ui.look import squeezed
from tests.ui.shell import open_window

NUMBER = APP_PAGES.index(REPORTS) + 1


class Mouse:
    """Clicks, and counts them."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click a widget, at a place or in its middle."""
        assert widget.isVisible()
        self.clicks += 1
        where = place or widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)

    def click_line(self, found: QListWidget, text: str) -> None:
        """Click the line with this text, which is in sight."""
        (item,) = found.findItems(text, Qt.MatchFlag.MatchExactly)
        place = found.visualItemRect(item).center()
        assert found.viewport().rect().contains(place)
        self.click(found.viewport(), place)


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    mine = clinic.session.practitioner_id
    for name, prescriber in (("Without", mine), ("With", mine), ("Elsewhere", None)):
        patient = a_patient(clinic, family_name=name, prescriber_id=prescriber)
        a_medication(clinic, patient, name="lithium carbonate", concept_id="lithium")
        if name == "With":
            lab, now = ObservationCategory.LABORATORY, clinic.now()
            level = Observation(patient, lab, "Lithium", now, "14334-7", Decimal("0.8"), "mmol/L")
            monitoring.save_results(clinic, patient, [level])
    window = open_window(qtbot, clinic)
    window.resize(1366, 768)
    return window


def page_of(window: MainWindow) -> ReportsPage:
    page = window.pages[NUMBER]
    assert isinstance(page, ReportsPage)
    return page


def names(page: ReportsPage) -> list[str]:
    rows = page.worklists.panel.model.rows
    return [row.entry.name.split()[-1] for row in rows]


def test_that_who_is_on_lithium_without_a_level_takes_three_clicks(window: MainWindow) -> None:
    mouse = Mouse()
    mouse.click(window.rail.pages()[NUMBER])
    page = page_of(window)
    bar = page.tabs.tabBar()
    mouse.click(bar, bar.tabRect(1).center())
    mouse.click_line(page.worklists.lists, "No lithium level in 6 months")
    assert names(page) == ["Without"]
    assert mouse.clicks == 3
    assert window.minimumSizeHint().width() <= 1366  # however long its title is

    panel = page.worklists.panel
    mouse.click(panel.keep_button)
    keep = panel.findChild(WorklistDialog)
    assert keep is not None
    keep.form.title.setText("Levels")
    mouse.click(keep.form.save_button)
    lists = page.worklists.lists
    texts = [lists.item(row).text() for row in range(lists.count())]
    assert texts[1:3] == ["Kept", "Levels"]

    mouse.click_line(lists, "Levels")
    assert lists.currentItem().text() == "Levels (1)"
    (line,) = worklist_lines(window.context.clinic)
    assert line.sentence == "1 patient is on the list “Levels”."
    window.show_page_of(TODAY)
    window.show_page_of(REPORTS, line.tab)
    assert names(page) == ["Without"]
    mouse.click(panel.put_off_button)
    delay = panel.findChild(WorklistDelayDialog)
    assert delay is not None
    mouse.click(delay.form.save_button)
    assert delay.isVisible()  # it asks for a day and a reason
    delay.form.until.set_value(window.context.today() + timedelta(days=14))
    delay.form.reason.setPlainText("Blood drawn on Monday")
    mouse.click(delay.form.save_button)
    assert worklist_lines(window.context.clinic) == []
    assert names(page) == []
    assert lists.currentItem().text() == "Levels (0)"
    mouse.click(panel.show_put_off)
    (row,) = panel.model.rows
    assert "Blood drawn on Monday" in row.cells[-1]
    opened: list[int] = []
    page.patient_wanted.connect(opened.append)
    mouse.click(panel.open_button)
    assert opened == [row.entry.patient_id]


def test_that_a_kept_list_asks_what_it_was_kept_for_though_the_pack_has_it_no_more(
    window: MainWindow, tmp_path: Path
) -> None:
    clinic, mouse = window.context.clinic, Mouse()
    gone = WorklistQuestion(Missing.CHECK, "lithium", check="mon_dropped", practitioner_id=99)
    save_worklist(clinic, "Dropped", gone, own=True)
    save_worklist(clinic, "On lithium", WorklistQuestion(medication="lithium"), own=True)
    (line,) = worklist_lines(clinic)
    assert line.sentence == "3 patients are on the list “On lithium”."
    mouse.click(window.rail.pages()[NUMBER])
    page = page_of(window)
    bar = page.tabs.tabBar()
    mouse.click(bar, bar.tabRect(1).center())
    mouse.click_line(page.worklists.lists, "On lithium")
    assert len(names(page)) == 3
    panel = page.worklists.panel
    panel.save_to(tmp_path / "list.csv")
    assert "3 patients saved" in window.context.messages.text
    saved = (tmp_path / "list.csv").read_text()
    assert all(name in saved for name in names(page))
    assert "Patients on lithium" in saved
    mouse.click(panel.message)
    written = window.findChild(MessageDialog)
    assert written is not None
    assert panel.selected is not None
    assert written.form.patient.text().startswith(panel.selected.name)
    written.done(0)
    mouse.click_line(page.worklists.lists, "Dropped")
    assert page.worklists.panel.filters.question() == gone
    assert names(page) == []
    assert "has this check no more" in window.context.messages.text


def test_that_every_report_fits_a_small_screen_and_its_picture_is_told_in_words(
    window: MainWindow, qtbot: QtBot
) -> None:
    mouse = Mouse()
    mouse.click(window.rail.pages()[NUMBER])
    page = page_of(window)
    bar, told = page.panel.table.horizontalScrollBar(), 0
    for row in range(page.reports.count()):
        page.reports.setCurrentRow(row)
        report = page.panel.report
        assert report is not None
        qtbot.waitUntil(lambda: bar.maximum() == 0)
        picture = report.answer.picture
        if picture is not None and report.answer.table.rows:
            words = page.panel.picture.accessibleDescription()
            assert words.startswith(f"{picture.title}. "), report.title
            told += 1
    assert told >= 6


def test_that_a_number_leads_to_its_patients_and_a_report_to_files(
    window: MainWindow, tmp_path: Path
) -> None:
    mouse = Mouse()
    mouse.click(window.rail.pages()[NUMBER])
    page = page_of(window)
    mouse.click_line(page.reports, "Caseload by medication")
    panel = page.panel
    index = panel.model.index(0, 1)
    panel.table.setCurrentIndex(index)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    lines = [panel.behind.list.item(row).text() for row in range(panel.behind.list.count())]
    assert len(lines) == 3
    assert panel.behind.list.item(0).toolTip() == f"<qt>{lines[0]}</qt>"
    assert panel.behind.list.hasFocus()

    mouse.click(panel.save_buttons[ReportFormat.CSV])
    dialog = page.findChild(ExportReportDialog)
    assert dialog is not None
    assert dialog.outside.isChecked()
    assert squeezed(dialog) == []
    dialog.reject()
    report = panel.report
    assert report is not None
    told, paper = tmp_path / "told.csv", tmp_path / "told.pdf"
    page.save_to(report, ReportFormat.CSV, Audience.OUTSIDE, told)
    rows = list(csv.reader(StringIO(told.read_bytes().decode("utf-8-sig"))))
    assert rows[1][1:] == ["<11", "hidden"]
    page.save_to(report, ReportFormat.PDF, Audience.INSIDE, paper)
    document = pypdfium2.PdfDocument(paper)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "lithium carbonate or citrate" in text
    assert "Page 1 of 1" in text
