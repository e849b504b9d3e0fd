"""How long one must wait after failures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.attempts import (
    LONGEST_WAIT,
    FailedAttempt,
    MustWait,
    Secret,
    wait_after,
    wait_left,
    write_wait,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 10), (6, 20), (7, 40), (11, 640), (12, 900)]
)
def test_that_the_wait_begins_at_the_fifth_failure_and_doubles(failures, seconds):
    assert wait_after(failures) == timedelta(seconds=seconds)


@given(st.integers(min_value=0, max_value=10**9))
def test_that_the_wait_grows_and_is_never_longer_than_a_quarter_of_an_hour(failures):
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


@given(st.integers(0, 10**9), MOMENTS, MOMENTS)
def test_that_whatever_the_clock_says_nobody_waits_longer_than_that(failures, last, now):
    assert timedelta() <= wait_left(failures, last, now) <= wait_after(failures)


def test_that_a_wait_runs_out():
    def left(seconds):
        return wait_left(7, NOW, NOW + timedelta(seconds=seconds)).total_seconds()

    assert [left(each) for each in (0, 1, 39, 40, 4000)] == [40, 39, 1, 0, 0]


def test_that_a_clock_set_back_shortens_no_wait():
    assert wait_left(7, NOW, NOW - timedelta(days=400)) == wait_after(7)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=0.2), "1 second"),
        (timedelta(seconds=40), "40 seconds"),
        (timedelta(seconds=80), "1 minute 20 seconds"),
        (timedelta(minutes=15), "15 minutes"),
    ],
)
def test_that_a_wait_is_written_in_minutes_and_seconds(wait, words):
    assert write_wait(wait) == words


def test_that_who_must_wait_is_told_how_long_and_what_works_meanwhile():
    error = MustWait("Too many wrong passphrases were typed.", timedelta(seconds=39.5))
    assert error.seconds == 40
    assert str(error).endswith("Wait 40 seconds, or use the recovery code.")


def test_that_an_attempt_says_what_was_wrong_and_what_it_led_to():
    third = FailedAttempt("ana", Secret.PASSPHRASE, NOW, "DESK", 3)
    sixth = FailedAttempt("ana", Secret.PASSPHRASE, NOW, "DESK", 6)
    code = FailedAttempt("ana", Secret.RECOVERY_CODE, NOW, "DESK")
    assert third.detail == "wrong passphrase, number 3 in a row"
    assert sixth.detail == "wrong passphrase, number 6 in a row, then a wait of 20 seconds"
    assert code.detail == "wrong recovery code"
