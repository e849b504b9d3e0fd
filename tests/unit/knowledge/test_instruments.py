"""The compiled measures: up to date, readable, and refused where the source is wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from practice_desk.assets import asset
from practice_desk.domain.instrument import Rater, TriggerKind
from practice_desk.knowledge.compile import compile_instruments, delivered
from practice_desk.knowledge.instrument_source import instruments_of
from practice_desk.knowledge.instruments import FILE_NAME, instruments

KNOWN = {each.id: each for each in instruments()}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SOURCE = yaml.load(delivered("instruments.yaml"), LOADER)
RULES = yaml.load(delivered("instrument_rules.yaml"), LOADER)


def test_that_the_compiled_measures_are_up_to_date():
    content = asset("resources", "knowledge", FILE_NAME).read_bytes()
    assert content == compile_instruments(), (
        "run python -m practice_desk.knowledge.compile and commit"
    )


def test_that_only_measures_that_may_be_printed_have_wording():
    listed = {each["id"] for each in SOURCE["instruments"]}
    assert {each.id for each in KNOWN.values() if each.has_items} <= listed
    left_out = {each["id"] for each in SOURCE["not_bundled"]}
    assert not any(KNOWN[each].has_items for each in left_out & set(KNOWN))
    assert all(each.licence.attribution for each in KNOWN.values() if each.has_items)


def test_that_item_9_of_the_phq_9_calls_for_an_assessment():
    phq9 = KNOWN["phq9"]
    (trigger,) = phq9.safety
    assert (trigger.item, trigger.at_least, trigger.kind) == ("q9", 1, TriggerKind.SELF_HARM)
    assert [item.code for item in phq9.items if item.id == "q9"] == ["44260-8"]
    assert phq9.change.remission_below == 5
    assert phq9.change.response_percent == 50
    assert KNOWN["aims"].rater is Rater.CLINICIAN


def test_that_one_yes_to_any_question_of_the_asq_calls_for_an_assessment():
    # also where the finding alone would call for it: whoever reads the trigger reads the same
    found = [(each.item, each.at_least, each.kind) for each in KNOWN["asq"].safety]
    assert found == [("q5", 1, TriggerKind.SELF_HARM), ("any", 1, TriggerKind.SELF_HARM)]


def _broken(change: Any) -> tuple[Any, Any]:
    source, rules = copy.deepcopy(SOURCE), copy.deepcopy(RULES)
    change({each["id"]: each for each in source["instruments"]}, rules["rules"])
    return source, rules


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda given, _: given["phq9"].update(remission="score under 6"), "score under 6"),
        (lambda given, _: given["gad7"]["scoring"].update(range=[0, 20]), "add up to 0 to 21"),
        (lambda given, _: given["gad7"]["bands"].pop(), "do not cover"),
        (lambda given, _: given["gad7"]["bands"].pop(1), "leave a gap"),
        (lambda given, _: given["gad7"]["scoring"]["items"].append("q77"), "no question q77"),
        (lambda given, _: given["asq"]["safety_triggers"][0].update(item="q77"), "q77"),
        (lambda given, _: given["gad2"]["items"].append({"id": "q1", "text": "?"}), "same id"),
        (lambda _, rules: rules.pop("gad7"), "says nothing of it"),
        (lambda _, rules: rules["gad7"]["ours"].update(counts=3), "the pack says counts itself"),
        (lambda _, rules: rules["phq9"]["ours"].pop("sources"), "sources"),
    ],
)
def test_that_a_slip_in_the_source_stops_the_build(change: Any, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        instruments_of(*_broken(change))


def test_that_what_the_pack_does_not_say_of_a_response_is_marked_as_ours_with_its_source():
    said_by_pack = {"phq9": (50, 5), "cgi_i": (None, None)}
    for each in KNOWN.values():
        rule = each.change
        given = (rule.response_percent, rule.remission_below)
        if given != (None, None) and given != said_by_pack.get(each.id):
            assert rule.ours, each.id
        assert rule.has_goal or not rule.response_from
