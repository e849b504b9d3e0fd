"""The directory: adding, changing, finding and retiring entries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from practice_desk.gui.dialogs.directory_dialogs import OrganizationDialog, PractitionerDialog
from practice_desk.gui.pages.directory_page import DirectoryPage
from practice_desk.services import directory
from tests.factories import a_pharmacy, a_practitioner
from tests.ui.contexts import announced, inline_context


@pytest.fixture
def page(qtbot, clinic):
    page = DirectoryPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    return page


def names(page: DirectoryPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_that_a_pharmacy_can_be_added_and_changed(qtbot, page, clinic):
    changes = announced(page.context)
    page.empty.button.click()
    dialog = page.findChild(OrganizationDialog)
    dialog.form.name.insert("Żółw  Pharmacy ")  # key clicks are ASCII only
    qtbot.keyClicks(dialog.form.phone, "(503) 555-0142")
    dialog.form.save_button.click()
    assert names(page) == ["Żółw Pharmacy"]
    assert "organization" in changes[0].nouns
    page.table.selectRow(0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    dialog = next(each for each in page.findChildren(OrganizationDialog) if each.isVisible())
    qtbot.keyClicks(dialog.form.city, "Beaverton")
    dialog.form.save_button.click()
    (saved,) = directory.list_organizations(clinic)
    assert (saved.city, saved.phone) == ("Beaverton", "(503) 555-0142")


def test_that_an_entry_without_a_name_stays_open_with_the_reason_at_the_field(qtbot, page, clinic):
    page.new_button.click()
    dialog = page.findChild(OrganizationDialog)
    qtbot.keyClicks(dialog.form.city, "Beaverton")
    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert dialog.problems.sentence("name") == "Enter the name."
    assert dialog.form.city.text() == "Beaverton"
    assert not directory.list_organizations(clinic)


def test_that_a_wrong_npi_is_named_while_it_is_typed_and_refused(qtbot, page, clinic):
    page.clinicians_chip.click()
    page.new_button.click()
    dialog = page.findChild(PractitionerDialog)
    qtbot.keyClicks(dialog.form.family_name, "Okafor")
    qtbot.keyClicks(dialog.form.npi, "1234567890")
    assert "mistyped" in dialog.form.npi_hint.text()
    dialog.form.save_button.click()
    assert "NPI" in dialog.problems.sentence("npi")
    qtbot.keyClick(dialog.form.npi, Qt.Key.Key_Backspace)
    qtbot.keyClicks(dialog.form.npi, "3")
    assert dialog.form.npi_hint.text() == ""
    dialog.form.save_button.click()
    (saved,) = [p for p in directory.list_practitioners(clinic) if not p.user_name]
    assert saved.npi == "1234567893"


def test_that_a_retired_entry_is_kept_and_shown_on_request(page, clinic):
    a_pharmacy(clinic)
    page.refresh()
    page.edit_entry(page.model.index(0, 0))
    dialog = page.findChild(OrganizationDialog)
    dialog.form.active.setChecked(False)
    dialog.form.save_button.click()
    assert names(page) == []
    page.inactive.setChecked(True)
    assert names(page) == ["Riverside Pharmacy (inactive)"]


def test_that_a_stale_entry_is_not_overwritten_and_the_typing_stays(page, clinic):
    a_practitioner(clinic)
    page.clinicians_chip.click()
    page.edit_entry(page.model.index(0, 0))
    dialog = page.findChild(PractitionerDialog)
    (person,) = [p for p in directory.list_practitioners(clinic) if not p.user_name]
    directory.save_practitioner(clinic, replace(person, city="Salem", fax="(503) 555-0188"))
    dialog.form.city.setText("Beaverton")
    dialog.form.save_button.click()
    assert dialog.isVisible()
    told = dialog.form.problem.text()
    assert "Taken over from there: Fax." in told
    assert "changed here too: City “Salem”" in told
    assert dialog.form.city.text() == "Beaverton"
    dialog.form.save_button.click()
    (person,) = [p for p in directory.list_practitioners(clinic) if not p.user_name]
    assert (person.city, person.fax) == ("Beaverton", "(503) 555-0188")


def test_that_typing_filters_and_an_unknown_word_says_so(qtbot, page, clinic):
    a_pharmacy(clinic)
    a_pharmacy(clinic, name="<b>Robert</b>'); DROP TABLE--")
    page.refresh()
    qtbot.keyClicks(page.search, "drop")
    assert names(page) == ["<b>Robert</b>'); DROP TABLE--"]
    qtbot.keyClicks(page.search, "zzz")
    assert "Nothing in the directory matches" in page.empty.sentence.text()
