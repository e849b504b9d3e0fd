"""From a chart: what the patient asks for about the record, answered by an export or denied."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.patient_request import (
    DenialGround,
    RequestKind,
    RequestStep,
    Standing,
)
from practice_desk.gui.dialogs.chart_export_dialog import ChartExportDialog
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.dialogs.request_dialog import RequestDialog, RequestStepDialog
from practice_desk.gui.dialogs.requests_dialog import RequestsDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.request_lines import request_lines
from practice_desk.services import patient_requests
from practice_desk.services.clinic import Clinic
from tests.factories import a_note, a_patient
from tests.ui.shell import open_window
from tests.ui.test_chart_records import the_open


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    number = a_patient(clinic)
    a_note(clinic, number, "Asked about sleep.")
    return number


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic, patient_id: int) -> MainWindow:
    """A main window with the chart open."""
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return window


def _requests(window: MainWindow) -> RequestsDialog:
    window.chart.access.requests.trigger()
    return the_open(RequestsDialog, window)


def _record(requests: RequestsDialog, kind: RequestKind, days_ago: int) -> None:
    requests.form.new_button.click()
    form = (dialog := the_open(RequestDialog, requests)).form
    form.kind.setCurrentIndex(form.kind.findData(kind))
    form.received_on.set_value(dialog.context.today() - timedelta(days=days_ago))
    form.how.setText("by letter")
    form.identity.setText("license seen")
    form.what.setPlainText("Everything of this year, please.")
    if kind is RequestKind.AMENDMENT:
        form.record.setCurrentIndex(1)
    form.save_button.click()


def test_that_a_request_is_answered_by_an_export_that_is_saved_as_files(
    window: MainWindow, clinic: Clinic, patient_id: int, qtbot: QtBot, tmp_path: Path
) -> None:
    requests = _requests(window)
    _record(requests, RequestKind.ACCESS, 25)
    (line,) = request_lines(clinic)
    assert line.urgency is Urgency.CAUTION
    assert "in 5 days" in line.detail
    requests.form.export_button.click()
    export = the_open(ChartExportDialog, requests)
    assert not export.form.save_files.isEnabled()
    qtbot.keyClick(export.form.make, Qt.Key.Key_Space)
    assert export.form.save_files.isEnabled()
    export.form.since.set_value(clinic.today())
    assert not export.form.save_files.isEnabled()  # what is shown is not what is chosen any more
    export.form.make.click()
    assert "Answers the request of " in export.form.told.text()
    export.save_files_to(tmp_path / "given.zip")
    with zipfile.ZipFile(tmp_path / "given.zip") as archive:
        assert "chart.pdf" in archive.namelist()
    assert request_lines(clinic) == []
    rows = requests.model.rows
    assert [row.cells[0] for row in rows] == ["See or get the record", "Export"]
    assert rows[0].cells[-1] == "Given"
    assert "chart.pdf" in rows[1].told
    requests.accept()
    again = _requests(window)
    assert again.selected is not None
    assert again.selected.case is not None, "the first request, not what was exported"
    again.accept()


def test_that_an_amendment_is_denied_by_a_letter_that_says_the_rights(
    window: MainWindow, clinic: Clinic, patient_id: int
) -> None:
    requests = _requests(window)
    _record(requests, RequestKind.AMENDMENT, 61)
    (line,) = request_lines(clinic)
    assert line.urgency is Urgency.DANGER
    assert line.sentence.startswith("Overdue: ")
    requests.form.step_button.click()
    form = the_open(RequestStepDialog, requests).form
    assert form.ground.isHidden()
    form.step.setCurrentIndex(form.step.findData(RequestStep.DENIED))
    form.ground.setCurrentIndex(form.ground.findData(DenialGround.ACCURATE))
    form.words.setPlainText("It was as written.")
    form.save_button.click()
    (case,) = patient_requests.requests_of_chart(clinic, patient_id)
    assert case.standing is Standing.DENIED
    assert case.request.about.startswith("Note of ")
    requests.form.letter_button.click()
    letter = the_open(PatientPaperDialog, requests)
    assert letter.can_send
    assert letter.form.title.text() == "Your request was denied"
    letter.reject()
    requests.accept()


def test_that_the_front_desk_takes_a_request_down_without_the_chart(
    qtbot: QtBot, clinic: Clinic, patient_id: int
) -> None:
    clinician = clinic.session
    clinic.session = replace(clinician, roles=frozenset({Role.FRONT_DESK}))
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    access = window.chart.access
    assert not access.requests.isVisible()
    access.take_down.trigger()
    form = the_open(RequestDialog, window).form
    form.kind.setCurrentIndex(form.kind.findData(RequestKind.AMENDMENT))
    assert form.record.isHidden(), "it would tell what is in the chart"
    for box, text in ((form.how, "in person"), (form.identity, "license seen")):
        qtbot.keyClicks(box, text)
    form.what.setPlainText("I was not late.")
    qtbot.keyClicks(form.about, "The note of last week")
    qtbot.keyClick(form.save_button, Qt.Key.Key_Space)
    clinic.session = clinician
    (line,) = request_lines(clinic)
    assert "asks to amend the record" in line.sentence


def test_that_a_line_of_today_opens_the_request_itself(
    window: MainWindow, clinic: Clinic, patient_id: int
) -> None:
    requests = _requests(window)
    _record(requests, RequestKind.ACCESS, 3)
    requests.accept()
    (line,) = request_lines(clinic)
    assert line.record is not None
    window.open_record(patient_id, line.record)
    opened = the_open(RequestsDialog, window)
    assert opened.selected is not None
    assert opened.selected.case is not None
    opened.accept()
