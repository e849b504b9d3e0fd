"""The use cases of the safety checks and of what is decided about their findings."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.permission import Operation
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction, SafetyAlert
from practice_desk.services import safety_review, signing
from practice_desk.services.safety_question import PlannedChange
from tests.stage import Call, Stage, UseCases

_ALERT = SafetyAlert(AlertKind.WASHOUT, "phenelzine", AlertSeverity.MAJOR, "Too soon.")


def _check(stage: Stage) -> Call:
    medication = Medication(stage.patient_id, "lisinopril", Horizon.LONG_TERM)
    change = PlannedChange(ChangeAction.START, medication, stage.clinic.today())
    return partial(signing.check_for_signing, stage.clinic, stage.patient_id, change)


SAFETY: UseCases = {
    "signing.check_for_signing": (Operation.VIEW_CHART, _check),
    "safety_review.review_standing": (
        Operation.VIEW_CHART,
        lambda s: partial(safety_review.review_standing, s.clinic, s.patient_id),
    ),
    "signing.give_up_change": (
        Operation.CHANGE_PLAN,
        lambda s: partial(signing.give_up_change, s.clinic, s.patient_id, (_ALERT,)),
    ),
    "signing.override_report": (
        Operation.VIEW_OVERRIDES,
        lambda s: partial(signing.override_report, s.clinic),
    ),
}
