"""A change of the clinic's key, killed at any moment, leaves one whole clinic under one key."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.factories import MadeClinic, a_document, a_medication, a_patient
from tests.faults.key_kills import kill_after_each_step, kill_while_changing_the_key
from tests.faults.writer import STEPS

KILLS = 100

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.fixture
def closed(made: MadeClinic) -> MadeClinic:
    """A closed clinic with charts and documents."""
    for number in range(5):
        a_medication(made.clinic, a_patient(made.clinic, family_name=f"Family {number}"))
        a_document(made.clinic, b"document %d" % number * 10_000)
    made.clinic.close()
    return made


def test_that_a_change_of_the_key_cut_off_after_any_step_leaves_a_whole_clinic(
    closed: MadeClinic, record_property: Callable[[str, object], None]
) -> None:
    found = kill_after_each_step(closed)
    assert not found.wrong, "\n".join(found.wrong)
    assert (found.kills, found.lost) == (len(STEPS), 0)
    moved = list(STEPS)[list(STEPS).index("the pointer has moved") :]
    assert found.changed == len(moved), "the key counts from the step that moves the pointer"
    record_property("figures", f"cut off after each step: {found}")


def test_that_kill_9_while_the_key_changes_loses_nothing_acknowledged(
    closed: MadeClinic, record_property: Callable[[str, object], None]
) -> None:
    found = kill_while_changing_the_key(closed, KILLS)
    assert not found.wrong, "\n".join(found.wrong)
    assert found.lost == 0
    assert len(found.patients) >= KILLS
    assert found.changed >= KILLS // 4
    record_property("figures", str(found))
