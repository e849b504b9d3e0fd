"""A check-in that was answered on paper, entered by whoever gets the paper back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from practice_desk.app import paths
from practice_desk.domain.measure_schedule import Rhythm
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.gui.dialogs.check_in_alert import CheckInAlert
from practice_desk.gui.dialogs.check_in_entry_dialog import CheckInEntryDialog
from practice_desk.gui.dialogs.check_in_paper_dialog import CheckInPaperDialog
from practice_desk.gui.models.check_in_view import review_heading
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.services import charts, check_in_review, measure_schedules
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import read_measures
from tests.factories import a_medication, a_patient, an_appointment, make_clinic
from tests.ui.flows import started, unlock, window_of
from tests.ui.forms_to_type import schedule_page
from tests.ui.look import squeezed


@pytest.fixture
def schedule(
    look: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SchedulePage]:
    """The schedule with one patient, who takes sertraline and has the PHQ-9 due."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    made = make_clinic(tmp_path)
    patient = a_patient(made.clinic)
    a_medication(made.clinic, patient, concept_id="sertraline")
    measure_schedules.set_schedule(made.clinic, patient, "phq9", Rhythm.WEEKLY, "Starting")
    an_appointment(made.clinic, patient)
    made.clinic.close()
    with started(made.root) as flow:
        unlock(flow)
        yield schedule_page(window_of(flow))


def opened(page: SchedulePage) -> CheckInEntryDialog:
    """Press the buttons that lead to the form."""
    page.visit.on_paper.click()
    printed = page.findChild(CheckInPaperDialog)
    assert printed is not None
    printed.enter_button.click()
    dialog = page.findChild(CheckInEntryDialog)
    assert dialog is not None
    return dialog


def front(dialog: QWidget) -> QWidget:
    """Return what has the keyboard in *dialog*."""
    found = dialog.focusWidget()
    assert found is not None
    return found


def answer(dialog: CheckInEntryDialog, key: str, *typed: str) -> None:
    """Go to a question and type, each text where the keyboard then is."""
    next(row for row in dialog.form.sheet.rows if row.item.key == key).take_focus()
    for text in typed:
        QTest.keyClicks(front(dialog), text)


def test_that_a_paper_check_in_is_entered_by_keys_and_goes_the_way_of_one_at_the_screen(
    schedule: SchedulePage,
) -> None:
    clinic: Clinic = schedule.context.clinic
    dialog = opened(schedule)
    assert squeezed(dialog) == []
    for _ in range(8):
        QTest.keyClicks(front(dialog), "0")
    QTest.keyClicks(front(dialog), "1")  # thoughts of being better off dead
    answer(dialog, "effect:nausea", "3")
    answer(dialog, "side_effects_other", "no rash, my hair falls out")
    answer(dialog, "new_medicines", "2", "melatonin 3 mg")
    dialog.form.save_button.click()
    alert = schedule.findChild(CheckInAlert)
    assert alert is not None
    assert "PHQ-9" in alert.banner.text
    assert schedule.row is not None
    patient = schedule.row.appointment.patient_id
    (response,) = read_measures(clinic, patient).responses
    told = (response.mode, response.answered_by)
    assert told == (AnswerMode.PAPER, "Patient, on paper, at check-in")
    reports = [each.report for each in charts.open_chart(clinic, patient).side_effects]
    assert {(each.source, each.words.split()[0]) for each in reports} == {
        ("paper", "Have"),
        ("paper", "no"),
    }
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert [line.told for line in review.lines] == ["melatonin 3 mg"]
    assert "on paper" in review_heading(review)


def test_that_nothing_is_filed_of_an_empty_paper_and_a_spanish_one_asks_no_english_measure(
    schedule: SchedulePage,
) -> None:
    dialog = opened(schedule)
    dialog.form.save_button.click()
    assert dialog.form.problem.text() == "Nothing is answered yet."
    shown = [row.item.key for row in dialog.form.sheet.rows if not row.isHidden()]
    assert "measure:phq9:q1" in shown
    answer(dialog, "topic", "My refill")
    for day, problem in (("1/2/1899", "more than a year ago"), ("1/2/2999", "in the future")):
        dialog.form.answered_on.edit.setText(day)
        dialog.form.save_button.click()
        said = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert problem in said
    dialog.form.language.setCurrentIndex(dialog.form.language.findData("es"))
    shown = [row.item.key for row in dialog.form.sheet.rows if not row.isHidden()]
    assert not any(key.startswith("measure:") for key in shown)
