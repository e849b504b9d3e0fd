"""What is said about failed attempts to unlock."""

from __future__ import annotations

from datetime import datetime

import pytest

from practice_desk.gui.models.failures_view import (
    failures_line,
    failures_sentence,
    needs_care,
    next_step,
)
from practice_desk.services.attempts import UNKNOWN_USER, FailuresSince

SINCE = datetime(2026, 3, 2, 9, 5).astimezone()
ME = "ana.berg"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (FailuresSince(0, SINCE, ()), ""),
        (
            FailuresSince(1, SINCE, (ME,)),
            "1 failed attempt to unlock since Mar 2, 2026, 9:05 AM on your account.",
        ),
        (FailuresSince(2, None, (ME,)), "2 failed attempts to unlock on your account."),
        (
            FailuresSince(3, SINCE, (ME, UNKNOWN_USER)),
            (
                "3 failed attempts to unlock since Mar 2, 2026, 9:05 AM: ana.berg, "
                "a name without an account."
            ),
        ),
        (
            FailuresSince(100, None, (ME,), and_more=True),
            "More than 100 failed attempts to unlock on your account.",
        ),
    ],
)
def test_that_the_sentence_says_how_often_since_when_and_where(found, sentence):
    assert failures_sentence(found, ME) == sentence


def test_that_a_lost_record_is_explained():
    found = FailuresSince(0, SINCE, (), record_lost=True)
    assert "no record of failed attempts" in failures_sentence(found, ME)
    assert needs_care(found, ME)


@pytest.mark.parametrize(
    ("found", "care"),
    [
        (FailuresSince(4, SINCE, (ME,)), False),
        (FailuresSince(5, SINCE, (ME,)), True),
        (FailuresSince(1, SINCE, ("li.wei",)), True),
    ],
)
def test_that_only_more_than_own_slips_need_care(found, care):
    assert needs_care(found, ME) is care


def test_that_many_failures_on_the_own_account_lead_to_a_new_passphrase():
    assert "change your passphrase" in next_step(FailuresSince(5, SINCE, (ME,)), ME)
    assert next_step(FailuresSince(5, SINCE, ("li.wei",)), ME) == ""


def test_that_the_settings_also_say_that_nothing_happened():
    line = failures_line(FailuresSince(0, SINCE, ()), ME)
    assert line == "No failed attempts to unlock since Mar 2, 2026, 9:05 AM."
