"""The use cases of step plans: the patient's calendar and the switch of two medications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import ChangeAction
from practice_desk.services import dose_calendar, plan_changes, switching
from practice_desk.services.plan_changes import ChangeToSign
from practice_desk.services.safety_question import PlannedChange
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _calendar(stage: Stage) -> dose_calendar.CalendarDraft:
    medication_id = stage.medication().medication_id
    return dose_calendar.dose_calendar_draft(stage.clinic, stage.patient_id, [medication_id])


def _give(stage: Stage) -> Call:
    draft = _calendar(stage)
    pages = dose_calendar.render_calendar(draft)
    return partial(dose_calendar.give_calendar, stage.clinic, draft, pages, LetterDelivery.PRINTED)


def _switch(stage: Stage) -> Call:
    other = Medication(stage.patient_id, "lisinopril", Horizon.LONG_TERM)
    leaving = replace(stage.entry("other"), comment="as agreed")
    entering = stage.entry("switch_in", dose="50")
    medication_id = stage.medication().medication_id
    return partial(
        switching.switch_medication,
        stage.clinic, stage.patient_id, medication_id, leaving, other, entering,
    )  # fmt: skip


def _check(stage: Stage) -> Call:
    other = Medication(stage.patient_id, "lisinopril", Horizon.LONG_TERM)
    today, old = stage.clinic.today(), stage.medication().medication_id
    leaving = PlannedChange(ChangeAction.STOP, other, today, medication_id=old)
    entering = PlannedChange(ChangeAction.START, other, today)
    return partial(switching.check_switch, stage.clinic, stage.patient_id, leaving, entering)


def _together(stage: Stage) -> tuple[ChangeToSign, ChangeToSign]:
    stop = replace(stage.entry("other"), comment="as agreed")
    other = Medication(stage.patient_id, "lisinopril", Horizon.LONG_TERM)
    return (
        ChangeToSign(PlanEventKind.STOP, stop, stage.medication().medication_id),
        ChangeToSign(
            PlanEventKind.START, stage.entry("new_indication", dose="50"), medication=other
        ),
    )


def _several(call: Callable[..., object]) -> Callable[[Stage], Call]:
    return lambda stage: partial(call, stage.clinic, stage.patient_id, _together(stage))


STEPS: UseCases = {
    "plan_changes.check_changes": (_OP.VIEW_CHART, _several(plan_changes.check_changes)),
    "plan_changes.sign_changes": (_OP.CHANGE_PLAN, _several(plan_changes.sign_changes)),
    "dose_calendar.calendar_choices": (
        _OP.SEND_LETTER,
        lambda s: partial(dose_calendar.calendar_choices, s.clinic, s.patient_id),
    ),
    "dose_calendar.dose_calendar_draft": (
        _OP.SEND_LETTER,
        lambda s: partial(dose_calendar.dose_calendar_draft, s.clinic, s.patient_id, []),
    ),
    "dose_calendar.give_calendar": (_OP.SEND_LETTER, _give),
    "switching.advice": (
        _OP.VIEW_KNOWLEDGE,
        lambda s: partial(switching.advice, s.clinic, "fluoxetine", "phenelzine"),
    ),
    "switching.check_switch": (_OP.VIEW_CHART, _check),
    "switching.switch_medication": (_OP.CHANGE_PLAN, _switch),
}
