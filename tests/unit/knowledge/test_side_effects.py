"""Side effects are found by what patients say, and by medication."""

from __future__ import annotations

import pytest

from practice_desk.domain.adverse_event import Urgency
from practice_desk.knowledge import compile as compiling
from practice_desk.knowledge.side_effects import (
    FILE_NAME,
    by_term,
    find_side_effect,
    of_medication,
    search,
    side_effects,
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sick to my stomach", "nausea"),
        ("sick to my stomac", "nausea"),
        ("can't pee", "urinary_retention"),
        ("cant pee", "urinary_retention"),
        ("nausia", "nausea"),
        ("tremmor", "tremor"),
        ("my hands shake so much that I spill my coffee", "tremor"),
        ("My hair is falling out", "hair_loss"),
        ("pacing all day, can't sit still", "akathisia"),
        ("want to kill myself", "suicidal_thoughts"),
        ("erection won't go away", "priapism"),
        ("throat closing up", "allergic_reaction"),
        ("brain zaps", "discontinuation_symptoms"),
        ("gained 10 pounds", "weight_gain"),
        ("dizzy when I stand up", "orthostatic_hypotension"),
        ("Rash", "rash_mild"),
        ("no sex drive", "low_libido"),
        ("dry mou", "dry_mouth"),
        ("I don't want to live anymore", "suicidal_thoughts"),
        ("my penis will not go down for 5 hours", "priapism"),
        ("me quiero morir", "suicidal_thoughts"),
        ("tengo ronchas y llagas en la boca", "rash_serious"),
        ("no puedo respirar", "allergic_reaction"),
        ("no puedo dormir", "insomnia"),
        ("se me hincha la cara", "allergic_reaction"),
    ],
)
def test_that_plain_words_find_what_is_meant(said: str, meant: str):
    assert search(said)[0].id == meant


def test_that_several_complaints_in_one_sentence_are_all_offered():
    found = [each.id for each in search("I feel sick to my stomach and I can't sleep")]
    assert {"nausea", "insomnia"} <= set(found[:3])


def test_that_words_which_mean_nothing_here_find_nothing():
    assert search("qwerty") == ()
    assert search("and the") == ()
    assert search("I don't want to take it anymore") == ()
    assert search("my penis is numb") == ()
    assert search("") == ()


def test_that_every_side_effect_is_found_by_its_own_term():
    for each in side_effects().values():
        assert search(each.term)[0] is each


def test_that_a_medication_has_its_own_side_effects_before_those_of_its_classes():
    found = of_medication("lamotrigine", ("aromatic_anticonvulsant",))
    own = [each for each in found if "lamotrigine" in each.caused_by]
    assert found[: len(own)] == tuple(own)
    assert "rash_serious" in {each.id for each in own}
    assert own[0].urgency is Urgency.NOW


def test_that_a_term_is_recognised_in_any_letters():
    nausea = by_term("  NAUSEA ")
    assert nausea is not None
    assert nausea is find_side_effect("nausea")
    assert by_term("feels odd") is None


def test_that_the_compiled_file_is_up_to_date(tmp_path):
    delivered = compiling.asset("resources", "knowledge", FILE_NAME).read_bytes()
    assert compiling.compile_side_effects() == delivered, (
        "run: python -m practice_desk.knowledge.compile"
    )
