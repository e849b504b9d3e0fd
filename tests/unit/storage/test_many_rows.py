"""Days at the clinic of very many moments."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.storage.many_rows import local_days

_first = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # Hypothesis wants them naive
_last = datetime(2026, 12, 31, tzinfo=UTC).replace(tzinfo=None)
moments = st.lists(st.datetimes(_first, _last, timezones=st.just(UTC)), max_size=20)


@pytest.fixture(scope="module", params=["America/Los_Angeles", "Asia/Kathmandu"])
def _at_a_place(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system's zone can't be set here")
@pytest.mark.usefixtures("_at_a_place")
@given(moments)
@settings(max_examples=30)
def test_that_a_moment_is_of_the_day_that_the_clinics_clock_shows(found: list[datetime]) -> None:
    day_of = local_days()
    for moment in found:
        assert day_of(moment.replace(tzinfo=None)) == moment.astimezone().date()
