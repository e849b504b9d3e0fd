"""A measure as plain data, out to a screen that knows nothing, and back."""

from __future__ import annotations

import json

import pytest

from practice_desk.domain.errors import Invalid
from practice_desk.domain.instrument_form import answers_from_form, form_of
from practice_desk.knowledge.instruments import instruments

KNOWN = {each.id: each for each in instruments()}


def test_that_a_form_survives_json_and_tells_no_score():
    text = json.dumps(form_of(KNOWN["phq9"]))
    form = json.loads(text)
    assert form["items"][8]["options"][1] == {"value": 1, "label": "Several days"}
    assert "Pfizer" in form["attribution"]
    assert "moderate" not in text
    assert json.loads(json.dumps(form_of(KNOWN["asq"])))["items"][4]["only_if"] == [
        "q1", "q2", "q3", "q4",
    ]  # fmt: skip


def test_that_answers_come_back_without_the_open_ones():
    assert answers_from_form(KNOWN["phq2"], {"q1": 3, "q2": None}) == {"q1": 3}


@pytest.mark.parametrize("answer", [{"q1": 4}, {"q1": "3"}, {"q77": 1}, {"q1": 1.0}])
def test_that_what_is_no_answer_is_refused(answer: dict[str, object]):
    with pytest.raises(Invalid, match="can't be read"):
        answers_from_form(KNOWN["phq2"], answer)
