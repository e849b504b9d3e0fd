"""The use cases about what patients ask for about their records."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.chart_export import ExportChoice, ExportPart, ExportRecipient
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient_request import (
    Asker,
    PatientRequest,
    RequestEntry,
    RequestKind,
    RequestStep,
)
from practice_desk.domain.permission import Operation
from practice_desk.services import chart_exports, first_looks, patient_requests, request_papers
from tests.stage import Call, Stage, UseCases

_OP = Operation
_PARTS = frozenset({ExportPart.PERSON, ExportPart.CONDITIONS, ExportPart.NOTES})
_CHOICE = ExportChoice(_PARTS, ExportRecipient.PATIENT, DisclosureBasis.PATIENT)


def _value(stage: Stage) -> PatientRequest:
    clinic = stage.clinic
    return PatientRequest(
        stage.patient_id, RequestKind.ACCESS, clinic.today(), Asker.PATIENT, "", "in person",
        "driving licence", "A copy of my chart", "PDF", clinic.now(), "",
    )  # fmt: skip


def _step(stage: Stage) -> Call:
    number = patient_requests.record_request(stage.clinic, _value(stage)).id
    clinic = stage.clinic
    entry = RequestEntry(
        stage.patient_id, number, RequestStep.EXTENDED, clinic.today(), "Scans are away",
        clinic.now(), "",
    )  # fmt: skip
    return partial(patient_requests.add_step, stage.clinic, entry)


def _notice(stage: Stage) -> Call:
    _step(stage)()
    cases = patient_requests.requests_of_chart(stage.clinic, stage.patient_id)
    number = next(case.request.id for case in cases if request_papers.last_to_tell(case)) or 0
    return partial(request_papers.request_notice_draft, stage.clinic, stage.patient_id, number)


def _give(stage: Stage) -> Call:
    draft = chart_exports.prepare_export(stage.clinic, stage.patient_id, _CHOICE)
    pages = chart_exports.render_export(draft)
    return partial(chart_exports.give_export, stage.clinic, draft, pages, LetterDelivery.PRINTED)


PATIENT_REQUESTS: UseCases = {
    "patient_requests.requests_of_chart": (
        _OP.VIEW_REQUESTS,
        lambda s: partial(patient_requests.requests_of_chart, s.clinic, s.patient_id),
    ),
    "patient_requests.open_requests": (
        _OP.VIEW_REQUESTS,
        lambda s: partial(patient_requests.open_requests, s.clinic),
    ),
    "patient_requests.record_request": (
        _OP.TAKE_DOWN_REQUEST,
        lambda s: partial(patient_requests.record_request, s.clinic, _value(s)),
    ),
    "patient_requests.add_step": (_OP.RECORD_REQUEST, _step),
    "request_papers.request_notice_draft": (_OP.RECORD_REQUEST, _notice),
    "first_looks.may_be_requests": (
        _OP.VIEW_REQUESTS,
        lambda s: partial(first_looks.may_be_requests, s.clinic),
    ),
    "chart_exports.prepare_export": (
        _OP.EXPORT_CHART,
        lambda s: partial(chart_exports.prepare_export, s.clinic, s.patient_id, _CHOICE),
    ),
    "chart_exports.give_export": (_OP.EXPORT_CHART, _give),
    "chart_exports.exports_of_chart": (
        _OP.VIEW_REQUESTS,
        lambda s: partial(chart_exports.exports_of_chart, s.clinic, s.patient_id),
    ),
}
