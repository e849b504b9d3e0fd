"""Refills and days' supply as they are kept and said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.dispense_request import (
    DispenseRequest,
    FirstVisit,
    check,
    from_plain,
    to_plain,
)

REQUESTS = st.builds(
    DispenseRequest,
    st.none() | st.integers(0, 99),
    st.none() | st.integers(1, 730),
    st.none() | st.sampled_from(FirstVisit),
)


@given(REQUESTS)
def test_that_what_is_kept_reads_back_and_nothing_becomes_known(request_):
    assert from_plain(to_plain(request_)) == request_
    assert not check(request_)


def test_that_no_refills_are_said_and_unknown_ones_are_not():
    assert DispenseRequest(0, 30).words == "30 days' supply, no refills"
    assert DispenseRequest(1, 1).words == "1 day's supply, 1 refill"
    assert DispenseRequest(days_supply=90).words == "90 days' supply"
    assert DispenseRequest(None, None, FirstVisit.TELEHEALTH_ONLY).words == (
        "seen by telehealth only"
    )
    assert not DispenseRequest().words


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(DispenseRequest(-1), "refills"), (DispenseRequest(days_supply=0), "days_supply")],
)
def test_that_counts_that_can_not_be_are_refused(wrong, field):
    assert [problem.field for problem in check(wrong)] == [field]


@pytest.mark.parametrize("plain", [{"refills": "two"}, {"days_supply": True}, {"first_visit": "x"}])
def test_that_anything_else_is_no_request(plain):
    with pytest.raises(ValueError, match=r"."):
        from_plain(plain)
