"""A change of the plan in the words of the visit's note, and what it decides. No widgets."""

from __future__ import annotations

from practice_desk.domain.adverse_event_review import Action, Decision
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import find_reason
from practice_desk.gui.models.composed_change import ComposedChange


def decision(line: ComposedChange) -> Decision:
    """Return what a change decides about the side effect that it is made for."""
    stops = line.change.kind in (PlanEventKind.STOP, PlanEventKind.HOLD)
    return Decision(Action.STOP if stops else Action.LOWER, line.change.medication_id)


def title_in_words(line: ComposedChange) -> str:
    """Return "stop traZODone", as within a sentence."""
    return line.title[:1].lower() + line.title[1:]


def plan_line(line: ComposedChange) -> str:
    """Return a change with what was before, the reason and the comment, as the note tells it."""
    entry = line.change.entry
    reason = find_reason(line.change.kind, entry.reason_code)
    said = line.diff.after if line.diff is not None else line.title
    before = f", was {line.diff.before}" if line.diff is not None and line.diff.before else ""
    why = "" if reason is None else f" Reason: {reason.text[:1].lower()}{reason.text[1:]}."
    comment = f" {entry.comment.strip()}" if entry.comment.strip() else ""
    return f"{said}{before}.{why}{comment}"
