"""The plan page and its dialogs, driven as a prescriber would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services import charts, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.storage import plan as stored
from tests.factories import a_dosage, a_medication, a_patient, a_pharmacy
from tests.ui.look import squeezed


@dataclass
class Desk:
    """A plan page on a chart that follows every change, as in the chart view."""

    clinic: Clinic
    context: AppContext
    page: PlanPage
    patient_id: int

    def reload(self, _changes: object = None) -> None:
        """Show the chart as it now is."""
        self.page.show_chart(charts.reload_chart(self.clinic, self.patient_id))

    def plan(self) -> dict[str, PlanStatus]:
        """Return each medication's status as stored."""
        items = plan.plan_as_of(self.clinic, self.patient_id, self.clinic.today())
        return {item.medication.name: item.status for item in items}


@pytest.fixture
def desk(clinic: Clinic, qtbot: QtBot) -> Iterator[Desk]:
    """A plan page on a new patient with a pharmacy."""
    messages = MessageBar()
    qtbot.addWidget(messages)
    context = AppContext(clinic, InlineTasks(), StoreEvents(), messages)
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    page = PlanPage(context)
    qtbot.addWidget(page)
    made = Desk(clinic, context, page, patient_id)
    context.events.store_changed.connect(made.reload)
    made.reload()
    page.resize(1000, 620)
    page.show()
    qtbot.waitExposed(page)
    yield made
    if page.dialog is not None:
        page.dialog.done(0)


def key(qtbot: QtBot, desk: Desk, letter: str) -> None:
    """Press a key on the plan."""
    desk.page.form.plan_list.setFocus()
    qtbot.keyClick(desk.page.form.plan_list, letter)


def choose_reason(dialog: PlanStepDialog | ChangeDoseDialog, code: str) -> None:
    """Choose a coded reason."""
    combo = dialog.form.reason_code
    combo.setCurrentIndex(combo.findData(code))


def text_of_detail(desk: Desk) -> str:
    """Return everything the detail pane says."""
    return "\n".join(label.text() for label in desk.page.detail.findChildren(QLabel))


def test_that_a_medication_is_started_from_the_coded_list(desk: Desk, qtbot: QtBot) -> None:
    desk.page.form.empty.button.click()
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    assert "born Mar 14, 1985" in dialog.form.patient.text()
    qtbot.keyClicks(dialog.form.name, "lamict")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    assert dialog.form.name.text() == "lamoTRIgine"
    assert dialog.form.dosage_editor.preview_text == "Take 1 tablet (25 mg) by mouth every morning."
    dialog.form.save.click()
    assert desk.plan() == {"lamoTRIgine": PlanStatus.ACTIVE}
    row = desk.page.selected
    assert row is not None
    medication = row.item.medication
    assert (medication.concept_id, medication.prescriber_name) == ("lamotrigine", "Ana Berg")
    assert medication.rxnorm_code
    assert desk.context.messages.text == "Signed in the plan."


def test_that_an_injection_is_proposed_for_the_days_it_is_made_for(
    desk: Desk, qtbot: QtBot
) -> None:
    key(qtbot, desk, "n")
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    qtbot.keyClicks(dialog.form.name, "invega sus")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    dosage, _ = dialog.form.dosage_editor.dosage()
    assert dosage is not None
    assert dosage.timing.days_between == 30


def test_that_a_medication_outside_the_list_is_kept_as_typed_and_not_coded(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.page.new_medication()
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    qtbot.keyClicks(dialog.form.name, "Saint John's wort tea")
    dialog.form.save.click()
    assert dialog.problems.sentence("name").startswith("Choose from the list")
    last = dialog.form.matches.item(dialog.form.matches.count() - 1)
    dialog.form.matches.itemActivated.emit(last)
    assert "Not coded" in dialog.form.coded.text()
    dialog.form.origin.setCurrentIndex(2)
    dialog.form.dosage_editor._form.free_text.setChecked(True)
    dialog.form.dosage_editor._form.text.setPlainText("One cup in the evening")
    dialog.form.save.click()
    row = desk.page.selected
    assert row is not None
    assert "not coded" in row.facts
    assert row.directions == "One cup in the evening"


def test_that_a_short_term_medication_needs_its_day_at_the_field(desk: Desk, qtbot: QtBot) -> None:
    desk.page.new_medication()
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    qtbot.keyClicks(dialog.form.name, "zolpid")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    dialog.form.horizon.setCurrentIndex(1)
    dialog.form.save.click()
    assert "needs a date" in dialog.problems.sentence("review_on")
    assert desk.plan() == {}
    dialog.form.review_on.set_value(desk.clinic.today() + timedelta(days=14))
    dialog.form.save.click()
    (name,) = desk.plan()
    assert name.casefold().startswith("zolpidem")


def test_that_a_dose_is_changed_by_keyboard_in_four_actions(desk: Desk, qtbot: QtBot) -> None:
    started = desk.clinic.today() - timedelta(days=30)
    a_medication(desk.clinic, desk.patient_id, started=started)
    desk.reload()
    key(qtbot, desk, "c")
    dialog = desk.page.dialog
    assert isinstance(dialog, ChangeDoseDialog)
    assert dialog.form.old_directions.text() == "Take 1 tablet (50 mg) by mouth every morning."
    dialog.form.dosage_editor._form.dose.setText("75")
    choose_reason(dialog, "partial_response")
    dialog.form.save.click()
    row = desk.page.selected
    assert row is not None
    assert row.dose == "75 mg"
    assert "50 mg every morning  →  75 mg every morning" in text_of_detail(desk)


def test_that_an_unchanged_dose_and_a_missing_reason_are_named(desk: Desk) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    desk.page.form.change.click()
    dialog = desk.page.dialog
    assert isinstance(dialog, ChangeDoseDialog)
    dialog.form.save.click()
    assert "as it is now" in dialog.problems.sentence("dose")
    assert dialog.problems.sentence("reason_code") == "Choose a reason."


def test_that_a_stop_asks_for_a_reason_and_leaves_the_current_plan(
    desk: Desk, qtbot: QtBot
) -> None:
    started = desk.clinic.today() - timedelta(days=30)
    a_medication(desk.clinic, desk.patient_id, started=started)
    desk.reload()
    key(qtbot, desk, "s")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.save.click()
    assert desk.plan() == {"sertraline": PlanStatus.ACTIVE}
    choose_reason(dialog, "side_effect")
    dialog.form.comment.setPlainText("Vivid nightmares")
    dialog.form.save.click()
    assert desk.plan() == {"sertraline": PlanStatus.STOPPED}
    assert "Vivid nightmares" in text_of_detail(desk)
    row = desk.page.selected
    assert row is not None
    assert row.section_start == "Stopped and past · 1"


def test_that_hold_becomes_resume(desk: Desk, qtbot: QtBot) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    key(qtbot, desk, "h")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    choose_reason(dialog, "awaiting_result")
    dialog.form.save.click()
    assert desk.plan() == {"sertraline": PlanStatus.ON_HOLD}
    assert desk.page.form.hold.text() == "Resume"
    key(qtbot, desk, "h")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.save.click()
    assert desk.plan() == {"sertraline": PlanStatus.ACTIVE}


def test_that_the_plan_of_a_past_day_is_rebuilt_under_a_banner(desk: Desk) -> None:
    today = desk.clinic.today()
    started = a_medication(desk.clinic, desk.patient_id, started=today - timedelta(days=60))
    entry = PlanEntry(today - timedelta(days=10), "partial_response", a_dosage("100"))
    plan.change_dose(desk.clinic, desk.patient_id, started.medication_id, entry)
    desk.reload()
    form = desk.page.form
    form.as_of.set_value(today - timedelta(days=30))
    assert form.as_of_banner.isVisible()
    assert "not today" in form.as_of_text.text()
    row = desk.page.selected
    assert row is not None
    assert row.dose == "50 mg"
    assert not form.change.isEnabled()
    form.back_to_today.click()
    assert not form.as_of_banner.isVisible()
    row = desk.page.selected
    assert row is not None
    assert row.dose == "100 mg"


def test_that_a_retraction_stays_visible_struck_out(desk: Desk, qtbot: QtBot) -> None:
    change = a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    button = desk.page.detail.findChild(QPushButton, f"retract_{change.event_id}")
    assert button is not None
    button.click()
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    assert not dialog.form.effective_on.isVisible()
    choose_reason(dialog, "wrong_patient")
    dialog.form.save.click()
    assert desk.plan() == {"sertraline": PlanStatus.ENTERED_IN_ERROR}
    struck = [
        label.text()
        for label in desk.page.detail.findChildren(QLabel)
        if label.font().strikeOut() and not label.isHidden()
    ]
    assert any(text.startswith("Started") for text in struck)
    assert "Entered in error: Entered in the wrong chart" in text_of_detail(desk)


def a_reported_medication(desk: Desk, dosage: Dosage | None) -> None:
    """Put a medication into the chart as an import does."""
    medication = Medication(
        desk.patient_id, "lisinopril 10 MG Oral Tablet", Horizon.LONG_TERM, Origin.OUTSIDE
    )
    with desk.clinic.writing(Operation.IMPORT_RECORDS, desk.patient_id) as work:
        medication_id = stored.medications.add(work.connection, medication)
        event = PlanEvent(
            PlanEventKind.REPORT,
            desk.clinic.today() - timedelta(days=50),
            "reported",
            desk.clinic.now(),
            "ana.berg",
            dosage,
            medication_id=medication_id,
        )
        stored.plan_events.add(work.connection, event)
    desk.reload()


def press(desk: Desk, name: str) -> None:
    """Press a button of the detail pane."""
    button = desk.page.detail.findChild(QPushButton, f"action_{name}")
    assert button is not None
    button.click()


def test_that_a_reported_medication_is_taken_into_our_plan(desk: Desk) -> None:
    a_reported_medication(desk, a_dosage("10", tablet="10"))
    press(desk, "take")
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    dialog.form.save.click()
    items = plan.plan_as_of(desk.clinic, desk.patient_id, desk.clinic.today())
    stands = {(item.medication.origin, item.status) for item in items}
    assert stands == {
        (Origin.CLINIC, PlanStatus.ACTIVE),
        (Origin.OUTSIDE, PlanStatus.STOPPED),
    }


def test_that_a_reported_medication_is_recorded_as_outside_even_without_directions(
    desk: Desk,
) -> None:
    a_reported_medication(desk, None)
    press(desk, "outside")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    assert not dialog.form.save_and_write.isVisible()
    dialog.form.save.click()
    assert list(desk.plan().values()) == [PlanStatus.ACTIVE]
    row = desk.page.selected
    assert row is not None
    assert row.directions == "Directions not known"


def test_that_a_reported_medication_not_taken_is_closed(desk: Desk) -> None:
    a_reported_medication(desk, Dosage.free("1 tab PO daily"))
    press(desk, "not_taking")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.save.click()
    assert list(desk.plan().values()) == [PlanStatus.STOPPED]


def test_that_a_dialog_saves_into_the_chart_it_was_opened_in(desk: Desk) -> None:
    desk.page.new_medication()
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    other = a_patient(desk.clinic, family_name="Okafor", given_name="Amara")
    desk.page.show_chart(charts.open_chart(desk.clinic, other))
    dialog.form.name.setText("sertraline")
    dialog.form.dosage_editor._form.dose.setText("50 mg")
    dialog.form.save.click()
    assert desk.plan() == {"sertraline": PlanStatus.ACTIVE}
    assert plan.plan_as_of(desk.clinic, other, desk.clinic.today()) == []


def test_that_another_chart_starts_afresh(desk: Desk) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    desk.page.form.as_of.set_value(desk.clinic.today() - timedelta(days=30))
    other = a_patient(desk.clinic, family_name="Okafor", given_name="Amara")
    desk.page.show_chart(charts.open_chart(desk.clinic, other))
    assert not desk.page.form.as_of_banner.isVisible()
    assert desk.page.selected is None
    assert desk.page.form.stack.currentWidget() is desk.page.form.empty_page


def test_that_one_esc_does_not_throw_away_what_was_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.page.new_medication()
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    qtbot.keyClicks(dialog.form.comment, "Asked twice")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "not signed" in dialog.form.problem.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.page.dialog is None


def test_that_saving_and_writing_opens_the_letter_about_that_event(desk: Desk) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    desk.page.form.stop.click()
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    choose_reason(dialog, "no_benefit")
    dialog.form.save_and_write.click()
    composer = desk.page.dialog
    assert isinstance(composer, LetterComposer)
    assert composer.draft is not None
    assert composer.draft.title == "Stopped sertraline"


def test_that_a_therapist_is_not_offered_what_only_prescribers_do(desk: Desk) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.clinic.session = replace(desk.clinic.session, roles=frozenset({Role.THERAPIST}))
    desk.reload()
    form = desk.page.form
    for button in (form.change, form.hold, form.stop, form.letter):
        assert not button.isVisible()
    assert form.new_medication.isVisible()
    buttons = desk.page.detail.findChildren(QPushButton)
    assert not [button for button in buttons if button.isVisible()]


def test_that_hostile_text_is_shown_as_text(desk: Desk) -> None:
    name = "<b>Robert</b>'); DROP TABLE--"
    a_medication(desk.clinic, desk.patient_id, name=name)
    desk.reload()
    labels = desk.page.detail.findChildren(QLabel)
    shown = [label for label in labels if label.text() == name]
    assert shown
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def press_key(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)


def test_that_400_lines_of_directions_are_all_to_be_read(desk: Desk, qtbot: QtBot) -> None:
    text = "\n".join(f"Line {number}: half a tablet, then rest." for number in range(400))
    a_medication(desk.clinic, desk.patient_id, dosage=Dosage(text=text))
    desk.reload()
    detail = desk.page.detail
    QApplication.processEvents()  # widgets that are laid out are shown a moment later
    assert "Line 399" not in text_of_detail(desk)
    buttons = detail.findChildren(QPushButton, "all_directions")
    (button,) = (button for button in buttons if not button.isHidden())
    button.click()
    qtbot.waitUntil(lambda: not squeezed(detail))
    (shown,) = (label for label in detail.findChildren(QLabel) if label.text() == text)
    assert shown.height() >= shown.heightForWidth(shown.width())


def test_that_a_medication_is_started_from_the_keyboard_alone(desk: Desk, qtbot: QtBot) -> None:
    desk.page.activateWindow()
    plain, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    key(qtbot, desk, "n")
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    qtbot.waitUntil(dialog.form.name.hasFocus)
    qtbot.keyClicks(dialog.form.name, "escital")
    press_key(qtbot, Qt.Key.Key_Return, plain)
    focus = QApplication.focusWidget()
    assert focus is dialog.form.dosage_editor.dose
    qtbot.keyClicks(focus, "10")
    press_key(qtbot, Qt.Key.Key_Return, control)
    row = desk.page.selected
    assert row is not None
    assert (row.name.casefold(), row.dose) == ("escitalopram", "10 mg")


@pytest.mark.parametrize("shortcut", ["n", "c"])
def test_that_tab_reaches_every_field_of_a_medication(
    desk: Desk, qtbot: QtBot, shortcut: str
) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    key(qtbot, desk, shortcut)
    dialog = desk.page.dialog
    assert isinstance(dialog, StartMedicationDialog | ChangeDoseDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    reached = []
    for _ in range(60):
        focus = dialog.focusWidget()
        assert focus is not None
        reached.append(focus.objectName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    first = reached.index("form")
    assert reached[first : first + 4] == ["form", "strength", "dose", "unit"]
    wanted = {"timing", "food", "as_needed", "note", "reason_code", "comment", "save", "cancel"}
    assert wanted <= set(reached)


def test_that_a_medication_is_stopped_with_three_keys(desk: Desk, qtbot: QtBot) -> None:
    a_medication(desk.clinic, desk.patient_id)
    desk.reload()
    desk.page.activateWindow()
    key(qtbot, desk, "s")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    qtbot.waitUntil(dialog.form.reason_code.hasFocus)
    qtbot.keyClick(dialog.form.reason_code, "n")
    qtbot.keyClick(dialog.form.reason_code, Qt.Key.Key_Return)
    assert desk.plan() == {"sertraline": PlanStatus.STOPPED}
    assert "No benefit" in text_of_detail(desk)


def test_that_a_planned_medication_is_called_off_on_the_day_it_would_begin(
    desk: Desk, qtbot: QtBot
) -> None:
    begins = desk.clinic.today() + timedelta(days=10)
    a_medication(desk.clinic, desk.patient_id, started=begins)
    desk.reload()
    key(qtbot, desk, "s")
    dialog = desk.page.dialog
    assert isinstance(dialog, PlanStepDialog)
    assert dialog.form.effective_on.value() == begins
    choose_reason(dialog, "patient_wish")
    dialog.form.save.click()
    row = desk.page.selected
    assert row is not None
    assert row.pills[0].text == "Called off before it began"
    assert not desk.page.form.stop.isEnabled()
