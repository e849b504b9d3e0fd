"""The medication visit on one screen: what it takes by the mouse alone, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import PlanStatus
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.domain.visit import RiskAnswer
from practice_desk.gui.dialogs.risk_dialogs import RiskAlertDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.registry import TODAY
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.gui.printing import asking
from practice_desk.gui.visit.screen import VisitScreen
from practice_desk.gui.visit.status_section import StatusSection
from practice_desk.services import charts
from practice_desk.services.appointments import patient_appointments
from practice_desk.services.clinic import Clinic
from practice_desk.services.drafts import own_drafts
from practice_desk.services.measures import ResponseEntry, find_measure, save_response
from tests.audit_rows import audit_rows
from tests.factories import make_clinic
from tests.ui.flows import started, unlock, window_of
from tests.ui.look import squeezed
from tests.ui.shell import open_window
from tests.visit_stage import VisitChart, a_visit_chart

MOST = 12
"""The benchmark: clicks and keys for the whole visit, typing left out."""


MOST_TURNS = 13
"""Turns of the wheel, each of one notch, that bring what is clicked into sight at 1366x768."""


class Counter(QObject):
    """Counts every click, every key and every turn of the wheel that reaches any window."""

    def __init__(self) -> None:
        super().__init__()
        self.clicks = self.keys = self.turns = 0
        self._last: int | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count a press once: it goes on to the parents of a widget that leaves it."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            if isinstance(watched, QWidget) and event.timestamp() != self._last:
                self._last = event.timestamp()
                self.clicks += 1
        elif isinstance(event, QWheelEvent) and watched.objectName() == "qt_scrollarea_viewport":
            self.turns += 1
        elif event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            self.keys += 1
        return False


@pytest.fixture
def counter(look: QApplication) -> Iterator[Counter]:
    """What counts, until the test is over."""
    made = Counter()
    look.installEventFilter(made)
    yield made
    look.removeEventFilter(made)


@pytest.fixture
def chart(clinic: Clinic) -> VisitChart:
    """The chart of the benchmark."""
    return a_visit_chart(clinic)


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic, chart: VisitChart) -> MainWindow:
    """The main window on Today, of the smallest size."""
    window = open_window(qtbot, clinic)
    window.resize(1366, 768)
    window.show_page_of(TODAY)
    return window


def _screen(window: MainWindow) -> VisitScreen:
    screen = window.visits.screen
    assert screen is not None
    return screen


def _click(qtbot: QtBot, button: QAbstractButton) -> None:
    """Click where the button is on the screen; it has to be in sight."""
    QApplication.processEvents()
    assert button.isVisible(), button.objectName()
    assert button.isEnabled(), button.objectName()
    middle = button.rect().center()
    window = button.window()
    at = button.mapTo(window, middle)
    assert window.rect().contains(at), f"{button.objectName()} is not in sight"
    assert window.childAt(at) is button, f"{button.objectName()} is covered"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=middle)


def _find(root: QWidget, name: str) -> QPushButton:
    QApplication.processEvents()  # a new row comes into view
    found = [each for each in root.findChildren(QPushButton, name) if each.isVisibleTo(root)]
    assert len(found) == 1, (name, len(found))
    return found[0]


def _turn_wheel_to(screen: VisitScreen, widget: QWidget) -> None:
    """Turn the mouse wheel over the column until *widget* stands in it: no click, and no key."""
    area, view = screen.form.body, screen.form.body.viewport()
    for _ in range(80):
        QApplication.processEvents()
        top = widget.mapTo(view, QPoint(0, 0)).y()
        if top >= 0 and top + widget.height() <= view.height():
            return
        turn = QPoint(0, -120 if top + widget.height() > view.height() else 120)
        spot = QPointF(view.rect().center())
        event = QWheelEvent(
            spot, QPointF(view.mapToGlobal(spot.toPoint())), QPoint(), turn,
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)
    pytest.fail(f"{widget.objectName()} is not reached in {area.objectName()}")


def _visit(qtbot: QtBot, window: MainWindow, chart: VisitChart, *, but: str = "") -> VisitScreen:
    """Do everything of the visit up to signing, by the mouse; leave *but* out."""
    today = window.pages[window.page]
    assert isinstance(today, TodayPage)
    _click(qtbot, today.visits.buttons[0])
    screen = _screen(window)
    names = [
        "examined", "denied", f"raise_150_of_{chart.sertraline_id}",
        f"reason_partial_response_of_{chart.sertraline_id}",
        f"stop_for_{chart.report_id}_of_{chart.trazodone_id}", "findings_read", "consent_all",
        "said_back", "four",
    ]  # fmt: skip
    for name in names:
        if name == but:
            continue
        if name == "findings_read":
            qtbot.waitUntil(lambda: _find(screen, "findings_read").isEnabled())
        button = _find(screen, name)
        _turn_wheel_to(screen, button)
        _click(qtbot, button)
    return screen


def test_that_a_raise_and_a_stop_for_grogginess_are_signed_and_printed_in_twelve_clicks(
    window: MainWindow,
    clinic: Clinic,
    chart: VisitChart,
    counter: Counter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "letter_printer", lambda code: _to_file(tmp_path / "out.pdf"))
    before = len(audit_rows(clinic))
    screen = _visit(qtbot, window, chart)
    QApplication.processEvents()
    assert squeezed(screen) == []
    _click(qtbot, screen.form.sign)
    papers = window.visits.papers
    assert papers is not None
    dialog = papers.print_dialog
    assert isinstance(dialog, QPrintDialog)
    qtbot.waitUntil(dialog.isVisible)
    boxes = dialog.findChildren(QDialogButtonBox)
    accept = boxes[0].button(QDialogButtonBox.StandardButton.Ok) or boxes[0].buttons()[0]
    _click(qtbot, accept)
    assert counter.clicks <= MOST
    assert counter.keys == 0
    assert counter.turns <= MOST_TURNS
    assert window.visits.papers is None
    assert not window.visits.is_open

    seen = charts.reload_chart(clinic, chart.patient_id)
    plan = {item.medication.id: item for item in seen.plan}
    raised, stopped = plan[chart.sertraline_id], plan[chart.trazodone_id]
    assert raised.dosage is not None
    assert str(raised.dosage.dose) == "150 mg"
    assert stopped.status is PlanStatus.STOPPED
    assert stopped.last_event is not None
    assert stopped.last_event.adverse_event_id == chart.report_id
    (case,) = seen.side_effects
    assert case.status is CaseStatus.REVIEWED
    (note,) = seen.notes
    assert "sertraline 150 mg every morning" in note.text
    assert {letter.delivery for letter in seen.letters} == {LetterDelivery.PRINTED}
    assert len(seen.letters) == 2
    assert len(list(tmp_path.glob("out-*.pdf"))) == 2
    assert own_drafts(clinic) == []
    booked = [each.appointment.status for each in patient_appointments(clinic, chart.patient_id)]
    assert booked == [AppointmentStatus.FULFILLED, AppointmentStatus.PROPOSED]
    signed = [row for row in audit_rows(clinic)[before:] if row.operation == "sign visit"]
    assert len(signed) == 1


def test_that_signing_refuses_until_findings_risk_consent_and_follow_up_are_each_stated(
    window: MainWindow, clinic: Clinic, chart: VisitChart, qtbot: QtBot
) -> None:
    screen = _visit(qtbot, window, chart)
    stops = ["open_chart", "examined", "denied", "undo_change", "findings_read", "consent_all"]
    assert [each for each in _stops(screen) if each in stops] == [*stops[:4], *stops[3:]]
    for name in ("denied", "findings_read", "consent_all", "four"):
        _find(screen, name).click()  # taken back
        screen.form.sign.click()
        assert window.visits.is_open, name
        assert screen.form.problem.text(), name
        _find(screen, name).click()
    assert charts.reload_chart(clinic, chart.patient_id).notes == ()
    screen.form.sign.click()
    assert not window.visits.is_open


def test_that_an_answer_at_check_in_interrupts_the_visit_before_it_begins(
    qtbot: QtBot, window: MainWindow, clinic: Clinic, chart: VisitChart
) -> None:
    phq9 = find_measure("phq9")
    assert phq9 is not None
    entry = ResponseEntry(phq9, {"q9": 1}, AnswerMode.CHECK_IN, "Patient, at check-in")
    save_response(clinic, chart.patient_id, entry)
    window.visits.open(chart.patient_id, chart.appointment.id)
    qtbot.waitUntil(lambda: bool(window.findChildren(RiskAlertDialog)))
    screen = _screen(window)
    (alert,) = screen.findChildren(RiskAlertDialog)
    assert alert.isVisible()
    assert alert.isModal()
    status = screen.sections["status"]
    assert isinstance(status, StatusSection)
    assert "PHQ-9" in status.form.warning.text
    assert not status.form.denied.isEnabled()
    alert.form.words.setText("Dr. Moss is with the patient")
    alert.form.handed_over.click()
    assert "PHQ-9" in status.form.warning.text


def test_that_a_visit_comes_back_after_a_kill_but_for_what_was_read(
    window: MainWindow, clinic: Clinic, chart: VisitChart, qtbot: QtBot
) -> None:
    screen = _visit(qtbot, window, chart)
    kept = screen.model.state
    assert screen.drafts is not None
    screen.drafts.keep()
    after = open_window(qtbot, clinic)  # the first is left as a kill leaves it: nothing is closed
    after.show_page_of(TODAY)
    today = after.pages[after.page]
    assert isinstance(today, TodayPage)
    assert today.visits.buttons[0].text() == "Go on"
    assert after.unsaved.strip.isVisible()
    today.visits.buttons[0].click()
    qtbot.waitUntil(after.unsaved.strip.isHidden)  # what is open would be discarded there
    after.resize(1366, 690)  # what a taskbar and a title bar leave of 768
    assert after.minimumSizeHint().height() <= 690
    rail = [each for each in [*after.rail.pages(), after.rail.lock] if each.isVisible()]
    qtbot.waitUntil(
        lambda: (
            not any(
                a.geometry().intersects(b.geometry())
                for a, b in pairwise(sorted(rail, key=lambda each: each.y()))
            )
        )
    )
    assert squeezed(after.rail) == []
    again = _screen(after).model.state
    assert again.read is None
    assert kept.read is not None
    assert (again.changes, again.risk, again.consents, again.follow_up) == (
        kept.changes, kept.risk, kept.consents, kept.follow_up,
    )  # fmt: skip
    assert again.risk is RiskAnswer.DENIED


def test_that_a_lock_and_a_closed_window_keep_the_visit(
    look: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    made = make_clinic(tmp_path)
    chart = a_visit_chart(made.clinic)
    made.clinic.close()
    with started(made.root) as flow:
        unlock(flow)
        window = window_of(flow)
        window.open_visit(chart.patient_id)
        _find(_screen(window), f"raise_150_of_{chart.sertraline_id}").click()
        flow.lock()
        unlock(flow)
        assert len(_screen(window_of(flow)).model.state.changes) == 1
        _find(_screen(window), "denied").click()
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
    with started(made.root) as again:
        unlock(again)
        window = window_of(again)
        window.open_visit(chart.patient_id)
        state = _screen(window).model.state
        assert (len(state.changes), state.risk) == (1, RiskAnswer.DENIED)


def _stops(screen: VisitScreen) -> list[str]:
    """Return where the tab key stops, from the top."""
    first = stop = screen.form.open_chart
    names = []
    while not names or stop is not first:
        if stop.isVisibleTo(screen) and stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
            names.append(stop.objectName())
        stop = stop.nextInFocusChain()
    return names


def _to_file(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(72)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer
