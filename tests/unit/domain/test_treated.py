"""Until when somebody was treated who left without an end of the plan."""

from __future__ import annotations

from datetime import date

from practice_desk.domain.period import Period
from practice_desk.domain.treated import Treatment, ended_by, treated_since

BEGUN, LEFT = date(2026, 3, 2), date(2026, 6, 1)


def test_that_what_goes_on_ends_on_the_day_and_what_had_ended_stays() -> None:
    ended = Treatment(BEGUN, date(2026, 4, 1))
    assert ended_by([Treatment(BEGUN, None), ended], LEFT) == (Treatment(BEGUN, LEFT), ended)


def test_that_a_plan_without_a_later_visit_was_still_treatment_on_its_first_day() -> None:
    spans = ended_by([Treatment(BEGUN, None)], date(2026, 1, 1))
    assert treated_since(spans, Period(BEGUN, BEGUN)) == BEGUN
    assert treated_since(spans, Period(date(2026, 3, 3), LEFT)) is None
