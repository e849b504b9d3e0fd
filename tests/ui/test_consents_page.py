"""Consents in the real window: drawn up by keyboard, signed with the mouse, revoked; labels."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from practice_desk.gui.dialogs.consent_dialog import EVERYBODY, ConsentDialog
from practice_desk.gui.dialogs.consent_follow_dialogs import (
    PaperConsentDialog,
    RevokeConsentDialog,
)
from practice_desk.gui.dialogs.consent_form_dialog import ConsentFormDialog
from practice_desk.gui.dialogs.label_dialog import LabelDialog
from practice_desk.gui.dialogs.signed_consent_dialog import SignedConsentDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.consent_lines import consent_lines
from practice_desk.gui.pages.consents_page import ConsentsPage
from practice_desk.gui.pages.supply_page import SupplyPage
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient
from tests.ui.shell import open_window


def consents_page(qtbot: QtBot, clinic: Clinic) -> tuple[MainWindow, ConsentsPage]:
    """Open the Consents page of a patient who takes buprenorphine."""
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="buprenorphine", schedule="CIII")
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Consents")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, ConsentsPage)
    page.take_focus()
    return window, page


def opened(page: ConsentsPage, kind: type) -> object:
    """Return the dialog that is open."""
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def cells(page: ConsentsPage) -> list[str]:
    """Return what the first consent says."""
    table = page.consents.table
    return [table.item(0, column).text() for column in range(table.columnCount())]


def draw(dialog: ConsentFormDialog) -> None:
    """Draw a line in the field to sign in."""
    field = dialog.form.strokes
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(field, left, none, QPoint(20, 40))
    for at in (QPoint(60, 20), QPoint(90, 50)):
        QTest.mouseMove(field, at)
    QTest.mouseRelease(field, left, none, QPoint(90, 50))


def test_that_a_consent_is_drawn_up_by_keyboard_signed_on_the_screen_and_revoked(
    qtbot: QtBot, clinic: Clinic
) -> None:
    _, page = consents_page(qtbot, clinic)
    qtbot.keyClick(page.new, Qt.Key.Key_2)
    form = opened(page, ConsentDialog)
    assert form.form.recipient.currentText() == EVERYBODY
    form.save()
    assert "2.31" in form.form.law.text()
    assert cells(page)[2] == "not signed"

    page.consents.button("Print or sign…").click()
    unfinished = opened(page, ConsentFormDialog)
    assert "which records may be shared" in unfinished.form.problem.text()
    assert not unfinished.form.print.isEnabled()
    unfinished.reject()

    page.consents.button("Replace…").click()
    form = opened(page, ConsentDialog)
    qtbot.keyClicks(form.form.what, "Medications")
    form.save()
    assert page.consents.table.rowCount() == 1
    page.consents.button("Print or sign…").click()
    signing = opened(page, ConsentFormDialog)
    assert signing.form.print.isEnabled()
    assert not signing.form.sign.isEnabled()
    draw(signing)
    signing.form.sign.click()
    assert cells(page)[2] == "signed on the screen"

    page.consents.button("Show signed…").click()
    shown = opened(page, SignedConsentDialog)
    assert shown.form.explanation.text() == "The document is exactly what was signed."
    assert shown.form.print.isEnabled()
    shown.reject()

    page.consents.button("Revoke…").click()
    revoking = opened(page, RevokeConsentDialog)
    revoking.save()
    assert revoking.problems.sentence("by") == "Say who revoked it."
    qtbot.keyClicks(revoking.form.by, "the patient, by letter")
    revoking.save()
    assert cells(page)[2] == "revoked"
    assert not page.consents.button("Revoke…").isEnabled()

    page.label.click()
    labelling = opened(page, LabelDialog)
    qtbot.keyClicks(labelling.form.find, "bupre")
    qtbot.keyClick(labelling.form.labels, Qt.Key.Key_Space)
    labelling.save()
    assert page.labelled.table.item(0, 0).text() == "buprenorphine"
    assert "no consent" in page.banner.text


def test_that_a_treatment_agreement_is_one_thing_here_and_on_the_supply_page(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, page = consents_page(qtbot, clinic)
    window.chart.show_page("Supply")
    supply_page = window.chart.tabs.currentWidget()
    assert isinstance(supply_page, SupplyPage)
    supply_page.take_focus()
    qtbot.keyClick(supply_page.record, Qt.Key.Key_A)
    assert window.chart.tabs.currentWidget() is page
    form = opened(page, ConsentDialog)
    assert form.form.medications.toPlainText() == "buprenorphine"
    form.form.pharmacy.setEditText("Elm Street Pharmacy")
    form.save()
    page.consents.button("Signed on paper…").click()
    opened(page, PaperConsentDialog).save()
    assert cells(page)[2] == "signed on paper, no scan"
    page.consents.button("Signed on paper…").click()
    scanning = opened(page, PaperConsentDialog)
    assert not scanning.form.name.isEnabled()
    assert scanning.form.name.text() == window.chart.chart.patient.legal_name
    scan = tmp_path / "scan.txt"
    scan.write_text("signed")
    scanning.take_file(scan)
    scanning.save()
    assert cells(page)[2] == "signed on paper"
    assert not page.consents.button("Signed on paper…").isEnabled()
    window.chart.show_page("Supply")
    entries = supply_page.entries.table
    assert entries.item(0, 1).text() == "Agreement"
    entries.selectRow(0)
    assert not supply_page.entries.button("Entered in error…").isEnabled()
    case = window.chart.chart.consents[0]
    assert [line.sentence for line in consent_lines(clinic, clinic.now())] == []
    assert case.consent.expires_on is not None
    almost = datetime.combine(case.consent.expires_on, time(9)).astimezone()
    monkeypatch.setattr(clinic, "today", almost.date)
    (line,) = consent_lines(clinic, almost)
    assert "treatment agreement) ends today" in line.sentence
