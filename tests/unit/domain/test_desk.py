"""Who waits, who is due, and what is late: the rules around the schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.appointment import (
    Appointment,
    AppointmentStatus,
    CancelledBy,
    VisitKind,
)
from practice_desk.domain.appointment_policy import (
    AppointmentPolicy,
    Missed,
    check_policy,
    is_late,
    missed,
)
from practice_desk.domain.recall import (
    AHEAD,
    GRACE,
    DueVisit,
    Recall,
    RecallReason,
    RecallState,
    check_recall,
    due_visits,
)
from practice_desk.domain.waiting_list import (
    FreeSlot,
    PartOfDay,
    Urgency,
    WaitingEntry,
    WaitState,
    check_waiting,
    fits,
    fitting,
)

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
TODAY = date(2026, 11, 26)
_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 4).map(
    lambda quarters: _YEAR + timedelta(minutes=15 * quarters)
)


def entry(**changes):
    return WaitingEntry(**{"patient_id": 1, "added_at": NOW, "added_by": "lena", **changes})


def local(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour).astimezone()


@given(MOMENTS, st.integers(5, 240), st.sampled_from([None, 1, 2]))
@settings(max_examples=40)
def test_that_who_can_come_any_time_to_anybody_fits_each_slot_that_is_long_enough(
    begin, minutes, who
):
    slot = FreeSlot(begin, minutes, who)
    assert fits(entry(minutes=30), slot) is (minutes >= 30)


@given(MOMENTS, st.sets(st.integers(1, 7)), st.sampled_from(list(PartOfDay)))
@settings(max_examples=60)
def test_that_a_slot_fits_only_on_its_days_and_at_its_times_of_the_clinic(begin, days, part):
    here = begin.astimezone()
    wanted = entry(days=tuple(sorted(days)), part_of_day=part)
    at_time = {
        PartOfDay.ANY: True,
        PartOfDay.MORNING: here.hour < 12,
        PartOfDay.AFTERNOON: here.hour >= 12,
        PartOfDay.LATE: here.hour >= 15,
    }[part]
    on_day = not days or here.isoweekday() in days
    assert fits(wanted, FreeSlot(begin, 30)) is (at_time and on_day)


def test_that_a_slot_does_not_fit_another_clinician_an_earlier_day_or_who_waits_no_longer():
    slot = FreeSlot(local(TODAY, 10), 30, 1)
    assert fits(entry(practitioner_id=1), slot)
    assert not fits(entry(practitioner_id=2), slot)
    assert not fits(entry(not_before=TODAY + timedelta(days=1)), slot)
    assert not fits(entry(state=WaitState.BOOKED), slot)


def test_that_the_urgent_are_called_first_and_then_who_waits_longest():
    slot = FreeSlot(local(TODAY, 10), 30)
    old = entry(id=1, added_at=NOW - timedelta(days=9))
    new, urgent = entry(id=2), entry(id=3, urgency=Urgency.URGENT)
    assert [each.id for each in fitting([new, old, urgent], slot)] == [3, 1, 2]


def test_that_somebody_leaves_the_list_only_with_a_reason():
    assert check_waiting(entry(state=WaitState.REMOVED))
    assert not check_waiting(entry(state=WaitState.REMOVED, closed_reason="went elsewhere"))
    assert check_waiting(entry(days=(0,)))


@given(st.integers(0, 168), st.integers(-400, 400))
@settings(max_examples=60)
def test_that_less_notice_than_the_policy_asks_for_is_late(hours, minutes_before):
    policy = AppointmentPolicy(hours)
    starts_at = NOW + timedelta(minutes=minutes_before)
    expected = hours > 0 and minutes_before < hours * 60
    assert is_late(policy, starts_at, NOW) is expected


def test_that_notice_is_counted_in_real_hours_when_the_clocks_change():
    zone = ZoneInfo("America/New_York")
    starts_at = datetime(2026, 11, 1, 9, tzinfo=zone).astimezone(UTC)
    same_clock_time = datetime(2026, 10, 31, 9, tzinfo=zone).astimezone(UTC)
    assert not is_late(AppointmentPolicy(25), starts_at, same_clock_time)
    assert is_late(AppointmentPolicy(26), starts_at, same_clock_time)


def test_that_a_policy_of_more_than_a_week_is_questioned():
    assert check_policy(AppointmentPolicy(200))
    assert not check_policy(AppointmentPolicy(0))


def test_that_no_shows_and_late_cancellations_of_a_year_count_but_not_the_clinics_own():
    base = Appointment(1, NOW - timedelta(days=30), id=1)
    off = replace(
        base,
        status=AppointmentStatus.CANCELLED,
        cancelled_late=True,
        cancelled_by=CancelledBy.PATIENT,
    )
    others = [
        replace(base, status=AppointmentStatus.NO_SHOW),
        replace(base, status=AppointmentStatus.NO_SHOW, starts_at=NOW - timedelta(days=400)),
        off,
        replace(off, cancelled_by=CancelledBy.CLINIC),
        replace(off, cancelled_late=False),
    ]
    assert missed(others, NOW) == Missed(1, 1)


def reason(key="a", days=10, words="AIMS movement exam"):
    return RecallReason(key, words, TODAY + timedelta(days=days))


def booked(days, **changes):
    at = local(TODAY + timedelta(days=days), 10)
    return Appointment(**{"patient_id": 1, "starts_at": at, "id": 7, **changes})


def decision(state, keys=("a",), until=None, number=1):
    return Recall(
        1, TODAY, NOW, "lena", covers=keys, state=state, put_off_until=until,
        state_reason="left a message", id=number, version=1,
    )  # fmt: skip


@given(st.integers(-60, 80), st.integers(0, 120))
@settings(max_examples=60)
def test_that_a_visit_counts_as_booked_until_a_week_after_its_day(due_in, visit_in):
    (due,) = due_visits(1, [reason(days=due_in)], (), [booked(visit_in)], TODAY)
    assert due.is_booked(TODAY) is (visit_in <= max(due_in, 0) + GRACE.days)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": AppointmentStatus.CANCELLED},
        {"status": AppointmentStatus.PROPOSED},
        {"visit": VisitKind.THERAPY},
    ],
)
def test_that_no_other_visit_counts_and_neither_does_one_that_is_not_booked(changes):
    (due,) = due_visits(1, [reason()], (), [booked(3, **changes)], TODAY)
    assert not due.is_booked(TODAY)
    proposed = changes.get("status") is AppointmentStatus.PROPOSED
    assert (due.proposed is not None) is proposed


def test_that_all_reasons_of_a_patient_are_one_visit_by_the_first_day():
    reasons = [reason("a", 20), reason("b", 5, "Weight"), reason("c", AHEAD.days + 1)]
    (due,) = due_visits(1, reasons, (), (), TODAY)
    assert (due.keys, due.due_by) == (("b", "a"), TODAY + timedelta(days=5))


def test_that_what_was_put_off_rests_until_its_day_and_a_new_reason_does_not():
    later = TODAY + timedelta(days=7)
    kept = [decision(RecallState.PUT_OFF, until=later)]
    found = due_visits(1, [reason("a"), reason("b")], kept, (), TODAY)
    assert [(each.keys, each.is_quiet(TODAY)) for each in found] == [
        (("a",), True),
        (("b",), False),
    ]
    (again,) = due_visits(1, [reason("a"), reason("b")], kept, (), later)
    assert again.keys == ("a", "b")
    assert not again.is_quiet(later)
    assert again.last == kept[0]


def test_that_the_newest_decision_about_a_reason_counts():
    kept = [decision(RecallState.DECLINED), decision(RecallState.OPEN, number=2)]
    (due,) = due_visits(1, [reason()], kept, (), TODAY)
    assert not due.is_quiet(TODAY)


def test_that_a_recall_by_hand_is_over_once_its_visit_took_place():
    by_hand = Recall(1, TODAY, NOW - timedelta(days=5), "lena", id=3, version=1)
    held = booked(-1, status=AppointmentStatus.FULFILLED)
    assert due_visits(1, (), [by_hand], (), TODAY) == [
        DueVisit(1, VisitKind.MEDICATION, TODAY, by_hand=by_hand)
    ]
    assert due_visits(1, (), [by_hand], [held], TODAY) == []
    assert due_visits(1, (), [by_hand], [replace(held, visit=VisitKind.THERAPY)], TODAY)


def test_that_a_decision_needs_a_reason_and_a_day_to_call_again():
    fine = decision(RecallState.PUT_OFF, until=TODAY + timedelta(days=1))
    assert not check_recall(fine, TODAY)
    assert check_recall(replace(fine, state_reason=" "), TODAY)
    assert check_recall(replace(fine, put_off_until=TODAY), TODAY)
    early = TODAY - timedelta(days=1)
    assert check_recall(Recall(1, early, NOW, "lena", due_from=TODAY), TODAY)
