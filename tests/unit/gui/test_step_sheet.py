"""Steps as they are typed in the table, and the rules that fill it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import HoldRule, InjectionWindow, Regimen, RegimenStep
from practice_desk.domain.regimen_text import regimen_line
from practice_desk.domain.timing import Cycle, Moment, Timing, at, times_a_day
from practice_desk.gui.models.step_rule import RuleKind, StepRule, build_by_rule
from practice_desk.gui.models.step_sheet import (
    SheetError,
    SheetMode,
    StepRow,
    StepSheet,
    row_of,
    told_of_steps,
)
from practice_desk.gui.models.step_table import StepTable

DAY = date(2026, 3, 2)
TABLETS = Product("tablet", (Strength.parse("25 mg"), Strength.parse("100 mg")))
PLAIN = Dosage(form="tablet", route="oral")


def sheet(*rows: StepRow, **changes) -> StepSheet:
    return StepSheet(TABLETS, PLAIN, DAY, rows=list(rows), **changes)


def day(*amounts: str, days: str = "", **changes) -> StepRow:
    return StepRow([*amounts, *[""] * (5 - len(amounts))], days=days, **changes)


def line(typed: StepSheet) -> str:
    regimen, problems = typed.regimen()
    assert problems == ()
    assert regimen is not None
    return regimen_line(regimen)


def mg(amount: str) -> Quantity:
    return Quantity(Decimal(amount), "mg")


def test_that_typed_rows_become_steps_with_tablets_and_counts():
    typed = sheet(day("25", days="2 weeks"), day("50", "", "", "", "75", days="10"), day("100"))
    assert line(typed) == (
        "25 mg every morning for 2 weeks,"
        " then 50 mg in the morning and 75 mg at bedtime for 10 days, then 100 mg every morning"
    )
    first, second, third = typed.read()
    assert (second.start, third.start) == (DAY + timedelta(days=14), DAY + timedelta(days=24))
    assert second.total.startswith("125 mg")
    assert "400 %" in second.total
    assert first.dispense == "14 × 25 mg"
    assert third.dispense == "30 × 100 mg (30 days)"


def test_that_days_in_turns_and_every_other_day_are_typed_in_one_column():
    turns = sheet(day("50", days="14", other_days="25"), day("25", other_days="0"))
    assert line(turns) == (
        "50 mg every morning and 25 mg every morning in turns, day by day for 2 weeks,"
        " then 25 mg every other day in the morning"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (day("", days="14"), "Enter the dose at one time of day"),
        (day("much"), "as a number"),
        (day("25", days="soon"), "days or weeks"),
        (day("25", "25", other_days="50"), "one time of day"),
        (day("-25"), "as a number"),
    ],
)
def test_that_a_row_that_means_nothing_says_why(row, words):
    regimen, problems = sheet(row).regimen()
    assert regimen is None
    assert words in problems[0]


def test_that_a_dose_that_cannot_be_made_is_a_warning_beside_its_row():
    (read,) = sheet(day("30")).read()
    assert read.warning.startswith("30 mg can't be made from what exists: nearest are 25 mg")
    assert read.tablets == ""


def test_that_the_cell_of_such_a_dose_has_room_for_the_nearest_ones():
    table = StepTable(sheet(day("30")))
    column = [each.title for each in table.columns].index("Made of")
    assert table.data(table.index(0, column)) == "Not possible; nearest 25 mg and 50 mg"


@pytest.mark.parametrize(
    ("doses", "last"),
    [
        (("30",) * 4, "Step 4: 30 mg can't be made from what exists"),
        (("30",) * 5, "And 2 more: steps 4 and 5."),
        (("30", "25", "30", "30", "25", "30", "much", "30"), "And 3 more: steps 6, 7 and 8."),
    ],
)
def test_that_every_impossible_step_is_told_of_or_counted(doses, last):
    rows = [day(dose, days="7") for dose in doses]
    typed = sheet(*rows)
    _, problems = typed.regimen()
    assert told_of_steps(typed.read(), problems).splitlines()[-1].startswith(last)


def test_that_what_is_wrong_with_all_steps_is_told_before_single_ones():
    assert told_of_steps([], ("Add a step.",)) == "Add a step."


def test_that_as_needed_steps_have_a_maximum():
    typed = sheet(
        StepRow(dose="25", maximum="75", days="7"), StepRow(dose="25", maximum="50"),
        mode=SheetMode.AS_NEEDED, as_needed_for="panic",
    )  # fmt: skip
    regimen, _ = typed.regimen()
    assert regimen is not None
    first = regimen.steps[0].dosage
    assert (first.as_needed_for, first.max_per_day) == ("panic", mg("75"))
    assert typed.read()[0].dispense == "21 × 25 mg"


def test_that_injections_have_an_interval_and_a_window():
    typed = sheet(
        StepRow(dose="100", every="1 week", days="7"),
        StepRow(dose="100", every="4 weeks", early="3", late="7"),
        mode=SheetMode.INJECTION,
    )
    regimen, problems = typed.regimen()
    assert problems == ()
    assert regimen is not None
    assert regimen.steps[1].window == InjectionWindow(3, 7)
    assert regimen.steps[1].dosage.timing == Timing(cycle=Cycle.WEEK, every=4)


@pytest.mark.parametrize("every", ["1 month", "2 months", "1 week", "28 days"])
def test_that_an_interval_is_shown_as_it_is_written(every: str):
    typed = sheet(StepRow(dose="100", every=every), mode=SheetMode.INJECTION)
    typed.template = replace(typed.template, form="injection_lai")
    regimen, _ = typed.regimen()
    assert regimen is not None
    assert row_of(regimen.steps[0], SheetMode.INJECTION).every == every


def test_that_a_regimen_shown_and_read_again_is_the_same():
    shown = sheet()
    regimen = Regimen(
        tuple(step for step in sheet(day("25", days="14"), day("100")).regimen()[0].steps),
        (HoldRule("a rash", "Stop and call."),),
        source="FDA label",
    )
    shown.load(regimen)
    assert shown.regimen() == (regimen, ())


def test_that_a_step_without_columns_of_its_own_is_kept_as_it_is():
    dosage = replace(PLAIN, dose=mg("25"), timing=times_a_day(3))
    row = row_of(RegimenStep(dosage, 14), SheetMode.DAILY)
    assert row.kept is not None
    row.days = "3 weeks"
    (read,) = sheet(row).read()
    assert read.step == RegimenStep(dosage, 21)


def test_that_a_rule_fills_the_table():
    typed = sheet(present=mg("100"))
    rule = StepRule(RuleKind.DOWN, "100", "25", "2 weeks", "")
    built = build_by_rule(rule, typed, [Moment.BEDTIME])
    typed.load_steps([each.step for each in built])
    assert line(typed).startswith("75 mg at bedtime for 2 weeks, then 50 mg")
    assert line(typed).endswith("then stop")
    assert typed.read()[0].total == "75 mg  \N{MINUS SIGN}25 %"
    assert typed.total() == "42 days in all, then it ends; 84 × 25 mg in all"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (StepRule(RuleKind.UP, "", "25", "2 weeks", "100"), "to begin with"),
        (StepRule(RuleKind.UP, "25", "25", "2 weeks", ""), "to reach"),
        (StepRule(RuleKind.UP, "100", "25", "2 weeks", "50"), "not above"),
        (StepRule(RuleKind.DOWN, "50", "25", "", ""), "how long"),
        (StepRule(RuleKind.DOWN_PERCENT_LAST, "50", "100", "2 weeks"), "between 1 and 99"),
        (StepRule(RuleKind.DOWN_PERCENT_LAST, "25", "10", "2 weeks"), "Nothing smaller"),
    ],
)
def test_that_a_rule_that_cannot_be_built_says_why(rule, words):
    with pytest.raises(SheetError, match=words):
        build_by_rule(rule, sheet(), [Moment.MORNING])


def test_that_the_table_steers_the_steps_by_its_rows():
    table = StepTable(sheet(day("25", days="14"), day("50", days="14"), day("100")))
    table.lengthen(0, 7)
    assert table.sheet.rows[0].days == "21"
    table.remove_row(2)
    assert table.sheet.rows[-1].days == ""  # without the top of the titration it stays below it
    table.add_row(1)
    assert [row.days for row in table.sheet.rows] == ["21", "14", ""]
    table.begin_with(1)
    assert [row.amounts[0] for row in table.sheet.rows] == ["50", "50"]


def test_that_what_is_typed_into_a_cell_is_read_at_once():
    table = StepTable(sheet(day("25", days="14"), day("50")))
    assert table.setData(table.index(1, 1), "75 mg")
    assert table.read[1].step is not None
    assert table.read[1].step.dosage.dose == mg("75")
    assert not table.setData(table.index(1, 0), "Mar 3")


def test_that_at_noon_stays_at_noon():
    step = RegimenStep(replace(PLAIN, dose=mg("25"), timing=at(Moment.NOON)), 7)
    assert row_of(step, SheetMode.DAILY).amounts == ["", "25", "", "", ""]


def test_that_what_is_typed_comes_back_from_a_draft_even_half_typed():
    odd = StepRow(kept=RegimenStep(replace(PLAIN, dose=mg("25"), timing=times_a_day(3)), 14))
    rules = (HoldRule("a rash", "Stop."),)
    typed = sheet(day("25", days="2 we"), day("5o"), odd, hold_rules=rules)
    back = sheet()
    back.take_kept(typed.kept())
    assert (back.rows, back.hold_rules, back.mode) == (typed.rows, typed.hold_rules, typed.mode)
    back.take_kept({"rows": "nothing"})
    assert len(back.rows) == 3
