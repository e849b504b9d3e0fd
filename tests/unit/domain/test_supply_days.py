"""How long a supply lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Horizon, Medication, PlanItem, plan_item
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import MadeDose, Piece, RegimenStep
from practice_desk.domain.supply import (
    Details,
    EventKind,
    Fill,
    FillSource,
    PillCount,
    SupplyEntry,
    SupplyEvent,
)
from practice_desk.domain.supply_days import (
    Need,
    coverage,
    days_supply,
    expected_count,
    need_of,
    pieces_a_day,
    run_out,
    strengths_a_day,
)
from practice_desk.domain.timing import Cycle, Timing, Weekday, every_hours, times_a_day
from tests.factories import a_dosage

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TWICE: Need = lambda _: Fraction(2)  # noqa: E731 - the smallest need there is


def entry(days: int, details: Details, number: int = 0) -> SupplyEntry:
    """Return an entry so many days after the first day."""
    return SupplyEntry(
        1, DAY + timedelta(days=days), details, NOW, "ana.berg", 1, id=number or days
    )


def a_fill(days: int, quantity: int, told: int | None = None) -> SupplyEntry:
    """Return a fill so many days after the first day."""
    return entry(days, Fill(Decimal(quantity), FillSource.PHARMACY, told))


def event(days: int, kind: PlanEventKind, dosage: Dosage | None = None) -> PlanEvent:
    """Return a plan event so many days after the first day."""
    on = DAY + timedelta(days=days)
    return PlanEvent(kind, on, "other", NOW, "ana.berg", dosage, id=days + 1)


def item(*events: PlanEvent) -> PlanItem:
    """Return the plan item made of *events*, as of long after them."""
    medication = Medication(1, "clonazePAM", Horizon.LONG_TERM, id=1)
    made = plan_item(medication, events, DAY + timedelta(days=365))
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("timing", "pieces"),
    [
        (times_a_day(3), Fraction(3)),
        (every_hours(5), Fraction(24, 5)),
        (Timing(every=2), Fraction(1, 2)),
        (Timing(Cycle.WEEK, weekdays=(Weekday.MONDAY, Weekday.FRIDAY)), Fraction(2, 7)),
    ],
)
def test_that_directions_tell_the_pieces_of_a_day(timing: Timing, pieces: Fraction) -> None:
    dose = Quantity(Decimal(50), "mg")
    assert pieces_a_day(Dosage(dose, Strength(dose), "tablet", timing=timing)) == pieces


def test_that_a_dose_made_of_two_strengths_tells_the_pieces_of_each() -> None:
    dose, forty, twenty = (Quantity(Decimal(mg), "mg") for mg in (100, 40, 20))
    pieces = (Piece(Strength(forty), Decimal(2)), Piece(Strength(twenty), Decimal(1)))
    twice = Dosage(dose, form="capsule", timing=times_a_day(2))
    step = RegimenStep(twice, 14, made=(MadeDose(dose, pieces),))
    assert strengths_a_day(twice, step) == {Strength(forty): 4, Strength(twenty): 2}
    assert strengths_a_day(twice, RegimenStep(twice, 14)) is None


def test_that_as_needed_counts_its_maximum_and_nothing_without_one() -> None:
    dose = Quantity(Decimal(1), "mg")
    most = Dosage(dose, Strength(dose), as_needed=True, max_per_day=Quantity(Decimal(3), "mg"))
    assert pieces_a_day(most) == 3
    assert pieces_a_day(Dosage(dose, Strength(dose), as_needed=True)) is None
    assert pieces_a_day(Dosage.free("as before")) is None


@given(quantity=st.integers(0, 400), each=st.integers(1, 8), halves=st.integers(1, 2))
def test_that_days_supply_is_the_most_whole_days(quantity: int, each: int, halves: int) -> None:
    daily = Fraction(each, halves)
    days = days_supply(Decimal(quantity), lambda _: daily, DAY)
    assert days is None or days * daily <= quantity < (days + 1) * daily
    assert days is not None or quantity // daily >= 730


@given(
    fills=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=6),
    more=st.integers(1, 30),
)
def test_that_a_further_fill_never_brings_the_run_out_nearer(
    fills: list[tuple[int, int]], more: int
) -> None:
    entries = [a_fill(day, number * 2) for day, number in sorted(fills)]
    last = entries[-1].happened_on
    before = run_out(coverage(entries, TWICE), entries, TWICE)
    entries.append(a_fill((last - DAY).days, more * 2))
    after = run_out(coverage(entries, TWICE), entries, TWICE)
    assert before is not None
    assert after == before + timedelta(days=more)


def test_that_an_early_fill_waits_for_what_is_left_and_a_late_one_does_not() -> None:
    first, early, late = coverage([a_fill(0, 60), a_fill(24, 60), a_fill(70, 60)], TWICE)
    assert (first.days, first.until, first.days_early) == (30, date(2026, 3, 30), None)
    assert (early.starts, early.until, early.days_early) == (
        date(2026, 3, 31),
        date(2026, 4, 29),
        6,
    )
    assert (late.starts, late.days_early) == (late.fill.happened_on, -10)


def test_that_the_days_told_win_over_the_days_computed() -> None:
    (told,) = coverage([a_fill(0, 60, told=20)], TWICE)
    assert (told.days, told.computed) == (20, False)


def test_that_what_was_lost_shortens_the_supply_at_hand_only() -> None:
    lost = entry(10, SupplyEvent(EventKind.LOST, pieces=Decimal(9)))
    entries = [a_fill(0, 60), lost]
    assert run_out(coverage(entries, TWICE), entries, TWICE) == date(2026, 3, 25)
    everything = entry(10, SupplyEvent(EventKind.STOLEN, pieces=Decimal(500)))
    entries = [a_fill(0, 60), everything]
    assert run_out(coverage(entries, TWICE), entries, TWICE) == date(2026, 3, 10)


def test_that_a_change_of_dose_and_a_hold_count_on_their_days() -> None:
    need = need_of(
        item(
            event(0, PlanEventKind.START, a_dosage("50")),
            event(10, PlanEventKind.CHANGE, a_dosage("100")),
            event(20, PlanEventKind.HOLD),
            event(25, PlanEventKind.RESUME),
        )
    )
    assert [need(DAY + timedelta(days=day)) for day in (-5, 0, 9, 10, 20, 25)] == [1, 1, 1, 2, 0, 2]
    assert days_supply(Decimal(30), need, DAY) == 25  # 10 × 1, 10 × 2, 5 on hold


def test_that_a_fill_outlasts_a_stop() -> None:
    stopped = item(event(0, PlanEventKind.START, a_dosage("50")), event(3, PlanEventKind.STOP))
    assert days_supply(Decimal(30), need_of(stopped), DAY) == 30


def test_that_a_count_expects_what_was_filled_less_what_was_needed() -> None:
    entries = [a_fill(0, 60)]
    assert expected_count(entries, TWICE, DAY + timedelta(days=12)) == 36
    counted = [*entries, entry(12, PillCount(Decimal(30)))]
    assert expected_count(counted, TWICE, DAY + timedelta(days=20)) == 14
    lost = [*counted, entry(14, SupplyEvent(EventKind.LOST, pieces=Decimal(6)))]
    assert expected_count(lost, TWICE, DAY + timedelta(days=20)) == 8


def test_that_nothing_is_expected_without_a_fill_or_without_directions() -> None:
    assert expected_count([], TWICE, DAY) is None
    assert expected_count([a_fill(0, 60)], lambda _: None, DAY + timedelta(days=1)) is None


@given(
    fills=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 90)), min_size=1, max_size=5),
    on=st.integers(0, 90),
)
def test_that_an_expected_count_is_never_more_than_was_filled(
    fills: list[tuple[int, int]], on: int
) -> None:
    entries = [a_fill(day, number) for day, number in sorted(fills)]
    day = DAY + timedelta(days=on)
    expected = expected_count(entries, TWICE, day)
    filled = sum(number for when, number in fills if when <= on)
    assert expected is None or 0 <= expected <= filled
