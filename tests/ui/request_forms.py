"""The forms about what a patient asks for about the record, and a request to answer."""

from __future__ import annotations

from practice_desk.domain.patient import Patient
from practice_desk.domain.patient_request import Asker, PatientRequest, RequestKind
from practice_desk.gui.dialogs.request_dialog import open_request, open_step
from practice_desk.gui.main_window import MainWindow
from practice_desk.services import patient_requests
from practice_desk.services.clinic import Clinic


def a_request(clinic: Clinic, patient_id: int) -> int:
    """Let a patient ask for a copy of the record; return the request's id."""
    asked = PatientRequest(
        patient_id, RequestKind.ACCESS, clinic.today(), Asker.PATIENT, "", "by letter", "seen",
        "A copy", "", clinic.now(), "",
    )  # fmt: skip
    return patient_requests.record_request(clinic, asked).id


def record_request(window: MainWindow) -> object:
    """Open the form of a new request."""
    window.chart.show_page("Person")
    page = window.chart.tabs.currentWidget()
    assert page is not None
    return open_request(window.context, _patient(window), page)


def answer_request(window: MainWindow) -> None:
    """Open the form of the next step of the chart's first request."""
    window.chart.show_page("Person")
    page = window.chart.tabs.currentWidget()
    assert page is not None
    open_step(window.context, _patient(window), 1, page, lambda _form: None)


def _patient(window: MainWindow) -> Patient:
    chart = window.chart.chart
    assert chart is not None
    return chart.patient
