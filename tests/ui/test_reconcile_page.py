"""Reconciling three lists in the real window, up to the letter that waits."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reconciliation import ListSource, Resolved
from practice_desk.gui.binding import item_of
from practice_desk.gui.dialogs.medication_list_dialog import MedicationListDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.pages.reconcile_page import ReconcilePage
from practice_desk.letters.kinds.medication_notice import LineKind
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_events import unsent_in
from practice_desk.services.letter_making import render_letter, send_made_letter
from practice_desk.storage import plan as stored_plan
from tests.factories import a_medication, a_patient, a_pharmacy
from tests.ui.shell import open_window


def reconcile_page(qtbot: QtBot, clinic: Clinic) -> tuple[ReconcilePage, int]:
    """Open a chart with two medications of ours and one that an import reported."""
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    a_medication(clinic, patient_id, concept_id="sertraline")
    a_medication(clinic, patient_id, name="busPIRone", concept_id="buspirone")
    value = Medication(patient_id, "lithium", Horizon.LONG_TERM, Origin.OUTSIDE, "lithium")
    report = PlanEvent(
        PlanEventKind.REPORT,
        clinic.today(),
        "reported",
        clinic.now(),
        "ana.berg",
        Dosage.free("300 mg twice a day"),
    )
    with clinic.writing(Operation.IMPORT_RECORDS, patient_id) as work:
        number = stored_plan.medications.add(work.connection, value)
        stored_plan.plan_events.add(work.connection, replace(report, medication_id=number))
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Reconcile")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, ReconcilePage)
    return page, patient_id


def type_list(page: ReconcilePage, source: ListSource, text: str) -> None:
    """Type a source's list and save it."""
    page.lists[source].click()
    (dialog,) = [d for d in page.findChildren(MedicationListDialog) if d.isVisible()]
    dialog.form.lines.setPlainText(text)
    dialog.form.save_button.click()


def select(page: ReconcilePage, name: str) -> None:
    """Select the row of a medication."""
    table = page.table
    (row,) = [n for n in range(table.rowCount()) if table.item(n, 0).text() == name]
    table.selectRow(row)


def cells(page: ReconcilePage, name: str) -> list[str]:
    """Return the cells of a medication's row."""
    select(page, name)
    row = page.table.currentRow()
    return [page.table.item(row, column).text() for column in range(page.table.columnCount())]


def stop_in(page: ReconcilePage, reason: str) -> None:
    """Give the reason in the plan's dialog that is open, and save."""
    dialog = page.dialogs.dialog
    assert isinstance(dialog, PlanStepDialog)
    assert dialog.isVisible()
    dialog.form.reason_code.setCurrentIndex(item_of(dialog.form.reason_code, reason))
    dialog.form.save.click()


def test_that_three_lists_are_reconciled_and_the_stop_waits_for_its_letter(
    qtbot: QtBot, clinic: Clinic
) -> None:
    page, patient_id = reconcile_page(qtbot, clinic)
    type_list(page, ListSource.PHARMACY, "Zoloft 50 mg every morning\nbuspirone 10 mg twice daily")
    type_list(page, ListSource.PATIENT, "sertraline 50 mg\nmelatonin 3 mg at night")
    assert cells(page, "sertraline")[3:5] == ["Zoloft 50 mg every morning", "sertraline 50 mg"]
    assert page.progress.text().startswith("0 of 4 lines are resolved")

    select(page, "sertraline")
    page.choices[Resolved.CONTINUE].click()
    assert cells(page, "sertraline")[5].startswith("Continue")

    select(page, "busPIRone")
    assert not page.choices[Resolved.EXTERNAL].isEnabled()
    page.choices[Resolved.STOP].click()
    stop_in(page, "no_benefit")
    assert cells(page, "busPIRone")[5].startswith("Stopped")

    name = "melatonin (supplement)"
    select(page, name)
    page.choices[Resolved.EXTERNAL].click()
    assert cells(page, name)[5].startswith("By others")

    select(page, "lithium")
    page.choices[Resolved.STOP].click()
    stop_in(page, "not_taking")
    assert "lithium" not in names(page)
    assert page.progress.text().startswith("3 of 3 lines are resolved")

    chart = reload_chart(clinic, patient_id)
    waiting = unsent_in(chart.plan, chart.letters)
    assert "stopped busPIRone" in [told.words for told in waiting]
    assert page.letter.isEnabled()
    page.letter.click()
    assert isinstance(page.dialogs.dialog, LetterComposer)


def names(page: ReconcilePage) -> list[str]:
    """Return the medications in the table."""
    return [page.table.item(row, 0).text() for row in range(page.table.rowCount())]


def test_that_one_key_resolves_the_selected_line(qtbot: QtBot, clinic: Clinic) -> None:
    page, _ = reconcile_page(qtbot, clinic)
    page.take_focus()
    select(page, "sertraline")
    qtbot.keyClick(page.table, Qt.Key.Key_C)
    assert cells(page, "sertraline")[5].startswith("Continue")


def test_that_a_line_stays_open_until_all_of_it_is_stopped(qtbot: QtBot, clinic: Clinic) -> None:
    page, patient_id = reconcile_page(qtbot, clinic)
    type_list(page, ListSource.PHARMACY, "sertraline 50 mg")
    a_medication(clinic, patient_id, concept_id="sertraline")
    page.show_chart(reload_chart(clinic, patient_id))
    for is_over in (False, True):
        select(page, "sertraline")
        page.choices[Resolved.STOP].click()
        stop_in(page, "no_benefit")
        assert cells(page, "sertraline")[5].startswith("Stopped") is is_over
    assert cells(page, "sertraline")[1] == "not in our plan"


def test_that_a_stop_of_what_only_the_pharmacy_has_goes_into_the_letter(
    qtbot: QtBot, clinic: Clinic
) -> None:
    page, patient_id = reconcile_page(qtbot, clinic)
    type_list(page, ListSource.PHARMACY, "sertraline 50 mg\n2. mirtazapine 15 mg at bedtime")
    type_list(page, ListSource.PATIENT, "doxylamine 25 mg")
    for name in ("mirtazapine", "doxylamine"):
        select(page, name)
        page.choices[Resolved.STOP].click()
    assert cells(page, "mirtazapine")[5].endswith("the letter asks the pharmacy to cancel it")
    assert "1 stop waits for the letter to the pharmacy." in page.progress.text()
    assert "letter" not in cells(page, "doxylamine")[5]  # no pharmacy has it
    before = page.letter.text()
    page.letter.click()
    composer = page.dialogs.dialog
    assert isinstance(composer, LetterComposer)
    assert composer.draft is not None
    assert composer.draft.content is not None
    line = composer.draft.content.lines[-1]
    assert (line.kind, line.medication) == (LineKind.CANCELLED, "mirtazapine 15 mg at bedtime")
    draft = composer.draft
    composer.done(0)
    send_made_letter(clinic, draft, render_letter(draft), LetterDelivery.PRINTED)
    page.show_chart(reload_chart(clinic, patient_id))
    assert page.letter.text() != before
    assert "waits for the letter" not in page.progress.text()
    assert cells(page, "mirtazapine")[5].startswith("Stopped")
    assert "cancel" not in cells(page, "mirtazapine")[5]
