"""The use cases of medication reconciliation."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.reconciliation import ListSource, Resolved
from practice_desk.services import reconciliation
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _resolve(stage: Stage) -> Call:
    stage.medication()
    found = reconciliation.compare_medications(stage.clinic, stage.patient_id)
    line = next(line for line in found.lines if line.ours)
    return partial(
        reconciliation.resolve_line, stage.clinic, stage.patient_id, line, Resolved.CONTINUE
    )


RECONCILIATION: UseCases = {
    "reconciliation.compare_medications": (
        _OP.VIEW_CHART,
        lambda s: partial(reconciliation.compare_medications, s.clinic, s.patient_id),
    ),
    "reconciliation.record_list": (
        _OP.RECORD_OUTSIDE_MEDICATION,
        lambda s: partial(
            reconciliation.record_list,
            s.clinic,
            s.patient_id,
            ListSource.PHARMACY,
            "sertraline 50 mg",
            s.clinic.today(),
        ),
    ),
    "reconciliation.resolve_line": (_OP.CHANGE_PLAN, _resolve),
}
