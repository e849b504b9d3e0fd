"""When idleness locks: both clocks, the period, and what comes too late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.gui.idle import IdleClock
from practice_desk.gui.preferences import IDLE_MINUTES, Preferences


class Hands:
    """Two clocks moved by hand."""

    def __init__(self) -> None:
        self.steady = 100.0
        self.wall = 1_700_000_000.0

    def __call__(self) -> tuple[float, float]:
        return self.steady, self.wall

    def wait(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds

    def sleep(self, seconds: float) -> None:
        """Suspend: on many systems the steady clock stands still meanwhile."""
        self.wall += seconds


def test_that_the_lock_is_due_when_the_period_is_over():
    hands = Hands()
    clock = IdleClock(hands, lambda: 10)
    hands.wait(599)
    assert clock.left() == 1
    hands.wait(1)
    assert clock.left() <= 0


def test_that_a_sign_of_life_begins_the_period_anew():
    hands = Hands()
    clock = IdleClock(hands, lambda: 10)
    hands.wait(599)
    assert clock.touch()
    hands.wait(599)
    assert clock.left() == 1


def test_that_the_key_that_wakes_the_computer_comes_too_late():
    hands = Hands()
    clock = IdleClock(hands, lambda: 10)
    hands.sleep(3600)
    assert not clock.touch()
    assert clock.left() <= 0


def test_that_a_wall_clock_set_back_does_not_put_the_lock_off():
    hands = Hands()
    clock = IdleClock(hands, lambda: 10)
    hands.wait(300)
    hands.wall -= 86_400
    hands.wait(300)
    assert clock.left() <= 0


def test_that_a_changed_setting_counts_at_once():
    minutes = [10]
    clock = IdleClock(Hands(), lambda: minutes[0])
    minutes[0] = 3
    assert clock.left() == 180


@given(st.lists(st.tuples(st.floats(0, 400), st.booleans()), max_size=30))
def test_that_no_gap_longer_than_the_period_is_ever_survived(steps: list[tuple[float, bool]]):
    hands = Hands()
    clock = IdleClock(hands, lambda: 5)
    idle, locked = 0.0, False
    for seconds, somebody in steps:
        hands.wait(seconds)
        idle += seconds
        if somebody and clock.touch():
            idle = 0.0
        locked = clock.left() <= 0
        assert locked == (idle >= 300) or abs(idle - 300) < 1e-3  # floats add up
        if locked:
            break


@pytest.mark.parametrize(
    ("kept", "minutes"),
    [
        ("", 10),
        ("1", 1),
        ("30", 30),
        ("0", 1),
        ("31", 30),
        ("999999999", 10),
        ("-5", 10),
        ("x", 10),
    ],
)
def test_that_the_setting_stays_between_1_and_30_minutes(kept: str, minutes: int):
    chosen = Preferences()
    chosen.install({IDLE_MINUTES: kept}, lambda _name, _value: None)
    assert chosen.idle_minutes() == minutes
