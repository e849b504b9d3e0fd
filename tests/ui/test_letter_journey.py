"""A letter from a side effect's decision to the list of what was printed, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_asking import Expects
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.side_effect_review_dialog import SideEffectReviewDialog
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.pages.consents_page import ConsentsPage
from practice_desk.gui.pages.directory_page import DirectoryPage
from practice_desk.gui.pages.letters_page import LettersPage
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.side_effects_page import SideEffectsPage
from practice_desk.gui.places import Place, WantedPlace
from practice_desk.gui.printing import asking
from practice_desk.gui.printing.job import letter_printer
from practice_desk.services import charts, letters, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_board import waiting_letters
from tests.factories import a_medication, a_patient, a_pharmacy
from tests.ui.shell import open_window
from tests.ui.test_printing import differences


def test_that_a_letter_goes_from_a_side_effects_decision_to_the_printer_and_the_list(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_file(code: str) -> QPrinter:
        printer = letter_printer(code)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return printer

    monkeypatch.setattr(asking, "letter_printer", to_file)
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    a_medication(clinic, patient_id, name="sertraline", concept_id="sertraline")
    side_effects.report_side_effect(clinic, AdverseEvent(patient_id, "Tremor", clinic.today()))
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)

    window.chart.show_page("Side effects")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SideEffectsPage)
    page.side_effects.change.click()
    (review,) = page.findChildren(SideEffectReviewDialog)
    review.form.effect.setText("Tremor")
    review.form.action.setCurrentText("Watch it")
    review.form.action.activated.emit(review.form.action.currentIndex())
    review.form.save_button.click()
    assert not review.isVisible()
    _button(window.messages, "Write the letter").click()

    letters_page = window.chart.tabs.currentWidget()
    assert isinstance(letters_page, LettersPage)
    composer = letters_page.composer
    assert isinstance(composer, LetterComposer)
    assert composer.form.kind.currentText() == "Side effect: report and question"
    (listed,) = composer.form.items.lists
    assert listed.item(0).checkState() is Qt.CheckState.Checked
    assert listed.item(0).text().startswith("Tremor")
    assert composer.form.recipient.currentText() == "Riverside Pharmacy (usual)"
    assert composer.passages is not None
    question = composer.passages.edit_of("question")
    assert question is not None
    question.setFocus()
    question.selectAll()
    QTest.keyClicks(question, "Was another make handed out lately?")
    assert not composer.form.print.isEnabled()  # what is shown is not what was typed yet
    qtbot.waitUntil(composer.form.print.isEnabled, timeout=5_000)
    assert composer.form.preview.page_count == 1
    code = composer.draft.code if composer.draft is not None else ""

    composer.form.print.click()
    dialog = composer.print_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    box = dialog.findChildren(QDialogButtonBox)[0]
    (box.button(QDialogButtonBox.StandardButton.Ok) or box.buttons()[0]).click()
    assert letters_page.composer is None
    (letter,) = charts.reload_chart(clinic, patient_id).letters
    assert (letter.code, letter.delivery) == (code, LetterDelivery.PRINTED)
    assert letters_page.selected == letter
    (waiting,) = waiting_letters(clinic)
    assert waiting.case.letter == letter
    assert waiting.case.expects is not Expects.NOTHING
    assert waiting.case.due_on is not None
    assert code in window.messages.text
    kept = letters.letter_bytes(clinic, patient_id, letter.id or 0)
    assert max(differences(kept, (tmp_path / "printed.pdf").read_bytes())) < 0.002


def _button(root: object, text: str) -> QPushButton:
    """Return the button of a bar that says *text*."""
    assert hasattr(root, "findChildren")
    (found,) = [each for each in root.findChildren(QPushButton) if each.text() == text]
    assert isinstance(found, QPushButton)
    return found


def test_that_each_place_a_letter_leads_to_opens_there(qtbot: QtBot, clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    window.lead_to(WantedPlace(Place.CONSENTS, patient_id))
    assert isinstance(window.chart.tabs.currentWidget(), ConsentsPage)
    for place, page in ((Place.CLINIC, SettingsPage), (Place.DIRECTORY, DirectoryPage)):
        window.lead_to(WantedPlace(place, patient_id))
        assert isinstance(window.pages[window.page], page)
    window.lead_to(WantedPlace(Place.PERSON, patient_id))
    (form,) = window.findChildren(PatientDialog)
    assert form.isVisible()
    form.done(0)
