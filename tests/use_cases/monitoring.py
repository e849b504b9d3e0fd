"""The use cases of monitoring."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from practice_desk.domain.monitoring_decision import DecisionKind, MonitoringDecision
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.permission import Operation
from practice_desk.services import monitoring, monitoring_count, monitoring_list
from practice_desk.services.monitoring import DecisionEntry
from practice_desk.storage import health
from tests.stage import Stage, UseCases

_OP = Operation


def _sodium(stage: Stage) -> Observation:
    kind, now = ObservationCategory.LABORATORY, stage.clinic.now()
    return Observation(
        stage.patient_id, kind, "Sodium", now, "2951-2", Decimal(139), "mmol/L"
    )  # fmt: skip


def _saved_sodium(stage: Stage) -> Observation:
    monitoring.save_results(stage.clinic, stage.patient_id, [_sodium(stage)])
    return stage.chart().laboratory[0]


def _entry(stage: Stage) -> DecisionEntry:
    until = stage.clinic.today() + timedelta(days=90)
    return DecisionEntry(DecisionKind.DECLINED, ("mon_sodium_older_ssri",), until, "as agreed")


def _decided(stage: Stage) -> MonitoringDecision:
    made = monitoring.decide(stage.clinic, stage.patient_id, _entry(stage))
    with stage.clinic.store.read() as work:
        return health.monitoring_decisions.get(work.connection, made.id)


MONITORING: UseCases = {
    "monitoring.read_results": (
        _OP.VIEW_CHART,
        lambda s: partial(monitoring.read_results, s.clinic, s.patient_id, s.chart().monitoring),
    ),
    "monitoring.save_results": (
        _OP.ENTER_RESULTS,
        lambda s: partial(monitoring.save_results, s.clinic, s.patient_id, [_sodium(s)]),
    ),
    "monitoring.retract_result": (
        _OP.ENTER_RESULTS,
        lambda s: partial(monitoring.retract_result, s.clinic, _saved_sodium(s), "mistyped"),
    ),
    "monitoring.decide": (
        _OP.DECIDE_MONITORING,
        lambda s: partial(monitoring.decide, s.clinic, s.patient_id, _entry(s)),
    ),
    "monitoring.retract_decision": (
        _OP.DECIDE_MONITORING,
        lambda s: partial(monitoring.retract_decision, s.clinic, _decided(s), "mistaken"),
    ),
    "monitoring_list.overdue_list": (
        _OP.LIST_MONITORING,
        lambda s: partial(monitoring_list.overdue_list, s.clinic),
    ),
    "monitoring_list.overdue_again": (
        _OP.LIST_MONITORING,
        lambda s: partial(
            monitoring_list.overdue_again,
            s.clinic,
            monitoring_list.overdue_list(s.clinic),
            {s.patient_id},
        ),
    ),
    "monitoring_count.overdue_now": (
        _OP.LIST_MONITORING,
        lambda s: partial(monitoring_count.overdue_now, s.clinic),
    ),
    "monitoring_list.export_overdue": (
        _OP.EXPORT_MONITORING,
        lambda s: partial(
            monitoring_list.export_overdue, s.clinic, (), s.made.root.parent / "overdue.csv"
        ),
    ),
}
