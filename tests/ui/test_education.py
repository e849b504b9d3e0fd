"""Education in the chart: a due handout is printed, its teach-back recorded, a mistake marked."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.education import HandoutKind, TeachBack, Topic
from practice_desk.gui.dialogs.education_dialog import EducationDialog
from practice_desk.gui.dialogs.handout_dialog import HandoutDialog
from practice_desk.gui.dialogs.handout_words_dialog import HandoutWordsDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.pages.education_page import EducationPage
from practice_desk.services.clinic import Clinic
from practice_desk.services.handout_words import own_words
from tests.factories import a_medication, a_patient, a_pharmacy
from tests.ui.shell import open_window


def cells(page: EducationPage) -> list[tuple[str, str]]:
    table = page.offers.table
    return [
        (table.item(row, 0).text(), table.item(row, 3).text()) for row in range(table.rowCount())
    ]


def test_that_a_started_medication_is_explained_in_the_patients_language_and_taught_back(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path
):
    pharmacy = a_pharmacy(clinic)
    patient_id = a_patient(clinic, language="Spanish", preferred_pharmacy_id=pharmacy)
    a_medication(clinic, patient_id, name="lithium carbonate", concept_id="lithium")
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Education")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, EducationPage)
    assert cells(page)[0][0] == "lithium carbonate"
    assert cells(page)[0][1].startswith("Due: started")

    page.offers.change.click()
    (dialog,) = page.findChildren(HandoutDialog)
    assert dialog.form.language.currentText() == "Spanish"
    chosen = dialog.form.topic.currentText()
    dialog.form.topic.setEditText("lith or so")
    QTest.keyClick(dialog.form.topic.lineEdit(), Qt.Key.Key_Return)
    assert dialog.form.topic.currentText() == chosen
    assert dialog.print_dialog is None
    dialog.form.large.click()
    dialog.save_to(tmp_path / "handout.pdf")
    text = " ".join(each.extract_text() for each in PdfReader(tmp_path / "handout.pdf").pages)
    for expected in ("Su medicina: lithium carbonate", "1 tableta (50 mg)", "Riverside"):
        assert expected in " ".join(text.split())
    assert cells(page)[0][1].startswith("Due: teach-back")

    page.teach_back.click()
    (form,) = page.findChildren(EducationDialog)
    form.form.save_button.click()
    assert any("what came of the teach-back" in each.text() for each in form.findChildren(QLabel))
    assert page.given.table.rowCount() == 1
    form.form.result.setCurrentIndex(form.form.result.findData(TeachBack.UNDERSTOOD))
    QTest.keyClicks(form.form.patient_words, "Tomo agua y no la dejo de golpe.")
    form.form.save_button.click()
    assert dict(cells(page))["lithium carbonate"].startswith("Understood")
    assert page.given.table.rowCount() == 2
    assert "Tomo agua" in page.given.table.item(0, 3).text()

    page.given.table.selectRow(0)
    page.given.retract.click()
    (retract,) = page.findChildren(RetractDialog)
    retract.form.retracted_reason.setText("another patient's words")
    retract.form.save_button.click()
    assert page.given.table.rowCount() == 1
    assert cells(page)[0][1].startswith("Due: teach-back")


def test_that_a_clinic_adds_its_own_words_sees_their_grade_and_goes_back_to_an_earlier_version(
    qtbot: QtBot, clinic: Clinic
):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="lithium carbonate", concept_id="lithium")
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Education")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, EducationPage)

    def write(text: str) -> HandoutWordsDialog:
        page.own_words.click()
        dialog = page.findChildren(HandoutWordsDialog)[-1]
        assert dialog.form.handout.text() == "Your medicine: lithium carbonate or citrate"
        dialog.form.words_en.clear()
        QTest.keyClicks(dialog.form.words_en, text)
        return dialog

    hard = write("Pharmacological administration necessitates laboratory surveillance.")
    assert "above 6" in hard.form.grade_en.text()
    hard.form.save_button.click()
    easy = write("Call us when you feel sick. We can help you.")
    assert "easy to read" in easy.form.grade_en.text()
    versions = easy.form.versions_en
    assert versions.count() == 1
    easy.form.save_button.click()

    back = write("")
    versions = back.form.versions_en
    assert "Call us" in versions.itemText(0)
    versions.setCurrentIndex(1)
    versions.activated.emit(1)
    assert back.form.words_en.toPlainText().startswith("Pharmacological")
    back.form.save_button.click()
    words = own_words(clinic, Topic(HandoutKind.MEDICATION, "lithium"))
    assert len(words.versions["en"]) == 3
    assert words.text("en").startswith("Pharmacological")
    assert words.text("es") == ""
