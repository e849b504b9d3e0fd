"""Notes in the real window: reading, adding to, amending, co-signing, taking back."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.note import NoteKind
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.dialogs.note_editor import NoteEditor
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.services import notes
from practice_desk.services.clinic import Clinic
from tests.factories import a_note, a_patient, a_supervised_note
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    return a_patient(clinic)


def notes_page(qtbot: QtBot, clinic: Clinic, patient_id: int) -> NotesPage:
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Notes")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, NotesPage)
    return page


def the(page: QWidget, kind: type[D]) -> D:
    """Return the dialog of that kind which is open."""
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def listed(page: NotesPage) -> list[str]:
    table = page.notes.table
    return [table.item(row, 1).text() for row in range(table.rowCount())]


def test_that_a_note_is_written_signed_read_and_gets_an_addendum(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    page = notes_page(qtbot, clinic, patient_id)
    page.notes.add.click()
    editor = the(page, NoteEditor)
    editor.form.save_button.click()
    assert "Write the note" in editor.form.problem.text()
    editor.column.edits[0].setPlainText("Sleeps better.\nNo <b>panic</b> since Monday.")
    editor.form.save_button.click()
    assert "Subjective\nSleeps better.\nNo <b>panic</b> since Monday." in (
        page.reading.text.toPlainText()
    )
    assert page.reading.signed.text().startswith("Signed by ")

    page.notes.change.click()
    editor = the(page, NoteEditor)
    assert editor.form.kind.isHidden()
    editor.column.edits[0].setPlainText("Tuesday, not Monday.")
    editor.form.save_button.click()
    assert listed(page) == ["Medication visit", "↳ Addendum"]


def test_that_an_amendment_is_read_with_its_original_beside_it(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    first = a_note(clinic, patient_id, "Takes 50 mg.").id or 0
    page = notes_page(qtbot, clinic, patient_id)
    page.reading.amend.click()
    editor = the(page, NoteEditor)
    editor.column.edits[0].setPlainText("Takes 100 mg.")
    editor.form.save_button.click()
    assert "Say why" in editor.problems.sentence("amendment_reason")
    editor.form.amendment_reason.setText("Wrong dose")
    editor.form.save_button.click()
    assert listed(page) == ["Telephone call (amended)"]
    page.reading.beside.click()
    assert page.reading.text.toPlainText() == "Takes 100 mg."
    assert page.reading.original.text.toPlainText() == "Takes 50 mg."
    assert "Wrong dose" in page.reading.standing.facts.text()

    a_note(clinic, patient_id, "A later day.")
    page = notes_page(qtbot, clinic, patient_id)
    assert "A later day." in page.reading.text.toPlainText()
    page.only_unsigned.setChecked(True)
    page.show_record(RecordKey("note", first))
    assert "Takes 100 mg." in page.reading.text.toPlainText()


def test_that_a_supervisor_co_signs_from_the_chart(qtbot: QtBot, clinic: Clinic, patient_id: int):
    a_supervised_note(clinic, patient_id, text="Learned to breathe.", kind=NoteKind.INDIVIDUAL)
    page = notes_page(qtbot, clinic, patient_id)
    page.only_unsigned.click()
    assert listed(page) == ["Individual therapy (to co-sign)"]
    page.reading.cosign.click()
    assert listed(page) == []
    page.only_unsigned.click()
    page.notes.table.selectRow(listed(page).index("Individual therapy"))
    assert "Co-signed by" in page.reading.signed.text()


def test_that_somebody_elses_notes_are_read_and_neither_written_nor_co_signed(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    a_supervised_note(clinic, patient_id, kind=NoteKind.INDIVIDUAL)
    draft = a_note(clinic, patient_id, "Half a thought", signed=False)
    clinic.session = replace(
        clinic.session, user_name="bo.lind", roles=frozenset({Role.PRESCRIBER})
    )
    page = notes_page(qtbot, clinic, patient_id)
    place = next(row for row, about in enumerate(listed(page)) if "draft" in about)
    page.notes.table.selectRow(place)
    assert page.reading.text.toPlainText() == "Half a thought"
    assert "Not signed." in page.reading.signed.text()
    assert page.reading.go_on.isHidden()
    assert not page.notes.change.isEnabled()
    page.notes.change_wanted.emit(draft)
    assert not page.findChildren(NoteEditor)
    place = next(row for row, about in enumerate(listed(page)) if "co-sign" in about)
    page.notes.table.selectRow(place)
    assert page.reading.cosign.isHidden()
    assert "Ana Berg" in page.reading.signed.text()


def test_that_a_text_changed_behind_its_signature_is_found_out_and_one_in_error_stays(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    note = a_note(clinic, patient_id, "Of another patient")
    with clinic.store.write() as work:
        work.connection.exec_driver_sql("DROP TRIGGER tr_note_signed_no_update")
        notes.notes.save(work.connection, replace(note, sections=plain_sections("Other words")))
        work.commit()
    page = notes_page(qtbot, clinic, patient_id)
    assert "NOT the one that was signed" in page.reading.signed.text()
    page.notes.retract.click()
    retract = the(page, RetractDialog)
    retract.form.retracted_reason.setText("Wrong chart")
    retract.form.save_button.click()
    assert page.notes.table.rowCount() == 0
    page.show_retracted.setChecked(True)
    assert page.notes.table.item(0, 0).font().strikeOut()
    assert "Wrong chart" in page.reading.signed.text()
