"""What a regimen may be, and that storage gives back what it was given."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.dosage_plain import NotADosage
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import (
    HoldRule,
    InjectionWindow,
    MadeDose,
    Piece,
    Regimen,
    RegimenStep,
)
from practice_desk.domain.regimen_plain import from_plain, to_plain
from practice_desk.domain.regimen_rules import check_regimen
from practice_desk.domain.timing import Cycle, Moment, Timing, at


def mg(amount: str) -> Quantity:
    return Quantity(Decimal(amount), "mg")


def daily(amount: str) -> Dosage:
    return Dosage(dose=mg(amount), form="tablet", route="oral", timing=at(Moment.MORNING))


def made(dose: str, *pieces: tuple[str, str]) -> MadeDose:
    return MadeDose(
        mg(dose), tuple(Piece(Strength(mg(size)), Decimal(count)) for size, count in pieces)
    )


SPLIT = Dosage(
    split=(MomentDose(Moment.MORNING, mg("25")), MomentDose(Moment.BEDTIME, mg("50"))),
)
INJECTION = Dosage(dose=mg("117"), timing=Timing(cycle=Cycle.WEEK, every=4))
FULL = Regimen(
    (
        RegimenStep(daily("75"), 14, made=(made("75", ("50", "1"), ("25", "1")),), note="Slowly"),
        RegimenStep(daily("75"), 14, alternate=daily("37.5")),
        RegimenStep(SPLIT, 7),
        RegimenStep(INJECTION, None, window=InjectionWindow(3, 7)),
    ),
    (HoldRule("a rash", "Stop and call the clinic.", "rash"),),
    may_be_halved=True,
    source="FDA label",
)


def sentences(*steps: RegimenStep, **changes) -> str:
    return " ".join(problem.sentence for problem in check_regimen(Regimen(steps, **changes)))


def test_that_a_full_regimen_is_accepted_and_comes_back_from_storage():
    assert check_regimen(FULL) == ()
    assert from_plain(json.loads(json.dumps(to_plain(FULL)))) == FULL


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"v": 2, "steps": []},
        {"v": 1, "steps": []},
        {"v": 1, "steps": [{"days": 3}]},
        {"v": 1, "steps": [{"dosage": {"v": 1}, "days": "3"}]},
        {"v": 1, "steps": [{"dosage": {"v": 1}}], "hold_rules": [["rash"]]},
    ],
)
def test_that_anything_else_in_storage_is_refused(plain):
    with pytest.raises(NotADosage):
        from_plain(plain)


def test_that_the_dates_follow_from_the_days():
    dated = FULL.dated(date(2026, 3, 1))
    assert [(each.number, each.start.isoformat()) for each in dated] == [
        (1, "2026-03-01"),
        (2, "2026-03-15"),
        (3, "2026-03-29"),
        (4, "2026-04-05"),
    ]
    assert dated[0].last_day == date(2026, 3, 14)
    assert dated[-1].end is None
    assert FULL.total_days is None


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "from 1 to"),
        ((RegimenStep(daily("25")), RegimenStep(daily("50"))), "only the last step may go on"),
        ((RegimenStep(daily("25"), 0),), "lasts from 1"),
        ((RegimenStep(Dosage.free("as told")),), "Enter the dose"),
        ((RegimenStep(INJECTION, None, alternate=INJECTION),), "taken every day"),
        ((RegimenStep(daily("25"), None, window=InjectionWindow(1, 1)),), "A window belongs"),
        ((RegimenStep(daily("75"), made=(made("75", ("50", "1")),)),), "do not make the dose"),
        ((RegimenStep(daily("75"), made=(made("50", ("50", "1")),)),), "do not make the dose"),
        (
            (RegimenStep(daily("1"), 5), RegimenStep(Dosage(dose=Quantity(Decimal(1), "g")))),
            "same unit",
        ),
        (
            (RegimenStep(Dosage(dose=mg("5"), duration=Duration(3, DurationUnit.DAY))),),
            "take the duration out",
        ),
    ],
)
def test_that_a_wrong_regimen_says_what_is_wrong(steps, words):
    assert words in sentences(*steps)


def test_that_a_hold_rule_needs_both_sides():
    assert "needs both" in sentences(RegimenStep(daily("5")), hold_rules=(HoldRule("rash", " "),))


def test_that_the_mean_dose_of_days_in_turns_is_known():
    step = RegimenStep(daily("20"), None, alternate=daily("10"))
    assert step.mean_daily_dose == mg("15")
    assert RegimenStep(INJECTION).mean_daily_dose is None


@given(st.lists(st.tuples(st.integers(1, 4000), st.integers(1, 90)), min_size=1, max_size=10))
def test_that_any_regimen_comes_back_from_storage(parts):
    regimen = Regimen(
        tuple(RegimenStep(daily(str(Decimal(part) / 8)), days) for part, days in parts)
    )
    assert from_plain(json.loads(json.dumps(to_plain(regimen)))) == regimen
