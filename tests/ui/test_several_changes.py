"""Several changes of one visit are composed in the tray and signed together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.medication import PlanStatus
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.changes_dialog import ChangesDialog
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep, PlanStepDialog
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models import composed_change
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.services import plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.drafts import own_drafts
from practice_desk.services.plan import PlanEntry
from tests.audit_rows import audit_rows
from tests.factories import a_medication, a_patient
from tests.ui.look import squeezed
from tests.ui.shell import open_window

SERTRALINE, TRAZODONE = 1, 2
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    """The main window on the plan of a patient who takes sertraline and trazodone."""
    patient_id = a_patient(clinic)
    started = clinic.today() - timedelta(days=40)
    for name in ("sertraline", "trazodone"):
        a_medication(clinic, patient_id, started=started, name=name, concept_id=name)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Plan")
    return window


@pytest.fixture
def page(window: MainWindow) -> PlanPage:
    """The plan page, with the keyboard in the plan."""
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    page.take_focus()
    return page


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def _press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
    qtbot.keyClick(_focus(), key, modifier)


def _changes(page: PlanPage) -> ChangesDialog:
    changes = page.dialogs.changes
    assert changes is not None
    return changes


def _add_stop(page: PlanPage, medication_id: int = TRAZODONE) -> None:
    page.select(medication_id)
    page.form.stop.click()
    dialog = page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.reason_code.setCurrentIndex(1)
    dialog.add()


def _add_raise(page: PlanPage, dose: str = "75") -> None:
    page.select(SERTRALINE)
    page.form.change.click()
    dialog = page.dialog
    assert isinstance(dialog, ChangeDoseDialog)
    dialog.form.dosage_editor.dose.setText(dose)
    dialog.form.reason_code.setCurrentIndex(0)
    dialog.add()


def _items(clinic: Clinic, patient_id: int = 1) -> dict[str, str]:
    items = plan.plan_as_of(clinic, patient_id, clinic.today())
    return {
        item.medication.name: (
            str(item.dosage.dose)
            if item.status is PlanStatus.ACTIVE and item.dosage
            else item.status.value
        )
        for item in items
    }


def test_that_a_start_a_change_and_a_stop_are_signed_at_once_by_keyboard(
    page: PlanPage, clinic: Clinic, qtbot: QtBot
) -> None:
    _press(qtbot, Qt.Key.Key_N)
    qtbot.keyClicks(_focus(), "lamot")
    _press(qtbot, Qt.Key.Key_Return)
    qtbot.keyClicks(_focus(), "25")
    _press(qtbot, Qt.Key.Key_Return, _CTRL | _SHIFT)
    changes = _changes(page)
    assert page.dialog is changes
    assert [line.title for line in changes.changes] == ["Start lamoTRIgine"]
    page.select(SERTRALINE)
    _press(qtbot, Qt.Key.Key_C)
    assert not changes.isVisible()
    qtbot.keyClicks(_focus(), "75")
    _press(qtbot, Qt.Key.Key_1, _ALT)
    _press(qtbot, Qt.Key.Key_Return, _CTRL)  # adds: nothing is signed alone any more
    page.select(TRAZODONE)
    _press(qtbot, Qt.Key.Key_S)
    _press(qtbot, Qt.Key.Key_2, _ALT)
    _press(qtbot, Qt.Key.Key_Return)
    assert [line.title for line in changes.changes] == [
        "Start lamoTRIgine",
        "Change sertraline",
        "Stop trazodone",
    ]
    assert not squeezed(changes)
    assert _items(clinic) == {"sertraline": "50 mg", "trazodone": "50 mg"}
    before = len(audit_rows(clinic))
    _press(qtbot, Qt.Key.Key_Return, _CTRL)
    assert page.dialog is None
    assert _items(clinic) == {
        "sertraline": "75 mg",
        "trazodone": "stopped",
        "lamoTRIgine": "25 mg",
    }
    written = [row for row in audit_rows(clinic)[before:] if row.operation == "change plan"]
    assert len(written) == 1


def test_that_one_letter_is_offered_about_all_of_them(page: PlanPage, clinic: Clinic) -> None:
    _add_raise(page)
    _add_stop(page)
    _changes(page).form.save_and_write.click()
    composer = page.dialog
    assert isinstance(composer, LetterComposer)
    assert composer.draft is not None
    assert composer.draft.content is not None
    told = [line.medication for line in composer.draft.content.lines]
    composer.reject()
    assert told == ["sertraline", "trazodone"]


def test_that_the_checks_of_a_form_count_what_waits_to_be_signed(
    page: PlanPage, qtbot: QtBot
) -> None:
    _add_stop(page, SERTRALINE)
    _press(qtbot, Qt.Key.Key_N)
    qtbot.keyClicks(_focus(), "phenelz")
    _press(qtbot, Qt.Key.Key_Return)
    dialog = page.dialog
    assert isinstance(dialog, PlanDialog)
    live = dialog.live_check
    assert live is not None
    live.ask()
    assert live.view is not None
    said = [line.message for line in live.view.urgent]
    assert any("wait" in each.lower() or "days" in each.lower() for each in said), said
    dialog.form.dosage_editor.dose.clear()  # what needs no dose is checked all the same
    live.ask()
    assert [line.message for line in live.view.urgent] == said
    assert "the dose of phenelzine" in " ".join(line.message for line in live.view.shown)
    dialog.discard()
    assert page.dialog is page.dialogs.changes


def test_that_a_medication_that_waits_is_edited_and_taken_out(page: PlanPage) -> None:
    _add_raise(page)
    _add_stop(page)
    page.select(SERTRALINE)
    page.form.change.click()
    dialog = page.dialog
    assert isinstance(dialog, ChangeDoseDialog)
    assert dialog.form.dosage_editor.dose.text() == "75"
    dialog.form.dosage_editor.dose.setText("100")
    dialog.form.save.click()
    changes = _changes(page)
    first = changes.changes[0].diff
    assert first is not None
    assert "100 mg" in first.after
    assert len(changes.changes) == 2
    changes.take_out(0)
    assert [line.title for line in changes.changes] == ["Stop trazodone"]
    changes.take_out(0)
    assert page.dialogs.changes is None
    assert page.dialog is None


def test_that_changes_over_a_plan_that_somebody_changed_are_looked_at_again(
    page: PlanPage, clinic: Clinic
) -> None:
    _add_raise(page)
    _add_stop(page)
    plan.hold_medication(clinic, 1, SERTRALINE, PlanEntry(clinic.today(), "side_effect"))
    changes = _changes(page)
    changes.form.save.click()
    assert "Somebody else changed this plan" in changes.form.problem.text()
    assert _items(clinic)["trazodone"] == "50 mg"
    changes.take_out(0)
    changes.form.save.click()
    assert _items(clinic) == {"sertraline": "on_hold", "trazodone": "stopped"}


def test_that_an_own_correction_meanwhile_is_no_change_by_somebody_else(
    page: PlanPage, clinic: Clinic
) -> None:
    _add_stop(page)
    other = next(row for row in page.model.rows if row.medication_id == SERTRALINE)
    event = other.item.events[0].id or 0
    page.dialogs.retract(other.item, event, "Started")
    dialog = page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.reason_code.setCurrentIndex(0)
    dialog.form.save.click()
    assert _items(clinic)["sertraline"] == "entered_in_error"
    _changes(page).form.save.click()
    assert _items(clinic)["trazodone"] == "stopped"


def test_that_one_key_does_not_throw_several_changes_away(page: PlanPage, qtbot: QtBot) -> None:
    _add_raise(page)
    _add_stop(page)
    changes = _changes(page)
    changes.form.cancel.click()
    assert page.dialog is changes
    assert "discards all 2" in changes.form.problem.text()
    changes.form.cancel.click()
    assert page.dialog is None


def test_that_a_form_and_what_waits_are_both_kept_for_later(
    page: PlanPage, window: MainWindow, clinic: Clinic
) -> None:
    _add_raise(page)
    page.dialogs.step(page.model.rows[1].item, PlanStep.STOP)
    dialog = page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.comment.setPlainText("Asked twice")
    assert not page.flush()
    page.dialogs.set_aside()
    assert page.dialog is None
    assert page.flush()
    kept = {draft.kind: draft for draft in own_drafts(clinic)}
    assert set(kept) == {"changes", "step"}
    assert page.go_on(kept["changes"])
    waiting = _changes(page).changes
    assert [line.title for line in waiting] == ["Change sertraline"]
    assert page.go_on(kept["step"])
    again = page.dialog
    assert isinstance(again, PlanStepDialog)
    assert again.form.comment.toPlainText() == "Asked twice"
    assert again.form.save.text() == "Add to change&s"
    again.form.reason_code.setCurrentIndex(1)
    again.form.save.click()
    _changes(page).form.save.click()
    assert _items(clinic) == {"sertraline": "75 mg", "trazodone": "stopped"}
    assert own_drafts(clinic) == []


def test_that_a_composed_change_is_the_same_after_a_draft(page: PlanPage) -> None:
    _add_raise(page)
    _add_stop(page)
    for line in _changes(page).changes:
        linked = replace(line.change, entry=replace(line.change.entry, adverse_event_id=7))
        line = replace(line, change=linked)
        again = composed_change.from_plain(composed_change.to_plain(line), 1)
        assert again.diff == line.diff
        assert again.form_body == line.form_body
        assert again.change.entry.dosage == line.change.entry.dosage
        assert again.change.entry.adverse_event_id == 7
        assert again.change.medication == line.change.medication
        assert again.change.kind is line.change.kind
