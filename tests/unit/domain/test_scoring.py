"""Scores of measures against results that were worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.errors import Invalid
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.scoring import (
    asked,
    change,
    most_without,
    score,
    score_of_total,
    typed_row,
)
from practice_desk.knowledge.instruments import instruments

KNOWN = {each.id: each for each in instruments()}
FILLED_IN = [each for each in KNOWN.values() if each.has_items]
VECTORS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("scoring_vectors.yaml").read_text(encoding="utf-8")
)
CASES = [(name, vector) for name, vectors in VECTORS.items() for vector in vectors]


@pytest.mark.parametrize(("name", "vector"), CASES, ids=lambda each: str(each))
def test_that_answers_come_to_what_was_worked_out_by_hand(name: str, vector: dict[str, Any]):
    instrument = KNOWN[name]
    found = score(instrument, typed_row(instrument, vector["row"]))
    wanted = vector.get("total")
    assert found.total == (None if wanted is None else Decimal(wanted))
    assert found.meaning == vector.get("meaning", "")
    assert [trigger.item for trigger in found.safety] == vector.get("safety", [])
    assert list(found.missing) == vector.get("missing", [])
    if "subscales" in vector:
        assert dict(found.subscales) == vector["subscales"]
    has_result = found.total is not None or bool(found.finding)
    assert bool(found.not_scored) is not has_result


def test_that_every_instrument_with_questions_has_vectors():
    assert set(VECTORS) == {each.id for each in FILLED_IN}


@pytest.mark.parametrize("instrument", FILLED_IN, ids=lambda each: each.id)
def test_that_vectors_reach_both_edges_of_every_band(instrument: Instrument):
    totals = {vector.get("total") for vector in VECTORS[instrument.id]}
    for band in instrument.bands:
        assert {band.lowest, band.highest} <= totals, band.label


@pytest.mark.parametrize("instrument", FILLED_IN, ids=lambda each: each.id)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_that_any_answers_give_a_total_in_range_or_the_reason_why_not(
    instrument: Instrument, data: st.DataObject
):
    answers = {
        item.id: data.draw(st.sampled_from([each.value for each in item.options]))
        for item in instrument.items
        if data.draw(st.booleans()) or data.draw(st.booleans())
    }
    found = score(instrument, answers)
    if found.total is None:
        assert found.not_scored or found.finding
    else:
        assert instrument.lowest <= found.total <= instrument.highest
        assert len(found.missing) <= instrument.missing_allowed


def test_that_a_value_that_can_not_be_chosen_is_refused():
    with pytest.raises(Invalid, match="4 is no answer"):
        score(KNOWN["phq9"], {"q1": 4})
    with pytest.raises(Invalid, match="no answer to “q77”"):
        score(KNOWN["phq9"], {"q77": 1})


@pytest.mark.parametrize(
    ("row", "sentence"),
    [("0001230002334", "10 questions, and 13"), ("014", "“4” is no answer to question 3")],
)
def test_that_a_typed_row_names_what_is_wrong(row: str, sentence: str):
    with pytest.raises(Invalid, match=sentence):
        typed_row(KNOWN["phq9"], row)


def test_that_a_question_that_depends_on_another_is_asked_only_then():
    asq, ptsd = KNOWN["asq"], KNOWN["pc_ptsd5"]
    assert [each.id for each in asked(asq, {"q1": 0})] == ["q1", "q2", "q3", "q4"]
    assert [each.id for each in asked(asq, {"q2": 1})][-1] == "q5"
    assert [each.id for each in asked(ptsd, {"event": 0})] == ["event"]


@pytest.mark.parametrize(
    ("name", "before", "after", "wanted"),
    [  # points, counts, reliable, better, response, remission
        ("phq9", 20, 10, (-10, True, None, True, True, False)),
        ("phq9", 21, 11, (-10, True, None, True, False, False)),
        ("phq9", 20, 4, (-16, True, None, True, True, True)),
        ("phq9", 20, 16, (-4, False, None, True, False, False)),
        ("phq9", 20, 15, (-5, True, None, True, False, False)),
        ("phq9", 10, 15, (5, True, None, False, False, False)),
        ("phq9", 10, 5, (-5, True, None, True, True, False)),
        ("phq9", 9, 4, (-5, True, None, True, None, True)),
        ("phq9", 0, 0, (0, False, None, None, None, True)),
        ("pcl5", 40, 35, (-5, False, True, True, None, None)),
        ("pcl5", 40, 36, (-4, False, False, True, None, None)),
        ("pcl5", 40, 30, (-10, True, True, True, None, None)),
        ("gad7", 15, 11, (-4, True, None, True, False, None)),
        ("gad7", 10, 5, (-5, True, None, True, True, None)),
        ("gad7", 9, 0, (-9, True, None, True, None, None)),
        ("phq8", 15, 4, (-11, True, None, True, True, True)),
        ("phq_a", 20, 10, (-10, None, None, True, True, False)),
        ("qids_sr", 16, 5, (-11, None, None, True, True, True)),
        ("qids_sr", 16, 6, (-10, None, None, True, True, False)),
        ("ybocs", 30, 20, (-10, None, None, True, False, False)),
        ("ybocs", 30, 19, (-11, None, None, True, True, False)),
        ("ybocs", 30, 12, (-18, None, None, True, True, True)),
        ("isi", 20, 7, (-13, True, None, True, None, True)),
        ("isi", 20, 15, (-5, False, None, True, None, False)),
        ("who5", 8, 16, (8, None, None, True, None, None)),
        ("mmse", 28, 20, (-8, None, None, False, None, None)),
        ("cgi_i", 4, 2, (-2, None, None, True, True, None)),
        ("cgi_i", 4, 3, (-1, None, None, True, False, None)),
    ],
)
def test_that_a_change_is_judged_by_the_instruments_own_rules(name, before, after, wanted):
    found = change(KNOWN[name], Decimal(before), Decimal(after))
    assert wanted == (
        found.points,
        found.counts,
        found.is_reliable,
        found.is_better,
        found.response,
        found.remission,
    )


@pytest.mark.parametrize(("total", "is_told"), [(24, False), (25, True), (27, True)])
def test_that_a_total_that_is_impossible_without_item_9_asks_for_it(total: int, is_told: bool):
    found = score_of_total(KNOWN["phq9"], Decimal(total))
    assert [trigger.item for trigger in found.safety] == (["q9"] if is_told else [])
    if is_told:
        (trigger,) = found.safety
        assert trigger.action.startswith(
            "A total above 24 means that question 9 was answered 1 or more: ask it. Ask about"
        )


@pytest.mark.parametrize("instrument", FILLED_IN, ids=lambda each: each.id)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_that_no_answers_below_a_safety_rule_reach_a_total_that_implies_it(
    instrument: Instrument, data: st.DataObject
):
    for trigger in instrument.safety:
        most = most_without(instrument, trigger)
        if most is None:
            continue
        answers = {
            item.id: data.draw(st.sampled_from([each.value for each in item.options]))
            for item in instrument.items
        }
        answers[trigger.item] = 0
        found = score(instrument, answers)
        assert found.total is not None
        assert found.total <= most


@pytest.mark.parametrize(
    ("row", "unasked"),
    [
        ("11111111-", "question 9 was not answered: ask it"),
        ("1--------", "question 9 was not answered: ask it"),
        ("1111111-0", ""),
    ],
)
def test_that_an_open_safety_question_is_named_whether_there_is_a_total_or_not(
    row: str, unasked: str
):
    phq9 = KNOWN["phq9"]
    assert score(phq9, typed_row(phq9, row)).unasked == unasked


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("011111", "question 1 is answered “No”, but 5 others are answered “Yes”: ask again"),
        ("001000", "question 1 is answered “No”, but one other is answered “Yes”: ask again"),
        ("000000", ""),
        ("0", ""),
        ("111111", ""),
    ],
)
def test_that_a_no_that_ends_it_beside_other_yeses_is_told_and_hides_none(row: str, said: str):
    instrument = KNOWN["pc_ptsd5"]
    answers = typed_row(instrument, row)
    assert score(instrument, answers).contradiction == said
    shown = {item.id for item in asked(instrument, answers)}
    assert {name for name, value in answers.items() if value > 0} <= shown
