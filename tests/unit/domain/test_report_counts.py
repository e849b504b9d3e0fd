"""What reports count: caseload, monitoring on time, controlled substances, overridden alerts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.display_list import Text, box_of
from practice_desk.domain.monitoring import DueItem, DueStatus, MonitoringKind
from practice_desk.domain.report import (
    Answer,
    Bars,
    CellKind,
    Counted,
    Distribution,
    Funnel,
    ReportColumn,
    ReportTable,
    StackedBars,
)
from practice_desk.domain.report_caseload import CaseloadPatient, by_clinician
from practice_desk.domain.report_controlled import ControlledUse, by_medication
from practice_desk.domain.report_monitoring import Standing, by_check, chart_checks
from practice_desk.domain.report_overrides import Interruption, by_rule
from practice_desk.domain.report_picture import draw_picture, picture_text
from practice_desk.domain.report_productivity import each_month, each_week
from practice_desk.domain.report_words import cell_text
from practice_desk.domain.safety_decision import Decision

TODAY = date(2026, 11, 26)


def texts(answer: Answer) -> list[tuple[str, ...]]:
    """Return the rows, with the total, as they are shown."""
    table = answer.table
    return [
        tuple(cell_text(cell, column.kind) for cell, column in zip(row, table.columns, strict=True))
        for row in table.all_rows
    ]


def test_that_who_has_two_clinicians_counts_with_both_and_once_in_all() -> None:
    patients = [
        CaseloadPatient(1, 10, 20, was_seen=True),
        CaseloadPatient(2, 10, None, was_seen=False),
        CaseloadPatient(3, None, None, was_seen=False),
    ]
    assert texts(by_clinician(patients, {10: "Ana", 20: "Beth"})) == [
        ("Ana", "prescriber", "2", "1", "1"),
        ("Beth", "therapist", "1", "1", "0"),
        ("Nobody", "", "1", "0", "1"),
        ("All", "", "3", "1", "2"),
    ]


def a_check(status: DueStatus, due: date | None = None) -> DueItem:
    """Return a check of one chart."""
    return DueItem(("tsh",), "TSH", MonitoringKind.LAB, status, "", ("lithium",), (), due_on=due)


def test_that_a_check_is_on_time_until_its_day_has_passed() -> None:
    charts = {
        1: a_check(DueStatus.OVERDUE, date(2026, 11, 16)),
        2: a_check(DueStatus.OVERDUE, date(2026, 11, 6)),
        3: a_check(DueStatus.DUE, TODAY),
        4: a_check(DueStatus.NOT_NEEDED, TODAY),
        5: a_check(DueStatus.MISSED),
    }
    found = [c for patient, item in charts.items() for c in chart_checks(patient, [item], TODAY)]
    assert texts(by_check(found)) == [("TSH", "4", "1", "2", "1", "25%", "15")]


def test_that_of_a_long_time_the_last_bars_are_in_sight_and_the_words_say_the_same() -> None:
    days = ReportColumn("time", "Week from")
    numbers = (
        ReportColumn("a", "Held", CellKind.COUNT),
        ReportColumn("b", "Missed", CellKind.COUNT),
    )
    rows = tuple((f"w{n}", n, 1) for n in range(20))
    table = ReportTable((days, *numbers), rows)
    picture = StackedBars("Visits by week", "time", ("a", "b"), in_time=True)
    drawn = draw_picture(picture, table, 500.0, lambda text, *_: 6.0 * len(text))
    shown = [shape.text for shape in drawn.shapes if isinstance(shape, Text)]
    assert "w19" in shown
    assert "w3" not in shown
    assert "4 earlier rows stand in the table." in shown
    told = picture_text(picture, table)
    assert told.startswith("Visits by week. w4: Held 4, Missed 1. ")
    assert told.endswith("w19: Held 19, Missed 1.")
    funnel = Funnel("From a to b", ("a", "b"))
    assert picture_text(funnel, table) == "From a to b. Held: 0. Missed: 1."


def test_that_weeks_and_months_without_any_have_their_place() -> None:
    mondays = {date(2026, 2, 23), date(2026, 3, 16)}
    assert [day.day for day in each_week(mondays)] == [23, 2, 9, 16]
    firsts = {date(2025, 12, 1), date(2026, 3, 1)}
    assert [day.month for day in each_month(firsts)] == [12, 1, 2, 3]
    assert list(each_month(())) == []


def test_that_who_has_a_check_twice_counts_once_at_the_worst() -> None:
    twice = [a_check(DueStatus.DUE, TODAY), a_check(DueStatus.OVERDUE, date(2026, 11, 16))]
    found = chart_checks(1, twice, TODAY)
    assert texts(by_check(found)) == [("TSH", "1", "0", "1", "0", "0%", "10")]


def test_that_two_controlled_medications_are_told_of_each_and_once_of_all() -> None:
    late, on_time = Standing.OVERDUE, Standing.ON_TIME
    found = by_medication(
        [
            ControlledUse(1, "clonazepam", "CIV", late, None, is_agreed=True),
            ControlledUse(1, "methylphenidate", "CII", late, late, is_agreed=True),
            ControlledUse(2, "methylphenidate", "CII", on_time, on_time, is_agreed=False),
        ]
    )
    assert texts(found) == [
        ("methylphenidate", "CII", "2", "1", "1", "1", "1", "1"),
        ("clonazepam", "CIV", "1", "0", "1", "1", "0", "1"),
        ("All", "", "2", "1", "1", "1", "1", "1"),
    ]
    assert found.counted == 2


def test_that_each_interruption_counts_and_each_patient_once() -> None:
    found = by_rule(
        [
            Interruption("Interaction: a, b", 1, Decision.OVERRIDDEN),
            Interruption("Interaction: a, b", 1, Decision.REPEATED),
            Interruption("Interaction: a, b", 2, Decision.HEEDED),
            Interruption("Allergy: c", 2, Decision.HEEDED),
        ]
    )
    assert texts(found) == [
        ("Interaction: a, b", "3", "1", "1", "1", "33.3%"),
        ("Allergy: c", "1", "0", "0", "1", "100%"),
        ("All", "4", "1", "1", "2", "50%"),
    ]
    assert found.counted == 2
    assert found.table.rows[0][1] == Counted(3, frozenset({1, 2}))


def _measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.65 if bold else 0.6)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.text("abcdefgh ", max_size=60), st.integers(0, 10**6)), max_size=25),
    st.sampled_from([320, 504, 900]),
)
def test_that_no_part_of_a_picture_lies_outside_its_width(
    rows: list[tuple[str, int]], width: int
) -> None:
    columns = (
        ReportColumn("name", "Name"),
        ReportColumn("one", "One", CellKind.COUNT),
        ReportColumn("half", "Half", CellKind.COUNT),
        ReportColumn("days", "Days", CellKind.DAYS),
    )
    table = ReportTable(columns, tuple((n, v, v // 2, Decimal(v) / 3) for n, v in rows))
    for picture in (
        Bars("", "name", "days"),
        StackedBars("", "name", ("one", "half")),
        Funnel("", ("one", "half")),
        Distribution("", "name", "one"),
    ):
        drawn = draw_picture(picture, table, width, _measure)
        for box in map(box_of, drawn.shapes):
            assert box.left >= -1
            assert box.right <= width + 1
            assert box.bottom <= drawn.height + 1
