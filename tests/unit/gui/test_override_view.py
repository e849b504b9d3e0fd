"""The report of overridden findings, and what stands beside a finding that was accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert, SafetyFindings
from practice_desk.domain.safety_decision import Decision, RuleTally, SafetyDecision, finding_key
from practice_desk.gui.models.override_view import override_rows
from practice_desk.gui.models.safety_view import safety_view
from practice_desk.services.signing import CheckedChange

MAJOR = SafetyAlert(
    AlertKind.INTERACTION, "maoi_ssri", AlertSeverity.MAJOR, "Serotonin syndrome.", ("a", "b")
)
MODERATE = SafetyAlert(
    AlertKind.COUNT_RULE, "qt", AlertSeverity.MODERATE, "Two that lengthen QT.", ("a",)
)
MINOR = SafetyAlert(AlertKind.DOSE_NOTE, "a", AlertSeverity.MINOR, "Take with food.", ("a",))


def findings(*alerts: SafetyAlert) -> SafetyFindings:
    return SafetyFindings(alerts, (("a", "alpha"), ("b", "beta")), "1", date(2026, 1, 1), True)


def decision(alert: SafetyAlert, code: str = "monitored", text: str = "") -> SafetyDecision:
    key = finding_key(alert)
    return SafetyDecision(
        1, key.kind, key.ref, key.medications, alert.severity, key.message, Decision.OVERRIDDEN,
        code, text, "ana.berg", datetime(2026, 11, 12, 18, tzinfo=UTC), "1",
    )  # fmt: skip


def test_that_a_rule_tells_its_share() -> None:
    tally = RuleTally(AlertKind.WASHOUT, "x", 4, 3, ("a", "b", "c", "d", "e"))
    (row,) = override_rows([tally])
    assert row.cells == ("Too soon after another", "a, b, c, d and 1 more", "4", "3", "75%")


def test_that_what_interrupts_asks_and_what_is_moderate_stands_beside_and_minor_folds() -> None:
    view = safety_view(CheckedChange(findings(MAJOR, MODERATE, MINOR)))
    assert [line.asks is not None for line in view.shown] == [True, False]
    assert [line.message for line in view.folded] == ["Take with food."]
    assert [line.about for line in view.urgent] == ["alpha and beta"]


def test_that_an_accepted_finding_is_told_and_not_asked_again() -> None:
    stands = ((MAJOR, decision(MAJOR, text="ECG in May")),)
    checked = CheckedChange(findings(MAJOR), stands, people=(("ana.berg", "Ana Berg"),))
    view = safety_view(checked)
    (line,) = view.shown
    assert line.asks is None
    assert "by Ana Berg: It is being monitored (ECG in May)" in line.accepted
    assert view.urgent == ()


def test_that_what_is_only_recorded_asks_for_no_reason() -> None:
    view = safety_view(CheckedChange(findings(MAJOR), needs_reasons=False))
    assert view.shown[0].asks is None
    assert [line.about for line in view.urgent] == ["alpha and beta"]


def test_that_the_same_fact_shows_once() -> None:
    twin = SafetyAlert(
        AlertKind.PATIENT_RULE, "other", AlertSeverity.MAJOR, MAJOR.message, MAJOR.medications
    )
    assert len(safety_view(CheckedChange(findings(MAJOR, twin))).shown) == 1


def test_that_pairs_of_one_rule_are_one_line_unless_each_needs_a_reason():
    for alert, count in ((MODERATE, 1), (MAJOR, 2)):
        pairs = (replace(alert, medications=("a", "b")), replace(alert, medications=("a", "c")))
        shown = safety_view(CheckedChange(findings(*pairs))).shown
        assert len(shown) == count
    (line,) = safety_view(
        CheckedChange(findings(*(replace(MODERATE, medications=("a", m)) for m in "bc")))
    ).shown
    assert line.about == "alpha, beta and c"
