"""The use cases of reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.report import ReportFilter
from practice_desk.domain.worklist import Worklist, WorklistQuestion
from practice_desk.services import first_looks, worklist_choices, worklist_export, worklists
from practice_desk.services.reports import asked, exporting, reading
from practice_desk.services.reports.exporting import Audience, ReportFormat
from practice_desk.services.reports.registry import REPORTS as KINDS
from tests.stage import Call, Stage, UseCases

_OP = Operation
_KIND = KINDS[0]
_ATTENDANCE = replace(_KIND, operation=_OP.VIEW_ATTENDANCE)
_EVERYTHING = ReportFilter()
_QUESTION = WorklistQuestion(medication="ssri")


def _export(stage: Stage) -> Call:
    report = reading.read_report(stage.clinic, _KIND, _EVERYTHING)
    path = stage.clinic.folder.root.parent / "report.csv"
    told = (report, ReportFormat.CSV, Audience.OUTSIDE, path)
    return partial(exporting.export_report, stage.clinic, *told)


def _kept(stage: Stage) -> Worklist:
    worklists.save_worklist(stage.clinic, "On an SSRI", _QUESTION, own=True)
    return next(each.kept for each in worklists.list_worklists(stage.clinic) if each.kept)


def _put_off(stage: Stage) -> Call:
    until = stage.clinic.today() + timedelta(days=30)
    told = (stage.patient_id, _QUESTION, until, "Asked to wait.")
    return partial(worklists.put_entry_off, stage.clinic, *told)


def _save_list(stage: Stage) -> Call:
    content = worklists.WorklistContent(_QUESTION, "On an SSRI", (), (), 0, stage.clinic.today())
    path = stage.clinic.folder.root.parent / "worklist.csv"
    return partial(worklist_export.export_worklist, stage.clinic, content, path)


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
    "reports.exporting.export_report": (_OP.EXPORT_REPORT, _export),
    "worklists.list_worklists": (
        _OP.LIST_WORKLIST,
        lambda s: partial(worklists.list_worklists, s.clinic),
    ),
    "worklists.read_worklist": (
        _OP.LIST_WORKLIST,
        lambda s: partial(worklists.read_worklist, s.clinic, _QUESTION),
    ),
    "worklists.count_kept": (
        _OP.LIST_WORKLIST,
        lambda s: partial(worklists.count_kept, s.clinic),
    ),
    "worklist_choices.worklist_choices": (
        _OP.LIST_WORKLIST,
        lambda s: partial(worklist_choices.worklist_choices, s.clinic),
    ),
    "first_looks.may_be_worklists": (
        _OP.LIST_WORKLIST,
        lambda s: partial(first_looks.may_be_worklists, s.clinic),
    ),
    "worklists.save_worklist": (
        _OP.KEEP_WORKLIST,
        lambda s: partial(worklists.save_worklist, s.clinic, "Mine", _QUESTION, own=True),
    ),
    "worklists.end_worklist": (
        _OP.KEEP_WORKLIST,
        lambda s: partial(worklists.end_worklist, s.clinic, _kept(s)),
    ),
    "worklists.put_entry_off": (_OP.KEEP_WORKLIST, _put_off),
    "worklist_export.export_worklist": (_OP.EXPORT_WORKLIST, _save_list),
    "reports.asked.filter_choices": (
        _OP.VIEW_REPORTS,
        lambda s: partial(asked.filter_choices, s.clinic, _KIND),
    ),
}
