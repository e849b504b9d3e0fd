"""Phases of a medication's course, and how much of a time fills cover."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.adherence import DaysCovered, days_covered
from practice_desk.domain.course import Stretch
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication_trial import Adequacy, DoseSpan
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import RegimenStep
from practice_desk.domain.supply import Fill, FillSource, SupplyEntry
from practice_desk.domain.supply_days import Coverage
from practice_desk.domain.treatment_phase import CourseFacts, Phase, phase_of

TODAY = date(2026, 11, 26)
LEAST = Quantity(Decimal(50), "mg")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def spans(*doses: tuple[int, int | None]) -> tuple[DoseSpan, ...]:
    """Return the doses from so many days ago on, each until the next."""
    ends = [ago(days) for days, _ in doses[1:]] + [TODAY + timedelta(days=1)]
    amounts = [None if dose is None else Decimal(dose) for _, dose in doses]
    return tuple(
        DoseSpan(ago(days), end, amount, amount)
        for (days, _), end, amount in zip(doses, ends, amounts, strict=False)
    )


def facts(*doses: tuple[int, int | None], ahead: tuple[int, ...] = (), **more) -> CourseFacts:
    steps = tuple(Decimal(dose) for dose in ahead)
    return CourseFacts(spans(*doses), steps, least=LEAST, rule="By the rule.", **more)


@pytest.mark.parametrize(
    ("course", "phase"),
    [
        (facts((13, 50)), Phase.STARTING),
        (facts((14, 50), adequacy=Adequacy.TOO_SHORT), Phase.UNDER_WAY),
        (facts((90, 50), (27, 100), adequacy=Adequacy.ADEQUATE), Phase.TITRATING),
        (facts((90, 50), (28, 100), adequacy=Adequacy.ADEQUATE), Phase.ADEQUATE),
        (facts((90, 50), ahead=(75,), adequacy=Adequacy.ADEQUATE), Phase.TITRATING),
        (facts((181, 50), adequacy=Adequacy.ADEQUATE), Phase.ADEQUATE),
        (facts((182, 50), adequacy=Adequacy.ADEQUATE), Phase.MAINTENANCE),
        (facts((182, 50), adequacy=Adequacy.NOT_COMPUTED), Phase.MAINTENANCE),
        (facts((182, 50), adequacy=Adequacy.ADEQUATE, unanswered="none"), Phase.NO_RESPONSE),
        (facts((182, 50), adequacy=Adequacy.NOT_COMPUTED, unanswered="none"), Phase.NO_RESPONSE),
        (facts((90, 50), adequacy=Adequacy.ADEQUATE, unanswered="none"), Phase.ADEQUATE),
        (facts((182, 25), adequacy=Adequacy.TOO_LOW), Phase.UNDER_WAY),
        (facts((90, 50)), Phase.NOT_KNOWN),
        (facts((400, 100), ahead=(75, 50, 25)), Phase.TAPERING),
        (facts((400, 100), (5, 50), ends_on=TODAY + timedelta(days=7)), Phase.TAPERING),
        (facts((400, 100), (5, 50), adequacy=Adequacy.ADEQUATE), Phase.ADEQUATE),
        (facts((400, 100), is_held=True), Phase.HELD),
        (facts((400, None)), Phase.NOT_KNOWN),
        (facts(), Phase.NOT_KNOWN),
    ],
)  # fmt: skip
def test_that_a_course_is_in_one_phase_and_says_why(course: CourseFacts, phase: Phase):
    judged = phase_of(course, TODAY)
    assert judged.phase is phase
    assert judged.why


def test_that_a_new_beginning_after_a_hold_is_a_start_again():
    course = facts((400, 100), (60, 0), (10, 100), adequacy=Adequacy.ADEQUATE)
    assert phase_of(course, TODAY).phase is Phase.STARTING


def fill(day: date, days: int | None) -> Coverage:
    entry = SupplyEntry(
        1, day, Fill(Decimal(30), FillSource.PHARMACY), datetime(2026, 1, 1, tzinfo=UTC), ""
    )
    until = None if days is None else day + timedelta(days=days - 1)
    return Coverage(entry, day, days, until, True, None)


def stretch(start: date, end: date | None = None, *, held: bool = False) -> Stretch:
    step = RegimenStep(Dosage())
    event = PlanEvent(PlanEventKind.START, start, "", datetime(2026, 1, 1, tzinfo=UTC), "")
    return Stretch(start, end, step, 1, 1, 0, 0, event, held)


def test_that_fills_cover_the_days_from_the_first_of_them():
    fills = [fill(ago(59), 30), fill(ago(19), 20)]
    found = days_covered(fills, [stretch(ago(200))], ago(89), TODAY)
    assert found == DaysCovered(50, 60)
    assert found.percent == 83


def test_that_days_on_hold_are_not_asked_for():
    course = [stretch(ago(59), ago(29)), stretch(ago(29), ago(9), held=True), stretch(ago(9))]
    found = days_covered([fill(ago(59), 30)], course, ago(89), TODAY)
    assert found == DaysCovered(30, 40)


@pytest.mark.parametrize("fills", [[], [fill(ago(20), None)]])
def test_that_without_fills_that_can_be_counted_nothing_is_said(fills: list[Coverage]):
    assert days_covered(fills, [stretch(ago(100))], ago(89), TODAY) is None
