"""The timeline on the Summary, in the real window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.note import NoteKind
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.gui.dialogs.chart_event_dialog import ChartEventDialog
from practice_desk.gui.dialogs.compare_dialog import CompareDialog
from practice_desk.gui.dialogs.timeline_paper_dialog import TimelinePaperDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.history_page import HistoryPage
from practice_desk.gui.pages.measures_page import MeasuresPage
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.pages.summary_page import SummaryPage
from practice_desk.gui.preferences import preferences
from practice_desk.services import chart_events, charts, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import (
    ResponseEntry,
    measures,
    save_response,
    save_score,
    save_total,
)
from tests.factories import a_medication, a_note, a_patient
from tests.ui.shell import open_window


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    """Sertraline for eleven weeks, two scores, a side effect, a session and a hospital stay."""
    patient_id, today = a_patient(clinic), clinic.today()
    began = today - timedelta(weeks=11)
    made = a_medication(clinic, patient_id, started=began, concept_id="sertraline")
    phq9 = next(each for each in measures() if each.id == "phq9")
    for total, day in (("18", began), ("4", today - timedelta(weeks=2))):
        noon = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        save_score(clinic, phq9.observation(patient_id, total, noon))
    told = today - timedelta(weeks=8)
    suspect = made.medication_id
    effect = AdverseEvent(
        patient_id, "Nausea", told, onset_on=told, severity=4, suspected_medication_id=suspect
    )
    side_effects.report_side_effect(clinic, effect)
    a_note(clinic, patient_id, "Worked on sleep.", NoteKind.INDIVIDUAL, seen_on=told)
    stay = ChartEvent(patient_id, ChartEventKind.HOSPITAL_STAY, "Ward 3", told, today)
    chart_events.save_chart_event(clinic, stay)
    return patient_id


def opened(qtbot: QtBot, clinic: Clinic, patient_id: int) -> tuple[MainWindow, SummaryPage]:
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SummaryPage)
    assert page.timeline.view is not None
    return window, page


def lanes(page: SummaryPage) -> list[str]:
    assert page.timeline.view is not None
    return [lane.title for lane in page.timeline.view.picture.lanes]


def test_that_a_course_is_read_zoomed_walked_and_opened(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    window, page = opened(qtbot, clinic, patient_id)
    card, canvas = page.timeline, page.timeline.canvas
    view = card.view
    assert view is not None
    assert lanes(page) == [
        "Life and hospital", "PHQ-9", "sertraline", "Side effects", "Visits and therapy",
    ]  # fmt: skip
    card.presets["3 months"].click()
    assert view.view.days == 91
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert view.view.days < 91
    QTest.keyClick(canvas, Qt.Key.Key_0)

    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert card.told.text().endswith("18 of 27, moderately severe")
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert "4 of 27, minimal, remission" in card.told.text()
    assert canvas.accessibleDescription() == card.told.text()
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert card.told.text().startswith("sertraline: 50 mg a day")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    plan_page = window.chart.tabs.currentWidget()
    assert isinstance(plan_page, PlanPage)
    assert plan_page.selected is not None
    assert plan_page.selected.name == "sertraline"

    window.chart.show_page("Summary")
    therapy = view.items(view.picture.lanes[-1])[-1]
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.point_of(therapy).toPoint())
    notes_page = window.chart.tabs.currentWidget()
    assert isinstance(notes_page, NotesPage)
    assert "Worked on sleep." in notes_page.reading.text.toPlainText()


def test_that_an_event_is_added_from_the_timeline_and_stands_in_the_history(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    window, page = opened(qtbot, clinic, patient_id)
    page.timeline.canvas.setFocus()
    QTest.keyClick(page.timeline.canvas, Qt.Key.Key_N)
    (dialog,) = page.findChildren(ChartEventDialog)
    QTest.keyClicks(dialog.form.words, "Lost her job")
    dialog.form.save_button.click()
    (added,) = [e for e in charts.reload_chart(clinic, patient_id).events if e.id != 1]
    assert (added.words, added.kind) == ("Lost her job", ChartEventKind.LIFE_EVENT)
    view = page.timeline.view
    assert view is not None
    assert any("Lost her job" in item.words for item in view.items(view.picture.lanes[0]))
    window.chart.show_page("History")
    history = window.chart.tabs.currentWidget()
    assert isinstance(history, HistoryPage)
    assert history.events.table.item(0, 1).text() == "Lost her job"


def test_that_dragging_moves_and_the_wheel_zooms_once_the_picture_has_the_focus(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    _, page = opened(qtbot, clinic, patient_id)
    canvas, view = page.timeline.canvas, page.timeline.view
    assert view is not None
    before = view.view
    start = QPoint(canvas.width() // 2, 20)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for step in (10, 40, 80):
        QTest.mouseMove(canvas, start - QPoint(step, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start - QPoint(80, 0))
    assert view.view.first > before.first
    page.timeline.as_table.setFocus()
    _turn_wheel(canvas)
    moved = view.view
    assert moved.days == before.days
    canvas.setFocus()
    _turn_wheel(canvas)
    assert view.view.days < moved.days


def _turn_wheel(canvas) -> None:
    place = QPointF(canvas.width() / 2, 30)
    event = QWheelEvent(
        place, canvas.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_that_the_table_tells_the_same_and_opens_records(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    window, page = opened(qtbot, clinic, patient_id)
    card = page.timeline
    card.as_table.click()
    assert not card.canvas.isVisible()
    told = [card.table.item(row, 2).text() for row in range(card.table.rowCount())]
    assert any(text.startswith("Nausea, moderate, since") for text in told)
    row = next(row for row, text in enumerate(told) if text.startswith("sertraline"))
    card.table.itemActivated.emit(card.table.item(row, 0))
    assert isinstance(window.chart.tabs.currentWidget(), PlanPage)


def test_that_hidden_lanes_stay_hidden_for_the_same_person(
    qtbot: QtBot, clinic: Clinic, patient_id: int
):
    _, page = opened(qtbot, clinic, patient_id)
    action = next(each for each in page.timeline.lanes.menu().actions() if each.text() == "PHQ-9")
    action.trigger()
    assert "PHQ-9" not in lanes(page)
    try:
        _, again = opened(qtbot, clinic, patient_id)
        assert "PHQ-9" not in lanes(again)
    finally:
        preferences.put(f"timeline lanes of {clinic.session.user_name}", "")


def test_that_two_periods_are_compared_around_a_day(qtbot: QtBot, clinic: Clinic, patient_id: int):
    _, page = opened(qtbot, clinic, patient_id)
    page.timeline.compare.click()
    (dialog,) = page.findChildren(CompareDialog)
    dialog.day.set_value(clinic.today() - timedelta(weeks=6))
    told = {
        dialog.table.item(row, 0).text(): [
            dialog.table.item(row, column).text() for column in (1, 2, 3)
        ]
        for row in range(dialog.table.rowCount())
    }
    assert told["PHQ-9, mean"] == ["18 (n = 1)", "4 (n = 1)", "−14"]
    assert told["sertraline, days covered"][0] == "not known"
    assert "n is how many there are" in dialog.rules.text()


def test_that_the_summary_says_what_it_is_and_why(qtbot: QtBot, clinic: Clinic, patient_id: int):
    _, page = opened(qtbot, clinic, patient_id)
    words = [label.text() for label in page.response.findChildren(QLabel) if label.isVisible()]
    assert {"Adequate trial", "Remission", "Nausea (moderate)"} <= set(words)
    assert not any("Baseline" in text for text in words)
    page.response.why.click()
    words = [label.text() for label in page.response.findChildren(QLabel) if label.isVisible()]
    assert any("Baseline: the last total up to the start of treatment" in text for text in words)


def test_that_the_course_is_given_on_paper_and_recorded(
    qtbot: QtBot, clinic: Clinic, patient_id: int, tmp_path: Path
):
    _, page = opened(qtbot, clinic, patient_id)
    page.timeline.print.click()
    (dialog,) = page.findChildren(TimelinePaperDialog)
    assert dialog.made is not None
    dialog.form.days.setCurrentIndex(2)
    assert dialog.can_send
    place = tmp_path / "course.pdf"
    dialog.save_to(place)
    text = PdfReader(place).pages[0].extract_text()
    assert "sertraline" in text
    assert "Ward 3" in text
    chart = charts.reload_chart(clinic, patient_id)
    (letter,) = chart.letters
    assert letter.kind == "timeline"
    assert [each.letter_id for each in chart.disclosures] == [letter.id]


def test_that_paper_leaves_out_what_is_sensitive_until_somebody_asks_for_it(
    qtbot: QtBot, clinic: Clinic, patient_id: int, tmp_path: Path
):
    phq9 = measures()[0]
    answers = {f"q{number}": 1 for number in range(1, 10)}
    save_response(clinic, patient_id, ResponseEntry(phq9, answers, AnswerMode.PAPER, "the patient"))
    save_total(clinic, patient_id, next(m for m in measures() if m.id == "audit_c"), "6")
    _, page = opened(qtbot, clinic, patient_id)
    page.timeline.print.click()
    (dialog,) = page.findChildren(TimelinePaperDialog)
    assert dialog.form.left_out.text() == "Left out: AUDIT-C, PHQ-9 item 9"

    def pages(place: Path) -> str:
        dialog.save_to(place)
        return "".join(each.extract_text() for each in PdfReader(place).pages)

    text = pages(tmp_path / "short.pdf")
    assert "PHQ-9" in text
    assert "item 9" not in text
    assert "AUDIT-C" not in text
    page.timeline.print.click()
    dialog = page.findChildren(TimelinePaperDialog)[-1]
    dialog.form.with_sensitive.click()
    text = pages(tmp_path / "whole.pdf")
    assert "PHQ-9 item 9" in text
    assert "AUDIT-C" in text


def test_that_a_score_opens_on_the_page_of_measures(qtbot: QtBot, clinic: Clinic, patient_id: int):
    window, page = opened(qtbot, clinic, patient_id)
    canvas, view = page.timeline.canvas, page.timeline.view
    assert view is not None
    (lane,) = [lane for lane in view.picture.lanes if lane.title == "PHQ-9"]
    first = view.items(lane)[0]
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.point_of(first).toPoint())
    measures_page = window.chart.tabs.currentWidget()
    assert isinstance(measures_page, MeasuresPage)
    chosen = measures_page.entries.table.chosen
    assert chosen is not None
    assert chosen.cells[2] == "18"
