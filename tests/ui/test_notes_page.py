"""Notes in the real window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.gui.dialogs.note_dialog import NoteDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return window


def notes_page(window: MainWindow) -> NotesPage:
    window.chart.show_page("Notes")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, NotesPage)
    return page


def the(page: QWidget, kind: type[D]) -> D:
    """Return the dialog of that kind which is open."""
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def write(page: NotesPage, text: str) -> None:
    page.notes.add.click()
    dialog = the(page, NoteDialog)
    dialog.form.sections.setPlainText(text)
    dialog.form.save_button.click()


def test_that_a_note_is_signed_and_read_and_gets_an_addendum(window: MainWindow):
    page = notes_page(window)
    write(page, "Sleeps better.\nNo <b>panic</b> since Monday.")
    assert page.text.toPlainText() == "Sleeps better.\nNo <b>panic</b> since Monday."
    assert page.signed.text().startswith("Signed by ")

    page.notes.table.selectRow(0)
    page.notes.change.click()
    dialog = the(page, NoteDialog)
    assert dialog.form.kind.isHidden()
    dialog.form.sections.setPlainText("Tuesday, not Monday.")
    dialog.form.save_button.click()
    assert [page.notes.table.item(row, 1).text() for row in range(2)] == [
        "Medication visit",
        "↳ Addendum",
    ]


def test_that_an_empty_note_and_one_of_tomorrow_are_refused(window: MainWindow):
    page = notes_page(window)
    page.notes.add.click()
    dialog = the(page, NoteDialog)
    dialog.form.save_button.click()
    assert "Write the note" in dialog.problems.sentence("sections")
    dialog.form.sections.setPlainText("Planned")
    dialog.form.seen_on.set_value(dialog.context.today() + timedelta(days=1))
    dialog.form.save_button.click()
    assert "future" in dialog.problems.sentence("seen_on")
    assert dialog.form.sections.toPlainText() == "Planned"


def test_that_a_note_in_error_is_struck_out_and_stays(window: MainWindow):
    page = notes_page(window)
    write(page, "Of another patient")
    page.notes.table.selectRow(0)
    page.notes.retract.click()
    retract = the(page, RetractDialog)
    retract.form.retracted_reason.setText("Wrong chart")
    retract.form.save_button.click()
    assert page.notes.table.rowCount() == 0
    page.show_retracted.setChecked(True)
    assert page.notes.table.item(0, 0).font().strikeOut()
    assert "Wrong chart" in page.signed.text()


def test_that_nobody_takes_back_the_note_of_another(window: MainWindow, clinic: Clinic):
    page = notes_page(window)
    write(page, "Mine")
    roles = frozenset({Role.THERAPIST})
    clinic.session = replace(clinic.session, user_name="another", roles=roles)
    page.notes.table.selectRow(0)
    page.notes.retract.click()
    retract = the(page, RetractDialog)
    retract.form.retracted_reason.setText("I disagree")
    retract.form.save_button.click()
    assert "Only who wrote" in retract.problems.sentence("retracted_reason")
    assert page.notes.table.rowCount() == 1
