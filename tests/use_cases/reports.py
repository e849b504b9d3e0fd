"""The use cases of reports."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.report import ReportFilter
from practice_desk.services.reports import asked, reading
from practice_desk.services.reports.registry import REPORTS as KINDS
from tests.stage import UseCases

_OP = Operation
_KIND = KINDS[0]
_ATTENDANCE = replace(_KIND, operation=_OP.VIEW_ATTENDANCE)
_EVERYTHING = ReportFilter()

REPORTS: UseCases = {
    "reports.reading.read_report": (
        _OP.VIEW_REPORTS,
        lambda s: partial(reading.read_report, s.clinic, _KIND, _EVERYTHING),
    ),
    "reports.reading.read_report, of appointments": (
        _OP.VIEW_ATTENDANCE,
        lambda s: partial(reading.read_report, s.clinic, _ATTENDANCE, _EVERYTHING),
    ),
    "reports.reading.patients_behind": (
        _OP.LIST_WORKLIST,
        lambda s: partial(reading.patients_behind, s.clinic, _KIND, [s.patient_id]),
    ),
    "reports.asked.filter_choices": (
        _OP.VIEW_REPORTS,
        lambda s: partial(asked.filter_choices, s.clinic, _KIND),
    ),
}
