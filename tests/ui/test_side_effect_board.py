"""The board: every open side effect of the clinic, and the answers to whoever reported one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, Urgency
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Causality,
    Decision,
    Handover,
    Review,
    Seriousness,
    Suspect,
)
from practice_desk.gui.dialogs.medwatch_dialog import MedwatchDialog
from practice_desk.gui.dialogs.side_effect_follow_dialogs import ReplyDialog
from practice_desk.gui.models.side_effect_board_view import Order
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.registry import CHART_PAGES, SIDE_EFFECT_BOARD, SIDE_EFFECTS, TODAY
from practice_desk.gui.pages.side_effect_board_page import SideEffectBoardPage
from practice_desk.services import side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.session import Session
from tests.factories import a_colleague, a_medication, a_patient
from tests.ui.shell import open_window
from tests.unit.letters.samples import text_of as text_of_pdf


def told(clinic: Clinic, patient_id: int, words: str, **more: object) -> int:
    day = clinic.today() - timedelta(days=int(str(more.pop("age", 0))))
    value = AdverseEvent(patient_id, words, day, **more)  # type: ignore[arg-type]
    return side_effects.report_side_effect(clinic, value).id


def shown(page: SideEffectBoardPage) -> list[str]:
    return [row.cells[2] for row in page.model.rows]


def text_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def open_board(window) -> SideEffectBoardPage:
    window.show_page_of(SIDE_EFFECT_BOARD)
    page = window.pages[window.page]
    assert isinstance(page, SideEffectBoardPage)
    return page


def test_that_long_names_of_patients_and_side_effects_fit_on_the_smallest_screen(qtbot, clinic):
    patient_id = a_patient(clinic, given_name="Marguerite", family_name="Abernathy-Kowalczyk")
    told(clinic, patient_id, "It fell out.", effect="Severe skin reaction (SJS/TEN)")
    window = open_window(qtbot, clinic)
    window.resize(1366, 768)
    table = open_board(window).table
    metrics = table.fontMetrics()
    for column in range(table.model().columnCount()):
        text = str(table.model().index(0, column).data())
        assert metrics.horizontalAdvance(text) + 20 <= table.columnWidth(column), text


def test_that_the_board_sorts_narrows_and_opens_the_report_in_its_chart(qtbot, clinic):
    first, second = a_patient(clinic), a_patient(clinic, family_name="Novak")
    told(clinic, first, "Dry mouth", severity=2, age=30)
    told(clinic, second, "Shaking", severity=5, urgency=Urgency.TODAY, age=2)
    itch = told(clinic, second, "Itching", severity=1)
    colleague = a_colleague(clinic, Role.PRESCRIBER).user_name
    side_effects.hand_over(clinic, second, itch, Handover(colleague, Urgency.ROUTINE))
    window = open_window(qtbot, clinic)
    page = open_board(window)
    assert window.focusWidget() is page.table
    assert shown(page) == ["Shaking", "Dry mouth", "Itching"]
    page.order.setCurrentText(Order.OLDEST.value)
    assert shown(page) == ["Dry mouth", "Shaking", "Itching"]
    page.order.setCurrentText(Order.SEVERE.value)
    assert shown(page) == ["Shaking", "Dry mouth", "Itching"]
    page.whose.setCurrentIndex(page.whose.findData(colleague))
    assert shown(page) == ["Itching"]
    assert "“Itching”" in text_of(page.detail)
    assert "waits for Bo Lind, at the next visit" in text_of(page.detail)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert window.page == PATIENTS
    assert window.chart.patient_id == second
    assert CHART_PAGES[window.chart.tabs.currentIndex()] is SIDE_EFFECTS


def test_that_what_rests_until_its_recheck_can_be_left_out(qtbot, clinic):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id, "Dry mouth")
    told(clinic, patient_id, "Shaking")
    recheck = clinic.today() + timedelta(days=7)
    watched = Review("Dry mouth", (Decision(Action.WATCH),), recheck_on=recheck)
    side_effects.review_side_effect(clinic, patient_id, number, watched)
    page = open_board(open_window(qtbot, clinic))
    assert page.count.text() == "2 open, 1 waiting for a decision or a recheck"
    page.waiting_only.click()
    assert shown(page) == ["Shaking"]


def test_that_a_therapist_reads_what_became_of_a_report_and_says_so(qtbot, clinic):
    patient_id, prescriber = a_patient(clinic), clinic.session
    taken = a_medication(clinic, patient_id).medication_id
    clinic.session = Session.of(a_colleague(clinic, Role.THERAPIST))
    number = told(clinic, patient_id, "Shaking")
    therapist, clinic.session = clinic.session, prescriber
    done = (Decision(Action.LOWER, taken, "to 50 mg"),)
    review = Review("Tremor", done, outcome=CaseOutcome.RECOVERED, assessment="Dose was high.")
    side_effects.review_side_effect(clinic, patient_id, number, review)
    clinic.session = therapist
    page = open_board(open_window(qtbot, clinic))
    assert shown(page) == []
    assert not page.answers.isHidden()
    assert "lower the dose: to 50 mg" in text_of(page.answers)
    assert "Dose was high." in text_of(page.answers)
    read = next(
        each for each in page.answers.findChildren(QPushButton) if each.text() == "I have read it"
    )
    read.click()
    assert page.answers.isHidden()


def test_that_a_question_goes_to_the_therapist_and_the_answer_back(qtbot, clinic):
    patient_id, prescriber = a_patient(clinic), clinic.session
    therapist = Session.of(a_colleague(clinic, Role.THERAPIST))
    clinic.session = therapist
    told(clinic, patient_id, "Shaking")
    clinic.session = prescriber
    window = open_window(qtbot, clinic)
    page = open_board(window)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    write(window, "Since when?")
    clinic.session = therapist
    window.show_page_of(TODAY)
    assert "which you reported, was answered." in text_of(window.pages[window.page])
    page = open_board(window)
    assert "wrote: Since when?" in text_of(page.answers)
    next(each for each in page.answers.findChildren(QPushButton) if each.text() == "Open").click()
    write(window, "Since Monday.")
    assert open_board(window).answers.isHidden()
    assert "wrote: Since Monday." in text_of(open_board(window).detail)


def test_that_an_answer_to_a_call_says_that_the_front_desk_does_not_see_it(qtbot, clinic):
    patient_id, prescriber = a_patient(clinic), clinic.session
    clinic.session = Session.of(a_colleague(clinic, Role.FRONT_DESK))
    side_effects.take_down_call(clinic, patient_id, "A rash all over")
    clinic.session = prescriber
    window = open_window(qtbot, clinic)
    QTest.keyClick(open_board(window).table, Qt.Key.Key_Return)
    page = window.chart.tabs.currentWidget()
    page.write.click()
    (dialog,) = page.findChildren(ReplyDialog)
    assert "the front desk, does not see this answer" in dialog.form.told.text()
    dialog.done(0)


def test_that_a_serious_one_is_reported_to_the_fda_from_its_page(qtbot, clinic, tmp_path):
    patient_id = a_patient(clinic)
    started = a_medication(clinic, patient_id, name="lamoTRIgine")
    number = told(clinic, patient_id, "A rash")
    suspect = Suspect(started.medication_id, "lamoTRIgine", Causality.PROBABLE)
    recheck = clinic.today() + timedelta(days=1)
    review = Review(
        "Rash",
        (Decision(Action.STOP, suspect.medication_id),),
        suspects=(suspect,),
        recheck_on=recheck,
    )
    side_effects.review_side_effect(clinic, patient_id, number, review)
    window = open_window(qtbot, clinic)
    QTest.keyClick(open_board(window).table, Qt.Key.Key_Return)
    page = window.chart.tabs.currentWidget()
    assert page.fda.isHidden()
    serious = replace(review, seriousness=(Seriousness.HOSPITAL,))
    side_effects.review_side_effect(clinic, patient_id, number, serious)
    window.chart.reload()
    assert not page.fda.isHidden()
    page.fda.click()
    (dialog,) = page.findChildren(MedwatchDialog)
    dialog.form.narrative.setPlainText("Blisters came.")
    qtbot.waitUntil(lambda: dialog.can_send)
    dialog.save_to(tmp_path / "report.pdf")
    assert "Blisters came." in text_of_pdf((tmp_path / "report.pdf").read_bytes())


def write(window, text: str) -> None:
    """Write about the side effect that is selected in the open chart."""
    page = window.chart.tabs.currentWidget()
    page.write.click()
    (dialog,) = [each for each in page.findChildren(ReplyDialog) if each.isVisible()]
    QTest.keyClicks(dialog.form.text, text)
    dialog.form.save_button.click()
