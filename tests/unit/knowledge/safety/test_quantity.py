"""How much is handed out at a time after thoughts of self-harm, and over a recorded limit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    PatientFacts,
    PlanChangeFacts,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.checker import check_change, review_plan

AT_RISK = PatientFacts(age=40, sex="male", self_harm_screen=True)
CALM = replace(AT_RISK, self_harm_screen=False)
MAJOR, MODERATE, INFORMATION = (
    AlertSeverity.MAJOR, AlertSeverity.MODERATE, AlertSeverity.INFORMATION,
)  # fmt: skip


def told(med, patient=AT_RISK, **supply):
    """Return the severities of the quantity alerts of a start, and whether it is not checked."""
    change = PlanChangeFacts(ChangeAction.START, med, dose=Decimal(50), **supply)
    alerts = check_change(SafetyQuestion(patient, (), change))
    found = [alert for alert in alerts if alert.kind is AlertKind.QUANTITY_LIMIT]
    missing = [a for a in alerts if (a.kind, a.ref) == (AlertKind.NOT_CHECKED, "days_supply")]
    return [alert.severity for alert in found], bool(missing)


@pytest.mark.parametrize(
    ("med", "supply", "expected"),
    [
        ("nortriptyline", {}, ([MAJOR], False)),
        ("sertraline", {}, ([], True)),
        ("nortriptyline", {"days_supply": 30}, ([MAJOR], False)),
        ("sertraline", {"days_supply": 30}, ([MODERATE], False)),
        ("sertraline", {"filled_days": 90}, ([MODERATE], False)),
        ("sertraline", {"days_supply": 7, "filled_days": 90}, ([], False)),
        ("nortriptyline", {"days_supply": 14}, ([], False)),
        ("sertraline", {"days_supply": 14, "limit_days": 7}, ([MODERATE], False)),
        ("nortriptyline", {"days_supply": 8, "limit_days": 7}, ([MAJOR], False)),
        ("nortriptyline", {"days_supply": 7, "limit_days": 7}, ([INFORMATION], False)),
        ("sertraline", {"limit_days": 7}, ([INFORMATION], True)),
        ("nortriptyline", {"days_supply": 30, "limit_days": 90}, ([MAJOR], False)),
    ],
)
def test_that_at_a_risk_every_medication_is_held_against_its_supply(med, supply, expected):
    assert told(med, **supply) == expected


@pytest.mark.parametrize(
    ("supply", "expected"),
    [
        ({}, ([], False)),
        ({"days_supply": 90}, ([], False)),
        ({"days_supply": 8, "limit_days": 7}, ([MODERATE], False)),
        ({"days_supply": 7, "limit_days": 7}, ([], False)),
        ({"limit_days": 7}, ([], True)),
    ],
)
def test_that_a_recorded_limit_holds_without_a_risk_too(supply, expected):
    assert told("sertraline", CALM, **supply) == expected


def test_that_a_review_looks_at_every_medication_and_says_once_what_is_unknown():
    plan = (
        TakenMedication("sertraline", days_supply=30),
        TakenMedication("lithium", days_supply=10, limit_days=7),
        TakenMedication("mirtazapine"),
        TakenMedication("buspirone"),
        TakenMedication("ibuprofen"),
    )
    alerts = review_plan(SafetyQuestion(AT_RISK, plan))
    found = {a.ref: a.severity for a in alerts if a.kind is AlertKind.QUANTITY_LIMIT}
    assert found == {"sertraline": MODERATE, "lithium": MAJOR}
    (missing,) = [a for a in alerts if a.ref == "days_supply"]
    assert "days' supply of mirtazapine and buspirone (not entered)" in missing.message
    assert not [a for a in review_plan(SafetyQuestion(CALM, plan[2:])) if a.ref == "days_supply"]
