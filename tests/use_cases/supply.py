"""The use cases of a patient's supply."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.supply import (
    Agreement,
    Fill,
    FillSource,
    SupplyEntry,
    SupplyKind,
)
from practice_desk.services import supply
from tests.stage import Stage, UseCases

_OP = Operation


def _fill(stage: Stage) -> SupplyEntry:
    details = Fill(Decimal(30), FillSource.PHARMACY)
    now, medication_id = stage.clinic.now(), stage.medication().medication_id
    return SupplyEntry(stage.patient_id, stage.clinic.today(), details, now, "", medication_id)


def _signed(stage: Stage) -> int:
    today, now = stage.clinic.today(), stage.clinic.now()
    entry = SupplyEntry(stage.patient_id, today, Agreement(), now, "")
    return supply.record_supply(stage.clinic, entry).id


SUPPLY: UseCases = {
    "supply.record_supply": (
        _OP.RECORD_SUPPLY,
        lambda s: partial(supply.record_supply, s.clinic, _fill(s)),
    ),
    "supply.retract_supply": (
        _OP.RECORD_SUPPLY,
        lambda s: partial(supply.retract_supply, s.clinic, s.patient_id, _signed(s), "twice"),
    ),
    "supply.entries_of_kind": (
        _OP.VIEW_CHART,
        lambda s: partial(supply.entries_of_kind, s.clinic, s.patient_id, SupplyKind.FILL),
    ),
    "supply.supply_due": (_OP.VIEW_CHART, lambda s: partial(supply.supply_due, s.clinic)),
}
