"""What was found says how its entry stands, and what a clinic rejected is never silent."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from practice_desk.domain.knowledge import EntryKey, EntryKind, ReviewState, Standing
from practice_desk.domain.safety import (
    AlertKind,
    ChangeAction,
    PlanChangeFacts,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.checker import check_change
from practice_desk.knowledge.safety.pack import SafetyPack, entries_of, safety_pack

STARTS_PHENELZINE = SafetyQuestion(
    current=(TakenMedication("sertraline"),),
    change=PlanChangeFacts(ChangeAction.START, "phenelzine"),
)
RULE = "int_maoi_ssri"
REJECTED = Standing(ReviewState.REJECTED, "Ana Berg", date(2026, 11, 25), note="Not our practice")


def without_rule(rule_id: str) -> SafetyPack:
    facts = safety_pack().facts
    used = tuple(rule for rule in facts.interactions if rule.id != rule_id)
    left_out = tuple(rule for rule in facts.interactions if rule.id == rule_id)
    assert left_out
    rejected = msgspec.structs.replace(facts, interactions=left_out, patient_rules=())
    standings = {EntryKey(EntryKind.INTERACTION, rule_id): REJECTED}
    return SafetyPack(
        msgspec.structs.replace(facts, interactions=used), standings, SafetyPack(rejected)
    )


def interactions(pack: SafetyPack | None = None):
    return {
        alert.ref: alert
        for alert in check_change(STARTS_PHENELZINE, pack)
        if alert.kind is AlertKind.INTERACTION
    }


def test_that_an_alert_of_the_delivered_pack_is_marked_as_a_draft():
    alert = interactions()[RULE]
    assert alert.standing is not None
    assert alert.standing.mark == "Draft"
    assert "no clinician" in alert.standing.sentence


def test_that_a_rejected_rule_is_not_used_and_says_who_rejected_it():
    pack = without_rule(RULE)
    assert RULE not in interactions(pack)
    (alert,) = [
        each for each in check_change(STARTS_PHENELZINE, pack) if each.ref == f"rejected_{RULE}"
    ]
    assert alert.kind is AlertKind.NOT_CHECKED
    assert alert.message == (
        "Not checked: a possible interaction. Rejected by Ana Berg on Nov 25, 2026: "
        "Not our practice."
    )
    assert set(alert.medications) == {"sertraline", "phenelzine"}


@pytest.mark.parametrize("action", [ChangeAction.START, ChangeAction.STOP])
def test_that_a_rejected_medication_is_not_checked_whatever_happens_to_it(action):
    key = EntryKey(EntryKind.MEDICATION, "phenelzine")
    pack = SafetyPack(safety_pack().facts, {key: REJECTED})
    question = SafetyQuestion(change=PlanChangeFacts(action, "phenelzine"))
    refs = {alert.ref for alert in check_change(question, pack)}
    assert "rejected_phenelzine" in refs


def test_that_every_kind_of_alert_that_names_an_entry_finds_it():
    pack = safety_pack()
    for kind, entry in entries_of(pack.facts):
        assert pack.standing(EntryKey(kind, entry.id)) == Standing()
    assert pack.standing(EntryKey(EntryKind.INTERACTION, "int_nowhere")) is None
