"""What the switch assistant says and proposes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.gui.models.switch_view import (
    SwitchMode,
    gap_text,
    is_too_soon,
    pack_words,
    proposed_mode,
    proposed_start,
    proposed_up,
)
from practice_desk.knowledge.safety.pack import safety_pack
from practice_desk.knowledge.switching import switch_advice

DAY = date(2026, 3, 2)
DOSE = Dosage(dose=Quantity(Decimal(10), "mg"))
DOWN = Regimen((RegimenStep(DOSE, 7), RegimenStep(DOSE, 7)))
MODE = SwitchMode


def advice(old: str, new: str):
    return switch_advice(safety_pack(), old, new)


@pytest.mark.parametrize(
    ("old", "new", "mode"),
    [
        ("escitalopram", "venlafaxine", MODE.CROSS_TAPER),
        ("fluoxetine", "phenelzine", MODE.TAPER_FIRST),
        ("doxepin_low_dose", "phenelzine", MODE.STOP_AND_START),
    ],
)
def test_that_two_overlap_only_where_the_pack_lets_them(old, new, mode):
    assert proposed_mode(advice(old, new)) is mode


def test_that_the_new_one_begins_after_the_taper_and_the_washout():
    assert proposed_start(MODE.CROSS_TAPER, DAY, DOWN, None) == DAY
    assert proposed_start(MODE.TAPER_FIRST, DAY, DOWN, 14) == DAY + timedelta(days=28)
    assert proposed_start(MODE.STOP_AND_START, DAY, None, 35) == DAY + timedelta(days=35)
    assert proposed_start(MODE.TAPER_FIRST, DAY, Regimen((RegimenStep(DOSE),)), 14) is None


def test_that_the_gap_is_told_with_what_the_pack_asks_for():
    later = DAY + timedelta(days=10)
    assert gap_text(DAY, later, 14) == "10 days without either; the pack asks for 14: too few"
    assert gap_text(DAY, later, None) == "10 days without either"
    assert gap_text(later, DAY, None) == "10 days together"
    assert is_too_soon(DAY, later, 14)
    assert not is_too_soon(DAY, later, 10)
    assert not is_too_soon(DAY, later, None)


def test_that_what_the_pack_does_not_know_is_said_and_nothing_reads_as_safe():
    said = pack_words(advice("escitalopram", "no_such_medication"))
    assert said.text.startswith("• Not checked: the pack does not know one of the two.")
    assert "names no washout" in pack_words(advice("escitalopram", "venlafaxine")).text


def test_that_the_labelled_start_and_titration_are_told():
    found = advice("sertraline", "lamotrigine")
    assert "Start as labelled, with valproate: weeks 1-2: up to 12.5 mg" in pack_words(found).text
    assert proposed_up(found).start == "25"
