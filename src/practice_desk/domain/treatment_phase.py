"""In which phase of its course a medication is, by rules that are shown with the answer.

The names follow the phases of treatment in the APA's guideline for major depression (2010, 3rd ed.:
acute, continuation, maintenance) and NICE NG222 (2022: review within 2 weeks of a start, go on for
at least 6 months after remission). Where those give no number, the number is this project's own and
stands in the sentence; none of it was reviewed by a clinician.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication_trial import Adequacy, DoseSpan
from practice_desk.domain.quantity import Quantity, amount_text

STARTING_DAYS = 14
"""NICE NG222, 1.4.10: review how well a treatment works within 2 weeks of starting it."""
TITRATING_DAYS = 28
"""A dose raised within so many days counts as still being sought. Our own number."""
MAINTENANCE_DAYS = 182
"""NICE NG222, 1.8: for at least 6 months."""


class Phase(StrEnum):
    """Where a medication's course is."""

    STARTING = "starting"
    TITRATING = "titrating"
    UNDER_WAY = "trial not yet adequate"
    ADEQUATE = "adequate trial"
    MAINTENANCE = "maintenance"
    NO_RESPONSE = "long trial without response"
    TAPERING = "tapering"
    HELD = "on hold"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What decides about the phase.

    `spans` are the doses up to today, in order; `ahead` the doses a day of the steps that follow,
    None where one is not known; `ends_on` the day on which the plan ends. `least` is the lowest
    usual dose a day. `rule` is the sentence of the trial's assessment. `unanswered` tells which
    measures show no response now, in words; it is empty where one does or none was taken.
    """

    spans: tuple[DoseSpan, ...]
    ahead: tuple[Decimal | None, ...] = ()
    ends_on: date | None = None
    is_held: bool = False
    least: Quantity | None = None
    adequacy: Adequacy = Adequacy.NOT_COMPUTED
    rule: str = ""
    unanswered: str = ""


@dataclass(frozen=True, slots=True)
class JudgedPhase:
    """A phase, and why it is that one."""

    phase: Phase
    why: str


def phase_of(facts: CourseFacts, today: date) -> JudgedPhase:
    """Return the phase on the day *today*."""
    if facts.is_held:
        return JudgedPhase(Phase.HELD, "Nothing is taken while it is on hold.")
    if not facts.spans or facts.spans[-1].highest is None:
        return JudgedPhase(Phase.NOT_KNOWN, "Its dose a day is not known.")
    steps = _steps(facts.spans)
    now = steps[-1]
    assert now.highest is not None  # of the last span, which was looked at
    falling = _falling(facts, steps, now.highest)
    if falling:
        return JudgedPhase(Phase.TAPERING, falling)
    begun = (today - steps[0].start).days
    if begun < STARTING_DAYS:
        since = f"Begun on {write_date(steps[0].start)}"
        return JudgedPhase(Phase.STARTING, f"{since}; the first {STARTING_DAYS} days count.")
    rising = _rising(facts, steps, now.highest, today)
    if rising:
        return JudgedPhase(Phase.TITRATING, rising)
    return _settled(facts, now, today)


def _settled(facts: CourseFacts, now: DoseSpan, today: date) -> JudgedPhase:
    days = (today - now.start).days
    low = facts.adequacy in (Adequacy.TOO_LOW, Adequacy.TOO_SHORT)
    if days >= MAINTENANCE_DAYS and not low:
        weeks = MAINTENANCE_DAYS // 7
        since = f"The same dose since {write_date(now.start)}"
        if facts.unanswered:
            why = f"{since}, and {facts.unanswered}. It is no maintenance without a response."
            return JudgedPhase(Phase.NO_RESPONSE, why)
        return JudgedPhase(Phase.MAINTENANCE, f"{since}; from {weeks} weeks on it counts.")
    if facts.adequacy is Adequacy.ADEQUATE:
        return JudgedPhase(Phase.ADEQUATE, facts.rule)
    if low:
        return JudgedPhase(Phase.UNDER_WAY, facts.rule)
    return JudgedPhase(Phase.NOT_KNOWN, facts.rule or "No rule says when a trial is adequate.")


def _falling(facts: CourseFacts, steps: Sequence[DoseSpan], now: Decimal) -> str:
    known = [dose for dose in facts.ahead if dose is not None]
    if known and min(known) < now and max(known) <= now:
        return f"The plan leads down to {amount_text(min(known))} {_unit(facts)}.".replace(
            " .", "."
        )
    lowered = len(steps) > 1 and (steps[-2].highest or Decimal(0)) > now
    if facts.ends_on is not None and lowered:
        return f"The dose was lowered, and the plan ends on {write_date(facts.ends_on)}."
    return ""


def _rising(facts: CourseFacts, steps: Sequence[DoseSpan], now: Decimal, today: date) -> str:
    known = [dose for dose in facts.ahead if dose is not None]
    if known and max(known) > now:
        return f"The plan leads up to {amount_text(max(known))} {_unit(facts)}.".replace(" .", ".")
    before = steps[-2].highest if len(steps) > 1 else None
    raised = before is not None and before < now
    if raised and (today - steps[-1].start).days < TITRATING_DAYS:
        on = write_date(steps[-1].start)
        return f"The dose was raised on {on}; {TITRATING_DAYS} days from then count."
    return ""


def _unit(facts: CourseFacts) -> str:
    return "" if facts.least is None else f"{facts.least.unit} a day"


def _steps(spans: Sequence[DoseSpan]) -> list[DoseSpan]:
    """Join what follows without a gap at the same dose; of a course with gaps, the last part."""
    steps: list[DoseSpan] = []
    for span in spans:
        if span.highest == 0 or (steps and steps[-1].end != span.start):
            steps = []
        if span.highest == 0:
            continue
        if steps and (steps[-1].lowest, steps[-1].highest) == (span.lowest, span.highest):
            span = DoseSpan(steps.pop().start, span.end, span.lowest, span.highest)
        steps.append(span)
    return steps
