"""Side effects from the patient's words to their end, in the real windows."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, Course
from practice_desk.domain.adverse_event_review import Action, CaseOutcome, Decision, Review
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.dialogs.call_dialog import CallDialog
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.entry_view_dialog import EntryViewDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.dialogs.side_effect_dialog import SideEffectDialog
from practice_desk.gui.dialogs.side_effect_follow_dialogs import HandoverDialog, ToldAgainDialog
from practice_desk.gui.dialogs.side_effect_review_dialog import SideEffectReviewDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.side_effect_story import changes_to_make
from practice_desk.gui.pages.person_page import PersonPage
from practice_desk.gui.pages.registry import APP_PAGES, TODAY
from practice_desk.gui.pages.side_effect_lines import side_effect_lines
from practice_desk.gui.pages.side_effects_page import SideEffectsPage
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.services import charts, plan, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.session import Session
from tests.factories import a_colleague, a_dosage, a_medication, a_patient
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    patient_id = a_patient(clinic)
    lately = clinic.today() - timedelta(days=20)
    a_medication(clinic, patient_id, name="sertraline", concept_id="sertraline", started=lately)
    return patient_id


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic, patient_id: int) -> MainWindow:
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return window


def side_effects_page(window: MainWindow) -> SideEffectsPage:
    window.chart.show_page("Side effects")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SideEffectsPage)
    return page


def the(page: QWidget, kind: type[D]) -> D:
    """Return the dialog of that kind which is open."""
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def cells(page: SideEffectsPage, row: int = 0) -> list[str]:
    table = page.side_effects.table
    return [table.item(row, column).text() for column in range(table.columnCount())]


def press(button: QWidget) -> None:
    """Press a button with the space bar."""
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def choose(combo: QWidget, text: str) -> None:
    """Choose an item of a combo box as the keyboard does."""
    combo.setFocus()
    combo.setCurrentText(text)
    combo.activated.emit(combo.currentIndex())


def test_that_a_side_effect_goes_from_words_over_a_lower_dose_to_its_end(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    page = side_effects_page(window)
    page.side_effects.add.click()
    report = the(page, SideEffectDialog)
    QTest.keyClicks(report.form.words, "I feel sick to my stomach every morning.")
    assert "Nausea" in report.form.effect.placeholderText()
    report.form.effect.setText("Nausea")
    report.form.onset_on.set_value(clinic.today() - timedelta(days=15))
    choose(report.form.severity, "4 · strong")
    report.form.save_button.click()
    assert cells(page)[:4] == ["Nausea", "Waits for a review", "strong", "Not asked"]
    assert "sick to my stomach" in page.text.toPlainText()
    shown = {label.text() for label in window.chart.header.findChildren(QLabel)}
    assert "1 side effect to review" in shown

    page.side_effects.change.click()
    review = the(page, SideEffectReviewDialog)
    form = review.form
    assert form.suspects.item(0).text().startswith("1. sertraline: Started")
    assert form.suspects.item(0).checkState() is Qt.CheckState.Checked
    assert "Nausea is known of it" in form.grounds.text()
    assert "Ranked by the plan and the clinical pack (its entry: draft)" in form.grounds.text()
    assert "take with food" in form.comment.placeholderText()
    form.pages.setCurrentIndex(1)
    assert form.naranjo_score.text().startswith("3: possible; 8 of 10 not known")
    choose(form.questions.choices[4], "No")
    assert form.naranjo_score.text().startswith("5: probable; 7 of 10")
    choose(form.action, "Lower the dose")
    form.comment.setPlainText("Half for two weeks.")
    form.save_button.click()

    plan_page = window.chart.tabs.currentWidget()
    change = plan_page.dialog
    assert isinstance(change, ChangeDoseDialog)
    assert change.form.reason_code.currentData() == "side_effect"
    assert change.form.comment.toPlainText() == "Side effect: Nausea. Half for two weeks."
    change.form.dosage_editor.dose.setText("25 mg")
    change.form.save.click()
    assert change.form.problem.text() == ""
    (item,) = charts.reload_chart(clinic, patient_id).plan
    (case,) = charts.reload_chart(clinic, patient_id).side_effects
    assert item.events[-1].adverse_event_id == case.id
    assert case.suspects[0].score == 5

    page = side_effects_page(window)
    assert cells(page)[1].startswith("Recheck on")
    assert "in the plan: change sertraline" in page.text.toPlainText()
    assert page.open_change.isHidden()
    page.side_effects.change.click()
    form = the(page, SideEffectReviewDialog).form
    choose(form.course, "Gone")
    choose(form.outcome, "Recovered")
    form.save_button.click()
    assert page.side_effects.table.rowCount() == 0
    page.show_closed.setChecked(True)
    assert cells(page)[1] == "Closed"
    assert "Closed: recovered" in page.text.toPlainText()


def test_that_a_rash_on_lamotrigine_is_stopped_by_keyboard_alone(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic)
    lately = clinic.today() - timedelta(days=20)
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine", started=lately)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SideEffectsPage)
    press(page.side_effects.add)
    report = the(page, SideEffectDialog)
    QTest.keyClicks(report.form.words, "Itchy red spots since Tuesday.")
    QTest.keyClick(report.form.words, Qt.Key.Key_Tab)
    QTest.keyClicks(report.form.effect, "Mild rash")
    assert report.form.warning.text.startswith("NOW · Mild rash with lamotrigine: Stop")
    press(report.form.save_button)
    assert "Read what to do now" in report.form.problem.text()
    press(report.form.save_button)
    assert cells(page)[0] == "Mild rash"

    (line,) = side_effect_lines(clinic, clinic.now())
    assert line.detail == "To be reviewed: now."
    page.take_focus()
    QTest.keyClick(page.side_effects.table, Qt.Key.Key_R)
    review = the(page, SideEffectReviewDialog)
    assert "Stop lamotrigine" in review.form.warning.text
    assert review.form.medication.currentText() == "lamoTRIgine"
    review.form.action.setFocus()
    QTest.keyClicks(review.form.action, "St")
    assert review.form.action.currentData() == Action.STOP
    review.form.add_allergy.setFocus()
    review.form.add_allergy.setChecked(True)
    press(review.form.save_button)
    stop = window.chart.tabs.currentWidget().dialog
    assert isinstance(stop, PlanStepDialog)
    assert stop.form.reason_code.currentData() == "side_effect"
    chart = charts.reload_chart(clinic, patient_id)
    assert [(a.substance, a.reaction) for a in chart.allergies] == [("lamoTRIgine", "Mild rash")]


def test_that_a_review_without_decision_or_recheck_stays_open_and_says_why(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    side_effects.report_side_effect(clinic, AdverseEvent(patient_id, "Tired.", clinic.today()))
    window.chart.reload()
    page = side_effects_page(window)
    page.side_effects.change.click()
    review = the(page, SideEffectReviewDialog)
    review.form.recheck_on.set_value(None)
    review.form.save_button.click()
    assert "Say which side effect" in review.problems.sentence("effect")
    assert "recheck" in review.problems.sentence("recheck_on")
    review.form.effect.setText("Tiredness")
    choose(review.form.action, "Stop the medication")
    choose(review.form.medication, "None of the plan")
    review.form.save_button.click()
    assert "which medication" in review.problems.sentence("medication")


def test_that_a_therapist_tells_and_hands_over_but_does_not_decide(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    value = AdverseEvent(patient_id, "I shake.", clinic.today(), effect="Tremor")
    number = side_effects.report_side_effect(clinic, value).id
    prescriber = clinic.session
    recheck = clinic.today() + timedelta(days=7)
    watch = Review("Tremor", (Decision(Action.WATCH),), recheck_on=recheck)
    side_effects.review_side_effect(clinic, patient_id, number, watch)
    clinic.session = Session.of(a_colleague(clinic, Role.THERAPIST))
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    page = side_effects_page(window)
    assert page.side_effects.change.isHidden()
    page.told.click()
    told = the(page, ToldAgainDialog)
    choose(told.form.course, "Getting worse")
    told.form.save_button.click()
    assert cells(page)[1] == "Waits for a review"
    page.hand_over.click()
    handover = the(page, HandoverDialog)
    choose(handover.form.owner, prescriber.display_name)
    choose(handover.form.urgency, "Today")
    handover.form.save_button.click()
    (case,) = charts.reload_chart(clinic, patient_id).side_effects
    assert (case.owner, case.urgency, case.told.course) == (
        prescriber.user_name,
        "today",
        Course.WORSE,
    )
    assert "waits for" in page.text.toPlainText()
    assert page.open_change.isHidden()


def test_that_the_front_desk_takes_a_call_down_and_sees_nothing_of_the_chart(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    prescriber = clinic.session
    clinic.session = Session.of(a_colleague(clinic, Role.FRONT_DESK))
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PersonPage)
    page.call.click()
    call = the(page, CallDialog)
    QTest.keyClicks(call.form.words, "My throat is closing up since the new pill")
    assert "Call 911" in call.form.warning.text
    assert "sertraline" not in call.form.warning.text
    call.form.save_button.click()
    clinic.session = prescriber
    (case,) = charts.open_chart(clinic, patient_id).side_effects
    assert case.report.words == "My throat is closing up since the new pill"
    assert case.urgency == "now"


def test_that_the_front_desk_takes_a_call_down_from_today(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    prescriber = clinic.session
    clinic.session = Session.of(a_colleague(clinic, Role.FRONT_DESK))
    window = open_window(qtbot, clinic)
    window.show_page(1 + APP_PAGES.index(TODAY))
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    page.call.click()
    call = the(page, CallDialog)
    QTest.keyClicks(call.form.words, "The new pill makes me sick")
    call.form.save_button.click()
    assert call.isVisible()
    assert call.problems.sentence("patient_name") == "Choose the patient from the list."
    QTest.keyClicks(call.form.patient_name, "dabrow")
    choices = call.choice.search._completer
    choices.activated.emit(choices.completionModel().index(0, 0).data())
    call.form.save_button.click()
    clinic.session = prescriber
    (case,) = charts.open_chart(clinic, patient_id).side_effects
    assert case.report.words == "The new pill makes me sick"


def test_that_a_closed_one_is_folded_and_a_decided_change_waits_to_be_opened(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    (item,) = charts.reload_chart(clinic, patient_id).plan
    done = (Decision(Action.NOTHING),)
    for words, review in (
        ("Dry mouth.", Review("Dry mouth", done, outcome=CaseOutcome.RECOVERED)),
        (
            "Sick.",
            Review(
                "Nausea",
                (Decision(Action.MOVE, item.medication.id, "To the evening."),),
                recheck_on=clinic.today() + timedelta(days=7),
            ),
        ),
    ):
        number = side_effects.report_side_effect(
            clinic, AdverseEvent(patient_id, words, clinic.today())
        ).id
        side_effects.review_side_effect(clinic, patient_id, number, review)
    window.chart.reload()
    page = side_effects_page(window)
    assert page.side_effects.table.rowCount() == 1
    assert page.show_closed.text() == "Show &closed ones (1)"
    assert page.open_change.isVisible()
    page.open_change.click()
    change = window.chart.tabs.currentWidget().dialog
    assert isinstance(change, ChangeDoseDialog)
    assert change.form.comment.toPlainText() == "Side effect: Nausea. To the evening."
    QApplication.processEvents()


def test_that_each_decided_change_is_offered_until_it_is_made(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    (item,) = charts.reload_chart(clinic, patient_id).plan
    number = side_effects.report_side_effect(
        clinic, AdverseEvent(patient_id, "Sick.", clinic.today())
    ).id
    decisions = (Decision(Action.LOWER, item.medication.id), Decision(Action.ADD))
    review = Review("Nausea", decisions, recheck_on=clinic.today() + timedelta(days=7))
    side_effects.review_side_effect(clinic, patient_id, number, review)
    entry = PlanEntry(clinic.today(), "side_effect", a_dosage("25"), adverse_event_id=number)
    page = side_effects_page(window)

    def offered() -> tuple[Action, ...]:
        chart = charts.reload_chart(clinic, patient_id)
        page.show_chart(chart)
        (case,) = chart.side_effects
        return tuple(each.action for each in changes_to_make(case, chart.plan))

    assert offered() == (Action.LOWER, Action.ADD)
    assert "2 to make" in page.open_change.text()
    plan.change_dose(clinic, patient_id, item.medication.id, entry)
    assert offered() == (Action.ADD,)
    page.open_change.click()
    start = window.chart.tabs.currentWidget().dialog
    assert isinstance(start, StartMedicationDialog)
    QApplication.processEvents()


def test_that_it_is_handed_over_only_to_those_who_treat_patients(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    a_colleague(clinic, Role.FRONT_DESK)
    therapist = a_colleague(clinic, Role.THERAPIST, user="cy.moe")
    side_effects.report_side_effect(clinic, AdverseEvent(patient_id, "Sick.", clinic.today()))
    page = side_effects_page(window)
    page.show_chart(charts.reload_chart(clinic, patient_id))
    page.hand_over.click()
    owner = the(page, HandoverDialog).form.owner
    offered = {owner.itemData(place) for place in range(owner.count())}
    assert offered == {"", clinic.session.user_name, therapist.user_name}


def test_that_a_coded_side_effect_leads_to_its_entry_of_the_pack(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    report = AdverseEvent(patient_id, "Sick", clinic.today(), "Nausea", "nausea")
    side_effects.report_side_effect(clinic, report)
    page = side_effects_page(window)
    page.show_chart(charts.reload_chart(clinic, patient_id))
    page.source.click()
    (entry,) = [d for d in window.findChildren(EntryViewDialog) if d.isVisible()]
    assert entry.detail is not None
    assert entry.detail.line.title == "Nausea"
    entry.close_button.click()


def test_that_a_therapist_neither_quiets_a_red_flag_nor_takes_back_what_others_reported(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    red = AdverseEvent(patient_id, "I want to die.", clinic.today())
    theirs = side_effects.report_side_effect(clinic, red).id
    clinic.session = Session.of(a_colleague(clinic, Role.THERAPIST))
    own = AdverseEvent(patient_id, "My mouth is dry.", clinic.today())
    mine = side_effects.report_side_effect(clinic, own).id
    window.chart.reload()
    page = side_effects_page(window)
    page.side_effects.table.choose(lambda record: record.id == mine)
    assert page.side_effects.retract.isVisible()
    page.side_effects.table.choose(lambda record: record.id == theirs)
    assert not page.side_effects.retract.isVisible()
    page.hand_over.click()
    urgency = the(page, HandoverDialog).form.urgency
    assert [urgency.itemData(row) for row in range(urgency.count())] == ["now"]


def reviewed(window: MainWindow, clinic: Clinic, patient_id: int, words: str):
    """Report *words* of somebody on lamotrigine for 20 days, and open their review."""
    lately = clinic.today() - timedelta(days=20)
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine", started=lately)
    side_effects.report_side_effect(clinic, AdverseEvent(patient_id, words, clinic.today()))
    window.chart.reload()
    page = side_effects_page(window)
    page.side_effects.change.click()
    return the(page, SideEffectReviewDialog)


def code(form, effect: str) -> None:
    form.effect.setText(effect)
    form.effect.editingFinished.emit()


def test_that_a_report_in_words_is_judged_by_them_and_only_what_is_untouched_is_proposed_anew(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    words = "I have a red rash on my chest and sores in my mouth."
    form = reviewed(window, clinic, patient_id, words).form
    assert form.warning.text.startswith("NOW")
    assert form.suspects.item(0).text().startswith("1. lamoTRIgine")
    assert form.suspects.item(0).checkState() is Qt.CheckState.Checked
    assert form.medication.currentText() == "lamoTRIgine"
    assert form.recheck_on.value() == clinic.today() + timedelta(days=1)
    choose(form.causality, "Possible")
    form.pages.setCurrentIndex(1)
    assert form.causality.currentText() == "Possible"
    code(form, "Mild rash")
    assert form.causality.currentText() == "Possible"
    assert form.suspects.item(0).checkState() is Qt.CheckState.Checked
    form.suspects.item(0).setCheckState(Qt.CheckState.Unchecked)
    code(form, "Itching")
    (row,) = [r for r in range(2) if "lamoTRIgine" in form.suspects.item(r).text()]
    assert form.suspects.item(row).checkState() is Qt.CheckState.Unchecked


def test_that_a_first_guess_gives_way_to_what_the_code_says(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    form = reviewed(window, clinic, patient_id, "Odd.").form
    assert form.medication.currentText() == "None of the plan"
    assert form.recheck_on.value() == clinic.today() + timedelta(days=14)
    code(form, "Mild rash")
    assert form.suspects.item(0).checkState() is Qt.CheckState.Checked
    assert form.medication.currentText() == "lamoTRIgine"
    assert form.recheck_on.value() == clinic.today() + timedelta(days=1)
    form.recheck_on.set_value(clinic.today() + timedelta(days=5))
    code(form, "Headache")
    assert form.recheck_on.value() == clinic.today() + timedelta(days=5)
    form.pages.setCurrentIndex(1)
    choose(form.action, "Watch it")
    form.save_button.click()
    (case,) = charts.reload_chart(clinic, patient_id).side_effects
    assert case.review is not None
    assert not any(suspect.answers for suspect in case.suspects)


def test_that_long_words_and_a_warning_fit_the_smallest_screen(
    window: MainWindow, clinic: Clinic, patient_id: int
):
    lately = clinic.today() - timedelta(days=20)
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine", started=lately)
    for name in ("valproate", "lithium", "quetiapine"):
        a_medication(clinic, patient_id, name=name, concept_id=name, started=lately)
    words = ("I have a red rash on my chest and sores in my mouth since the new pill. " * 6)[:400]
    side_effects.report_side_effect(clinic, AdverseEvent(patient_id, words, clinic.today()))
    window.chart.reload()
    page = side_effects_page(window)
    assert window.minimumSizeHint().width() <= 1366
    page.side_effects.change.click()
    review = the(page, SideEffectReviewDialog)
    QApplication.processEvents()
    assert review.form.warning.isVisible()
    assert review.width() <= 1366
    assert review.height() <= 690  # what a taskbar and a title bar leave of 768
    code(review.form, "Mild rash")
    QApplication.processEvents()
    assert review.height() <= 690


def test_that_a_review_and_the_allergy_from_it_are_signed_together_or_not_at_all(
    window: MainWindow, clinic: Clinic, patient_id: int, monkeypatch: pytest.MonkeyPatch
):
    review = reviewed(window, clinic, patient_id, "A rash.")
    code(review.form, "Mild rash")
    choose(review.form.action, "Watch it")
    review.form.add_allergy.setChecked(True)

    def refuse(*_given: object) -> None:
        raise ExpectedError("The disk is full.")

    def signed() -> tuple[int, list[str]]:
        chart = charts.reload_chart(clinic, patient_id)
        reviews = sum(isinstance(e.details, Review) for e in chart.side_effects[0].entries)
        return reviews, [each.substance for each in chart.allergies]

    with monkeypatch.context() as patch:
        patch.setattr(side_effects, "add_allergy", refuse)
        review.form.save_button.click()
    assert review.form.problem.text().startswith("The disk is full.")
    assert signed() == (0, [])
    review.form.save_button.click()
    assert signed() == (1, ["lamoTRIgine"])
