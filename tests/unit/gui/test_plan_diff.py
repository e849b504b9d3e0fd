"""What a change does to the plan, in two lines."""

from __future__ import annotations

from datetime import date

import pytest

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.models.plan_diff import plan_diff
from practice_desk.services.safety_question import PlannedChange


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("Sertraline 100 mg tablet, 1 po daily", "Sertraline 100 mg tablet, 1 po daily"),
        ("1 po daily", "sertraline 1 po daily"),
    ],
)
def test_that_a_name_that_directions_of_others_begin_with_is_not_said_twice(words, after):
    medication = Medication(1, "sertraline", Horizon.LONG_TERM, concept_id="sertraline")
    change = PlannedChange(ChangeAction.START, medication, date(2026, 11, 26), Dosage.free(words))
    diff = plan_diff(PlanEventKind.START, None, change)
    assert diff is not None
    assert diff.after == f"{after}, from Nov 26, 2026"
