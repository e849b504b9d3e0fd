"""The use cases of visits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.permission import Operation
from practice_desk.domain.visit import FollowUp, RiskAnswer
from practice_desk.services import (
    first_looks,
    risk,
    visit_opening,
    visit_papers,
    visits,
    visits_today,
)
from practice_desk.services.visits import VisitToSign
from tests.stage import Call, Stage, UseCases
from tests.use_cases.measures import LOW

_OP = Operation


def _to_sign(stage: Stage, kind: VisitKind) -> VisitToSign:
    """Return a visit in which the risk was assessed: other use cases leave open answers."""
    answers = tuple(each.id or 0 for each in stage.chart().risk.open)
    risk.assess_risk(stage.clinic, stage.patient_id, replace(LOW, response_ids=answers))
    return VisitToSign(
        stage.patient_id,
        kind,
        stage.clinic.now(),
        plain_sections("Sleeps better."),
        RiskAnswer.ASSESSED,
        follow_up=FollowUp(None),
    )


def _sign(kind: VisitKind, stage: Stage) -> Call:
    return partial(visits.sign_visit, stage.clinic, _to_sign(stage, kind))


VISITS: UseCases = {
    "visit_opening.open_visit": (
        _OP.VIEW_CHART,
        lambda s: partial(visit_opening.open_visit, s.clinic, s.patient_id),
    ),
    "visits.sign_visit": (_OP.SIGN_VISIT, partial(_sign, VisitKind.MEDICATION)),
    "visits.sign_visit, a session": (_OP.WRITE_NOTE, partial(_sign, VisitKind.THERAPY)),
    "visits_today.arrived_today": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(visits_today.arrived_today, s.clinic),
    ),
    "visits_today.visits_today": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(visits_today.visits_today, s.clinic),
    ),
    "first_looks.may_be_papers": (
        _OP.SEND_LETTER,
        lambda s: partial(first_looks.may_be_papers, s.clinic),
    ),
    "first_looks.may_be_waiting_letters": (
        _OP.LIST_LETTERS,
        lambda s: partial(first_looks.may_be_waiting_letters, s.clinic),
    ),
    "first_looks.may_be_due_letters": (
        _OP.VIEW_CHART,
        lambda s: partial(first_looks.may_be_due_letters, s.clinic),
    ),
    "visit_papers.waiting_papers": (
        _OP.SEND_LETTER,
        lambda s: partial(visit_papers.waiting_papers, s.clinic),
    ),
}
