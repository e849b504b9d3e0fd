"""When a reason to go on in spite of a finding stands, and when it is asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.override_lapse import (
    CONTRAINDICATED_STANDS,
    Lapse,
    PresentPlan,
    earlier_decision,
)
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.domain.safety_decision import Decision, SafetyDecision, finding_key

THEN = datetime(2026, 5, 4, 9, tzinfo=UTC)
MAJOR = SafetyAlert(
    AlertKind.INTERACTION, "qt_pair", AlertSeverity.MAJOR, "Both lengthen QT.", ("a", "b")
)
CONTRAINDICATED = replace(MAJOR, severity=AlertSeverity.CONTRAINDICATED)
DOSES = {"a": Decimal(20), "b": Decimal(100)}


def accepted(alert: SafetyAlert = MAJOR, **changes: object) -> SafetyDecision:
    key = finding_key(alert)
    made = SafetyDecision(
        1, key.kind, key.ref, key.medications, alert.severity, key.message, Decision.OVERRIDDEN,
        "monitored", "", "ana.berg", THEN, "1", doses=tuple(DOSES.items()),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def why(alert: SafetyAlert, *decisions: SafetyDecision, days: int = 30, **plan: object):
    """Return why an earlier reason lapsed, None where it stands; "" where there is none."""
    now = THEN + timedelta(days=days)
    present = PresentPlan(now, **{"doses": DOSES, **plan})  # type: ignore[arg-type]
    found = earlier_decision(alert, decisions or (accepted(alert),), present)
    return "" if found is None else found[1]


def test_that_a_reason_stands_while_nothing_has_changed():
    assert why(MAJOR) is None
    assert why(MAJOR, days=4000) is None
    assert why(CONTRAINDICATED, days=CONTRAINDICATED_STANDS.days) is None


@pytest.mark.parametrize(
    ("plan", "lapse"),
    [
        ({"begun": frozenset({"b"})}, Lapse.NEW_START),
        ({"begun": frozenset({"c"})}, None),
        ({"starts": {"a": THEN + timedelta(days=1)}}, Lapse.NEW_START),
        ({"starts": {"a": THEN, "c": THEN + timedelta(days=1)}}, None),
        ({"doses": {**DOSES, "a": Decimal(21)}}, Lapse.DOSE),
        ({"doses": {**DOSES, "c": Decimal(900)}}, None),
        ({"doses": {**DOSES, "a": None}}, Lapse.UNKNOWN_DOSE),
        ({"doses": {"a": Decimal(20)}}, None),
    ],
)
def test_that_it_is_asked_again_after_a_new_start_or_at_a_higher_dose(plan, lapse):
    assert why(MAJOR, **plan) is lapse


def test_that_a_sudden_end_is_asked_about_again_after_a_resume():
    stop = replace(MAJOR, kind=AlertKind.TAPER, ref="a", medications=("a",))
    resumed = {"resumes": {"a": THEN + timedelta(days=9)}}
    assert why(stop, **resumed) is Lapse.NEW_START
    assert why(stop) is None
    assert why(MAJOR, **resumed) is None


@given(st.decimals(Decimal(0), Decimal(40), places=1))
def test_that_only_a_dose_above_the_accepted_one_asks_again(dose):
    expected = Lapse.DOSE if dose > DOSES["a"] else None
    assert why(MAJOR, doses={**DOSES, "a": dose}) is expected


def test_that_what_became_more_serious_is_asked_again_and_what_became_less_so_is_not():
    assert why(CONTRAINDICATED, accepted(MAJOR)) is Lapse.WORSE
    assert why(MAJOR, accepted(CONTRAINDICATED)) is None


def test_that_what_is_contraindicated_is_asked_again_after_half_a_year():
    days = CONTRAINDICATED_STANDS.days + 1
    assert why(CONTRAINDICATED, days=days) is Lapse.TIME


def test_that_an_emergency_is_asked_every_time():
    emergency = replace(MAJOR, severity=AlertSeverity.EMERGENCY)
    assert why(emergency) is Lapse.EMERGENCY


def test_that_other_words_are_another_finding_and_the_same_words_are_found_again():
    reworded = replace(MAJOR, message="Both lengthen QT: sodium 118.")
    assert why(reworded, accepted(MAJOR)) is Lapse.OTHER_WORDS
    newer = accepted(reworded, decided_at=THEN + timedelta(days=5))
    assert why(MAJOR, accepted(MAJOR), newer) is None


def test_that_a_lower_dose_above_the_same_ceiling_needs_no_new_reason():
    def above(dose: str, ceiling: str = "40") -> SafetyAlert:
        message = f"{dose} mg a day is above the ceiling for this patient, {ceiling} mg."
        return SafetyAlert(AlertKind.DOSE_ABOVE_MAX, "a", AlertSeverity.MAJOR, message, ("a",))

    then = accepted(above("60"), doses=(("a", Decimal(60)),))
    assert why(above("50"), then, doses={"a": Decimal(50)}) is None
    assert why(above("80"), then, doses={"a": Decimal(80)}) is Lapse.DOSE
    assert why(above("50", "20"), then, doses={"a": Decimal(50)}) is Lapse.OTHER_WORDS


def test_that_a_reason_from_before_doses_were_kept_is_asked_again():
    assert why(MAJOR, accepted(MAJOR, doses=None)) is Lapse.UNKNOWN_DOSE


def test_that_only_an_override_of_the_same_finding_is_one():
    assert why(replace(MAJOR, medications=("a", "c")), accepted(MAJOR)) == ""
    assert why(MAJOR, accepted(MAJOR, decision=Decision.HEEDED)) == ""
