"""The plan rebuilt from its events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import (
    Horizon,
    Medication,
    PlanStatus,
    allowed_kinds,
    check_medication,
    check_sequence,
    plan_item,
    standing_events,
)
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.reasons import REASONS

K = PlanEventKind
DAY = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SERTRALINE = Medication(1, "sertraline", Horizon.LONG_TERM, id=7)


def mg(amount: int) -> Dosage:
    return Dosage(dose=Quantity(Decimal(amount), "mg"))


def event(number: int, kind: PlanEventKind, day: int, dose: int | None = None, **changes):
    made = PlanEvent(
        kind=kind,
        effective_on=DAY + timedelta(days=day),
        reason_code="other",
        recorded_at=NOON + timedelta(days=day),
        recorded_by="ana",
        dosage=None if dose is None else mg(dose),
        medication_id=7,
        id=number,
    )
    return replace(made, **changes)


HISTORY = [
    event(1, K.START, 0, 50),
    event(2, K.CHANGE, 14, 100),
    event(3, K.HOLD, 20),
    event(4, K.RESUME, 25),
    event(5, K.STOP, 60),
]


def on(day: int, events=HISTORY, known_at=None):
    return plan_item(SERTRALINE, events, DAY + timedelta(days=day), known_at)


def test_that_the_plan_is_rebuilt_as_of_any_day():
    found = [(on(day).status, on(day).dosage) for day in (0, 13, 14, 20, 25, 60)]
    assert found == [
        (PlanStatus.ACTIVE, mg(50)),
        (PlanStatus.ACTIVE, mg(50)),
        (PlanStatus.ACTIVE, mg(100)),
        (PlanStatus.ON_HOLD, mg(100)),
        (PlanStatus.ACTIVE, mg(100)),
        (PlanStatus.STOPPED, mg(100)),
    ]


def test_that_a_medication_is_planned_before_its_start_and_shows_what_comes():
    item = on(-1)
    assert item.status is PlanStatus.PLANNED
    assert item.started_on == DAY
    assert len(item.upcoming) == 5


def test_that_a_stopped_medication_may_start_again():
    again = [*HISTORY, event(6, K.START, 90, 25)]
    assert check_sequence(again) == ()
    assert on(90, again).status is PlanStatus.ACTIVE
    assert on(90, again).started_on == DAY + timedelta(days=90)


def test_that_a_retracted_event_no_longer_counts_but_stays_in_the_history():
    events = [*HISTORY[:2], event(9, K.RETRACT, 14, retracts_event_id=2)]
    item = on(30, events)
    assert item.dosage == mg(50)
    assert [e.id for e in item.events] == [1, 2, 9]


def test_that_retracting_everything_leaves_an_item_entered_in_error():
    events = [HISTORY[0], event(9, K.RETRACT, 0, retracts_event_id=1)]
    assert on(5, events).status is PlanStatus.ENTERED_IN_ERROR


def test_that_the_plan_can_be_asked_as_it_was_known_then():
    late = event(2, K.CHANGE, 3, 100, recorded_at=NOON + timedelta(days=40))
    events = [HISTORY[0], late]
    assert on(10, events).dosage == mg(100)
    assert on(10, events, NOON + timedelta(days=10)).dosage == mg(50)
    assert on(10, events, NOON - timedelta(days=10)) is None


def test_that_impossible_sequences_are_named():
    assert check_sequence([event(1, K.STOP, 0)])
    assert check_sequence([*HISTORY, event(6, K.CHANGE, 61, 50)])
    assert check_sequence([HISTORY[0], event(6, K.RESUME, 1)])
    sentence = check_sequence([*HISTORY, event(6, K.CHANGE, 61, 50)])[0].sentence
    assert sentence == "It can't be changed on Mar 3, 2026: it is stopped then."


def test_that_an_earlier_event_must_fit_the_later_ones():
    assert check_sequence([*HISTORY, event(6, K.STOP, 10)])


def test_that_a_short_term_medication_needs_its_review_date():
    short = replace(SERTRALINE, horizon=Horizon.SHORT_TERM)
    assert [problem.field for problem in check_medication(short)] == ["review_on"]
    assert check_medication(replace(short, review_on=DAY)) == ()


def test_that_every_kind_of_event_has_coded_reasons_with_distinct_codes():
    for kind in PlanEventKind:
        codes = [reason.code for reason in REASONS[kind]]
        assert codes
        assert len(codes) == len(set(codes))


@given(st.lists(st.tuples(st.sampled_from(list(K)), st.integers(0, 30)), max_size=8), st.data())
def test_that_any_accepted_history_can_be_folded_on_any_day(steps, data):
    events: list[PlanEvent] = []
    for number, (kind, day) in enumerate(steps, start=1):
        dose = number if kind in (K.START, K.CHANGE) else None
        target = data.draw(st.integers(1, number)) if kind is K.RETRACT else None
        candidate = event(number, kind, day, dose, retracts_event_id=target)
        if not check_sequence([*events, candidate]):
            events.append(candidate)
    for day in range(-1, 32):
        item = on(day, events)
        if item is not None and item.status not in (
            PlanStatus.PLANNED,
            PlanStatus.ENTERED_IN_ERROR,
        ):
            following = allowed_kinds(item.status)
            assert following or item.status is None
    assert [e.id for e in standing_events(reversed(events))] == [
        e.id for e in standing_events(events)
    ]


def test_that_a_planned_medication_can_be_called_off_before_it_begins():
    events = [event(1, K.START, 10, 50), event(2, K.CHANGE, 20, 75)]
    planned = plan_item(SERTRALINE, events, DAY)
    assert planned is not None
    assert (planned.final_status, planned.is_called_off) == (PlanStatus.ACTIVE, False)
    off = plan_item(SERTRALINE, [events[0], event(3, K.STOP, 10)], DAY)
    assert off is not None
    assert (off.status, off.final_status) == (PlanStatus.PLANNED, PlanStatus.STOPPED)
    assert off.is_called_off
    later = plan_item(SERTRALINE, [events[0], event(3, K.STOP, 12)], DAY)
    assert later is not None
    assert not later.is_called_off
