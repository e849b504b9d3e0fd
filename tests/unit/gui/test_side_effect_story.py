"""A side effect as it is read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from practice_desk.domain.adverse_event_review import (
    Action,
    AdverseEventReview,
    Decision,
    Review,
    Suspect,
)
from practice_desk.gui.models.side_effect_story import entry_text


@pytest.mark.parametrize(
    ("suspects", "names"), [((Suspect(3, "lithium"),), {}), ((), {3: "lithium"})]
)
def test_that_a_decision_names_the_medication_that_it_is_about(
    suspects: tuple[Suspect, ...], names: dict[int, str]
) -> None:
    decisions = (Decision(Action.LOWER, 3, "at night"), Decision(Action.WATCH))
    review = Review("Tremor", decisions, suspects=suspects, recheck_on=date(2026, 12, 1))
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    entry = AdverseEventReview(1, 7, date(2026, 11, 26), review, moment, "ana.berg", 1)
    told = entry_text(entry, {}, names).splitlines()
    assert "Decided: lower the dose (lithium): at night" in told
    assert "Decided: watch it" in told
