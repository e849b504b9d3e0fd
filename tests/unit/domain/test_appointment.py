"""Appointments: their rules, overlaps and the clinic's calendar day."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from practice_desk.domain.appointment import (
    TURNS,
    Appointment,
    AppointmentStatus,
    Clash,
    check_appointment,
    clashing,
    day_bounds,
    moment_of,
    shared,
)

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the clinic be where clocks change twice a year."""
    monkeypatch.setenv("TZ", "America/New_York")
    clock.tzset()
    yield
    monkeypatch.undo()
    clock.tzset()


def an_hour(hours: float = 0, **changes: object) -> Appointment:
    """Return an hour with the first clinician, *hours* after nine."""
    value = Appointment(1, NINE + timedelta(hours=hours), 60, practitioner_id=1)
    return replace(value, **changes)  # type: ignore[arg-type]


def test_that_an_appointment_takes_minutes_of_a_day() -> None:
    assert not check_appointment(an_hour())
    for minutes in (0, 4, 481):
        (problem,) = check_appointment(an_hour(minutes=minutes))
        assert problem.field == "minutes"


def test_that_a_cancelled_appointment_says_why() -> None:
    cancelled = an_hour(status=AppointmentStatus.CANCELLED)
    assert [problem.field for problem in check_appointment(cancelled)] == ["cancelled_reason"]
    assert not check_appointment(replace(cancelled, cancelled_reason="Has the flu"))


def test_that_two_visits_to_one_person_overlap_only_while_both_last() -> None:
    assert shared(an_hour(), an_hour(0.5))
    assert not shared(an_hour(), an_hour(1))
    assert not shared(an_hour(1), an_hour())


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (an_hour(patient_id=2), {Clash.PRACTITIONER}),
        (an_hour(patient_id=2, practitioner_id=2), set()),
        (an_hour(patient_id=2, practitioner_id=None), set()),
        (an_hour(practitioner_id=2), {Clash.PATIENT}),
        (an_hour(patient_id=2, practitioner_id=2, room_id=3), {Clash.ROOM}),
        (an_hour(room_id=3), set(Clash)),
        (an_hour(status=AppointmentStatus.CANCELLED, cancelled_reason="ill"), set()),
        (an_hour(status=AppointmentStatus.NO_SHOW), set()),
    ],
)
def test_that_person_patient_and_room_are_told_apart_and_only_who_comes_counts(
    other: Appointment, expected: set[Clash]
) -> None:
    assert shared(an_hour(room_id=3), other) == expected


def test_that_an_appointment_does_not_clash_with_itself() -> None:
    saved = an_hour(id=7)
    (found,) = clashing(replace(saved, minutes=90), [saved, an_hour(0.5, id=8)])
    assert found[0].id == 8


def test_that_every_status_can_be_reached_and_left() -> None:
    assert set(TURNS) == set(AppointmentStatus)
    assert all(TURNS.values())
    reached = set().union(*TURNS.values())
    assert reached == set(AppointmentStatus) - {AppointmentStatus.PROPOSED}


@pytest.mark.usefixtures("new_york")
def test_that_a_day_on_which_the_clocks_change_is_whole() -> None:
    for day, hours in ((date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)):
        begin, end = day_bounds(day)
        assert end - begin == timedelta(hours=hours)
        assert begin.astimezone().date() == day
        assert day_bounds(day + timedelta(days=1))[0] == end


@pytest.mark.usefixtures("new_york")
def test_that_a_local_time_is_kept_as_its_moment() -> None:
    assert moment_of(date(2026, 7, 1), time(14, 30)) == datetime(2026, 7, 1, 18, 30, tzinfo=UTC)
    assert moment_of(date(2026, 12, 1), time(14, 30)) == datetime(2026, 12, 1, 19, 30, tzinfo=UTC)


@pytest.mark.usefixtures("new_york")
def test_that_a_time_that_the_day_lacks_is_an_hour_later_on_it() -> None:
    missing = moment_of(date(2026, 3, 8), time(2, 30))
    assert missing == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert missing.astimezone().time() == time(3, 30)
