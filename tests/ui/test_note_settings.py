"""Templates and phrases of notes in the settings."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from practice_desk.domain.note import NoteFormat, NoteKind
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.registry import APP_PAGES, SETTINGS
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.services.clinic import Clinic
from practice_desk.services.note_phrases import note_phrases
from practice_desk.services.note_templates import note_templates
from tests.ui.shell import open_window


@pytest.fixture
def settings(qtbot: QtBot, clinic: Clinic) -> SettingsPage:
    window: MainWindow = open_window(qtbot, clinic)
    number = APP_PAGES.index(SETTINGS) + PATIENTS + 1
    window.show_page(number)
    page = window.pages[number]
    assert isinstance(page, SettingsPage)
    page.show_tab("Notes")
    return page


def test_that_a_clinic_changes_its_templates_and_phrases_and_goes_back(
    settings: SettingsPage, clinic: Clinic
):
    section = settings.templates
    assert section.template.currentText() == "Format: SOAP"
    section.headings.setPlainText("Subjective\nPlan: next steps")
    assert not settings.flush(), "what is typed is not lost by leaving"
    section.save_button.click()
    soap = note_templates(clinic).templates.formats[0]
    assert [(each.key, each.title, each.hint) for each in soap.sections] == [
        ("subjective", "Subjective", ""), ("plan", "Plan", "next steps"),
    ]  # fmt: skip
    section.headings.setPlainText("Plan\nplan")
    section.save_button.click()
    assert "Two headings" in section.problem.text()
    section.discard()
    section.name.setText("Schema therapy")
    section.add_button.click()
    assert section.template.currentText() == "Way of working: Schema therapy"
    begins = section.beginnings
    for kind, name in ((NoteKind.INDIVIDUAL, "GIRP"), (NoteKind.CRISIS, "BIRP")):
        begins.kind.setCurrentIndex(begins.kind.findData(kind.value))
        begins.kind.activated.emit(begins.kind.currentIndex())
        begins.format.setCurrentIndex(begins.format.findText(name))
        begins.format.activated.emit(begins.format.currentIndex())
    kept = note_templates(clinic).templates
    assert kept.format_of(NoteKind.INDIVIDUAL) is NoteFormat.GIRP
    first = kept.headings_of(NoteKind.CRISIS, kept.format_of(NoteKind.CRISIS))[0]
    assert first.title == "Behavior"
    assert begins.format.itemText(0) == "Its own headings"
    begins.format.setCurrentIndex(0)
    begins.format.activated.emit(0)
    kept = note_templates(clinic).templates
    first = kept.headings_of(NoteKind.CRISIS, kept.format_of(NoteKind.CRISIS))[0]
    assert first.title == "What happened"
    section.restore_button.click()
    templates = note_templates(clinic).templates
    assert len(templates.formats[0].sections) == 4
    assert templates.approach("schema_therapy") is None
    _change_phrases(settings, clinic)


def _change_phrases(settings: SettingsPage, clinic: Clinic) -> None:
    section = settings.phrases
    section.shortcut.setText("/Walks")
    section.text.setPlainText("Walks daily.")
    section.save_button.click()
    (mine,) = note_phrases(clinic).kept
    assert (mine.shortcut, mine.owner) == ("walks", clinic.session.user_name)
    section.shortcut.setText("walks")
    section.text.setPlainText("Again")
    section.save_button.click()
    assert "already" in section.problem.text()
    table = section.listing.table
    rows = [table.item(row, 0).text() for row in range(table.rowCount())]
    table.selectRow(rows.index("/walks"))
    section.text.setPlainText("Walks twice a day.")
    section.save_button.click()
    (mine,) = note_phrases(clinic).kept
    assert mine.text == "Walks twice a day."
    table.selectRow(rows.index("/walks"))
    section.remove_button.click()
    assert note_phrases(clinic).kept == ()
