"""Letters to a school or an employer: only what the patient released to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practice_desk.domain.release import Gate, Opening
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.letters.kinds.school_letter import KIND as SCHOOL
from practice_desk.letters.kinds.work_letter import KIND as WORK
from practice_desk.letters.rendering import render

from .kind_samples import NOW, sample_facts
from .samples import text_of


def released(*nouns: RecordNoun) -> Gate:
    """A release for this recipient, for everything or for some kinds of record."""
    return Gate(openings=(Opening(frozenset(), frozenset(nouns), date(2026, 11, 2), "school"),))


@pytest.mark.parametrize("kind", [SCHOOL, WORK], ids=["school", "work"])
def test_that_nothing_goes_to_a_school_or_employer_without_the_patients_release(kind) -> None:
    facts = sample_facts(kind)
    assert facts.conditions

    def wrong(gate: Gate) -> list[str]:
        return [each.field for each in kind.check(replace(facts, gate=gate))]

    assert wrong(Gate()) == ["release"]
    assert wrong(released(RecordNoun.MEDICATION)) == ["items"]  # covers no diagnosis
    assert wrong(released(RecordNoun.CONDITION)) == []
    assert wrong(released()) == []
    assert wrong(Gate(to_patient=True)) == []


def test_that_a_letter_in_the_patients_hand_claims_no_release() -> None:
    facts = replace(sample_facts(SCHOOL), gate=Gate(to_patient=True))
    text = text_of(render(SCHOOL.code, SCHOOL.build(facts), made_at=NOW).pdf)
    assert "in hand" in text
    assert "released" not in text
