"""A medication's doses as bars on the axis that all medications share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from practice_desk.domain.medication import Horizon, Medication, PlanItem, plan_item
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.gui.models.plan_bars import Phase, bars, plan_span
from practice_desk.gui.models.plan_list import plan_rows
from tests.factories import a_dosage

TODAY = date(2026, 11, 25)
_K = PlanEventKind


def an_item(*events: tuple[PlanEventKind, int, str]) -> PlanItem:
    """Return a medication with events so many days from today, each with its dose."""
    made = [
        PlanEvent(
            kind,
            TODAY + timedelta(days=days),
            "other",
            datetime(2026, 1, 1, tzinfo=UTC),
            "ana",
            a_dosage(dose) if dose else None,
            id=number,
        )
        for number, (kind, days, dose) in enumerate(events, 1)
    ]
    item = plan_item(Medication(1, "sertraline", Horizon.LONG_TERM), made, TODAY)
    assert item is not None
    return item


def test_that_each_dose_is_a_bar_as_high_as_its_share_of_the_highest() -> None:
    item = an_item((_K.START, -60, "50"), (_K.CHANGE, -20, "100"))
    span = plan_span([item], TODAY)
    past = [bar for bar in bars(item, span) if bar.phase is Phase.PAST]
    assert [(bar.label, bar.height) for bar in past] == [("50 mg", 0.5), ("100 mg", 1.0)]
    assert past[0].end == past[1].start == TODAY - timedelta(days=20)


def test_that_a_dose_is_parted_at_today_and_named_once() -> None:
    item = an_item((_K.START, -30, "50"))
    found = bars(item, plan_span([item], TODAY))
    assert [(bar.phase, bar.label) for bar in found] == [(Phase.PAST, "50 mg"), (Phase.AHEAD, "")]
    assert found[0].end == found[1].start == TODAY + timedelta(days=1)


def test_that_a_planned_dose_stands_ahead_with_its_name() -> None:
    item = an_item((_K.START, -30, "50"), (_K.CHANGE, 14, "75"))
    last = bars(item, plan_span([item], TODAY))[-1]
    assert (last.phase, last.label, last.start) == (
        Phase.AHEAD, "75 mg", TODAY + timedelta(days=14),
    )  # fmt: skip


def test_that_days_on_hold_are_no_dose() -> None:
    item = an_item((_K.START, -30, "50"), (_K.HOLD, -5, ""))
    last = bars(item, plan_span([item], TODAY))[-1]
    assert (last.phase, last.label) == (Phase.HELD, "on hold")


def test_that_the_axis_shows_at_least_months_and_at_most_a_year_either_way() -> None:
    new = an_item((_K.START, 0, "50"))
    old = an_item((_K.START, -3000, "50"), (_K.CHANGE, -360, "75"))
    short, long = plan_span([new], TODAY), plan_span([old], TODAY)
    assert (TODAY - short.first).days == 120
    assert (TODAY - long.first).days == 365
    assert short.place(TODAY - timedelta(days=999)) == 0.0
    assert 0 < short.place(TODAY) < 1


def test_that_what_was_stopped_long_ago_does_not_stretch_the_axis() -> None:
    gone = an_item((_K.START, -300, "50"), (_K.STOP, -200, ""))
    assert (TODAY - plan_span([gone], TODAY).first).days == 120


def test_that_months_are_named_evenly_apart_where_there_is_little_room() -> None:
    old = an_item((_K.START, -3000, "50"), (_K.CHANGE, -360, "75"))
    span = plan_span([old], TODAY)
    assert [name for _, name in span.named_months(5)] == ["2026", "Apr", "Jul", "Oct", "2027"]


def test_that_a_dose_unchanged_for_a_year_does_not_squeeze_the_steps_of_another() -> None:
    old, new = an_item((_K.START, -3000, "50")), an_item((_K.START, -30, "50"))
    assert (TODAY - plan_span([old, new], TODAY).first).days == 120


def test_that_a_screen_reader_hears_the_doses_that_come() -> None:
    item = an_item((_K.START, -30, "50"), (_K.CHANGE, 14, "75"))
    (row,) = plan_rows([item], frozenset(), TODAY)
    assert "Then 75 mg from Dec 9, 2026" in row.spoken
