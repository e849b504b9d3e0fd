"""The plan's dialogs check what is being composed, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.errors import Damaged
from practice_desk.domain.medication import Origin
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs import live_check
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.entry_dialogs import EntryReviewDialog
from practice_desk.gui.dialogs.entry_view_dialog import EntryViewDialog
from practice_desk.gui.dialogs.live_check import LiveCheck
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep, PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import charts, health, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.knowledge_entries import read_entry
from practice_desk.services.plan import PlanEntry
from practice_desk.services.signing import override_report
from tests.factories import a_dosage, a_medication, a_patient, overriding
from tests.ui.look import squeezed


@pytest.fixture
def page(clinic: Clinic, qtbot: QtBot) -> Iterator[PlanPage]:
    """A plan page on a patient who takes sertraline and clonazepam."""
    messages = MessageBar()
    qtbot.addWidget(messages)
    context = AppContext(clinic, InlineTasks(), StoreEvents(), messages)
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    dosage = a_dosage("1", tablet="1")
    a_medication(clinic, patient_id, name="clonazePAM", concept_id="clonazepam", dosage=dosage)
    page = PlanPage(context)
    qtbot.addWidget(page)
    page.show_chart(charts.open_chart(clinic, patient_id))
    page.show()
    qtbot.waitExposed(page)
    yield page
    if page.dialog is not None:
        page.dialog.done(0)


def starting(page: PlanPage, qtbot: QtBot, name: str) -> StartMedicationDialog:
    """Open the start dialog, choose the first medication found for *name* and let it check."""
    page.new_medication()
    dialog = page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    qtbot.keyClicks(dialog.form.name, name)
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    checks_of(dialog).ask()
    return dialog


def shown(dialog: PlanDialog) -> str:
    """Return what the panel says, one label a line."""
    panel = checks_of(dialog).panel
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def strip_of(dialog: PlanDialog) -> list[str]:
    """Return what stands above the buttons, word by word."""
    kinds = (QLabel, QPushButton)
    strip = dialog.foot.strip
    return [w.text() for w in strip.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]


def test_that_what_does_not_go_together_is_said_before_it_is_saved(
    page: PlanPage, qtbot: QtBot
) -> None:
    dialog = starting(page, qtbot, "phenelz")
    text = shown(dialog)
    assert text.startswith("Contraindicated\nphenelzine and sertraline")
    assert "a draft that no clinician has reviewed" in text
    assert strip_of(dialog)[:2] == ["Contraindicated", "phenelzine and sertraline"]
    assert not squeezed(dialog)


def test_that_the_worst_is_in_sight_on_a_small_screen_and_leads_to_its_reason(
    page: PlanPage, qtbot: QtBot
) -> None:
    page.resize(942, 510)  # what a chart with two banners leaves at 1366 x 768
    dialog = starting(page, qtbot, "phenelz")
    form, strip = dialog.form, dialog.foot.strip
    assert strip_of(dialog)[:2] == ["Contraindicated", "phenelzine and sertraline"]
    for widget in (strip, form.save, form.dosage_editor.dose):
        assert not widget.visibleRegion().isEmpty()
        assert widget.visibleRegion().boundingRect() == widget.rect()
    assert strip.see_all.text().startswith("See 1 not checked and ")
    reason = next(b for b in strip.findChildren(QPushButton) if b.text() == "Reason…")
    qtbot.keyClick(reason, Qt.Key.Key_Space)
    asked = QApplication.focusWidget()
    assert isinstance(asked, QComboBox)
    assert asked.accessibleName() == "Reason to go on: phenelzine and sertraline"
    QApplication.processEvents()
    assert not asked.visibleRegion().isEmpty()
    asked.setCurrentIndex(0)
    assert "Reason given" in strip_of(dialog)


def test_that_a_remedy_of_the_patients_own_is_checked_when_chosen_from_the_list(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="lithium", concept_id="lithium")
    page.show_chart(charts.open_chart(clinic, patient_id))
    dialog = starting(page, qtbot, "ibupro")
    form = dialog.form
    assert form.coded.text().startswith("Coded")
    form.origin.setCurrentIndex(form.origin.findData(Origin.OWN))
    qtbot.keyClicks(form.dosage_editor.dose, "400 mg")
    checks_of(dialog).ask()
    QApplication.processEvents()  # what was laid out anew shows
    assert shown(dialog).startswith("Major\nibuprofen and lithium")
    dialog.form.save.click()
    assert page.dialog is None
    saved = plan.plan_as_of(clinic, patient_id, clinic.today())
    assert {item.medication.concept_id for item in saved} == {"ibuprofen", "lithium"}


def test_that_nothing_is_warned_of_beside_save_for_less_than_major(
    page: PlanPage, qtbot: QtBot
) -> None:
    dialog = starting(page, qtbot, "mirtaz")
    assert not checks_of(dialog).panel.isHidden()
    assert strip_of(dialog) == []
    assert dialog.foot.strip.see_all.isVisible()


def test_that_nothing_is_said_before_a_medication_is_chosen(page: PlanPage, qtbot: QtBot) -> None:
    page.new_medication()
    dialog = page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    checks_of(dialog).ask()
    assert checks_of(dialog).panel.isHidden()


def test_that_all_that_needs_no_dose_is_checked_before_there_is_one(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    dialog = starting(page, qtbot, "phenelz")
    not_yet = "the dose of phenelzine, because there is none yet."
    for typed in ("", "many"):
        dialog.form.dosage_editor.dose.setText(typed)
        checks_of(dialog).ask()
        QApplication.processEvents()  # what was laid out anew shows
        assert "phenelzine and sertraline" in shown(dialog)
        assert not_yet in shown(dialog)
    dialog.form.save.click()
    assert page.dialog is dialog  # and it is not signed so
    dialog.form.effective_on.edit.setText("soon")
    checks_of(dialog).ask()
    QApplication.processEvents()
    assert shown(dialog).startswith("Not checked\nEnter the day")
    dialog.discard()
    page.select(1)
    page.form.change.click()
    changing = page.dialog
    assert isinstance(changing, ChangeDoseDialog)
    changing.form.dosage_editor.dose.clear()
    checks_of(changing).ask()
    QApplication.processEvents()
    assert "the dose of sertraline, because there is none yet." in shown(changing)
    assert changing.foot.diff.isHidden()


def test_that_minor_findings_open_when_asked_for(page: PlanPage, qtbot: QtBot) -> None:
    dialog = starting(page, qtbot, "phenelz")
    panel = checks_of(dialog).panel
    assert "kidney function" not in shown(dialog)
    more = panel.findChild(QPushButton, "more_findings")
    assert more is not None
    qtbot.keyClick(more, Qt.Key.Key_Space)
    assert "kidney function" in shown(dialog)


def test_that_a_finding_leads_to_its_entry_where_it_is_reviewed_at_once(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    dialog = starting(page, qtbot, "phenelz")
    panel = checks_of(dialog).panel
    source = next(b for b in panel.findChildren(QPushButton) if b.text() == "Source")
    qtbot.keyClick(source, Qt.Key.Key_Space)
    entry = page.window().findChild(EntryViewDialog)
    assert entry is not None
    told = entry_text(entry)
    assert "Draft: no clinician has reviewed it." in told
    assert "FDA label" in told
    assert "Nov 23, 2026" in entry.pack.text
    key = entry.which.currentData()
    entry.accept_button.click()
    review = entry.findChild(EntryReviewDialog)
    assert review is not None
    review.form.source.setText("FDA label, Nardil, 2026")
    review.form.save_button.click()
    qtbot.waitUntil(lambda: "Reviewed by" in entry_text(entry))
    entry.close_button.click()
    assert read_entry(clinic, key).line.standing.is_reviewed
    QApplication.processEvents()  # what was laid out anew shows
    assert "Reviewed\n" in shown(dialog)


def entry_text(entry: EntryViewDialog) -> str:
    return "\n".join(label.text() for label in entry.sheet.findChildren(QLabel))


def test_that_stopping_what_should_be_stepped_down_says_so(page: PlanPage) -> None:
    rows = [row for row in page.model.rows if row.item.medication.concept_id == "clonazepam"]
    page.dialogs.step(rows[0].item, PlanStep.STOP)
    dialog = page.dialog
    assert isinstance(dialog, PlanDialog)
    checks_of(dialog).ask()
    assert "should be stepped down" in shown(dialog)
    assert not squeezed(dialog)


def test_that_a_check_that_fails_says_that_nothing_was_checked(
    page: PlanPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Damaged("The chart can't be read.")

    monkeypatch.setattr(live_check, "check_for_signing", fail)
    dialog = starting(page, qtbot, "phenelz")
    assert shown(dialog).startswith("Not checked\nThe chart can't be read.")


def test_that_what_interrupts_is_signed_only_with_a_reason_which_then_stands(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    dialog = starting(page, qtbot, "phenelz")
    dialog.form.save.click()
    assert page.dialog is dialog
    assert "phenelzine and sertraline: this needs a reason" in dialog.form.problem.text()
    for reason in asked(dialog):
        assert reason.accessibleName().startswith("Reason to go on: ")
        reason.setFocus()
        qtbot.keyClicks(reason, "It is being")
    dialog.form.save.click()
    assert page.dialog is None
    page.show_chart(charts.reload_chart(clinic, 1))
    saved = plan.plan_as_of(clinic, 1, clinic.today())
    (item,) = [each for each in saved if each.medication.concept_id == "phenelzine"]
    page.select(item.medication.id or 0)
    page.form.change.click()
    changing = page.dialog
    assert isinstance(changing, ChangeDoseDialog)
    checks_of(changing).ask()
    assert "by Ana Berg: It is being monitored" in shown(changing)
    assert "phenelzine and sertraline" not in [row.accessibleName()[17:] for row in asked(changing)]
    changing.form.dosage_editor.dose.setText("45")
    checks_of(changing).ask()
    QApplication.processEvents()
    assert "Asked again: the dose is higher than it was then." in shown(changing)
    assert "phenelzine and sertraline" in [row.accessibleName()[17:] for row in asked(changing)]


def tallies(clinic: Clinic) -> dict[str, tuple[int, int]]:
    """Return how often each rule was shown and overridden, as the report counts."""
    return {each.ref: (each.shown, each.overridden) for each in override_report(clinic)}


def test_that_a_slip_in_the_list_counts_as_nothing_and_giving_up_as_heeded(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    before = tallies(clinic)
    dialog = starting(page, qtbot, "phenelz")
    assert asked(dialog)
    dialog.form.name.selectAll()
    qtbot.keyClicks(dialog.form.name, "mirtaz")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    checks_of(dialog).ask()
    dialog.form.save.click()
    assert page.dialog is None
    assert tallies(clinic) == before
    given_up = starting(page, qtbot, "phenelz")
    given_up.discard()
    after = tallies(clinic)
    assert {rule for rule in after if after[rule] != before.get(rule)}
    assert sum(signed for _, signed in after.values()) == sum(n for _, n in before.values())


def test_that_tab_leads_from_the_dose_to_the_reasons(page: PlanPage, qtbot: QtBot) -> None:
    page.activateWindow()
    dialog = starting(page, qtbot, "phenelz")
    note = dialog.form.dosage_editor.findChild(QLineEdit, "note")
    assert note is not None
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    focus = dialog.focusWidget()
    assert focus is not None
    assert focus.objectName() == "override_reason"


def test_that_another_reason_needs_its_words(page: PlanPage, qtbot: QtBot) -> None:
    dialog = starting(page, qtbot, "phenelz")
    for reason in asked(dialog):
        reason.setCurrentIndex(reason.findData("other"))
    dialog.form.save.click()
    assert page.dialog is dialog
    for words in dialog.findChildren(QLineEdit, "override_words"):
        if words.isVisible():
            qtbot.keyClicks(words, "Washed out in hospital")
    dialog.form.save.click()
    assert page.dialog is None


def test_that_a_hold_is_checked_like_a_stop(page: PlanPage) -> None:
    rows = [row for row in page.model.rows if row.item.medication.concept_id == "clonazepam"]
    page.dialogs.step(rows[0].item, PlanStep.HOLD)
    dialog = page.dialog
    assert isinstance(dialog, PlanDialog)
    checks_of(dialog).ask()
    assert "should be stepped down" in shown(dialog)


def test_that_what_the_chart_learns_meanwhile_is_checked_at_once(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    dialog = starting(page, qtbot, "lamotr")
    assert "An allergy" not in shown(dialog)
    health.save_allergy(clinic, AllergyIntolerance(1, "lamotrigine", substance_id="lamotrigine"))
    page.show_chart(charts.reload_chart(clinic, 1))
    QApplication.processEvents()  # widgets that are laid out are shown a moment later
    assert "llergy" in shown(dialog)
    assert asked(dialog)


def test_that_what_changes_is_seen_before_it_is_signed(page: PlanPage) -> None:
    page.select(1)
    page.form.change.click()
    dialog = page.dialog
    assert isinstance(dialog, ChangeDoseDialog)
    assert dialog.foot.diff.isHidden()
    dialog.form.dosage_editor.dose.setText("100")
    assert dialog.foot.diff.before.text() == "sertraline 50 mg every morning"
    assert dialog.foot.diff.after.text().startswith("sertraline 100 mg every morning, from ")
    assert dialog.foot.diff.amount.text() == "50 mg → 100 mg a day"


def test_that_taking_a_stop_back_is_checked_and_signed_with_reasons(
    page: PlanPage, clinic: Clinic
) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    maoi = a_medication(
        clinic, patient_id, name="phenelzine", concept_id="phenelzine",
        dosage=a_dosage("15", tablet="15"), started=today - timedelta(days=90),
    )  # fmt: skip
    stop = overriding(
        lambda given: plan.stop_medication(clinic, patient_id, maoi.medication_id, given),
        PlanEntry(today - timedelta(days=60), "no_benefit"),
    )
    a_medication(clinic, patient_id, concept_id="sertraline", started=today - timedelta(days=30))
    page.show_chart(charts.open_chart(clinic, patient_id))
    (item,) = [
        each
        for each in plan.plan_as_of(clinic, patient_id, today)
        if each.medication.id == maoi.medication_id
    ]
    page.dialogs.retract(item, stop.event_id, "Stopped")
    dialog = page.dialog
    assert isinstance(dialog, PlanStepDialog)
    checks_of(dialog).ask()
    assert shown(dialog).startswith("Contraindicated\nphenelzine and sertraline")
    dialog.form.reason_code.setCurrentIndex(0)
    dialog.form.save.click()
    assert page.dialog is dialog
    for combo in asked(dialog):
        combo.setCurrentIndex(1)
    dialog.form.save.click()
    assert page.dialog is None


def press(page: PlanPage, qtbot: QtBot, letter: str) -> None:
    """Press a key on the plan."""
    page.activateWindow()
    page.form.plan_list.setFocus()
    qtbot.keyClick(page.form.plan_list, letter)


def test_that_another_chart_waits_for_a_change_in_which_something_was_typed(
    page: PlanPage, qtbot: QtBot
) -> None:
    page.new_medication()
    assert page.flush()
    assert page.dialog is None
    dialog = starting(page, qtbot, "mirtaz")
    assert not page.flush()
    assert page.dialog is dialog
    assert "not signed" in page.context.messages.text


def test_that_a_letter_typed_into_the_tray_is_no_key_of_the_plan(
    page: PlanPage, qtbot: QtBot
) -> None:
    press(page, qtbot, "s")
    dialog = page.dialog
    assert isinstance(dialog, PlanStepDialog)
    qtbot.keyClicks(dialog.form.reason_code, "n")
    assert page.dialog is dialog
    assert dialog.form.reason_code.currentData() == "no_benefit"


def test_that_a_key_of_the_plan_does_not_throw_away_what_was_typed(
    page: PlanPage, qtbot: QtBot
) -> None:
    press(page, qtbot, "s")
    press(page, qtbot, "c")
    dialog = page.dialog
    assert isinstance(dialog, ChangeDoseDialog)
    qtbot.keyClicks(dialog.form.comment, "Asked twice")
    press(page, qtbot, "n")
    assert page.dialog is dialog
    assert dialog.form.problem.text().startswith("This is not signed yet.")


def test_that_refills_are_asked_for_a_controlled_medication_and_checked_while_typed(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    dialog = starting(page, qtbot, "lorazep")
    fields = dialog.form.dispense_fields
    assert fields.refills.isVisible()
    assert not fields.link.isVisible()
    text = shown(dialog)
    qtbot.keyClicks(fields.refills, "6")
    qtbot.keyClicks(fields.days_supply, "30")
    checks_of(dialog).ask()
    QApplication.processEvents()  # what was laid out anew is shown by then
    assert "Schedule III and IV allow at most 5 refills." not in text
    assert "Schedule III and IV allow at most 5 refills." in shown(dialog)
    dialog.form.save.click()
    assert page.dialog is dialog  # it needs a reason, or fewer refills
    fields.refills.clear()
    qtbot.keyClicks(fields.refills, "many")
    for reason in asked(dialog):
        reason.setCurrentIndex(1)
    dialog.form.save.click()
    assert page.dialog is dialog
    fields.refills.setText("2")
    checks_of(dialog).ask()
    for reason in asked(dialog):
        reason.setCurrentIndex(1)
    dialog.form.save.click()
    assert page.dialog is None
    saved = plan.plan_as_of(clinic, 1, clinic.today())
    requests = {item.medication.concept_id: item.dispense_request for item in saved}
    assert requests["lorazepam"] == DispenseRequest(2, 30)
    assert requests["sertraline"] is None


def test_that_refills_wait_behind_a_link_for_other_medications_and_come_with_a_change(
    page: PlanPage, qtbot: QtBot, clinic: Clinic
) -> None:
    dialog = starting(page, qtbot, "mirtaz")
    fields = dialog.form.dispense_fields
    assert fields.link.isVisible()
    assert not fields.refills.isVisible()
    fields.link.click()
    assert fields.refills.isVisible()
    qtbot.keyClicks(fields.days_supply, "90")
    form = dialog.form
    form.origin.setCurrentIndex(form.origin.findData(Origin.OUTSIDE))
    assert not fields.isVisible()
    form.origin.setCurrentIndex(form.origin.findData(Origin.CLINIC))
    checks_of(dialog).ask()
    form.save.click()
    page.show_chart(charts.reload_chart(clinic, 1))
    saved = plan.plan_as_of(clinic, 1, clinic.today())
    (item,) = [each for each in saved if each.medication.concept_id == "mirtazapine"]
    page.select(item.medication.id or 0)
    page.form.change.click()
    changing = page.dialog
    assert isinstance(changing, ChangeDoseDialog)
    assert changing.form.dispense_fields.link.text().endswith(": 90 days' supply")


def asked(dialog: PlanDialog) -> list[QComboBox]:
    """Return where reasons are asked for."""
    found = dialog.findChildren(QComboBox, "override_reason")
    return [each for each in found if each.isVisible()]


def checks_of(dialog: PlanDialog) -> LiveCheck:
    """Return the checks of a form."""
    assert dialog.live_check is not None
    return dialog.live_check
