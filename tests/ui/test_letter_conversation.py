"""A stop notice that gets through: from the printer to the paper that comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_step_dialog import LetterStepDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.letter_step import LetterStep
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.letter_board_page import LetterBoardPage
from practice_desk.gui.pages.letters_page import LettersPage
from practice_desk.gui.pages.registry import APP_PAGES, LETTER_BOARD, TODAY, AppEntry
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.gui.printing.job import letter_printer
from practice_desk.services import charts, documents, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from tests.factories import a_medication, a_patient, a_pharmacy, make_clinic
from tests.ui.shell import open_window

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


class Calendar:
    """A clock that the test sets, for the clinic and for the screen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = FRIDAY
        monkeypatch.setattr(AppContext, "today", lambda _self: self.now.astimezone().date())

    def __call__(self) -> datetime:
        return self.now


def page_of(window: MainWindow, entry: AppEntry) -> object:
    number = APP_PAGES.index(entry) + PATIENTS + 1
    window.show_page(number)
    return window.pages[number]


def fill_in(button: QPushButton, window: MainWindow, **texts: str) -> LetterStepDialog:
    """Press *button* and type into the form that opens."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = [d for d in window.findChildren(LetterStepDialog) if d.isVisible()][-1]
    for name, text in texts.items():
        QTest.keyClicks(getattr(dialog.form, name), text)
    return dialog


def print_a_stop_notice(window: MainWindow, clinic: Clinic, folder: Path) -> str:
    """Stop a medication, print the letter about it, and return its number."""
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    started = a_medication(clinic, patient_id, started=clinic.today())
    plan.stop_medication(
        clinic, patient_id, started.medication_id, PlanEntry(clinic.today(), "side_effect")
    )
    window.open_patient(patient_id)
    tabs = window.chart.tabs
    place = next(n for n in range(tabs.count()) if tabs.tabText(n) == "Letters")
    tabs.setCurrentIndex(place)
    page = window.chart.findChild(LettersPage)
    assert page is not None
    page.write_letter()
    composer = page.composer
    assert composer is not None
    printer = letter_printer("stop-notice")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "printed.pdf"))
    composer.print_on(printer)
    (letter,) = charts.reload_chart(clinic, patient_id).letters
    return letter.code


def test_that_a_stop_notice_waits_until_its_paper_comes_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clock = Calendar(monkeypatch)
    clinic = make_clinic(tmp_path, clock=clock).clinic
    window = open_window(qtbot, clinic)
    code = print_a_stop_notice(window, clinic, tmp_path)

    page = page_of(window, LETTER_BOARD)
    assert isinstance(page, LetterBoardPage)
    assert [row.cells[0] for row in page.model.rows] == ["Printed"]
    dialog = fill_in(page.panel.buttons[LetterStep.SENT], window)
    assert dialog.form.number.text() == "(503) 555-0178"
    QTest.mouseClick(dialog.form.save_button, Qt.MouseButton.LeftButton)
    assert [row.cells[0] for row in page.model.rows] == ["Faxed"]

    clock.now = FRIDAY + timedelta(days=7)
    today = page_of(window, TODAY)
    assert isinstance(today, TodayPage)
    (row,) = [each for each in today.groups.rows if code in each.line.sentence]
    assert row.line.sentence.endswith("is overdue: nothing came back.")
    assert row.button is not None
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert window.pages[window.page] is page
    assert page.panel.shown is not None
    assert page.panel.shown.letter.case.days_over(clinic.today()) == 2

    paper = tmp_path / "scan.txt"
    paper.write_text("Received. The remaining refills are canceled. K. Nguyen")
    QTest.keyClicks(page.number, f"{code.casefold()}\r")  # as a scanner types
    reply = page.panel.buttons[LetterStep.REPLY]
    assert window.focusWidget() is reply
    dialog = fill_in(reply, window, by="Kim Nguyen, pharmacist")
    dialog.take_scan(paper)
    QTest.mouseClick(dialog.form.save_button, Qt.MouseButton.LeftButton)
    assert page.model.rows == ()
    today = page_of(window, TODAY)
    assert isinstance(today, TodayPage)
    assert not [line for line in today.lines if line.key.startswith("letter:")]
    patient_id = charts.reload_chart(clinic, 1).patient.id or 0
    (filed,) = documents.chart_documents(clinic, patient_id).documents
    assert filed.title == f"Reply to letter {code}"
    clinic.close()
