"""Opens the forms of the Health page again for what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.education import EducationGiven
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.monitoring_decision import MonitoringDecision
from practice_desk.domain.note import Note
from practice_desk.domain.observation import Observation, SubstanceUse, SubstanceUseStatus
from practice_desk.domain.risk import RiskEntry
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.health_dialogs import (
    AllergyDialog,
    ConditionDialog,
    SubstanceDialog,
)
from practice_desk.gui.dialogs.patient_facts_dialog import PatientFactsDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog, VitalsDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.services.charts import Chart

HEALTH_KINDS = frozenset(
    form.draft_kind
    for form in (
        ConditionDialog,
        AllergyDialog,
        SubstanceDialog,
        VitalsDialog,
        PatientFactsDialog,
        RetractDialog,
    )
)


class _Numbered(Protocol):
    @property
    def id(self) -> int | None: ...


R = TypeVar("R", bound=_Numbered)


def health_form(
    context: AppContext, chart: Chart, draft: Draft, parent: QWidget
) -> ChartDialog | None:
    """Return the form that *draft* was typed into; None where its record is no longer there."""
    patient, target = chart.patient, draft.body.get("target")
    if not isinstance(target, dict) or patient.id is None or patient.id != draft.patient_id:
        return None
    wanted = target.get("id")
    if draft.kind == VitalsDialog.draft_kind:
        return VitalsDialog(context, patient, parent)
    if draft.kind == PatientFactsDialog.draft_kind:
        return PatientFactsDialog(context, patient, chart.social_history, parent)
    if draft.kind == RetractDialog.draft_kind:
        return _retraction(context, chart, target, parent)
    if draft.kind == ConditionDialog.draft_kind:
        category = ConditionCategory(str(target.get("category")))
        condition = _record(chart.conditions, wanted, Condition(patient.id, "", category))
        return None if condition is None else ConditionDialog(context, patient, condition, parent)
    if draft.kind == AllergyDialog.draft_kind:
        allergy = _record(chart.allergies, wanted, AllergyIntolerance(patient.id, ""))
        return None if allergy is None else AllergyDialog(context, patient, allergy, parent)
    blank = SubstanceUse(patient.id, "", SubstanceUseStatus.CURRENT, context.today())
    use = _record(chart.substance_uses, wanted, blank)
    return None if use is None else SubstanceDialog(context, patient, use, parent)


def target_of(record: object, words: str) -> Target:
    """Return what finds the *record* again that is to be retracted, shown as *words*."""
    records = record if isinstance(record, tuple) else (record,)
    ids: list[Json] = [getattr(each, "id", None) for each in records]
    return {"noun": type(records[0]).__name__, "ids": ids, "words": words}


def _retraction(
    context: AppContext, chart: Chart, target: Target, parent: QWidget
) -> RetractDialog | None:
    ids, words = target.get("ids"), str(target.get("words"))
    measured = (
        *chart.vital_signs, *chart.scores, *chart.laboratory, *chart.social_history,
        *chart.examinations,
    )  # fmt: skip
    decisions = [each.decision for each in chart.monitoring.items if each.decision is not None]
    records: dict[str, Iterable[_Numbered]] = {
        Condition.__name__: chart.conditions,
        AllergyIntolerance.__name__: chart.allergies,
        SubstanceUse.__name__: chart.substance_uses,
        SideEffectCase.__name__: chart.side_effects,
        Note.__name__: chart.notes,
        MedicationTrial.__name__: chart.trials,
        ChartEvent.__name__: chart.events,
        EducationGiven.__name__: chart.education,
        Observation.__name__: measured,
        MonitoringDecision.__name__: decisions,
        RiskEntry.__name__: chart.risk.entries,
    }
    candidates = records.get(str(target.get("noun")), ())
    found = tuple(each for each in candidates if isinstance(ids, list) and each.id in ids)
    if not found or chart.patient.id is None:
        return None
    record = found if isinstance(found[0], Observation) and len(found) > 1 else found[0]
    retract = retraction_of(chart.patient.id, record)
    closes = isinstance(record, Note) and record.is_draft
    return RetractDialog(
        context, chart.patient, words, retract, parent, about=target, closes=closes
    )


def _record(records: Iterable[R], wanted: Json, new: R) -> R | None:
    """Return the record with the id *wanted*, the *new* one where none was meant."""
    if wanted is None:
        return new
    return next((record for record in records if record.id == wanted), None)
