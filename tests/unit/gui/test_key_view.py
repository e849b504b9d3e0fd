"""What is said about the clinic's key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from practice_desk.gui.models.key_view import (
    done_sentence,
    earlier_sentence,
    reason_sentence,
    status_sentence,
)
from practice_desk.services.key_status import KeyStatus
from practice_desk.services.rotation import KeyChanged

AT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def test_that_the_last_change_is_told_with_its_date_and_person() -> None:
    assert "created with" in status_sentence(KeyStatus())
    told = status_sentence(KeyStatus(AT, "ana.berg"))
    assert "Nov 25, 2026" in told
    assert "ana.berg" in told


@pytest.mark.parametrize(
    ("names", "beginning"),
    [
        (("Ben Ortiz",), "Ben Ortiz left"),
        (("Ben Ortiz", "Bo Lind"), "Ben Ortiz and Bo Lind left"),
        (("A", "B", "C"), "A, B and C left"),
    ],
)
def test_that_whoever_left_since_is_named(names: tuple[str, ...], beginning: str) -> None:
    told = reason_sentence(KeyStatus(left_since=names))
    assert told.startswith(beginning)
    assert told.endswith("Change the key.")
    assert reason_sentence(KeyStatus()) == ""


def test_that_an_old_key_that_came_back_is_told() -> None:
    assert "old key counts again" in reason_sentence(KeyStatus(is_older=True))


def test_that_earlier_states_are_offered_only_where_there_are_some() -> None:
    assert earlier_sentence(0) == ""
    assert "the earlier state" in earlier_sentence(1)
    assert "the 2 earlier states" in earlier_sentence(2)


def test_that_what_holds_afterwards_is_told_as_it_is() -> None:
    good = done_sentence(KeyChanged(AT, 214, 0, (), complete=True))
    assert "214 documents" in good
    assert "opens nothing in the clinic's folder" in good
    kept = done_sentence(KeyChanged(AT, 1, 0, ("000001",), complete=True))
    assert "1 document " in kept
    assert "still under the old key" in kept
    assert "opens nothing" not in kept
    rest = done_sentence(KeyChanged(AT, 1, 2, (), complete=False))
    assert "could not be removed yet" in rest
    assert "2 documents could not be read" in rest
    assert "opens nothing" not in rest
