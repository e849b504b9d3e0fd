"""A patient's supply in the real window: fill, run-out, early refill and its decision."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.supply import Decided, EventKind, SupplyKind
from practice_desk.gui.binding import item_of
from practice_desk.gui.dialogs.supply_dialog import SupplyDialog
from practice_desk.gui.dialogs.supply_retract_dialog import SupplyRetractDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.supply_form import CHOOSE
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.registry import APP_PAGES, TODAY
from practice_desk.gui.pages.supply_page import SupplyPage
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient
from tests.ui.shell import open_window


def supply_page(qtbot: QtBot, clinic: Clinic, **changes: str) -> tuple[MainWindow, SupplyPage]:
    """Open the chart of a patient who takes one tablet of a controlled medication a day."""
    patient_id = a_patient(clinic)
    fields = {"name": "methylphenidate", "concept_id": "methylphenidate", "schedule": "CII"}
    started = clinic.today() - timedelta(days=90)
    a_medication(clinic, patient_id, started=started, **{**fields, **changes})
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Supply")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SupplyPage)
    return window, page


def the_form(page: SupplyPage) -> SupplyDialog:
    """Return the form that is open."""
    (dialog,) = [each for each in page.findChildren(SupplyDialog) if each.isVisible()]
    return dialog


def choose(form: SupplyDialog, field: str, value: StrEnum) -> None:
    """Choose a value in a form."""
    combo = form.form.field(field)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(item_of(combo, value))


def texts(page: SupplyPage) -> str:
    """Return all that the page's labels say."""
    QApplication.processEvents()  # cards that were just made are shown
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_that_a_fill_shows_its_end_and_an_early_wish_gets_its_decision(
    qtbot: QtBot, clinic: Clinic
) -> None:
    window, page = supply_page(qtbot, clinic)
    today = clinic.today()
    window.chart.show_page("Summary")
    thirteenth = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_3, thirteenth)
    assert window.chart.tabs.currentWidget() is page
    qtbot.keyClick(page.buttons[SupplyKind.FILL], Qt.Key.Key_F)
    fill = the_form(page)
    qtbot.keyClicks(fill.form.field("quantity"), "30")
    fill.form.happened_on.set_value(today - timedelta(days=26))
    end = write_date(today + timedelta(days=3))
    assert f"until {end}" in fill.form.field("worked_out").text()  # type: ignore[union-attr]
    fill.form.save_button.click()
    assert f"{end} (3 more days)" in texts(page)
    assert "ends soon" in texts(page)

    page.buttons[SupplyKind.EVENT].click()
    event = the_form(page)
    event.form.field("told").setPlainText("Flies on Friday")  # type: ignore[union-attr]
    event.form.save_button.click()
    assert event.problems.sentence("kind") == CHOOSE
    choose(event, "kind", EventKind.EARLY)
    event.form.save_button.click()
    assert "waits for a decision" in texts(page)

    page.entries.table.selectRow(0)
    decide = page.entries.button("Decide…")
    decide.click()
    decision = the_form(page)
    assert "Flies on Friday" in decision.form.field("record").text()  # type: ignore[union-attr]
    choose(decision, "decision", Decided.APPROVED)
    decision.form.save_button.click()
    assert decision.problems.sentence("reason")
    qtbot.keyClicks(decision.form.field("reason"), "Ticket shown")
    decision.form.save_button.click()
    assert "approved (Ticket shown)" in texts(page)
    assert not decide.isEnabled()

    number = APP_PAGES.index(TODAY) + PATIENTS + 1
    window.show_page(number)
    day = window.pages[number]
    assert "methylphenidate" in "\n".join(label.text() for label in day.findChildren(QLabel))


def test_that_what_was_entered_in_error_is_struck_out_and_counts_no_more(
    qtbot: QtBot, clinic: Clinic
) -> None:
    _, page = supply_page(qtbot, clinic)
    page.open_form(SupplyKind.FILL)
    fill = the_form(page)
    qtbot.keyClicks(fill.form.field("quantity"), "30")
    fill.form.save_button.click()
    assert "Lasts until" in texts(page)
    page.entries.table.selectRow(0)
    page.entries.button("Entered in error…").click()
    (retract,) = [d for d in page.findChildren(SupplyRetractDialog) if d.isVisible()]
    retract.form.retracted_reason.setText("Another patient's")
    retract.form.save_button.click()
    assert "Lasts until" not in texts(page)
    assert page.entries.table.rowCount() == 0
    page.show_retracted.setChecked(True)
    assert page.entries.table.item(0, 0).font().strikeOut()


def test_that_a_limit_stands_where_a_quantity_is_written(qtbot: QtBot, clinic: Clinic) -> None:
    _, page = supply_page(qtbot, clinic)
    page.open_form(SupplyKind.LIMIT)
    limit = the_form(page)
    qtbot.keyClicks(limit.form.field("days"), "7")
    qtbot.keyClicks(limit.form.field("reason"), "PHQ-9 item 9")
    limit.form.save_button.click()
    page.open_form(SupplyKind.FILL)
    words = the_form(page).form.field("limit")
    assert isinstance(words, QLabel)
    assert words.text() == "Limit: at most 7 days at a time (PHQ-9 item 9)."
    fill = the_form(page)
    qtbot.keyClicks(fill.form.field("quantity"), "30")
    assert words.text().endswith(" This fill lasts 30 days: over the limit.")
    fill.form.save_button.click()
    assert "1 of 1 fill lasted longer than the limit" in texts(page)
