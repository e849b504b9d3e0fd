"""What keeps a visit from being signed, in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from practice_desk.domain.errors import Problem
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.safety_decision import check_reason, finding_key
from practice_desk.domain.visit import RiskAnswer, Statements, missing_statements

if TYPE_CHECKING:
    from practice_desk.gui.models.visit_model import VisitModel


def missing_of(model: VisitModel) -> tuple[Problem, ...]:
    """Return what is missing; the field of each is the part where it is stated."""
    return (
        *model.session_problems(),
        *_without_reason(model),
        *missing_statements(_stated(model)),
        *_unanswered(model),
        *_note_to_look_at(model),
    )


def _stated(model: VisitModel) -> Statements:
    state, assessed, names = model.state, model.risk.assessment, model.to_agree()
    risk = state.risk
    if risk is RiskAnswer.ASSESSED and not (
        assessed is not None and assessed.happened_on >= model.day
    ):
        risk = None
    return Statements(
        risk,
        state.risk_words,
        bool(model.risk.open),
        bool(state.changes),
        state.read is not None,
        names,
        tuple(map(model.talk, names)),
        state.follow_up,
        model.minor,
    )


def _without_reason(model: VisitModel) -> Iterator[Problem]:
    for line in model.state.changes:
        entry = line.change.entry
        if find_reason(line.change.kind, entry.reason_code) is None:
            yield Problem("plan", f"{line.title}: choose the reason.")
        elif entry.reason_code == "other" and not entry.comment.strip():
            yield Problem("plan", f"{line.title}: say the reason.")


def _unanswered(model: VisitModel) -> Iterator[Problem]:
    if model.checked is None:
        return
    given = {each.about for each in model.state.reasons if not check_reason(each)}
    if any(finding_key(alert) not in given for alert in model.checked.unanswered):
        yield Problem("findings", "Give a reason for what interrupts, or change the plan.")


def _note_to_look_at(model: VisitModel) -> Iterator[Problem]:
    if model.is_note_behind:
        sentence = "Something above changed after you edited the note. Check that it is still true."
        yield Problem("note", sentence)
