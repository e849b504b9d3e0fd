"""The emergency paper from the page Today: one click to the pages, one to the printer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter

from practice_desk.domain.account import Role
from practice_desk.domain.errors import DiskFull
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.gui.printing.job import letter_printer
from practice_desk.services import charts, emergency_paper
from tests.factories import a_medication, a_patient, an_appointment
from tests.ui.contexts import inline_context


@pytest.fixture
def page(qtbot, clinic):
    page = TodayPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    return page


@pytest.fixture
def patient_id(clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id)
    return patient_id


def printer_to(path: Path) -> QPrinter:
    printer = letter_printer("emergency paper")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_that_one_click_shows_the_pages_ready_to_print(page, patient_id):
    page.paper_button.click()
    dialog = page.print_paper()
    assert dialog.form.scope.currentText() == "All active patients (1)"
    assert dialog.form.preview.page_count == 1
    assert dialog.form.print.isEnabled()
    assert dialog.form.print.hasFocus() or dialog.form.print.isDefault()


def test_that_todays_appointments_are_on_it_by_themselves(page, patient_id, clinic):
    a_patient(clinic, family_name="Somebody", given_name="Else")
    an_appointment(clinic, patient_id)
    dialog = page.print_paper()
    assert dialog.form.scope.currentText() == "Patients with an appointment today (1)"
    assert dialog.form.no_appointments.text == ""
    assert len(dialog.made.draft.patient_ids) == 1


def test_that_a_day_without_appointments_says_so_and_offers_the_others(page, patient_id):
    dialog = page.print_paper()
    assert dialog.form.no_appointments.text.startswith("Nobody has an appointment today")
    offered = [dialog.form.scope.itemText(place) for place in range(dialog.form.scope.count())]
    assert offered == [
        "Patients with an appointment today (0)",
        "Patients with a visit today (0)",
        "All active patients (1)",
    ]


def test_that_printing_is_recorded_for_each_patient_once_it_was_done(
    page, patient_id, clinic, tmp_path
):
    dialog = page.print_paper()
    assert charts.reload_chart(clinic, patient_id).disclosures == ()
    dialog.print_on(printer_to(tmp_path / "printed.pdf"))
    assert (tmp_path / "printed.pdf").stat().st_size > 1000
    (disclosure,) = charts.reload_chart(clinic, patient_id).disclosures
    assert disclosure.purpose.startswith("Treatment")
    assert not dialog.isVisible()


def test_that_a_failed_print_is_said_and_not_recorded(page, patient_id, clinic, tmp_path):
    dialog = page.print_paper()
    dialog.print_on(printer_to(tmp_path / "missing" / "printed.pdf"))
    assert "printer" in dialog.form.problem.text()
    assert charts.reload_chart(clinic, patient_id).disclosures == ()
    assert dialog.form.print.isEnabled()
    dialog.reject()


def test_that_what_was_printed_and_not_recorded_can_be_recorded_without_printing_again(
    page, patient_id, clinic, tmp_path, monkeypatch
):
    dialog = page.print_paper()

    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as failing:
        failing.setattr(emergency_paper, "record_paper", full)
        dialog.print_on(printer_to(tmp_path / "printed.pdf"))
    assert "printed but is not recorded yet" in dialog.form.problem.text()
    assert not dialog.form.save.isEnabled()
    dialog.form.print.click()
    assert len(charts.reload_chart(clinic, patient_id).disclosures) == 1


def test_that_a_saved_paper_is_said_to_be_in_clear(page, patient_id, tmp_path):
    dialog = page.print_paper()
    dialog.save_to(tmp_path / "paper.pdf")
    assert "not encrypted" in page.context.messages.text
    assert "sertraline" in PdfReader(tmp_path / "paper.pdf").pages[0].extract_text()


def test_that_nobody_on_the_paper_is_said_and_nothing_printed(page):
    dialog = page.print_paper()
    assert "Nobody would be on this paper" in dialog.form.preview.message.text()
    assert not dialog.form.print.isEnabled()
    dialog.reject()


def test_that_front_desk_is_not_offered_clinical_paper(qtbot, clinic):
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    page = TodayPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.show()
    assert not page.paper_button.isVisible()
